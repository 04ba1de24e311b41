"""Quarantine: the rows that do not count, so that no row is ever lost."""

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.rows import accepted_values, not_null
from jafflegaggle.frames import union_all
from jafflegaggle.models.spec import Field, Section, table
from jafflegaggle.reasons import Reason
from jafflegaggle.staging import SOURCES
from jafflegaggle.staging.stage import with_row

ROW_SOURCES = tuple(spec for spec in SOURCES.values() if not spec.is_list)
REASONS = tuple(
    dict.fromkeys(
        [
            *(reason for spec in ROW_SOURCES for reason in spec.reasons),
            *(reason.of() for reason in Reason if not (reason.is_finding or reason.is_of_a_cell)),
        ]
    )
)


@table(
    grain="one row per quarantined row of a source",
    fields=(
        Field("source", "string", "the source"),
        Field("reason", "string", "the first reason found"),
        Field("row", "string", "the row as it was read, as JSON without empty cells"),
    ),
    checks=(
        *not_null("source", "reason", "row"),
        accepted_values("source", [spec.name for spec in ROW_SOURCES]),
        accepted_values("reason", REASONS),
    ),
    summary=Section("Quarantined", ("source", "reason")),
)
def quarantine(quarantine_parts: Sequence[DataFrame]) -> DataFrame:
    """One row per quarantined row: the union of all parts."""
    return union_all(quarantine_parts)


def quarantined_rows(source: str, staged: DataFrame) -> DataFrame:
    """The rows of a staged source that have a `reason`: `source, reason, row`."""
    rows = staged.where(F.col("reason").isNotNull())
    return rows.select(F.lit(source).alias("source"), "reason", "row")


def unreadable_events(events: DataFrame) -> DataFrame:
    """The events that have a `reason`, read a second time and filtered."""
    return quarantined_rows("events", with_row(events))


def unknown_users(user_activity: DataFrame, users: DataFrame) -> DataFrame:
    """One row per unknown user in the events: `user_id`."""
    return (
        user_activity.where(F.col("user_id").isNotNull())
        .join(users, on="user_id", how="left_anti")
        .select("user_id")
    )


def events_of_unknown_users(events: DataFrame, unknown_users: DataFrame) -> DataFrame:
    """The events of unknown users (`unknown_user`), read a second time and filtered.

    Args:
        events: the staged events.
        unknown_users: the unknown users in the events, `user_id`. If it is materialized, an engine
            knows whether they are few enough to broadcast.
    """
    valid = events.where(F.col("reason").isNull())
    theirs = valid.join(unknown_users, on="user_id", how="left_semi")
    return unreadable_events(theirs.withColumn("reason", F.lit(Reason.UNKNOWN_USER.of())))
