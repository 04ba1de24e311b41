"""The rows of a change set, one after the other in the order of their keys."""

from collections.abc import Iterator

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.crm.columns import UNCHANGED
from jafflegaggle.crm.mapping import MappedField, ObjectSpec
from jafflegaggle.crm.record_files import REFERENCE, Change
from jafflegaggle.crm.row_hash import as_text
from jafflegaggle.models.audit.crm_changes import INSERT, MERGE, REKEY
from jafflegaggle.models.marts.crm_links import DUPLICATE, LINKED
from jafflegaggle.reasons import Reason

_SHOWN = 20
_KEY = ["operation", "key"]


def changes_in_order(
    rows: DataFrame, spec: ObjectSpec, crm_links: DataFrame | None
) -> Iterator[Change]:
    """The changes of one kind, with a part of them in memory at a time.

    Args:
        rows: a change set's changes of that kind, best materialized.
        spec: how they are written.
        crm_links: which records the CRM has, if that is known.
    """
    types = {field.name: field.dataType for field in rows.schema}
    names = ("operation", "key", "merged_into", "previous_key")
    identified = _with_ids(rows, spec, crm_links)
    selected = identified.select(
        *(_or(F.col(name)).alias(name) for name in names),
        F.coalesce("changed_fields", F.array().cast("array<string>")).alias("changed_fields"),
        *(_or(F.col(name)).alias(name) for name in ("record_id", "into_id")),
        *(
            as_text(F.col(field.column), types[field.column]).alias(field.column)
            for field in spec.fields
        ),
    )
    first = len(Change._fields) - 1
    for row in selected.orderBy("key", "operation").toLocalIterator():
        cells = tuple(row)
        yield Change._make((*cells[:first], cells[first:]))


def skipped_lines(findings: DataFrame) -> list[str]:
    """The first lines of merge lists that counted in the last snapshot, and were skipped."""
    skipped = findings.where(F.col("reason") == F.lit(Reason.LINE_SKIPPED.of()))
    return [row.key or "" for row in skipped.orderBy("key").limit(_SHOWN).collect()]


def referenced(contacts: DataFrame, companies: DataFrame, parent: MappedField) -> DataFrame:
    """The unchanged companies of contacts that are new to them, as changes.

    Args:
        contacts: the changes of contacts.
        companies: all rows of companies, unchanged ones too.
        parent: the field of contacts with the key of their company.
    """
    is_new = (F.col("operation") == F.lit(INSERT)) | F.coalesce(
        F.array_contains("changed_fields", parent.theirs), F.lit(False)
    )
    keys = contacts.where(is_new).select(F.col(parent.column).alias("key")).distinct()
    unchanged = companies.where(F.col("operation") == F.lit(UNCHANGED))
    return unchanged.join(keys, on="key", how="left_semi").withColumn("operation", F.lit(REFERENCE))


def _or(value: Column) -> Column:
    return F.coalesce(value, F.lit(""))


def _with_ids(rows: DataFrame, spec: ObjectSpec, crm_links: DataFrame | None) -> DataFrame:
    """The changes with `record_id` and `into_id`, the ids of the CRM as far as they are certain."""
    if crm_links is None:
        text = F.lit(None).cast("string")
        return rows.withColumns({"record_id": text, "into_id": text})
    known = (F.col("object") == F.lit(spec.object)) & F.col("crm_id").isNotNull()
    links = crm_links.where(known & F.col("key").isNotNull()).select(
        F.col("key").cast("string").alias("link"), F.col("crm_id").cast("string"), "status"
    )
    return rows.join(_ids(rows, links), on=_KEY, how="left")


def _ids(rows: DataFrame, links: DataFrame) -> DataFrame:
    """One row per change with known ids.

    What is deleted leads to nobody, so that nothing there tells its id. What a merge moves is known
    to the CRM's export as duplicates of the record that is left: where these are as many, each is
    one of them.
    """
    linked = (
        links.where(F.col("status") == F.lit(LINKED))
        .groupBy("link")
        .agg(F.min("crm_id").alias("into_id"))
    )
    duplicates = (
        links.where(F.col("status") == F.lit(DUPLICATE))
        .groupBy("link")
        .agg(F.array_sort(F.collect_list("crm_id")).alias("ids"))
    )
    merges, rekeys = (rows.where(F.col("operation") == F.lit(name)) for name in (MERGE, REKEY))
    merged = (
        merges.groupBy(F.col("merged_into").alias("link"))
        .agg(F.array_sort(F.collect_list("key")).alias("keys"))
        .join(duplicates, on="link", how="inner")
        .where(F.size("keys") == F.size("ids"))
        .join(linked, on="link", how="inner")
        .select("ids", "into_id", F.posexplode("keys").alias("at", "key"))
        .select(
            F.lit(MERGE).alias("operation"),
            "key",
            F.element_at("ids", F.col("at") + F.lit(1)).alias("record_id"),
            "into_id",
        )
    )
    none = F.lit(None).cast("string").alias("into_id")
    ids = linked.select(F.col("link").alias("key"), F.col("into_id").alias("record_id"))
    rekeyed = rekeys.join(ids, on="key", how="inner").select(*_KEY, "record_id", none)
    return merged.unionByName(rekeyed)
