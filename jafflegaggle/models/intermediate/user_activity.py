"""What each user did, in a single pass over the events."""

import datetime as dt
from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.columns.times import is_after
from jafflegaggle.frames import colocate_by
from jafflegaggle.models.event import event_columns
from jafflegaggle.models.measures import measure_events, state_fields
from jafflegaggle.models.spec import ID, USER, Field, table


@table(
    grain="one row per user in the events, and one with NULL for the quarantined events",
    key=("user_id",),
    fields=(
        Field(
            "user_id", ID, "the user, known or not; NULL for events quarantined while reading", USER
        ),
        *state_fields("the user"),
        Field(
            "number_of_rows",
            "bigint",
            "rows read, with the unreadable ones and those after the snapshot's date",
        ),
        Field(
            "number_of_unknown_names", "bigint", "events that count, and whose name is not expected"
        ),
    ),
)
def user_activity(
    events: DataFrame,
    event_names: Sequence[str],
    order_events: Sequence[str],
    snapshot_date: dt.date,
    partitions: int | None = None,
) -> DataFrame:
    """One row per user: the activity, from one aggregation over the events.

    Events are shuffled once, by user. A user with a large share of all events is counted by one
    task, as are the quarantined events.

    Args:
        events: the staged events. Those with a `reason` fall under the NULL user, so that one pass
            both measures the valid rows and counts the others.
        event_names: the names expected.
        order_events: the names that are orders.
        snapshot_date: the date of the snapshot; events after it are rows, and count nowhere.
        partitions: how many partitions to count in; None leaves it to the engine.
    """
    counted = events.select(*event_facts(event_names, order_events, snapshot_date))
    by_user = colocate_by(counted, "user_id", partitions).groupBy("user_id")
    return by_user.agg(*activity_of_events(snapshot_date))


def event_facts(
    event_names: Sequence[str], order_events: Sequence[str], snapshot_date: dt.date
) -> list[Column]:
    """What is counted of a staged event: whose it is, when it was, and what it was.

    An event after the snapshot's date has no time: so it counts nowhere, and is a row.
    """
    name, time = F.col("event_name"), F.col("timestamp")
    return [
        F.when(F.col("reason").isNull(), F.col("user_id")).alias("user_id"),
        F.when(~is_after(time, snapshot_date), time).alias("timestamp"),
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
    row = F.lit(1) if where is None else F.when(where, F.lit(1))
    return [
        *measure_events(event, suffix),
        F.count(row).alias(f"number_of_rows{suffix}"),
        F.count(F.when(F.col("is_unknown"), event.time)).alias(f"number_of_unknown_names{suffix}"),
    ]
