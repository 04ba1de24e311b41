"""Events that are set aside or have an unexpected name: what an incremental run must not forget."""

import datetime as dt
from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.history import is_settled
from jafflegaggle.models.audit.findings import name_findings
from jafflegaggle.models.spec import ID, USER, Field, table
from jafflegaggle.reasons import Reason
from jafflegaggle.staging.stage import with_row


@table(
    grain="one row per quarantined event, or per known user and unexpected name",
    fields=(
        Field("user_id", ID, "the user; NULL where the row could not be read", USER),
        Field("event_name", "string", "the name"),
        Field("reason", "string", "why the row was set aside when it was read"),
        Field("row", "string", "the row as it was read; NULL of a user who was known"),
        Field("number_of_events", "bigint", "how many events the row stands for"),
        Field("is_settled", "boolean", "whether the next run does not read them again"),
    ),
)
def odd_events(
    events: DataFrame,
    unknown_users: DataFrame,
    event_names: Sequence[str],
    settle_until: dt.datetime,
) -> DataFrame:
    """One row per quarantined event, or per known user and an unexpected name.

    Args:
        events: staged events.
        unknown_users: the users of events who are not there, `user_id`.
        event_names: the names expected.
        settle_until: events with a clock before that time are settled.
    """
    dated = events.withColumn("is_settled", is_settled(events, settle_until))
    good = dated.where(F.col("reason").isNull())
    theirs = good.join(unknown_users, on="user_id", how="left_semi").withColumn(
        "reason", F.lit(Reason.UNKNOWN_USER.of())
    )
    no_user = F.nullif("user_id", "user_id")  # a NULL of the type of ids
    set_aside = (
        dated.where(F.col("reason").isNotNull())
        .withColumns({"user_id": no_user, "event_name": F.lit(None)})
        .unionByName(theirs)
    )
    rows = with_row(set_aside).withColumn("number_of_events", F.lit(1))
    names = (
        good.where(~F.col("event_name").isin(*event_names))
        .join(unknown_users, on="user_id", how="left_anti")
        .groupBy("user_id", "event_name", "is_settled")
        .agg(F.count(F.lit(1)).alias("number_of_events"))
        .withColumns({"reason": F.lit(None), "row": F.lit(None)})
    )
    columns = [field.name for field in odd_events.fields]
    return rows.select(*columns).unionByName(names.select(*columns))


def users_gone(unknown_users: DataFrame, past: DataFrame, settled: DataFrame | None) -> DataFrame:
    """One row per user whose events were settled when the user was known, and who is not there now.

    Args:
        unknown_users: the users of events who are not there, `user_id`.
        past: what each user did (`user_history`), as the last run kept it.
        settled: the settled odd events: they hold every event of a user who was not known. None
            where nothing was odd.
    """
    theirs = past.join(unknown_users, on="user_id", how="left_semi").where(
        F.col("number_of_rows_settled") > F.lit(0)
    )
    if settled is None:
        return theirs.select("user_id")
    held = (
        settled.where(F.col("row").isNotNull() & F.col("user_id").isNotNull())
        .groupBy("user_id")
        .agg(F.count(F.lit(1)).alias("rows_held"))
    )
    return (
        theirs.join(held, on="user_id", how="left")
        .where(F.col("number_of_rows_settled") > F.coalesce("rows_held", F.lit(0)))
        .select("user_id")
    )


def rows_set_aside(odd: DataFrame, unknown_users: DataFrame) -> DataFrame:
    """The quarantine's rows of events: the unreadable ones, and those of users not there now."""
    is_unreadable = F.col("user_id").isNull()
    of_nobody = odd.where(F.col("row").isNotNull()).join(
        unknown_users, on="user_id", how="left_semi"
    )
    rows = odd.where(is_unreadable).unionByName(of_nobody)
    return rows.select(F.lit("events").alias("source"), "reason", "row")


def unexpected_names(
    odd: DataFrame, unknown_users: DataFrame, event_names: Sequence[str]
) -> DataFrame:
    """One finding per unexpected name of counted events; the value counts them."""
    return name_findings(
        odd.where(F.col("user_id").isNotNull() & ~F.col("event_name").isin(*event_names))
        .join(unknown_users, on="user_id", how="left_anti")
        .groupBy("event_name")
        .agg(F.sum("number_of_events").alias("value"))
    )
