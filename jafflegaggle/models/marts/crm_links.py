"""Links between what we know and the records of the CRM."""

from collections.abc import Callable
from typing import Literal

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jafflegaggle.checks.conservation import conservation
from jafflegaggle.checks.keys import unique
from jafflegaggle.checks.rows import accepted_values, not_null
from jafflegaggle.checks.spec import Total
from jafflegaggle.columns.domains import normalize_website
from jafflegaggle.columns.email import normalize_email
from jafflegaggle.frames import union_all
from jafflegaggle.identity.resolve import resolve_merges
from jafflegaggle.models.spec import Field, Section, table
from jafflegaggle.staging.kinds import SEPARATOR

Object = Literal["company", "contact"]
COMPANY_RECORD: Object = "company"
CONTACT_RECORD: Object = "contact"
OBJECTS: tuple[Object, ...] = (COMPANY_RECORD, CONTACT_RECORD)
LINKED, MISSING, UNKNOWN, DUPLICATE, AMBIGUOUS = STATUSES = (
    "linked",
    "missing",
    "unknown",
    "duplicate",
    "ambiguous",
)


def _linked(kind: str) -> Total:
    def counted() -> Column:
        return F.count(F.when(_is_linked(kind), F.lit(1)))

    return Total(f"linked {kind} records", "crm_links", counted)


def _is_linked(kind: str) -> Column:
    return (F.col("object") == F.lit(kind)) & (F.col("status") == F.lit(LINKED))


@table(
    grain="one row per record of the CRM, and per contact and account without one",
    key=("object", "key", "crm_id"),
    one_of=("crm_companies", "crm_contacts"),
    fields=(
        Field("object", "string", "company or contact"),
        Field(
            "key",
            "string",
            "the account's `corporate_email`, or the contact's `user_id`; NULL: the record leads "
            "to none, or to several",
        ),
        Field("crm_id", "string", "the record's id in the CRM; NULL: there is none"),
        Field("owner", "string", "who owns the record"),
        Field(
            "status",
            "string",
            "linked; missing (the CRM has no record of it), unknown (we do not know the record's "
            "key), duplicate (another record of the same key, with a lower crm_id, is linked), "
            "ambiguous (its additional keys lead to several, its own to none)",
        ),
    ),
    checks=(
        unique("object", "key", "crm_id"),
        accepted_values("object", OBJECTS),
        accepted_values("status", STATUSES),
        *not_null("object", "status"),
        *not_null("key", unless=("status", (UNKNOWN, AMBIGUOUS))),
        *not_null("crm_id", unless=("status", (MISSING,))),
        conservation(
            _linked(COMPANY_RECORD),
            Total("accounts with a crm_id", "accounts", lambda: F.count("crm_id")),
            column="object",
        ),
        conservation(
            _linked(CONTACT_RECORD),
            Total("contacts with a crm_id", "contacts", lambda: F.count("crm_id")),
            column="crm_id",
        ),
    ),
    summary=Section("Records of the CRM", ("object", "status"), "records"),
)
def crm_links(
    people: DataFrame,
    power_users: DataFrame,
    resolved_emails: DataFrame | None,
    resolved_domains: DataFrame | None,
    crm_companies: DataFrame | None,
    crm_contacts: DataFrame | None,
) -> DataFrame:
    """One row per record, linked by its own key or else by its additional ones, after merges.

    Records that the CRM has merged into others are records no longer, and have no row.

    Args:
        people: the contacts, by their e-mail.
        power_users: one row per account.
        resolved_emails: the compiled list `email, target`, or None.
        resolved_domains: `domain, target` and more, or None.
        crm_companies: the company records; without them, the table is of contacts alone.
        crm_contacts: the contact records; without them, the table is of accounts alone.
    """
    parts = []
    if crm_companies is not None:
        accounts = power_users.select(
            F.col("corporate_email").alias("key"), F.col("corporate_email").alias("place")
        )
        own = records_by_key(
            _unmerged(crm_companies), "corporate_email", "additional_domains", normalize_website
        )
        moved = _resolved(own, "domain", resolved_domains)
        parts.append(_links(COMPANY_RECORD, moved, accounts))
    if crm_contacts is not None:
        contacts = people.select(
            F.col("user_id").cast("string").alias("key"), F.col("email").alias("place")
        )
        own = records_by_key(_unmerged(crm_contacts), "email", "additional_emails", normalize_email)
        moved = _resolved(own, "email", resolved_emails)
        parts.append(_links(CONTACT_RECORD, moved, contacts))
    return union_all(parts)


def linked_records(crm_links: DataFrame, kind: str) -> DataFrame:
    """One row per contact or account that has a record: `key, crm_id, owner`."""
    return crm_links.where(_is_linked(kind)).select("key", "crm_id", "owner")


def records_by_key(
    records: DataFrame, own: str, others: str, normalize: Callable[[Column], Column]
) -> DataFrame:
    """One row per record and key: `crm_id, owner, is_own, name`; its own may be NULL.

    Args:
        records: the valid records.
        own: the column with the key.
        others: the column with its additional keys.
        normalize: how a key is written among ours.
    """
    first = records.select("crm_id", "owner", F.lit(True).alias("is_own"), F.col(own).alias("name"))
    several = records.where(F.col(others).isNotNull()).select(
        "crm_id",
        "owner",
        F.lit(False).alias("is_own"),
        F.explode(F.split(F.col(others), SEPARATOR)).alias("name"),
    )
    return first.unionByName(several.withColumn("name", normalize(F.col("name"))))


def _unmerged(records: DataFrame) -> DataFrame:
    return records.where(F.col("merged_into").isNull())


def _resolved(by_key: DataFrame, name: str, resolved: DataFrame | None) -> DataFrame:
    """The same with `place`: where the merge list leads the key."""
    moves = None if resolved is None else resolved.select(name, "target")
    return resolve_merges(by_key.withColumnRenamed("name", name), name, moves, "place").drop(name)


def _links(kind: str, records: DataFrame, ours: DataFrame) -> DataFrame:
    """Every record with what it leads to, and each of ours that none leads to.

    Args:
        kind: what the records are of.
        records: one row per record and key: `crm_id, owner, is_own, place`.
        ours: `key, place`, each once; a NULL `place` is met by no record.
    """
    is_own, key = F.col("is_own"), F.col("key")
    by_record = (
        records.join(ours.where(F.col("place").isNotNull()), on="place", how="left")
        .groupBy("crm_id", "owner")
        .agg(
            F.max(F.when(is_own, key)).alias("own"),
            F.min(F.when(~is_own, key)).alias("first"),
            F.max(F.when(~is_own, key)).alias("last"),
        )
        .withColumn("is_several", F.col("own").isNull() & (F.col("first") != F.col("last")))
        .withColumn("key", F.when(~_is(F.col("is_several")), F.coalesce("own", "first")))
    )
    # Records without a key are apart from each other: there may be many.
    alone = F.when(key.isNull(), F.col("crm_id"))
    by_id = Window.partitionBy("key", alone).orderBy(F.col("crm_id").asc())
    status = (
        F.when(_is(F.col("is_several")), F.lit(AMBIGUOUS))
        .when(key.isNull(), F.lit(UNKNOWN))
        .when(F.row_number().over(by_id) == F.lit(1), F.lit(LINKED))
        .otherwise(F.lit(DUPLICATE))
    )
    ranked = by_record.withColumn("status", status).select("key", "crm_id", "owner", "status")
    return (
        ranked.join(ours.select("key"), on="key", how="full")
        .withColumn("status", F.coalesce("status", F.lit(MISSING)))
        .select(F.lit(kind).alias("object"), "key", "crm_id", "owner", "status")
    )


def _is(condition: Column) -> Column:
    return F.coalesce(condition, F.lit(False))
