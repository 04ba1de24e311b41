"""The events, with the cursor of an incremental run."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.times import as_time, date_of

# Folders `event_date=YYYY-MM-DD`: whole days, which the engines can skip.
EVENT_DATE = "event_date"
EVENT_TIME = "_event_time"
EVENT_DAY = "_event_day"

RowsByDay = Mapping[str, int]


@dataclass(frozen=True)
class EventStream:
    """The events and their cursor.

    Attributes:
        frame: the events, with their canonical columns and the two of the cursor.
        event_time: which column of the frame is the cursor: a time, or the name or date of a
            folder; '' if the run is not incremental. Rows in which it is NULL are read by every
            run.
        event_day: which column is its day, as a date or text.
        cursor: the source's name of the column that the cursor was made from.
        rows_in_footers: the number of rows of each day from the file footers; None if the engine
            has to count.
        partitions: how many partitions the engine should count them in; None: it chooses well.
    """

    frame: DataFrame
    event_time: str = ""
    event_day: str = ""
    cursor: str = ""
    rows_in_footers: Callable[[], RowsByDay | None] = lambda: None
    partitions: int | None = None

    @property
    def cursor_type(self) -> T.DataType:
        """The type of the cursor: TIMESTAMP, and of folders as the engine reads their names."""
        return self.frame.schema[self.event_time].dataType

    def with_frame(self, frame: DataFrame) -> "EventStream":
        """The same stream with other rows, for example the staged ones."""
        return replace(self, frame=frame)

    def where(self, condition: Column) -> "EventStream":
        """The events for which a condition holds."""
        return self.with_frame(self.frame.where(condition))

    def is_since(self, watermark: dt.datetime) -> Column:
        """Whether an event's cursor is at a midnight or later, or missing; never NULL."""
        cursor, start = self._compared(watermark)
        return cursor.isNull() | ~(cursor < start)

    def is_finalized(self, watermark: dt.datetime) -> Column:
        """Whether an event is before the watermark, and need not be read again; never NULL."""
        return ~self.is_since(watermark)

    def _compared(self, watermark: dt.datetime) -> tuple[Column, Column]:
        """The cursor, and a midnight in the same type.

        The cursor is NULL if a folder's name is not a day. Names are parsed here, not where they
        are read: some engines only skip folders by a condition on the raw names.
        """
        cursor = F.col(self.event_time)
        if isinstance(self.cursor_type, T.StringType):
            return day_of_name(cursor), F.lit(str(watermark.date()))
        if isinstance(self.cursor_type, T.DateType):
            return cursor, F.lit(watermark.date())
        return cursor, F.lit(watermark)


def event_time_and_day(
    cell: Column, read_as: T.DataType, is_folder: bool, written: str = ""
) -> tuple[Column, Column]:
    """The cursor and its day.

    Args:
        cell: the column that the cursor is made from.
        read_as: its type.
        is_folder: whether it is the name of folders; then the cursor is that name, or the date
            that an engine made of it.
        written: how its cells are written, if not as usual.
    """
    if not is_folder or isinstance(read_as, T.TimestampType):
        time = as_time(cell, read_as, written)
        return time, date_of(time).cast("string")
    if isinstance(read_as, T.DateType):
        return cell, cell
    name = cell.cast("string")
    return name, day_of_name(name)


def day_of_name(name: Column) -> Column:
    """The day that a folder's name starts with, as a string; NULL if it is none.

    It stays a string: converting it to a time for every row is slow.

    >>> names = make_df({"name": ["2021-11-10", "2021-11-10 12:00", "10-11-2021"]}, "name string")
    >>> [row.day for row in names.select(day_of_name(F.col("name")).alias("day")).collect()]
    ['2021-11-10', '2021-11-10', None]
    """
    start = F.substring(name, 1, 10)
    is_year = start.between(F.lit("0001-01-01"), F.lit("9999-12-31"))
    return F.when(start.like("____-__-__") & is_year, start)
