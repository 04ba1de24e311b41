"""What each user did, in a single pass over the events."""

import datetime as dt
from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.frames import colocate_by
from jafflegaggle.models.measures import event_columns, measure_events, state_fields
from jafflegaggle.models.spec import ID, USER, Field, table


@table(
    grain="one row per user in the events, and one with NULL for the quarantined events",
    key=("user_id",),
    fields=(
        Field(
            "user_id", ID, "the user, known or not; NULL for events quarantined while reading", USER
        ),
        *state_fields("the user"),
        Field("number_of_rows", "bigint", "rows read, including unreadable ones"),
        Field("number_of_unknown_names", "bigint", "events with an unexpected name"),
    ),
)
def user_activity(
    events: DataFrame,
    event_names: Sequence[str],
    order_events: Sequence[str],
    snapshot_date: dt.date,
) -> DataFrame:
    """One row per user: the activity, from one aggregation over the events.

    Events are shuffled once, by user. A user with a large share of all events is counted by one
    task, as are the quarantined events.

    Args:
        events: the staged events. Those with a `reason` fall under the NULL user, so that one pass
            both measures the valid rows and counts the others.
        event_names: the expected names.
        order_events: the names that count as orders.
        snapshot_date: the date of the snapshot.
    """
    counted = events.select(*event_facts(event_names, order_events))
    by_user = colocate_by(counted, "user_id").groupBy("user_id")
    return by_user.agg(*activity_of_events(snapshot_date))


def event_facts(event_names: Sequence[str], order_events: Sequence[str]) -> list[Column]:
    """The columns of a staged event that are counted: whose, when, and what it was."""
    name = F.col("event_name")
    return [
        F.when(F.col("reason").isNull(), F.col("user_id")).alias("user_id"),
        F.col("timestamp"),
        name,
        name.isin(*order_events).alias("is_order"),
        (~name.isin(*event_names)).alias("is_unknown"),
    ]


def activity_of_events(
    snapshot_date: dt.date, suffix: str = "", where: Column | None = None
) -> list[Column]:
    """Aggregates over event facts: the measures, the rows, and the rows with unexpected names.

    Args:
        snapshot_date: the date of the snapshot.
        suffix: the suffix of the results' names.
        where: which events count; all of them if None.
    """
    event = event_columns(snapshot_date, where)
    is_unknown = F.col("is_unknown") if where is None else where & F.col("is_unknown")
    return [
        *measure_events(event, suffix),
        F.count(event.row).alias(f"number_of_rows{suffix}"),
        F.count(F.when(is_unknown, F.lit(1))).alias(f"number_of_unknown_names{suffix}"),
    ]
