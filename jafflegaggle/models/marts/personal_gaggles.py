"""Personal gaggles: workspaces without a company, whose people may bring theirs."""

import datetime as dt

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.keys import relationships, unique
from jafflegaggle.checks.rows import not_null
from jafflegaggle.columns.email import extract_email_domain
from jafflegaggle.models.intermediate.power_users import power_users_by
from jafflegaggle.models.marts.conserved import sums_of_contacts
from jafflegaggle.models.measures import activity_fields, final_measures
from jafflegaggle.models.spec import GAGGLE, ID, USER, Field, table
from jafflegaggle.models.windows import group_fields, group_windows

ALL = "all its contacts"


@table(
    grain="one row per gaggle with contacts, none of whom has a company",
    key=("gaggle_id",),
    fields=(
        Field("gaggle_id", ID, "the gaggle", GAGGLE),
        Field("gaggle_name", "string", "its name; NULL if `gaggles` does not have it"),
        Field("number_of_users", "bigint", "number of its contacts"),
        Field(
            "personal_domain",
            "string",
            "the most frequent personal domain of its contacts, the first in the alphabet of "
            "several; NULL: none has one",
        ),
        *activity_fields(ALL),
        *group_fields(ALL),
        Field("first_user_id", ID, "its contact who signed up first", USER),
        Field(
            "most_active_user_id", ID, "the one with the most events; NULL if there are none", USER
        ),
    ),
    checks=(
        unique("gaggle_id"),
        *not_null("gaggle_id", "number_of_users", "first_user_id"),
        # Gaggles that are missing from `gaggles` are accepted on purpose.
        relationships("gaggle_id", to="gaggle_facts.gaggle_id", severity="warn"),
        relationships("first_user_id", to="contacts.user_id"),
        relationships("most_active_user_id", to="contacts.user_id"),
        *sums_of_contacts(
            "personal_gaggles",
            contacts="of contacts in gaggles without a company",
            where=lambda: (
                F.col("gaggle_id").isNotNull() & F.col("account_corporate_email").isNull()
            ),
        ),
    ),
)
def personal_gaggles(
    bridge: DataFrame, contacts: DataFrame, gaggles: DataFrame, snapshot_date: dt.date
) -> DataFrame:
    """One row per gaggle without a company: its row of the bridge, and whom to ask for theirs.

    Internal contacts count nowhere. Only contacts of these gaggles are grouped again: those with a
    gaggle and no account, told by its reason, which takes less reading than the account.
    """
    without_company = F.col("gaggle_id").isNotNull() & F.col("corporate_email").isNull()
    with_company = bridge.where(F.col("is_primary")).select("gaggle_id")
    personal = bridge.where(without_company).join(with_company, on="gaggle_id", how="left_anti")
    is_there = F.col("gaggle_id").isNotNull() & ~F.col("is_internal")
    theirs = contacts.where(is_there & F.col("account_reason").isNull())
    return (
        personal.join(gaggles.select("gaggle_id", "gaggle_name"), on="gaggle_id", how="left")
        .join(_most_frequent_domain(theirs), on="gaggle_id", how="left")
        .join(power_users_by(theirs, "gaggle_id", snapshot_date), on="gaggle_id", how="left")
        .withColumns({**final_measures(), **group_windows(snapshot_date)})
    )


def _most_frequent_domain(contacts: DataFrame) -> DataFrame:
    """One row per gaggle: the personal domain that most of its contacts have.

    Neither a malformed domain nor a missing e-mail is a personal domain.
    """
    personal = contacts.where(F.col("personal_list").isNotNull())
    by_domain = personal.groupBy(
        "gaggle_id", extract_email_domain(F.col("email")).alias("domain")
    ).agg(F.count(F.lit(1)).alias("contacts"))
    # One domain per number of contacts, so that the maximum has no ties.
    first = by_domain.groupBy("gaggle_id", "contacts").agg(F.min("domain").alias("domain"))
    return first.groupBy("gaggle_id").agg(F.max_by("domain", "contacts").alias("personal_domain"))
