"""What each user did: the one pass over the events."""

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle import activity
from jafflegaggle.frames import together
from jafflegaggle.models.model import ID, Field, Model, activity_fields

USER_ACTIVITY = Model(
    name="user_activity",
    grain="one row a user that events name, and one with NULL for the events set aside",
    key=("user_id",),
    fields=(
        Field("user_id", ID, "the user of the events, known or not; NULL: set aside when read"),
        *activity_fields("the user"),
        Field("number_of_rows", "bigint", "rows read, the unreadable ones included"),
        Field("number_of_unknown_names", "bigint", "events whose name is not expected"),
    ),
)


def user_activity(
    events: DataFrame, event_names: Sequence[str], order_events: Sequence[str]
) -> DataFrame:
    """One row a user: the activity, from one aggregation over the events.

    Events move once, to where those of their user are. A user with a large part of all events is
    counted by one task, as are those set aside.

    Args:
        events: the staged events. Those with a `reason` fall under the NULL user, so that one pass
            both measures the good rows and counts the others.
        event_names: the names expected.
        order_events: the names that are orders.
    """
    counted = events.select(*as_counted(event_names, order_events))
    return USER_ACTIVITY.select(together(counted, "user_id").groupBy("user_id").agg(*measures()))


def as_counted(event_names: Sequence[str], order_events: Sequence[str]) -> list[Column]:
    """What of a staged event is counted: whose it is, when it was, and what it was."""
    name = F.col("event_name")
    return [
        F.when(F.col("reason").isNull(), F.col("user_id")).alias("user_id"),
        F.col("timestamp"),
        name.isin(*order_events).alias("is_order"),
        (~name.isin(*event_names)).alias("is_unknown"),
    ]


def measures(suffix: str = "", where: Column | None = None) -> list[Column]:
    """Aggregates over counted events: the activity, the rows, and those of an unexpected name.

    Args:
        suffix: what the names of the results end with.
        where: which events count; all of them if None.
    """
    row = F.lit(1) if where is None else F.when(where, F.lit(1))
    is_unknown = F.col("is_unknown") if where is None else where & F.col("is_unknown")
    return [
        *activity.of_events(F.col("timestamp"), F.col("is_order"), suffix, where),
        F.count(row).alias(f"number_of_rows{suffix}"),
        F.count(F.when(is_unknown, F.lit(1))).alias(f"number_of_unknown_names{suffix}"),
    ]
