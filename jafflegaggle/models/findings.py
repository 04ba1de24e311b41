"""Findings: rows that count, and are worth a look."""

from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.models.check import accepted_values, not_null
from jafflegaggle.models.model import Field, Model

FINDINGS = Model(
    name="findings",
    grain="one row a thing worth a look",
    key=(),
    fields=(
        Field("source", "string", "the source"),
        Field("key", "string", "which row: a user_id, gaggle_id, event_name or deal_name"),
        Field("reason", "string", "what is odd"),
        Field("value", "string", "what was found"),
    ),
    checks=(
        *not_null("source", "reason"),
        accepted_values("source", "users", "events", "deals"),
        accepted_values(
            "reason",
            "no_email",
            "no_address",
            "malformed_domain",
            "unknown_gaggle",
            "unknown_event_name",
            "no_account",
        ),
    ),
)


def email_findings(people: DataFrame) -> DataFrame:
    """One row per contact with no e-mail, or with one that leads to no well-formed domain.

    `no_email`: there is none; `no_address`: the text there is none (no `@`, or nothing before or
    behind it); `malformed_domain`: what follows the `@` is no domain, and no merge mends it.
    """
    return FINDINGS.select(
        people.where(F.col("email_flaw").isNotNull()).select(
            F.lit("users").alias("source"),
            F.col("user_id").alias("key"),
            F.col("email_flaw").alias("reason"),
            F.coalesce("email", "no_address").alias("value"),
        )
    )


def unknown_gaggles(gaggle_domains: DataFrame, gaggles: DataFrame) -> DataFrame:
    """One row a gaggle that users name and `gaggles` does not have; the value counts contacts."""
    return FINDINGS.select(
        gaggle_domains.where(F.col("gaggle_id").isNotNull())
        .join(gaggles, on="gaggle_id", how="left_anti")
        .groupBy("gaggle_id")
        .agg(F.sum("number_of_users").alias("value"))
        .select(
            F.lit("users").alias("source"),
            F.col("gaggle_id").alias("key"),
            F.lit("unknown_gaggle").alias("reason"),
            "value",
        )
    )


def unknown_event_names(
    events: DataFrame, users: DataFrame, event_names: Sequence[str]
) -> DataFrame:
    """One row an unexpected name of counted events; the value counts them."""
    return of_names(
        events.where(~F.col("event_name").isin(*event_names))
        .join(users, on="user_id", how="left_semi")
        .groupBy("event_name")
        .agg(F.count(F.lit(1)).alias("value"))
    )


def of_names(counted: DataFrame) -> DataFrame:
    """One finding an unexpected name: `event_name`, and the `value` that counts its events."""
    return FINDINGS.select(
        counted.select(
            F.lit("events").alias("source"),
            F.col("event_name").alias("key"),
            F.lit("unknown_event_name").alias("reason"),
            "value",
        )
    )


def deals_without_account(deal_accounts: DataFrame) -> DataFrame:
    """One row a deal that leads to no account; the value is its e-mail."""
    return FINDINGS.select(
        deal_accounts.where(F.col("account").isNull()).select(
            F.lit("deals").alias("source"),
            F.col("deal_name").alias("key"),
            F.lit("no_account").alias("reason"),
            F.col("email").alias("value"),
        )
    )
