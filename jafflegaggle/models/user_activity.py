"""What each user did: the one pass over the events."""

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle import activity
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

    Args:
        events: the staged events. Those with a `reason` fall under the NULL user, so that one pass
            both measures the good rows and counts the others.
        event_names: the names expected.
        order_events: the names that are orders.
    """
    name = F.col("event_name")
    counted = events.select(
        F.when(F.col("reason").isNull(), F.col("user_id")).alias("user_id"),
        "timestamp",
        name.isin(*order_events).alias("is_order"),
        (~name.isin(*event_names)).alias("is_unknown"),
    )
    return USER_ACTIVITY.select(
        counted.groupBy("user_id").agg(
            *activity.of_events(F.col("timestamp"), F.col("is_order")),
            F.count(F.lit(1)).alias("number_of_rows"),
            F.count(F.when(F.col("is_unknown"), F.lit(1))).alias("number_of_unknown_names"),
        )
    )
