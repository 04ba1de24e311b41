"""Events that arrived before they happened: a later snapshot has to count what is read no more."""

import datetime as dt

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.columns.times import is_after
from jafflegaggle.incremental.event_stream import EventStream
from jafflegaggle.models.spec import ID, USER, Field, table
from jafflegaggle.reasons import Reason
from jafflegaggle.staging.stage import with_row


@table(
    grain="one row per finalized event after the snapshot's date",
    fields=(
        Field("user_id", ID, "the user", USER),
        Field("event_name", "string", "the name"),
        Field("timestamp", "timestamp", "when it is said to happen"),
        Field("row", "string", "the row as it was read"),
    ),
)
def deferred_events(
    new: EventStream,
    deferred: DataFrame | None,
    next_watermark: dt.datetime,
    snapshot_date: dt.date,
) -> DataFrame:
    """One row per event that the next run does not read again, and may have to count.

    Only a cursor other than the events' own time brings such: the watermark is never after the
    snapshot's date.

    Args:
        new: the staged events that this run reads.
        deferred: this table as the last run made it; None: there was none.
        next_watermark: events before it are finalized now.
        snapshot_date: the date of the snapshot.
    """
    is_later = is_after_snapshot(snapshot_date)
    found = new.where(new.is_finalized(next_watermark) & is_later).frame
    # The row stands in the quarantine if its user is not known.
    reason = F.lit(Reason.UNKNOWN_USER.of())
    rows = with_row(found.withColumn("reason", reason)).select(*deferred_events.columns())
    if deferred is None:
        return rows
    still = deferred.where(is_after(F.col("timestamp"), snapshot_date))
    return rows.unionByName(still.select(*deferred_events.columns()))


def is_after_snapshot(snapshot_date: dt.date) -> Column:
    """Whether a staged event is valid, and after the snapshot's date; never NULL."""
    is_later = is_after(F.col("timestamp"), snapshot_date)
    return F.col("reason").isNull() & F.coalesce(is_later, F.lit(False))
