"""Accounts: the companies, their activity, and whom to call there."""

import datetime as dt
from collections.abc import Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.keys import relationships, unique
from jafflegaggle.checks.limits import MaxRowsLost
from jafflegaggle.checks.rows import accepted_range, not_null
from jafflegaggle.models.currencies import are_several, currencies_of
from jafflegaggle.models.intermediate.account_names import CRM_FIELDS
from jafflegaggle.models.intermediate.account_subscriptions import ACTIVE, SUBSCRIPTION_FIELDS
from jafflegaggle.models.intermediate.bridge import attribute
from jafflegaggle.models.marts.conserved import scores_of_signals, sums_of_contacts
from jafflegaggle.models.measures import (
    COUNTS_FIRST,
    activity_fields,
    final_measures,
    merge_measures,
)
from jafflegaggle.models.signals.keys import MAX_POINTS
from jafflegaggle.models.signals.scores import SCORES, score
from jafflegaggle.models.spec import COMPANY, ID, USER, Field, Section, table
from jafflegaggle.models.windows import LIFECYCLES, group_fields, group_windows, sum_sums
from jafflegaggle.rules import Rules

CORPORATE, ASSOCIATED = "_corporate", "_associated"
DEAL_COLUMNS = ("number_of_deals_won", "total_amount_won", "most_recent_deal")
OWN = "the contacts whose own company it is"
ATTRIBUTED = "all contacts attributed to it"
BY_RECENCY = (*LIFECYCLES[1:], LIFECYCLES[0])  # `never` last


@table(
    grain="one row per company",
    key=("corporate_email",),
    fields=(
        Field("corporate_email", "string", "the company's resolved domain", COMPANY),
        Field(
            "account_name",
            "string",
            "its name in the CRM, else that of the gaggle with most of its contacts among those "
            "whose primary company it is, else the first label of its registrable domain",
        ),
        Field("number_of_gaggles", "bigint", "number of gaggles with its own contacts"),
        Field("number_of_users_corporate", "bigint", f"number of {OWN}"),
        *activity_fields(OWN, CORPORATE, COUNTS_FIRST),
        Field("number_of_users_associated", "bigint", f"number of {ATTRIBUTED}"),
        *activity_fields(ATTRIBUTED, ASSOCIATED, COUNTS_FIRST),
        Field("first_user_id", ID, "its own contact who signed up first", USER),
        Field("most_active_user_id", ID, "its own contact with the most events", USER),
        Field("most_orders_user_id", ID, "its own contact with the most orders", USER),
        Field(
            "is_paying",
            "boolean",
            "whether it has an active subscription that is no trial; of a company that never "
            "subscribed, whether any of its deals was won",
        ),
        Field("number_of_deals_won", "bigint", "number of its won deals"),
        Field(
            "total_amount_won",
            "decimal(28,2)",
            "sum of the amounts of its won deals; NULL: in several currencies",
        ),
        Field("most_recent_deal", "date", "the latest close date of its won deals"),
        *SUBSCRIPTION_FIELDS,
        *group_fields(ATTRIBUTED),
        *(
            Field(
                name,
                "int",
                f"the points of its signals of {direction} in `account_signals`, at most "
                f"{MAX_POINTS}",
            )
            for name, direction in SCORES.items()
        ),
        *CRM_FIELDS,
    ),
    checks=(
        unique("corporate_email"),
        *not_null(
            "corporate_email", "account_name", "number_of_gaggles", "first_user_id", "is_paying"
        ),
        relationships("corporate_email", to="contacts.account_corporate_email"),
        relationships("first_user_id", to="contacts.user_id"),
        relationships("most_active_user_id", to="contacts.user_id"),
        relationships("most_orders_user_id", to="contacts.user_id"),
        *sums_of_contacts(
            "accounts",
            suffix=CORPORATE,
            contacts="of contacts with a company",
            where=lambda: F.col("corporate_email").isNotNull(),
        ),
        *sums_of_contacts(
            "accounts",
            whose="associated with accounts",
            suffix=ASSOCIATED,
            contacts="of contacts with an account",
            where=lambda: F.col("account_corporate_email").isNotNull(),
        ),
        *not_null(*SCORES),
        *(accepted_range(name, 0, MAX_POINTS) for name in SCORES),
        *scores_of_signals(),
        MaxRowsLost(severity="warn"),
    ),
    summary=Section("Accounts by lifecycle", ("lifecycle",), "accounts", BY_RECENCY),
)
def accounts(
    bridge: DataFrame,
    power_users: DataFrame,
    deal_accounts: DataFrame | None,
    account_subscriptions: DataFrame | None,
    rules: Rules,
    snapshot_date: dt.date,
    account_names: DataFrame | None = None,
) -> DataFrame:
    """One row per company: the bridge rolled up twice, with power users and what it pays.

    Contacts without a company are in the bridge under their gaggle, and are attributed to its
    primary company. The scores are those of the signals that the finished row gives.
    """
    is_corporate = F.col("corporate_email").isNotNull()
    users = F.col("number_of_users")
    by_account = (
        attribute(bridge, bridge, "corporate_email")
        .where(F.col("account").isNotNull())
        .groupBy("account")
        .agg(
            F.count(F.when(is_corporate, F.col("gaggle_id"))).alias("number_of_gaggles"),
            F.sum(F.when(is_corporate, users)).alias("number_of_users_corporate"),
            *merge_measures(CORPORATE, where=is_corporate),
            F.sum(users).alias("number_of_users_associated"),
            *merge_measures(ASSOCIATED),
            *sum_sums(),
        )
        .withColumnRenamed("account", "corporate_email")
    )
    with_people = by_account.join(power_users, on="corporate_email", how="left")
    won = None if deal_accounts is None else _deals_won(deal_accounts)
    with_deals = _with(with_people, won, DEAL_COLUMNS)
    names = [field.name for field in SUBSCRIPTION_FIELDS]
    called = ["account_name", *(field.name for field in CRM_FIELDS)]
    with_names = _with(with_deals, account_names, called)
    paying = _with(with_names, account_subscriptions, names)
    status = F.col("subscription_status")
    has_won = F.col("number_of_deals_won").isNotNull()
    finished = paying.withColumns(
        {
            "is_paying": F.when(status.isNotNull(), status == F.lit(ACTIVE)).otherwise(has_won),
            "number_of_deals_won": F.coalesce("number_of_deals_won", F.lit(0)),
            "total_amount_won": F.when(has_won, F.col("total_amount_won")).otherwise(F.lit(0)),
            **final_measures(CORPORATE, ASSOCIATED),
            **group_windows(snapshot_date, f"number_of_users{ASSOCIATED}", ASSOCIATED),
        }
    )
    return finished.withColumns(
        {name: score(direction, rules, snapshot_date) for name, direction in SCORES.items()}
    )


def _deals_won(deal_accounts: DataFrame) -> DataFrame:
    """One row per account with won deals."""
    amount = F.coalesce(F.sum("amount"), F.lit(0))
    return (
        deal_accounts.where(F.col("is_won") & F.col("account").isNotNull())
        .groupBy(F.col("account").alias("corporate_email"))
        .agg(
            F.count(F.lit(1)).alias("number_of_deals_won"),
            F.when(~are_several(currencies_of()), amount).alias("total_amount_won"),
            F.max("close_date").alias("most_recent_deal"),
        )
    )


def _with(accounts: DataFrame, others: DataFrame | None, names: Sequence[str]) -> DataFrame:
    """The accounts with columns of another frame of accounts; NULL where there is none."""
    if others is None:
        return accounts.withColumns({name: F.lit(None) for name in names})
    theirs = others.select("corporate_email", *names)
    return accounts.join(theirs, on="corporate_email", how="left")
