"""Rules by what the CRM has merged: records of one person, or of one company."""

from collections.abc import Mapping

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.columns.domains import normalize_website
from jafflegaggle.columns.email import normalize_email
from jafflegaggle.frames import local_table
from jafflegaggle.models.marts.crm_links import records_by_key
from jafflegaggle.suggest.frames import text_of
from jafflegaggle.suggest.spec import COMPANIES, PEOPLE, Confidence, rule

RECORDS = ("crm_companies", "crm_contacts")
# Chains of merges are followed through so many records of a kind, the first by their ids. A record
# whose chain goes on is nobody's.
MAX_WITHIN_CHAINS = 100_000
TYPES = {"crm_id": "string", "end": "string"}


@rule(
    list_name=PEOPLE,
    confidence=Confidence.HIGH,
    doc="the CRM has merged their records, by `merged_into` of `crm_contacts`",
)
def crm_contact_merge(people: DataFrame, crm_merged_contacts: DataFrame) -> DataFrame:
    """Contacts whose records are one in the CRM."""
    return _among(crm_merged_contacts, people, "email")


@rule(
    list_name=COMPANIES,
    confidence=Confidence.HIGH,
    doc="the CRM has merged their records, by `merged_into` of `crm_companies`",
)
def crm_company_merge(domains: DataFrame, crm_merged_companies: DataFrame) -> DataFrame:
    """Domains whose records are one in the CRM."""
    return _among(crm_merged_companies, domains, "domain")


def merged_companies(records: DataFrame) -> DataFrame:
    """Pairs of domains by merged records: `old_key, new_key, evidence`."""
    keys = records_by_key(records, "corporate_email", "additional_domains", normalize_website)
    return _pairs(records, keys.select("crm_id", F.col("name").alias("key")))


def merged_contacts(records: DataFrame, contact_aliases: DataFrame) -> DataFrame:
    """Pairs of the e-mails of contacts by merged records: `old_key, new_key, evidence`.

    Args:
        records: the contact records.
        contact_aliases: which contact the user of an e-mail belongs to.
    """
    keys = records_by_key(records, "email", "additional_emails", normalize_email)
    users = contact_aliases.where(F.col("email").isNotNull())
    survivors = users.where(F.col("user_id") == F.col("contact_user_id")).select(
        "contact_user_id", F.col("email").alias("key")
    )
    known = users.select(F.col("email").alias("name"), "contact_user_id").distinct()
    theirs = keys.join(known, on="name", how="inner").join(
        survivors, on="contact_user_id", how="inner"
    )
    return _pairs(records, theirs.select("crm_id", "key"))


def _among(pairs: DataFrame, there: DataFrame, key: str) -> DataFrame:
    """The pairs of which both keys are there."""
    for side in ("old_key", "new_key"):
        pairs = pairs.join(there.select(F.col(key).alias(side)), on=side, how="left_semi")
    return pairs


def _pairs(records: DataFrame, keys: DataFrame) -> DataFrame:
    """The keys of merged records, each with those of the record at the end of the merges."""
    ends = _ends(records)
    old = keys.withColumnRenamed("key", "old_key")
    new = keys.select(F.col("crm_id").alias("into_id"), F.col("key").alias("new_key"))
    evidence = text_of("the CRM merged ", F.col("crm_id"), " into ", F.col("into_id"))
    met = ends.join(old, on="crm_id", how="inner").join(new, on="into_id", how="inner")
    return (
        met.where(F.col("old_key") != F.col("new_key"))
        .groupBy("old_key", "new_key")
        .agg(F.min(evidence).alias("evidence"))
    )


def _ends(records: DataFrame) -> DataFrame:
    """One row per merged record: `crm_id`, and the record that it is part of now, `into_id`.

    Only the records within chains, those that are merged and have others merged into them, are
    followed on the driver.
    """
    merged = records.where(F.col("merged_into").isNotNull()).select("crm_id", "merged_into")
    targets = merged.select(F.col("merged_into").alias("crm_id"))
    within = merged.join(targets, on="crm_id", how="left_semi")
    rows = within.orderBy("crm_id").limit(MAX_WITHIN_CHAINS).collect()
    followed = ends_of_merges({row.crm_id: row.merged_into for row in rows})
    ends = local_table(records.sparkSession, TYPES, sorted(followed.items()))
    led = merged.join(
        ends.withColumnRenamed("crm_id", "merged_into"), on="merged_into", how="left"
    ).select("crm_id", F.coalesce("end", "merged_into").alias("into_id"))
    still_merged = merged.select(F.col("crm_id").alias("into_id"))
    return led.join(still_merged, on="into_id", how="left_anti").select("crm_id", "into_id")


def ends_of_merges(merges: Mapping[str, str]) -> dict[str, str]:
    """The end of the chain of each merged record; those of a circle have none.

    >>> ends_of_merges({"a": "b", "b": "c", "x": "y", "y": "x", "z": "x"})
    {'a': 'c', 'b': 'c'}
    """
    ends: dict[str, str | None] = {}
    for start in merges:
        way: dict[str, None] = {}
        here = start
        while here in merges and here not in ends and here not in way:
            way[here] = None
            here = merges[here]
        end = None if here in way else ends.get(here, None if here in ends else here)
        ends |= dict.fromkeys(way, end)
    return {one: end for one, end in ends.items() if end is not None}
