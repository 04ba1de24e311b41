"""The bridge between gaggles and companies, with mergeable measures."""

import datetime as dt

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from jafflegaggle.models.measures import merge_measures, state_fields
from jafflegaggle.models.spec import COMPANY, GAGGLE, ID, Field, table
from jafflegaggle.models.windows import sum_contacts, sum_fields

KEY_FIELDS = (
    Field("gaggle_id", ID, "the gaggle; NULL for contacts without a gaggle", GAGGLE),
    Field(
        "corporate_email", "string", "the resolved domain; NULL for contacts without one", COMPANY
    ),
    Field("is_primary", "boolean", "whether it is the gaggle's primary company"),
    Field("number_of_users", "bigint", "number of contacts"),
)


@table(
    grain="one row per gaggle and company domain of its contacts",
    key=("gaggle_id", "corporate_email"),
    fields=(*KEY_FIELDS, *state_fields("those contacts"), *sum_fields("those contacts")),
)
def bridge(people: DataFrame, snapshot_date: dt.date) -> DataFrame:
    """One row per gaggle and company; internal contacts are not part of it.

    The primary company of a gaggle is the one with the most users, then the most events, then the
    earliest contact (NULL last), then the first in the alphabet. Contacts without a gaggle have
    rows, but no primary company.
    """
    external = people.where(~F.col("is_internal"))
    by_company = external.groupBy("gaggle_id", F.col("company").alias("corporate_email")).agg(
        F.count(F.lit(1)).alias("number_of_users"),
        F.min("created_at").alias("first_created_at"),
        *merge_measures(),
        *sum_contacts(snapshot_date),
    )
    may_be_primary = F.col("gaggle_id").isNotNull() & F.col("corporate_email").isNotNull()
    by_weight = Window.partitionBy("gaggle_id").orderBy(
        may_be_primary.desc(),
        F.col("number_of_users").desc(),
        F.col("number_of_events").desc(),
        F.col("first_created_at").asc_nulls_last(),
        F.col("corporate_email").asc(),
    )
    is_first = F.row_number().over(by_weight) == F.lit(1)
    return by_company.withColumn("is_primary", may_be_primary & is_first)


def attribute(rows: DataFrame, bridge: DataFrame, company: str) -> DataFrame:
    """Add `account`: the row's own company, else its gaggle's primary company, else NULL.

    Each contact is attributed to at most one account, so sums over accounts count nobody twice.

    Args:
        rows: any rows with a `gaggle_id`.
        bridge: the bridge.
        company: the column with the row's own company.
    """
    primary = bridge.where(F.col("is_primary")).select(
        "gaggle_id", F.col("corporate_email").alias("primary_company")
    )
    return (
        rows.join(primary, on="gaggle_id", how="left")
        .withColumn("account", F.coalesce(company, "primary_company"))
        .drop("primary_company")
    )
