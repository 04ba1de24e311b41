"""The bridge between gaggles and companies."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from jafflegaggle import activity
from jafflegaggle.models.check import conservation, not_null, relationships, unique
from jafflegaggle.models.model import ID, Field, Model, activity_fields

GAGGLE_DOMAINS = Model(
    name="gaggle_domains",
    grain="one row a gaggle and company domain of its contacts",
    key=("gaggle_id", "corporate_email"),
    fields=(
        Field("gaggle_id", ID, "the gaggle; NULL: of contacts without a gaggle"),
        Field("corporate_email", "string", "the resolved domain; NULL: of contacts without one"),
        Field("is_primary", "boolean", "whether the gaggle is taken to be that company's"),
        Field("number_of_users", "bigint", "number of contacts"),
        *activity_fields("those contacts"),
    ),
    checks=(
        unique("gaggle_id", "corporate_email"),
        *not_null("is_primary", "number_of_users"),
        relationships("gaggle_id", to="gaggle_facts.gaggle_id", severity="warn"),
        relationships("corporate_email", to="accounts.corporate_email"),
        *conservation("number_of_users", "number_of_events", "number_of_orders"),
    ),
)


def gaggle_domains(people: DataFrame) -> DataFrame:
    """One row a gaggle and company.

    Primary in its gaggle is the company with the most users, then the most events, then the
    earliest contact (NULL last), then the first of the alphabet. Contacts without a gaggle have
    rows, but no primary.
    """
    by_company = people.groupBy("gaggle_id", F.col("company").alias("corporate_email")).agg(
        F.count(F.lit(1)).alias("number_of_users"),
        F.min("created_at").alias("first_created_at"),
        *activity.rolled_up(),
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
    return GAGGLE_DOMAINS.select(by_company.withColumn("is_primary", may_be_primary & is_first))


def primary_domains(gaggle_domains: DataFrame) -> DataFrame:
    """One row a gaggle that has a company: `gaggle_id, primary_domain`."""
    return gaggle_domains.where(F.col("is_primary")).select(
        "gaggle_id", F.col("corporate_email").alias("primary_domain")
    )
