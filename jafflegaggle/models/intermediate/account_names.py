"""What accounts are called, and their records in the CRM."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.frames import as_string
from jafflegaggle.identity.registrable_domains import with_registrable_domain
from jafflegaggle.models.marts.crm_links import COMPANY_RECORD, linked_records
from jafflegaggle.models.spec import COMPANY, Field, table
from jafflegaggle.public_suffixes import several_labels

CRM_FIELDS = (
    Field("crm_id", "string", "its record in the CRM; NULL: none is linked"),
    Field("owner", "string", "who owns that record"),
)


@table(
    grain="one row per company",
    key=("corporate_email",),
    is_view=True,
    fields=(
        Field("corporate_email", "string", "the company's resolved domain", COMPANY),
        Field("account_name", "string", "what it is called"),
        *CRM_FIELDS,
    ),
)
def account_names(
    power_users: DataFrame,
    bridge: DataFrame,
    gaggles: DataFrame,
    crm_links: DataFrame | None,
    crm_companies: DataFrame | None,
) -> DataFrame:
    """One row per company: its name in the CRM, else that of its largest gaggle, else its domain's.

    Args:
        power_users: one row per company.
        bridge: the bridge.
        gaggles: the gaggles, by their names.
        crm_links: links to the records of the CRM, or None.
        crm_companies: the company records of the CRM, or None.
    """
    companies = power_users.select("corporate_email")
    named = companies.join(_gaggle_names(bridge, gaggles), on="corporate_email", how="left").join(
        F.broadcast(_labels(companies)), on="corporate_email", how="left"
    )
    first_label = as_string(F.substring_index("corporate_email", ".", 1))
    label = _capitalized(F.coalesce("label", first_label))
    if crm_links is None or crm_companies is None:
        return named.withColumns(
            {
                "account_name": F.coalesce("gaggle_name", label),
                "crm_id": F.lit(None).cast("string"),
                "owner": F.lit(None).cast("string"),
            }
        )
    records = linked_records(crm_links, COMPANY_RECORD).join(
        crm_companies.select("crm_id", "company_name"), on="crm_id", how="left"
    )
    linked = records.withColumnRenamed("key", "corporate_email")
    return named.join(linked, on="corporate_email", how="left").withColumn(
        "account_name", F.coalesce("company_name", "gaggle_name", label)
    )


def _gaggle_names(bridge: DataFrame, gaggles: DataFrame) -> DataFrame:
    """One row per company: the name of the gaggle, among its own, with most of its contacts."""
    own = bridge.where(F.col("is_primary"))
    # One gaggle per number of contacts, so that the maximum has no ties.
    lowest = own.groupBy("corporate_email", "number_of_users").agg(
        F.min("gaggle_id").alias("gaggle_id")
    )
    largest = lowest.groupBy("corporate_email").agg(
        F.max_by("gaggle_id", "number_of_users").alias("gaggle_id")
    )
    named = gaggles.select("gaggle_id", "gaggle_name")
    return largest.join(named, on="gaggle_id", how="left").drop("gaggle_id")


def _labels(companies: DataFrame) -> DataFrame:
    """One row per domain of three labels or more: `corporate_email`, `label`.

    The registrable domain of all others starts with their first label, whatever the list says.
    """
    long = companies.where(F.col("corporate_email").rlike(r"\..*\.")).select(
        F.col("corporate_email").alias("domain")
    )
    found = with_registrable_domain(long, several_labels())
    return found.select(F.col("domain").alias("corporate_email"), "label")


def _capitalized(text: Column) -> Column:
    return F.concat(F.upper(F.substring(text, 1, 1)), text.substr(F.lit(2), F.length(text)))
