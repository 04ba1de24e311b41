"""What each user did, from what earlier runs settled and the events that came after it."""

import datetime as dt
from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle import activity
from jafflegaggle.frames import together
from jafflegaggle.history import is_settled
from jafflegaggle.models.model import Field, Model, activity_fields
from jafflegaggle.models.user_activity import USER_ACTIVITY, as_counted, measures

SETTLED = "_settled"
_COUNTS = ("number_of_rows", "number_of_unknown_names")

USER_HISTORY = Model(
    name="user_history",
    grain=USER_ACTIVITY.grain,
    key=USER_ACTIVITY.key,
    fields=(
        *USER_ACTIVITY.fields,
        *activity_fields("the user, of settled events", SETTLED),
        Field("number_of_rows_settled", "bigint", "rows read that are settled"),
        Field("number_of_unknown_names_settled", "bigint", "of these, with an unexpected name"),
    ),
)


def user_history(
    events: DataFrame,
    past: DataFrame | None,
    settle_until: dt.datetime,
    event_names: Sequence[str],
    order_events: Sequence[str],
) -> DataFrame:
    """One row a user: the activity of all time, and beside it that of settled events.

    What is settled is not read again: it is the `past` of the next run. Every measure rolls up, so
    the whole is exactly what one pass over all events gives.

    Args:
        events: the staged events that the past does not hold.
        past: the table of this model that the last run kept; None where all events are given.
        settle_until: events with a clock before that time are settled now.
        event_names: the names expected.
        order_events: the names that are orders.
    """
    counted = events.select(
        *as_counted(event_names, order_events),
        is_settled(events, settle_until).alias("is_settled"),
    )
    recent = (
        together(counted, "user_id")
        .groupBy("user_id")
        .agg(*measures(), *measures(SETTLED, where=F.col("is_settled")))
    )
    if past is None:
        return USER_HISTORY.select(recent)
    names = [*activity.names(), *_COUNTS]
    settled = past.select(
        "user_id",
        *(F.col(measure + SETTLED).alias(measure) for measure in names),
        *(measure + SETTLED for measure in names),
    ).where(F.col("number_of_rows") > F.lit(0))
    return USER_HISTORY.select(
        recent.unionByName(settled)
        .groupBy("user_id")
        .agg(
            *activity.rolled_up(),
            *activity.rolled_up(SETTLED, parts=SETTLED),
            *(F.sum(count + end).alias(count + end) for count in _COUNTS for end in ("", SETTLED)),
        )
    )
