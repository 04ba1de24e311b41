"""The rows of a change set, one after the other in the order of their keys."""

from collections.abc import Iterator

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.crm.columns import UNCHANGED
from jafflegaggle.crm.mapping import MappedField, ObjectSpec
from jafflegaggle.crm.record_files import REFERENCE, Change
from jafflegaggle.crm.record_ids import KnownRecords, with_ids
from jafflegaggle.crm.row_hash import as_text
from jafflegaggle.models.audit.crm_changes import INSERT
from jafflegaggle.reasons import Reason

_SHOWN = 20


def changes_in_order(
    rows: DataFrame, spec: ObjectSpec, known: KnownRecords | None
) -> Iterator[Change]:
    """The changes of one kind, with a part of them in memory at a time.

    Args:
        rows: a change set's changes of that kind, best materialized.
        spec: how they are written.
        known: which records the CRM has, if that is known.
    """
    types = {field.name: field.dataType for field in rows.schema}
    names = ("operation", "key", "merged_into", "previous_key")
    identified = with_ids(rows, spec.object, known)
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
