"""Events that are quarantined or have an unexpected name, remembered across runs."""

import datetime as dt
from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.columns.times import is_after
from jafflegaggle.incremental.deferred_events import is_after_snapshot
from jafflegaggle.incremental.event_stream import EventStream
from jafflegaggle.models.audit.findings import name_findings
from jafflegaggle.models.spec import ID, USER, Field, table
from jafflegaggle.reasons import Reason
from jafflegaggle.staging.stage import with_row


@table(
    grain="one row per quarantined event, or per known user and unexpected name",
    fields=(
        Field("user_id", ID, "the user; NULL if the row could not be read", USER),
        Field("event_name", "string", "the name"),
        Field("reason", "string", "why the row was quarantined when it was read"),
        Field("row", "string", "the row as it was read; NULL for a known user"),
        Field("number_of_events", "bigint", "the number of events that the row represents"),
        Field("is_finalized", "boolean", "whether the next run does not read them again"),
    ),
)
def event_exceptions(
    events: EventStream,
    unknown_users: DataFrame,
    event_names: Sequence[str],
    next_watermark: dt.datetime,
    snapshot_date: dt.date,
) -> DataFrame:
    """One row per quarantined event, or per known user and unexpected name.

    Args:
        events: staged events.
        unknown_users: the users of events who are not in `users`, `user_id`.
        event_names: the names expected.
        next_watermark: events before it are finalized.
        snapshot_date: the date of the snapshot; of events after it only the quarantine has to know.
    """
    is_later = is_after_snapshot(snapshot_date)
    is_finalized = events.is_finalized(next_watermark) & ~is_later
    dated = events.frame.withColumn("is_finalized", is_finalized)
    valid = dated.where(F.col("reason").isNull())
    of_unknown_users = valid.join(unknown_users, on="user_id", how="left_semi").withColumn(
        "reason", F.lit(Reason.UNKNOWN_USER.of())
    )
    no_user = F.nullif("user_id", "user_id")  # a NULL with the type of ids
    unreadable = dated.where(F.col("reason").isNotNull()).withColumns(
        {"user_id": no_user, "event_name": F.lit(None)}
    )
    rows = with_row(unreadable.unionByName(of_unknown_users)).withColumn(
        "number_of_events", F.lit(1)
    )
    names = (
        valid.where(~F.col("event_name").isin(*event_names) & ~is_later)
        .join(unknown_users, on="user_id", how="left_anti")
        .groupBy("user_id", "event_name", "is_finalized")
        .agg(F.count(F.lit(1)).alias("number_of_events"))
        .withColumns({"reason": F.lit(None), "row": F.lit(None)})
    )
    columns = event_exceptions.columns()
    return rows.select(*columns).unionByName(names.select(*columns))


def exceptions_of_deferred(
    deferred: DataFrame,
    unknown_users: DataFrame,
    event_names: Sequence[str],
    snapshot_date: dt.date,
) -> DataFrame:
    """Rows of `event_exceptions`: the deferred events that are quarantined, or count by now.

    Args:
        deferred: the events that the last run deferred (`deferred_events`).
        unknown_users: the users of events who are not in `users`, `user_id`.
        event_names: the names expected.
        snapshot_date: the date of the snapshot.
    """
    is_later = is_after(F.col("timestamp"), snapshot_date)
    dated = deferred.withColumns(
        {"is_finalized": ~is_later, "number_of_events": F.lit(1).cast("bigint")}
    )
    rows = dated.join(unknown_users, on="user_id", how="left_semi").withColumn(
        "reason", F.lit(Reason.UNKNOWN_USER.of())
    )
    no_text = F.lit(None).cast("string")
    names = (
        dated.where(~F.col("event_name").isin(*event_names) & ~is_later)
        .join(unknown_users, on="user_id", how="left_anti")
        .withColumns({"reason": no_text, "row": no_text})
    )
    columns = event_exceptions.columns()
    return rows.select(*columns).unionByName(names.select(*columns))


def removed_users(
    unknown_users: DataFrame, past: DataFrame, finalized: DataFrame | None
) -> DataFrame:
    """One row per user who was known when events were finalized, and is not in `users` now.

    Args:
        unknown_users: the users of events who are not in `users`, `user_id`.
        past: what each user did (`user_history`), as the last run made it.
        finalized: the finalized exceptions, with every event of unknown users; None if there were
            none.
    """
    candidates = past.join(unknown_users, on="user_id", how="left_semi").where(
        F.col("number_of_rows_finalized") > F.lit(0)
    )
    if finalized is None:
        return candidates.select("user_id")
    held = (
        finalized.where(F.col("row").isNotNull() & F.col("user_id").isNotNull())
        .groupBy("user_id")
        .agg(F.count(F.lit(1)).alias("rows_held"))
    )
    return (
        candidates.join(held, on="user_id", how="left")
        .where(F.col("number_of_rows_finalized") > F.coalesce("rows_held", F.lit(0)))
        .select("user_id")
    )


def quarantine_of(exceptions: DataFrame, unknown_users: DataFrame) -> DataFrame:
    """The quarantine's rows of events: unreadable ones, and those of users unknown now."""
    unreadable = exceptions.where(F.col("user_id").isNull())
    of_unknown_users = exceptions.where(F.col("row").isNotNull()).join(
        unknown_users, on="user_id", how="left_semi"
    )
    rows = unreadable.unionByName(of_unknown_users)
    return rows.select(F.lit("events").alias("source"), "reason", "row")


def name_findings_of(
    exceptions: DataFrame, unknown_users: DataFrame, event_names: Sequence[str]
) -> DataFrame:
    """One finding per unexpected name of counted events; the value counts them."""
    return name_findings(
        exceptions.where(F.col("user_id").isNotNull() & ~F.col("event_name").isin(*event_names))
        .join(unknown_users, on="user_id", how="left_anti")
        .groupBy("event_name")
        .agg(F.sum("number_of_events").alias("value"))
    )
