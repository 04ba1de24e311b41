"""Up to which midnight events are finalized, and how many rows each day has."""

import datetime as dt

from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.times import as_time, date_of
from jafflegaggle.incremental.event_stream import EVENT_DATE, EventStream, RowsByDay

# The watermark of a stream of which nothing is finalized.
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def midnight(day: dt.date) -> dt.datetime:
    """When a day begins, UTC."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def tomorrow() -> dt.datetime:
    """When today ends, UTC: events dated later are mistakes, and finalize nothing."""
    return midnight(dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1))


def next_watermark(
    stream: EventStream, lookback_days: int, watermark: dt.datetime | None
) -> dt.datetime:
    """The day of the last event up to today, less the lookback; never before the last watermark.

    Args:
        stream: the events as they were read.
        lookback_days: for how many days events may arrive late.
        watermark: that of the last run; None where there is none.
    """
    in_footers = stream.rows_in_footers()
    if in_footers is None:
        day = _last_day(stream, watermark)
    else:
        day = max(_until_today(in_footers), default=None)
    # A day before the year 1 is a mistake too, and no date for Python.
    if day is None or day < "0001":
        return watermark or EPOCH
    last = midnight(dt.date.fromisoformat(day))
    if lookback_days >= (last - EPOCH).days:
        return watermark or EPOCH
    return max(watermark or EPOCH, last - dt.timedelta(days=lookback_days))


def rows_by_day(stream: EventStream) -> RowsByDay:
    """How many rows the source has now, by day, up to today."""
    in_footers = stream.rows_in_footers()
    if in_footers is not None:
        return _until_today(in_footers)
    by_day = (
        stream.frame.where(stream.is_finalized(tomorrow()))
        .groupBy(F.col(stream.event_day).alias("day"))
        .agg(F.count(F.lit(1)).alias("rows"))
        .select(F.col("day").cast("string"), "rows")
    )
    return {row.day: row.rows for row in by_day.collect()}


def _until_today(rows: RowsByDay) -> RowsByDay:
    end = str(tomorrow().date())
    return {day: number for day, number in rows.items() if day < end}


def _last_day(stream: EventStream, watermark: dt.datetime | None) -> str | None:
    """The day of the last event up to today; None where none arrived since the watermark."""
    past = stream.frame.where(stream.is_finalized(tomorrow()))
    if stream.cursor != EVENT_DATE:
        last = date_of(F.max(stream.event_time)).cast("string")
    else:  # the name of a folder, and perhaps no day at all
        last = F.max(stream.event_day).cast("string")
        name = F.col(stream.event_day).cast("string")
        past = past.where(as_time(name, T.StringType()).isNotNull())
    new = past.where(stream.is_since(watermark)) if watermark else past
    day: str | None = new.agg(last).collect()[0][0]
    return day
