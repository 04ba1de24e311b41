"""What each account has subscribed to, as of the snapshot's date."""

import datetime as dt

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from jafflegaggle.models.currencies import NO_CURRENCY, are_several, currencies_of, several_of
from jafflegaggle.models.spec import COMPANY, Field, table

STATUSES = ("active", "trialing", "ended")
SUBSCRIPTION_FIELDS = (
    Field(
        "plan",
        "string",
        "the plan of the active subscription of the largest amount; where these are in several "
        "currencies, of that which started last; NULL: none is active",
    ),
    Field("number_of_seats", "bigint", "seats of its active subscriptions"),
    Field(
        "monthly_amount",
        "decimal(28,2)",
        "sum of what its active subscriptions cost per month; NULL: none is active, none says, or "
        "several currencies",
    ),
    Field("currency", "string", "their currency; NULL: not known, or several"),
    Field("trial_ends_at", "date", "when the first trial of an active one ends, from the date on"),
    Field(
        "subscription_status",
        "string",
        "active, trialing (all active ones are trials) or ended (none is active); NULL: it never "
        "had one",
    ),
)


@table(
    grain="one row per account that ever had a subscription",
    key=("corporate_email",),
    is_view=True,
    fields=(
        Field("corporate_email", "string", "the account", COMPANY),
        *SUBSCRIPTION_FIELDS,
        Field("several_currencies", "string", "those of its active ones; NULL: not several"),
    ),
)
def account_subscriptions(subscription_accounts: DataFrame, snapshot_date: dt.date) -> DataFrame:
    """One row per account: its active subscriptions, added up where they are in one currency.

    Args:
        subscription_accounts: the subscriptions; those that start later are no subscriptions yet.
        snapshot_date: the date of the snapshot.
    """
    is_active = F.col("is_active")
    ends = F.when(F.col("trial_ends_at") >= F.lit(snapshot_date), F.col("trial_ends_at"))
    theirs = subscription_accounts.where(F.col("account").isNotNull() & F.col("has_started"))
    summed = theirs.groupBy("account").agg(
        F.sum(F.when(is_active, F.col("seats"))).alias("seats"),
        F.sum(F.when(is_active, F.col("amount"))).alias("amount"),
        currencies_of(is_active).alias("currencies"),
        F.min(F.when(is_active, ends)).alias("trial_ends_at"),
        F.count(F.when(is_active, F.lit(1))).alias("active"),
        F.count(F.when(is_active & F.col("is_trial"), F.lit(1))).alias("trials"),
    )
    is_single = ~are_several(F.col("currencies"))
    status = (
        F.when(F.col("active") == F.lit(0), F.lit("ended"))
        .when(F.col("active") == F.col("trials"), F.lit("trialing"))
        .otherwise(F.lit("active"))
    )
    only = F.nullif(F.element_at("currencies", 1), F.lit(NO_CURRENCY))
    return summed.join(_plans(theirs.where(is_active), summed), on="account", how="left").select(
        F.col("account").alias("corporate_email"),
        "plan",
        F.coalesce("seats", F.lit(0)).alias("number_of_seats"),
        F.when(is_single, F.col("amount")).alias("monthly_amount"),
        F.when(is_single & (F.col("active") > F.lit(0)), only).alias("currency"),
        "trial_ends_at",
        status.alias("subscription_status"),
        several_of(F.col("currencies")).alias("several_currencies"),
    )


def _plans(active: DataFrame, summed: DataFrame) -> DataFrame:
    """One row per account with active subscriptions: the plan of the one that weighs most."""
    several = summed.select("account", are_several(F.col("currencies")).alias("several"))
    by_weight = Window.partitionBy("account").orderBy(
        F.when(~F.col("several"), F.col("amount")).desc_nulls_last(),
        F.when(F.col("several"), F.col("started_at")).desc_nulls_last(),
        F.col("subscription_id").asc(),
    )
    ranked = active.join(several, on="account", how="left").withColumn(
        "rank", F.row_number().over(by_weight)
    )
    return ranked.where(F.col("rank") == F.lit(1)).select("account", "plan")
