"""Events that are set aside or have an unexpected name: what an incremental run must not forget."""

import datetime as dt
from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.history import is_settled
from jafflegaggle.models.findings import of_names
from jafflegaggle.models.model import ID, Field, Model
from jafflegaggle.models.quarantine import QUARANTINE
from jafflegaggle.staging.cells import with_row

ODD_EVENTS = Model(
    name="odd_events",
    grain="one row an event set aside, or a known user and an unexpected name",
    key=(),
    fields=(
        Field("user_id", ID, "the user; NULL where the row could not be read"),
        Field("event_name", "string", "the name"),
        Field("reason", "string", "why the row was set aside when it was read"),
        Field("row", "string", "the row as it was read; NULL of a user who was known"),
        Field("number_of_events", "bigint", "how many events the row stands for"),
        Field("is_settled", "boolean", "whether the next run does not read them again"),
    ),
)


def odd_events(
    events: DataFrame,
    nobody: DataFrame,
    event_names: Sequence[str],
    settle_until: dt.datetime,
) -> DataFrame:
    """One row an event set aside, or a known user and an unexpected name.

    Args:
        events: staged events.
        nobody: the users of events who are not there, `user_id`.
        event_names: the names expected.
        settle_until: events with a clock before that time are settled.
    """
    dated = events.withColumn("is_settled", is_settled(events, settle_until))
    good = dated.where(F.col("reason").isNull())
    theirs = good.join(nobody, on="user_id", how="left_semi").withColumn(
        "reason", F.lit("unknown_user")
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
        .join(nobody, on="user_id", how="left_anti")
        .groupBy("user_id", "event_name", "is_settled")
        .agg(F.count(F.lit(1)).alias("number_of_events"))
        .withColumns({"reason": F.lit(None), "row": F.lit(None)})
    )
    return ODD_EVENTS.select(rows).unionByName(ODD_EVENTS.select(names))


def users_gone(nobody: DataFrame, past: DataFrame, settled: DataFrame | None) -> DataFrame:
    """One row a user whose events were settled when the user was known, and who is not there now.

    Args:
        nobody: the users of events who are not there, `user_id`.
        past: what each user did (`user_history`), as the last run kept it.
        settled: the settled odd events: they hold every event of a user who was not known. None
            where nothing was odd.
    """
    theirs = past.join(nobody, on="user_id", how="left_semi").where(
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


def rows_set_aside(odd: DataFrame, nobody: DataFrame) -> DataFrame:
    """The quarantine's rows of events: the unreadable ones, and those of users not there now."""
    is_unreadable = F.col("user_id").isNull()
    of_nobody = odd.where(F.col("row").isNotNull()).join(nobody, on="user_id", how="left_semi")
    return QUARANTINE.select(
        odd.where(is_unreadable).unionByName(of_nobody).withColumn("source", F.lit("events"))
    )


def unexpected_names(odd: DataFrame, nobody: DataFrame, event_names: Sequence[str]) -> DataFrame:
    """One finding an unexpected name of counted events; the value counts them."""
    return of_names(
        odd.where(F.col("user_id").isNotNull() & ~F.col("event_name").isin(*event_names))
        .join(nobody, on="user_id", how="left_anti")
        .groupBy("event_name")
        .agg(F.sum("number_of_events").alias("value"))
    )
