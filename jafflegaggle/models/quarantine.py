"""Quarantine: the rows set aside, so that no row is ever lost."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

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
    not_null=("source", "reason", "row"),
)


def set_aside(source: str, staged: DataFrame) -> DataFrame:
    """The rows of a staged source that have a `reason`."""
    return QUARANTINE.select(
        staged.where(F.col("reason").isNotNull()).withColumn("source", F.lit(source))
    )


def set_aside_events(events: DataFrame, user_activity: DataFrame, users: DataFrame) -> DataFrame:
    """The events that have a `reason`, and those of users who are not there (`unknown_user`).

    Args:
        events: the staged events, read a second time and filtered.
        user_activity: what each user did; it names the users that are not there.
        users: the good users.
    """
    unknown = (
        user_activity.where(F.col("user_id").isNotNull())
        .join(users, on="user_id", how="left_anti")
        .select("user_id", F.lit("unknown_user").alias("unknown_user"))
    )
    judged = events.join(unknown, on="user_id", how="left").withColumn(
        "reason", F.coalesce("reason", "unknown_user")
    )
    return set_aside("events", with_row(judged))
