"""Findings about deals and subscriptions: those without an account, and what cannot be added up."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.models.audit.finding import finding
from jafflegaggle.models.currencies import in_several_currencies
from jafflegaggle.reasons import Reason


@finding(None, source="deals", key="deal_name")
def deals_without_account(deal_accounts: DataFrame) -> DataFrame:
    """One row per deal without an account; the value is its e-mail."""
    return _without_account(deal_accounts, "deal_name", Reason.NO_ACCOUNT, F.col("email"))


@finding(None, source="subscriptions", key="subscription_id")
def subscriptions_without_account(subscription_accounts: DataFrame) -> DataFrame:
    """One row per subscription without an account; the value is where it was looked for."""
    place = F.coalesce("corporate_email", "email", F.col("gaggle_id").cast("string"))
    return _without_account(subscription_accounts, "subscription_id", Reason.UNKNOWN_ACCOUNT, place)


def _without_account(rows: DataFrame, key: str, unknown: Reason, value: Column) -> DataFrame:
    """The rows that lead to no account; the reason is another one where it is our own people's."""
    is_internal = F.when(F.col("is_internal"), F.lit(Reason.INTERNAL.of()))
    reason = is_internal.otherwise(F.lit(unknown.of())).alias("reason")
    return rows.where(F.col("account").isNull()).select(key, reason, value.alias("value"))


@finding(Reason.DEALS_AFTER_SNAPSHOT, source="deals")
def deals_after_snapshot(deal_accounts: DataFrame) -> DataFrame:
    """At most one row: the value counts the deals that are won after the snapshot's date."""
    later = deal_accounts.where(F.col("is_after_snapshot"))
    return later.agg(F.count(F.lit(1)).alias("value")).where(F.col("value") > F.lit(0))


@finding(Reason.SEVERAL_CURRENCIES, source="deals", key="corporate_email")
def deals_in_several_currencies(deal_accounts: DataFrame) -> DataFrame:
    """One row per account whose won deals are in several currencies; the value names them."""
    return in_several_currencies(deal_accounts.where(F.col("is_won")))


@finding(Reason.SEVERAL_CURRENCIES, source="subscriptions", key="corporate_email")
def subscriptions_in_several_currencies(subscription_accounts: DataFrame) -> DataFrame:
    """One row per account whose active subscriptions are in several; the value names them."""
    return in_several_currencies(subscription_accounts.where(F.col("is_active")))
