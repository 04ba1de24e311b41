"""Accounts: the companies, what they do, and whom to call there."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle import activity
from jafflegaggle.models.check import MAX_ROWS_LOST, conservation, not_null, relationships, unique
from jafflegaggle.models.gaggle_domains import primary_domains
from jafflegaggle.models.model import ID, Field, Model, activity_fields

CORPORATE = "the contacts whose own company it is"
ASSOCIATED = "all contacts attributed to it"

ACCOUNTS = Model(
    name="accounts",
    grain="one row a company",
    key=("corporate_email",),
    fields=(
        Field("corporate_email", "string", "the company's resolved domain"),
        Field("number_of_gaggles", "bigint", "gaggles with one of its own contacts"),
        Field("number_of_users_corporate", "bigint", f"number of {CORPORATE}"),
        *activity_fields(CORPORATE, "_corporate", activity.COUNTS_FIRST),
        Field("number_of_users_associated", "bigint", f"number of {ASSOCIATED}"),
        *activity_fields(ASSOCIATED, "_associated", activity.COUNTS_FIRST),
        Field("first_user_id", ID, "its own contact who signed up first"),
        Field("most_active_user_id", ID, "its own contact with the most events"),
        Field("most_orders_user_id", ID, "its own contact with the most orders"),
        Field("is_paying", "boolean", "whether it won any deal"),
        Field("number_of_deals_won", "bigint", "number of deals won"),
        Field("total_amount_won", "decimal(28,2)", "sum of the amounts won"),
        Field("most_recent_deal", "date", "the latest close date of a deal won"),
    ),
    checks=(
        unique("corporate_email"),
        *not_null("corporate_email", "number_of_gaggles", "first_user_id", "is_paying"),
        relationships("corporate_email", to="contacts.account_corporate_email"),
        relationships("first_user_id", to="contacts.user_id"),
        relationships("most_active_user_id", to="contacts.user_id"),
        relationships("most_orders_user_id", to="contacts.user_id"),
        *conservation(
            *(f"number_of_{what}_corporate" for what in ("users", "events", "orders")),
            *(f"number_of_{what}_associated" for what in ("users", "events", "orders")),
        ),
        MAX_ROWS_LOST,
    ),
)


def accounts(
    gaggle_domains: DataFrame, power_users: DataFrame, deal_accounts: DataFrame | None
) -> DataFrame:
    """One row a company: the bridge rolled up twice, with power users and deals.

    Contacts without a company stand in the bridge under their gaggle, and are attributed to its
    primary company. So every contact counts for one account at most.
    """
    is_corporate = F.col("corporate_email").isNotNull()
    users = F.col("number_of_users")
    attributed = gaggle_domains.join(
        primary_domains(gaggle_domains), on="gaggle_id", how="left"
    ).withColumn("account", F.coalesce("corporate_email", "primary_domain"))
    by_account = (
        attributed.where(F.col("account").isNotNull())
        .groupBy("account")
        .agg(
            F.count(F.when(is_corporate, F.col("gaggle_id"))).alias("number_of_gaggles"),
            F.sum(F.when(is_corporate, users)).alias("number_of_users_corporate"),
            *activity.rolled_up("_corporate", where=is_corporate),
            F.sum(users).alias("number_of_users_associated"),
            *activity.rolled_up("_associated"),
        )
        .withColumnRenamed("account", "corporate_email")
    )
    with_people = by_account.join(power_users, on="corporate_email", how="left")
    if deal_accounts is None:
        with_deals = with_people.withColumns(
            {
                name: F.lit(None)
                for name in ("number_of_deals_won", "total_amount_won", "most_recent_deal")
            }
        )
    else:
        with_deals = with_people.join(_deals_won(deal_accounts), on="corporate_email", how="left")
    return ACCOUNTS.select(
        with_deals.withColumns(
            {
                "is_paying": F.col("number_of_deals_won").isNotNull(),
                "number_of_deals_won": F.coalesce("number_of_deals_won", F.lit(0)),
                "total_amount_won": F.coalesce("total_amount_won", F.lit(0)),
            }
        )
    )


def _deals_won(deal_accounts: DataFrame) -> DataFrame:
    """One row an account with a deal won."""
    return (
        deal_accounts.where(F.col("is_won") & F.col("account").isNotNull())
        .groupBy(F.col("account").alias("corporate_email"))
        .agg(
            F.count(F.lit(1)).alias("number_of_deals_won"),
            F.sum("amount").alias("total_amount_won"),
            F.max("close_date").alias("most_recent_deal"),
        )
    )
