"""What each user did, from what earlier runs finalized and the events that came after it."""

import datetime as dt
from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.frames import colocate_by
from jafflegaggle.history import is_settled
from jafflegaggle.models.intermediate.user_activity import (
    activity_of_events,
    event_facts,
    user_activity,
)
from jafflegaggle.models.measures import measure_names, merge_measures, state_fields
from jafflegaggle.models.spec import Field, table

SETTLED = "_settled"
_COUNTS = ("number_of_rows", "number_of_unknown_names")


@table(
    grain=user_activity.grain,
    key=user_activity.key,
    fields=(
        *user_activity.fields,
        *state_fields("the user, of finalized events", SETTLED),
        Field("number_of_rows_settled", "bigint", "rows read that are finalized"),
        Field("number_of_unknown_names_settled", "bigint", "of these, with an unexpected name"),
    ),
)
def user_history(
    events: DataFrame,
    past: DataFrame | None,
    settle_until: dt.datetime,
    event_names: Sequence[str],
    order_events: Sequence[str],
    snapshot_date: dt.date,
) -> DataFrame:
    """One row per user: the activity of all time, and beside it that of finalized events.

    What is finalized is not read again: it is the `past` of the next run. Every measure merges, so
    the whole is exactly what one pass over all events gives.

    Args:
        events: the staged events that the past does not hold.
        past: the table of this model that the last run kept; None where all events are given.
        settle_until: events with a clock before that time are finalized now.
        event_names: the names expected.
        order_events: the names that are orders.
        snapshot_date: the date of the snapshot.
    """
    counted = events.select(
        *event_facts(event_names, order_events),
        is_settled(events, settle_until).alias("is_settled"),
    )
    recent = (
        colocate_by(counted, "user_id")
        .groupBy("user_id")
        .agg(
            *activity_of_events(snapshot_date),
            *activity_of_events(snapshot_date, SETTLED, where=F.col("is_settled")),
        )
    )
    if past is None:
        return recent
    names = [*measure_names(), *_COUNTS]
    settled = past.select(
        "user_id",
        *(F.col(measure + SETTLED).alias(measure) for measure in names),
        *(measure + SETTLED for measure in names),
    ).where(F.col("number_of_rows") > F.lit(0))
    return (
        recent.unionByName(settled)
        .groupBy("user_id")
        .agg(
            *merge_measures(),
            *merge_measures(SETTLED, parts=SETTLED),
            *(F.sum(count + end).alias(count + end) for count in _COUNTS for end in ("", SETTLED)),
        )
    )
