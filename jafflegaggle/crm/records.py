"""The records that a CRM should hold: the rows of a snapshot, as the mapping writes them."""

from collections.abc import Mapping

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.columns.domains import normalize_domain
from jafflegaggle.crm.mapping import COMPANY, ObjectSpec
from jafflegaggle.crm.row_hash import field_hashes, row_hash
from jafflegaggle.errors import InputError
from jafflegaggle.frames import as_string, join_into
from jafflegaggle.identity.lines import STOPPING
from jafflegaggle.staging.kinds import SEPARATOR
from jafflegaggle.staging.merge_lists import MERGED_COMPANY_DOMAIN
from jafflegaggle.text import listed, quoted

Tables = Mapping[str, DataFrame]
# The tables of a snapshot that change sets are made of.
READ = ("accounts", "contacts", "contact_aliases", "merge_report")
STRINGS = "array<string>"


def records(spec: ObjectSpec, tables: Tables) -> DataFrame:
    """One row per record, with its hashes and mapped values; internal contacts are none.

    Args:
        spec: which records, and how they are written.
        tables: those of the snapshot.

    Returns:
        `key`, `row_hash`, `fields`, `field_hashes`, `users` and `email` (NULL for companies), and
        the values, by the columns of the fields.

    Raises:
        InputError: the snapshot lacks a mapped column.
    """
    rows = _companies(tables) if spec.object == COMPANY else _contacts(tables)
    missing = sorted({field.ours for field in spec.fields} - set(rows.columns))
    if missing:
        raise InputError(
            f"crm: {spec.table} of the snapshot has no column {listed(missing)}; it is of an "
            "earlier version or of other settings: run the job again"
        )
    types = {field.name: field.dataType for field in rows.schema}
    values = [(field.theirs, F.col(quoted(field.ours)), types[field.ours]) for field in spec.fields]
    return rows.select(
        F.col(spec.own_key).cast("string").alias("key"),
        row_hash(values).alias("row_hash"),
        F.lit(spec.names).alias("fields"),
        field_hashes(values).alias("field_hashes"),
        F.col("record_users").alias("users"),
        F.col("record_email").alias("email"),
        *(F.col(quoted(field.ours)).alias(field.column) for field in spec.fields),
    )


def company_targets(merge_report: DataFrame) -> DataFrame:
    """One row per domain that a list merges: `domain, target`, at the end of its chain."""
    is_of_domains = F.col("list") == F.lit(MERGED_COMPANY_DOMAIN.name)
    is_skipped = F.col("status").isin(*map(str, STOPPING))
    lines = merge_report.where(is_of_domains & F.col("target").isNotNull() & ~is_skipped)
    return (
        lines.select(normalize_domain(F.col("old")).alias("domain"), "target")
        .where(F.col("domain") != F.col("target"))
        .distinct()
    )


def record_keys(spec: ObjectSpec, tables: Tables) -> DataFrame:
    """The `key` of each record."""
    rows = tables[spec.table] if spec.object == COMPANY else _external(tables)
    return rows.select(F.col(spec.own_key).cast("string").alias("key"))


def external_users(tables: Tables) -> DataFrame:
    """One row per user of a contact that is not internal, with the contact.

    Returns:
        `user` and `contact` (as keys), `user_id`, `created_at`, `own_email` and `contact_email`.
    """
    contacts = _external(tables).select(
        F.col("user_id").alias("contact_user_id"), F.col("email").alias("contact_email")
    )
    aliases = tables["contact_aliases"].select(
        "user_id", "contact_user_id", "created_at", F.col("email").alias("own_email")
    )
    return aliases.join(contacts, on="contact_user_id", how="inner").select(
        F.col("user_id").cast("string").alias("user"),
        F.col("contact_user_id").cast("string").alias("contact"),
        "user_id",
        "created_at",
        "own_email",
        "contact_email",
    )


def _external(tables: Tables) -> DataFrame:
    return tables["contacts"].where(~F.col("is_internal"))


def _companies(tables: Tables) -> DataFrame:
    domains = (
        company_targets(tables["merge_report"])
        .groupBy(F.col("target").alias("corporate_email"))
        .agg(_joined("domain").alias("additional_domains"))
    )
    return join_into(domains, tables["accounts"], "corporate_email").withColumns(
        {
            "record_users": F.lit(None).cast(STRINGS),
            "record_email": F.lit(None).cast("string"),
        }
    )


def _contacts(tables: Tables) -> DataFrame:
    """The contacts with all their users, of whom most have one, who needs no join."""
    contacts = _external(tables)
    others = tables["contact_aliases"].where(F.col("user_id") != F.col("contact_user_id"))
    # A user of the same e-mail adds none.
    emails = contacts.select("user_id", F.col("email").alias("record_email"))
    merged = (
        others.select(
            F.col("contact_user_id").alias("user_id"),
            F.col("user_id").cast("string").alias("other_user"),
            F.col("email").alias("other_email"),
        )
        .join(emails, on="user_id", how="inner")
        .groupBy("user_id")
        .agg(
            F.collect_list("other_user").alias("other_users"),
            _joined("other_email", F.col("other_email") != F.col("record_email")).alias(
                "additional_emails"
            ),
        )
    )
    own = F.array(F.col("user_id").cast("string"))
    all_users = F.when(F.col("other_users").isNull(), own).otherwise(
        F.array_sort(F.concat(own, F.col("other_users")))
    )
    return join_into(merged, contacts, "user_id").withColumns(
        {"record_users": all_users, "record_email": F.col("email")}
    )


def _joined(name: str, condition: Column | None = None) -> Column:
    """The distinct values of a group, sorted, as one cell; NULL where there are none."""
    value = F.col(name) if condition is None else F.when(condition, F.col(name))
    cell = F.concat_ws(SEPARATOR, F.array_sort(F.collect_set(value)))
    return as_string(F.nullif(cell, F.lit("")))
