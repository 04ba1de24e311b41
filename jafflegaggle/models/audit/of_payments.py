"""Findings about deals and subscriptions: those without an account, and what cannot be added up."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.models.audit.finding import finding
from jafflegaggle.models.currencies import in_several_currencies
from jafflegaggle.reasons import Reason


@finding(None, source="deals", key="deal_name")
def deals_without_account(deal_accounts: DataFrame) -> DataFrame:
    """One row per deal without an account; the value is its e-mail."""
    lost = deal_accounts.where(F.col("account").isNull())
    reason = F.when(F.col("is_internal"), F.lit(Reason.INTERNAL.of())).otherwise(
        F.lit(Reason.NO_ACCOUNT.of())
    )
    return lost.select("deal_name", reason.alias("reason"), F.col("email").alias("value"))


@finding(None, source="subscriptions", key="subscription_id")
def subscriptions_without_account(subscription_accounts: DataFrame) -> DataFrame:
    """One row per subscription without an account; the value is where it was looked for."""
    lost = subscription_accounts.where(F.col("account").isNull())
    reason = F.when(F.col("is_internal"), F.lit(Reason.INTERNAL.of())).otherwise(
        F.lit(Reason.UNKNOWN_ACCOUNT.of())
    )
    place = F.coalesce("corporate_email", "email", F.col("gaggle_id").cast("string"))
    return lost.select("subscription_id", reason.alias("reason"), place.alias("value"))


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
