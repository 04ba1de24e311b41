"""The watermark, and the number of rows per day."""

import datetime as dt

from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.times import as_time, date_of
from jafflegaggle.incremental.event_stream import EVENT_DATE, EventStream, RowsByDay

# The watermark of a stream without finalized events.
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def midnight(day: dt.date) -> dt.datetime:
    """When a day begins, UTC."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def end_of(day: dt.date) -> dt.datetime:
    """When a day ends, UTC, or today if that is earlier: events dated later finalize nothing."""
    today = dt.datetime.now(dt.UTC).date()
    return midnight(min(day, today) + dt.timedelta(days=1))


def next_watermark(
    stream: EventStream,
    lookback_days: int,
    watermark: dt.datetime | None,
    snapshot_date: dt.date,
) -> dt.datetime:
    """The day of the last event of the snapshot, less the lookback; never before the last one.

    Events after the snapshot's date, or dated after today, do not move it.

    Args:
        stream: the events as they were read.
        lookback_days: for how many days events may arrive late.
        watermark: the last run's; None if there is none.
        snapshot_date: the date of the snapshot.
    """
    end = end_of(snapshot_date)
    in_footers = stream.rows_in_footers()
    if in_footers is None:
        day = _last_day(stream, watermark, end)
    else:
        day = max(_before(end, in_footers), default=None)
    # A day before the year 1 is also a mistake, and not a date in Python.
    if day is None or day < "0001":
        return watermark or EPOCH
    last = midnight(dt.date.fromisoformat(day))
    if lookback_days >= (last - EPOCH).days:
        return watermark or EPOCH
    return max(watermark or EPOCH, last - dt.timedelta(days=lookback_days))


def rows_by_day(stream: EventStream) -> RowsByDay:
    """The current number of rows of the source, by day, up to today."""
    in_footers, end = stream.rows_in_footers(), end_of(dt.date.max)
    if in_footers is not None:
        return _before(end, in_footers)
    by_day = (
        stream.frame.where(stream.is_finalized(end))
        .groupBy(F.col(stream.event_day).alias("day"))
        .agg(F.count(F.lit(1)).alias("rows"))
        .select(F.col("day").cast("string"), "rows")
    )
    return {row.day: row.rows for row in by_day.collect()}


def _before(end: dt.datetime, rows: RowsByDay) -> RowsByDay:
    return {day: number for day, number in rows.items() if day < str(end.date())}


def _last_day(stream: EventStream, watermark: dt.datetime | None, end: dt.datetime) -> str | None:
    """The day of the last event before an end; None where none arrived since the watermark."""
    past = stream.frame.where(stream.is_finalized(end))
    if stream.cursor != EVENT_DATE:
        last = date_of(F.max(stream.event_time)).cast("string")
    else:  # a folder's name, which may not be a day
        last = F.max(stream.event_day).cast("string")
        name = F.col(stream.event_day).cast("string")
        past = past.where(as_time(name, T.StringType()).isNotNull())
    new = past.where(stream.is_since(watermark)) if watermark else past
    day: str | None = new.agg(last).collect()[0][0]
    return day
