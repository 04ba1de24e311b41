"""The ids that records have in the CRM, as far as its own export tells.

A record that leads to somebody has its id in `crm_links`. One that is merged or deleted leads to
nobody any more, or to the one it is merged into: it is known by what it was acknowledged with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.config import Config
from jafflegaggle.crm.systems.spec import COMPANY, CONTACT, Object
from jafflegaggle.frames import union_all
from jafflegaggle.models.audit.crm_changes import DELETE, MERGE, REKEY
from jafflegaggle.models.marts.crm_links import DUPLICATE, LINKED, UNKNOWN
from jafflegaggle.sources.reader import read_source
from jafflegaggle.sources.sources import with_optional_columns
from jafflegaggle.staging import SOURCES
from jafflegaggle.staging.stage import stage, valid_rows

# The source of each kind of records, and its column with their own key.
SOURCE_OF: Mapping[Object, str] = {COMPANY: "crm_companies", CONTACT: "crm_contacts"}
OWN_KEY: Mapping[Object, str] = {COMPANY: "corporate_email", CONTACT: "email"}
_KEY = ["operation", "key"]


@dataclass(frozen=True)
class KnownRecords:
    """What is known of the records that the CRM has.

    Attributes:
        links: the table `crm_links` of the snapshot.
        records: the valid records, by the name of their source.
    """

    links: DataFrame
    records: Mapping[str, DataFrame] = field(default_factory=dict)


def crm_records(session: SparkSession, config: Config) -> dict[str, DataFrame]:
    """The valid records of the CRM that are configured, by the name of their source.

    Raises:
        InputError: they cannot be read.
    """
    records = {}
    for name in SOURCE_OF.values():
        if name in config.sources:
            source, spec = config.sources[name], SOURCES[name]
            rows = read_source(session, source, None, config.snapshot_date)
            read = with_optional_columns(rows, spec)
            records[name] = valid_rows(stage(spec, read, config.rules, cells=source.cells))
    return records


def with_ids(rows: DataFrame, object_: Object, known: KnownRecords | None) -> DataFrame:
    """The changes of one kind with `record_id` and `into_id`, as far as they are certain.

    Args:
        rows: the changes; the `email` of a record that is gone is the one it was acknowledged with.
        object_: the kind.
        known: what is known of the CRM; None: nothing.
    """
    if known is None:
        text = F.lit(None).cast("string")
        return rows.withColumns({"record_id": text, "into_id": text})
    links = known.links.where((F.col("object") == F.lit(object_)) & F.col("crm_id").isNotNull())
    found = [_rekeyed(rows, links)]
    records = known.records.get(SOURCE_OF[object_])
    if records is not None:
        own = _own_ids(records, OWN_KEY[object_])
        name = "key" if object_ == COMPANY else "email"
        found += [_merged(rows, links, own, name), _deleted(rows, links, own, name)]
    return rows.join(union_all(found), on=_KEY, how="left")


def _own_ids(records: DataFrame, own_key: str) -> DataFrame:
    """One row per own key of the records, `name`, with the lowest id that has it, `record_id`."""
    there = records.where(F.col("merged_into").isNull() & F.col(own_key).isNotNull())
    return there.groupBy(F.col(own_key).alias("name")).agg(F.min("crm_id").alias("record_id"))


def _leading(links: DataFrame, to: str) -> DataFrame:
    """The ids that lead to each of ours, `ids`, by its key."""
    there = links.where(F.col("status").isin(LINKED, DUPLICATE))
    ids = F.array_sort(F.collect_list(F.col("crm_id").cast("string"))).alias("ids")
    return there.groupBy(F.col("key").cast("string").alias(to)).agg(ids)


def _rekeyed(rows: DataFrame, links: DataFrame) -> DataFrame:
    """Rekeys: the id of the one record that leads there."""
    linked = _leading(links, "key").where(F.size("ids") == F.lit(1))
    linked = linked.select("key", F.element_at("ids", 1).alias("record_id"))
    none = F.lit(None).cast("string").alias("into_id")
    rekeys = rows.where(F.col("operation") == F.lit(REKEY)).select(*_KEY)
    return rekeys.join(linked, on="key", how="inner").select(*_KEY, "record_id", none)


def _merged(rows: DataFrame, links: DataFrame, own: DataFrame, name: str) -> DataFrame:
    """Merges: the record's own id, and the one other that leads to what it is merged into.

    Where more lead there, nobody can tell which of them is the one that was loaded.
    """
    leading = _leading(links, "merged_into").where(F.size("ids") == F.lit(2))
    merges = rows.where(F.col("operation") == F.lit(MERGE)).select(
        *_KEY, "merged_into", F.col(name).alias("name")
    )
    both = merges.join(own, on="name", how="inner").join(leading, on="merged_into", how="inner")
    first, second = F.element_at("ids", 1), F.element_at("ids", 2)
    into_id = F.when(F.col("record_id") == first, second).when(F.col("record_id") == second, first)
    ids = both.withColumn("into_id", into_id).where(F.col("into_id").isNotNull())
    return ids.select(*_KEY, "record_id", "into_id")


def _deleted(rows: DataFrame, links: DataFrame, own: DataFrame, name: str) -> DataFrame:
    """Deletes: the record's own id, if it leads to nobody else now."""
    unknown = links.where(F.col("status") == F.lit(UNKNOWN)).select(
        F.col("crm_id").cast("string").alias("record_id")
    )
    deletes = rows.where(F.col("operation") == F.lit(DELETE)).select(
        *_KEY, F.col(name).alias("name")
    )
    ids = deletes.join(own, on="name", how="inner").join(unknown, on="record_id", how="left_semi")
    return ids.select(*_KEY, "record_id", F.lit(None).cast("string").alias("into_id"))
