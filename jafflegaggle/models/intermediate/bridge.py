"""The bridge between gaggles and companies, with measures that merge on."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from jafflegaggle.models.measures import merge_measures, state_fields
from jafflegaggle.models.spec import COMPANY, GAGGLE, ID, Field, table

KEY_FIELDS = (
    Field("gaggle_id", ID, "the gaggle; NULL: of contacts without a gaggle", GAGGLE),
    Field(
        "corporate_email", "string", "the resolved domain; NULL: of contacts without one", COMPANY
    ),
    Field("is_primary", "boolean", "whether the gaggle is taken to be that company's"),
    Field("number_of_users", "bigint", "number of contacts"),
)


@table(
    grain="one row per gaggle and company domain of its contacts",
    key=("gaggle_id", "corporate_email"),
    fields=(*KEY_FIELDS, *state_fields("those contacts")),
)
def bridge(people: DataFrame) -> DataFrame:
    """One row per gaggle and company; internal contacts are not part of it.

    Primary in its gaggle is the company with the most users, then the most events, then the
    earliest contact (NULL last), then the first of the alphabet. Contacts without a gaggle have
    rows, but no primary.
    """
    external = people.where(~F.col("is_internal"))
    by_company = external.groupBy("gaggle_id", F.col("company").alias("corporate_email")).agg(
        F.count(F.lit(1)).alias("number_of_users"),
        F.min("created_at").alias("first_created_at"),
        *merge_measures(),
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
    """Add `account`: the company of the row itself, else the primary one of its gaggle, else NULL.

    Each contact is attributed to one account at most, so that sums over accounts count nobody
    twice.

    Args:
        rows: any rows with a `gaggle_id`.
        bridge: the bridge.
        company: their column with a company of their own.
    """
    primary = bridge.where(F.col("is_primary")).select(
        "gaggle_id", F.col("corporate_email").alias("primary_company")
    )
    return (
        rows.join(primary, on="gaggle_id", how="left")
        .withColumn("account", F.coalesce(company, "primary_company"))
        .drop("primary_company")
    )
