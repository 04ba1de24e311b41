"""What each account has subscribed to, as of the snapshot's date."""

import datetime as dt

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from jafflegaggle.models.currencies import NO_CURRENCY, are_several, currencies_of
from jafflegaggle.models.spec import COMPANY, Field, table

ACTIVE, TRIALING, ENDED = "active", "trialing", "ended"
SUBSCRIPTION_FIELDS = (
    Field(
        "plan",
        "string",
        "the plan of the active subscription of the largest amount; where these are in several "
        "currencies, of that which started last; NULL: none is active",
    ),
    Field("number_of_seats", "bigint", "seats of its active subscriptions; NULL: none says"),
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
    fields=(Field("corporate_email", "string", "the account", COMPANY), *SUBSCRIPTION_FIELDS),
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
    by_account = (
        _with_weight(theirs)
        .groupBy("account")
        .agg(
            F.max(F.when(is_active & (F.col("weight") == F.lit(1)), F.col("plan"))).alias("plan"),
            F.sum(F.when(is_active, F.col("seats"))).alias("number_of_seats"),
            F.sum(F.when(is_active, F.col("amount"))).alias("amount"),
            currencies_of(is_active).alias("currencies"),
            F.min(F.when(is_active, ends)).alias("trial_ends_at"),
            F.count(F.when(is_active, F.lit(1))).alias("active"),
            F.count(F.when(is_active & F.col("is_trial"), F.lit(1))).alias("trials"),
        )
    )
    is_single = F.size("currencies") == F.lit(1)
    currency = F.nullif(F.array_join("currencies", ""), F.lit(NO_CURRENCY))
    status = (
        F.when(F.col("active") == F.lit(0), F.lit(ENDED))
        .when(F.col("active") == F.col("trials"), F.lit(TRIALING))
        .otherwise(F.lit(ACTIVE))
    )
    return by_account.withColumnRenamed("account", "corporate_email").withColumns(
        {
            "monthly_amount": F.when(is_single, F.col("amount")),
            "currency": F.when(is_single, currency),
            "subscription_status": status,
        }
    )


def _with_weight(subscriptions: DataFrame) -> DataFrame:
    """Add `weight`: 1 for the active subscription whose plan is that of its account."""
    account = Window.partitionBy("account")
    is_active = F.col("is_active")
    is_several = are_several(currencies_of(is_active).over(account))
    by_weight = account.orderBy(
        is_active.desc(),
        F.when(~F.col("is_several"), F.col("amount")).desc_nulls_last(),
        F.when(F.col("is_several"), F.col("started_at")).desc_nulls_last(),
        F.col("subscription_id").asc(),
    )
    with_several = subscriptions.withColumn("is_several", is_several)
    return with_several.withColumn("weight", F.row_number().over(by_weight))
