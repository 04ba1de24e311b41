"""What each user did, from the finalized events of earlier runs and the events since."""

import datetime as dt
from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.frames import colocate_by
from jafflegaggle.incremental.deferred_events import is_after_snapshot
from jafflegaggle.incremental.event_stream import EventStream
from jafflegaggle.models.intermediate.user_activity import (
    activity_of_events,
    event_facts,
    user_activity,
)
from jafflegaggle.models.measures import measure_names, merge_measures, state_fields
from jafflegaggle.models.spec import Field, table

FINALIZED = "_finalized"
DEFERRED = "number_of_rows_deferred"
_COUNTS = ("number_of_rows", "number_of_unknown_names")


@table(
    grain=user_activity.grain,
    key=user_activity.key,
    fields=(
        *user_activity.fields,
        *state_fields("the user, of finalized events", FINALIZED),
        Field("number_of_rows_finalized", "bigint", "finalized rows read"),
        Field(
            "number_of_rows_deferred", "bigint", "rows finalized once the snapshot's date is later"
        ),
        Field("number_of_unknown_names_finalized", "bigint", "of these, with an unexpected name"),
    ),
)
def user_history(
    new: EventStream,
    past: DataFrame | None,
    deferred: DataFrame | None,
    next_watermark: dt.datetime,
    event_names: Sequence[str],
    order_events: Sequence[str],
    snapshot_date: dt.date,
) -> DataFrame:
    """One row per user: the activity of all time, and beside it that of finalized events.

    Finalized events are not read again: they are the next run's `past`. Every measure merges, so
    the result is exactly that of one pass over all events.

    Args:
        new: the staged events that the past does not hold.
        past: this table from the last run; None if `new` has all events.
        deferred: the events that the last run deferred (`deferred_events`); None: none.
        next_watermark: events before it are finalized now.
        event_names: the expected names.
        order_events: the names that count as orders.
        snapshot_date: the date of the snapshot.
    """
    facts = event_facts(event_names, order_events, snapshot_date)
    is_finalized, is_later = new.is_finalized(next_watermark), is_after_snapshot(snapshot_date)
    counted = new.frame.select(
        *facts,
        (is_finalized & ~is_later).alias("is_finalized"),
        (is_finalized & is_later).alias("is_deferred"),
    )
    if deferred is not None:
        events = deferred.withColumn("reason", F.lit(None).cast("string"))
        is_deferred = is_later.alias("is_deferred")
        counted = counted.unionByName(
            events.select(*facts, (~is_later).alias("is_finalized"), is_deferred)
        )
    recent = (
        colocate_by(counted, "user_id", new.partitions)
        .groupBy("user_id")
        .agg(
            *activity_of_events(snapshot_date),
            *activity_of_events(snapshot_date, FINALIZED, where=F.col("is_finalized")),
            F.count(F.when(F.col("is_deferred"), F.lit(1))).alias(DEFERRED),
        )
    )
    if past is None:
        return recent
    names = [*measure_names(), *_COUNTS]
    finalized = past.select(
        "user_id",
        *(F.col(measure + FINALIZED).alias(measure) for measure in names),
        *(measure + FINALIZED for measure in names),
        F.lit(0).alias(DEFERRED),
    ).where(F.col("number_of_rows") > F.lit(0))
    return (
        recent.unionByName(finalized)
        .groupBy("user_id")
        .agg(
            *merge_measures(),
            *merge_measures(FINALIZED, parts=FINALIZED),
            *(F.sum(name).alias(name) for count in _COUNTS for name in (count, count + FINALIZED)),
            F.sum(DEFERRED).alias(DEFERRED),
        )
    )
