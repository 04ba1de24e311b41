"""Findings: rows that count, and are worth a look."""

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.rows import accepted_values, not_null
from jafflegaggle.frames import union_all
from jafflegaggle.models.spec import Field, Section, table
from jafflegaggle.reasons import Reason
from jafflegaggle.staging import SOURCES

# A company in so many gaggles, of which such a part hold one of its contacts, is rarely one.
MANY_GAGGLES, ALONE_PERCENT = 20, 80


@table(
    grain="one row per thing worth a look",
    fields=(
        Field("source", "string", "the source"),
        Field("key", "string", "which row: a user_id, gaggle_id, event_name, deal_name or domain"),
        Field("reason", "string", "what is noteworthy"),
        Field("value", "string", "what was found"),
    ),
    checks=(
        *not_null("source", "reason"),
        accepted_values("source", tuple(SOURCES)),
        accepted_values("reason", [reason.of() for reason in Reason if reason.is_finding]),
    ),
    summary=Section("Worth a look (findings)", ("source", "reason")),
)
def findings(parts: Sequence[DataFrame]) -> DataFrame:
    """One row per finding: those of all parts."""
    return union_all(parts)


def finding(
    rows: DataFrame, source: str, key: str, reason: Reason | Column, value: Column | None = None
) -> DataFrame:
    """Rows as findings.

    Args:
        rows: the rows that are worth a look.
        source: the source that they come from.
        key: the column by which a person finds a row.
        reason: what is noteworthy.
        value: what was found; their column `value` if None.
    """
    return rows.select(
        F.lit(source).alias("source"),
        F.col(key).cast("string").alias("key"),
        (F.lit(reason.of()) if isinstance(reason, Reason) else reason).alias("reason"),
        (F.col("value") if value is None else value).cast("string").alias("value"),
    )


def email_findings(people: DataFrame) -> DataFrame:
    """One row per contact with no e-mail, or with one that leads to no well-formed domain."""
    flawed = people.where(F.col("email_flaw").isNotNull())
    value = F.coalesce("email", "no_address")
    return finding(flawed, "users", "user_id", F.col("email_flaw"), value)


def unknown_gaggles(bridge: DataFrame, gaggles: DataFrame) -> DataFrame:
    """One row per gaggle that users name and `gaggles` lacks; the value counts contacts."""
    unknown = (
        bridge.where(F.col("gaggle_id").isNotNull())
        .join(gaggles, on="gaggle_id", how="left_anti")
        .groupBy("gaggle_id")
        .agg(F.sum("number_of_users").alias("value"))
    )
    return finding(unknown, "users", "gaggle_id", Reason.UNKNOWN_GAGGLE)


def unknown_event_names(
    events: DataFrame, users: DataFrame, event_names: Sequence[str]
) -> DataFrame:
    """One row per unexpected name of the valid events of users; the value counts them."""
    counted = (
        events.where(~F.col("event_name").isin(*event_names))
        .join(users, on="user_id", how="left_semi")
        .groupBy("event_name")
        .agg(F.count(F.lit(1)).alias("value"))
    )
    return name_findings(counted)


def name_findings(counted: DataFrame) -> DataFrame:
    """One row per unexpected name: `event_name`, and the `value` that counts its events."""
    return finding(counted, "events", "event_name", Reason.UNKNOWN_EVENT_NAME)


def deals_without_account(deal_accounts: DataFrame) -> DataFrame:
    """One row per deal that leads to no account; the value is its e-mail."""
    lost = deal_accounts.where(F.col("account").isNull())
    reason = F.when(F.col("is_internal"), F.lit(Reason.INTERNAL.of())).otherwise(
        F.lit(Reason.NO_ACCOUNT.of())
    )
    return finding(lost, "deals", "deal_name", reason, F.col("email"))


def looks_personal(bridge: DataFrame) -> DataFrame:
    """One row per company that looks like an e-mail provider; the value counts its gaggles.

    It is in many gaggles, and nearly all of them hold exactly one of its contacts.
    """
    is_alone = F.when(F.col("number_of_users") == F.lit(1), F.lit(1))
    by_company = (
        bridge.where(F.col("gaggle_id").isNotNull() & F.col("corporate_email").isNotNull())
        .groupBy("corporate_email")
        .agg(F.count(F.lit(1)).alias("value"), F.count(is_alone).alias("alone"))
    )
    is_like = (F.col("value") >= F.lit(MANY_GAGGLES)) & (
        F.col("alone") * F.lit(100) >= F.col("value") * F.lit(ALONE_PERCENT)
    )
    return finding(by_company.where(is_like), "users", "corporate_email", Reason.LOOKS_PERSONAL)
