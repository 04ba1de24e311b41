"""Gaggle facts: the activity in each workspace, and its primary company."""

import datetime as dt

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.keys import relationships, unique
from jafflegaggle.checks.limits import MaxRowsLost
from jafflegaggle.checks.rows import not_null
from jafflegaggle.models.marts.conserved import sums_of_contacts
from jafflegaggle.models.measures import (
    MEASURES,
    activity_fields,
    final_measures,
    merge_measures,
)
from jafflegaggle.models.spec import COMPANY, GAGGLE, ID, Field, table
from jafflegaggle.models.windows import CONTACT_SUMS, group_fields, group_windows, sum_sums

CORPORATE = "_corporate"
COUNTS = ("number_of_users", "number_of_users_corporate", "number_of_corporate_domains")


@table(
    grain="one row per gaggle, including empty ones",
    key=("gaggle_id",),
    fields=(
        Field("gaggle_id", ID, "the gaggle", GAGGLE),
        Field("gaggle_name", "string", "its name"),
        Field("created_at", "timestamp", "when it was created (UTC)"),
        *activity_fields("all its contacts"),
        Field("number_of_users", "bigint", "number of its contacts"),
        Field("corporate_email", "string", "its primary company domain", COMPANY),
        *activity_fields("its contacts of that company", CORPORATE),
        Field("number_of_users_corporate", "bigint", "number of its contacts of that company"),
        Field(
            "number_of_corporate_domains", "bigint", "number of company domains among its contacts"
        ),
        *group_fields("all its contacts"),
    ),
    checks=(
        unique("gaggle_id"),
        *not_null("gaggle_id", "number_of_users", "number_of_users_corporate"),
        relationships("corporate_email", to="accounts.corporate_email"),
        *sums_of_contacts(
            "gaggle_facts",
            contacts="of contacts in known gaggles",
            among=("gaggle_facts", "gaggle_id"),
        ),
        MaxRowsLost(severity="warn"),
    ),
)
def gaggle_facts(gaggles: DataFrame, bridge: DataFrame, snapshot_date: dt.date) -> DataFrame:
    """One row per gaggle: the bridge rolled up, over all companies and for the primary one."""
    is_primary = F.col("is_primary")
    by_gaggle = bridge.groupBy("gaggle_id").agg(
        *merge_measures(),
        F.sum("number_of_users").alias("number_of_users"),
        F.max(F.when(is_primary, F.col("corporate_email"))).alias("corporate_email"),
        *merge_measures(CORPORATE, where=is_primary),
        F.sum(F.when(is_primary, F.col("number_of_users"))).alias("number_of_users_corporate"),
        F.count("corporate_email").alias("number_of_corporate_domains"),
        *sum_sums(),
    )
    facts = gaggles.join(by_gaggle, on="gaggle_id", how="left")
    # For an empty gaggle, and for one without a company.
    counts = (*COUNTS, *(one.name for one in CONTACT_SUMS))
    nothing = {name: F.coalesce(name, F.lit(0)) for name in counts} | {
        one.name + suffix: one.or_default(F.col(one.name + suffix))
        for one in MEASURES
        for suffix in ("", CORPORATE)
    }
    filled = facts.withColumns(nothing)
    return filled.withColumns(final_measures("", CORPORATE) | group_windows(snapshot_date))
