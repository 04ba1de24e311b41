"""Quarantine: the rows set aside, so that no row is ever lost."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.models.check import accepted_values, not_null
from jafflegaggle.models.model import Field, Model
from jafflegaggle.staging.cells import with_row

QUARANTINE = Model(
    name="quarantine",
    grain="one row a row of a source that was set aside",
    key=(),
    fields=(
        Field("source", "string", "the source"),
        Field("reason", "string", "why: the first reason found"),
        Field("row", "string", "the row as it was read, as JSON (empty cells left out)"),
    ),
    checks=(
        *not_null("source", "reason", "row"),
        accepted_values("source", "users", "gaggles", "events", "deals"),
        accepted_values(
            "reason",
            "missing_user_id",
            "missing_gaggle_id",
            "missing_event_name",
            "missing_timestamp",
            "unreadable_user_id",
            "unreadable_gaggle_id",
            "unreadable_created_at",
            "unreadable_timestamp",
            "unreadable_close_date",
            "unreadable_amount",
            "duplicate_user_id",
            "duplicate_gaggle_id",
            "duplicate_event_id",
            "unknown_user",
        ),
    ),
)


def set_aside(source: str, staged: DataFrame) -> DataFrame:
    """The rows of a staged source that have a `reason`."""
    return QUARANTINE.select(
        staged.where(F.col("reason").isNotNull()).withColumn("source", F.lit(source))
    )


def unreadable_events(events: DataFrame) -> DataFrame:
    """The events that have a `reason`, read a second time and filtered."""
    return set_aside("events", with_row(events))


def nobody(user_activity: DataFrame, users: DataFrame) -> DataFrame:
    """One row a user whom events name and who is not there: `user_id`."""
    return (
        user_activity.where(F.col("user_id").isNotNull())
        .join(users, on="user_id", how="left_anti")
        .select("user_id")
    )


def events_of_nobody(events: DataFrame, nobody: DataFrame) -> DataFrame:
    """The events of users who are not there (`unknown_user`), read a second time and filtered.

    Args:
        events: the staged events.
        nobody: the users of events who are not there, `user_id`. Where it is kept, an engine knows
            whether they are few, and go to the events.
    """
    theirs = events.where(F.col("reason").isNull()).join(nobody, on="user_id", how="left_semi")
    return unreadable_events(theirs.withColumn("reason", F.lit("unknown_user")))
