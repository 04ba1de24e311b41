"""Helpers for frames: local tables, unions, and rows colocated or joined by key."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

Materialize = Callable[[str, DataFrame], DataFrame]
# What the further columns of a source are called up to the table that shows them: `extra_0`.
EXTRA = "extra_"
STRINGS = "array<string>"
ARROW_TYPES = {"string": "string", "bigint": "int64", "boolean": "bool"}
# A server takes messages of 128 MB, and a plan may hold a table more than once.
ROWS_PER_MESSAGE = 250_000


def local_table(
    spark: SparkSession, types: Mapping[str, str], rows: Sequence[tuple[Any, ...]]
) -> DataFrame:
    """A table of the rows, with those columns (`string`, `bigint`, `boolean` or `array<string>`).

    PySpark 4 accepts an Arrow table as a local relation; older versions, and those without Arrow,
    get the rows themselves.
    """
    schema = ", ".join(f"{name} {kind}" for name, kind in types.items())
    arrow = _arrow()
    if arrow is None or int(spark.version.split(".")[0]) < 4 or not rows:
        return spark.createDataFrame(rows, schema)
    table = arrow.table(
        {
            name: arrow.array(
                [row[at] for row in rows],
                arrow.list_(arrow.string()) if kind == STRINGS else ARROW_TYPES[kind],
            )
            for at, (name, kind) in enumerate(types.items())
        }
    )
    return spark.createDataFrame(table, schema)


def chunked_local_table(
    spark: SparkSession,
    name: str,
    types: Mapping[str, str],
    rows: Sequence[tuple[Any, ...]],
    materialize: Materialize,
) -> DataFrame:
    """The same for many rows: too many for one message are sent in parts, each materialized."""
    parts = [
        local_table(spark, types, rows[start : start + ROWS_PER_MESSAGE])
        for start in range(0, len(rows) or 1, ROWS_PER_MESSAGE)
    ]
    if len(parts) == 1:
        return parts[0]
    return union_all(materialize(f"{name}_{number}", part) for number, part in enumerate(parts, 1))


def union_all(tables: Iterable[DataFrame]) -> DataFrame:
    """All rows of some tables with the same columns."""
    level = list(tables)
    while len(level) > 1:  # a chain of hundreds would be a plan too deep for an engine
        pairs = zip(level[::2], level[1::2], strict=False)
        # A method of the table, not of the class: in 3.5 that would be the wrong one on Connect.
        level = [*(one.unionByName(other) for one, other in pairs), *level[len(level) // 2 * 2 :]]
    return level[0]


def colocate_by(rows: DataFrame, key: str, partitions: int | None = None) -> DataFrame:
    """The same rows, those of one key in one partition, for a `groupBy` on a selective key.

    By default an engine aggregates within each partition, shuffles the result, and aggregates
    again. If a partition has few rows per key, the first step reduces nothing: as much is shuffled,
    and its hash table of all keys fits no cache. If one key has a large share of all rows, for
    example a giant company, grouping without this is better.

    Args:
        rows: the rows.
        key: the column.
        partitions: how many partitions; None leaves it to the engine.
    """
    return rows.repartition(partitions, key) if partitions else rows.repartition(key)


def duplicate_keys(rows: DataFrame, key: str) -> DataFrame:
    """One row per value of the column `key` that several rows share; NULL does not count."""
    keys = rows.where(F.col(key).isNotNull()).select(key)
    counted = colocate_by(keys, key).groupBy(key).agg(F.count(F.lit(1)).alias("rows"))
    return counted.where(F.col("rows") > F.lit(1)).select(key)


def as_string(text: Column) -> Column:
    """Text as STRING: some functions return a string view, which is a different type in a plan.

    >>> emails = make_df({"email": ["a@b", None]}, "email string")
    >>> domain = as_string(F.substring_index(F.col("email"), "@", -1))
    >>> [row.domain for row in emails.select(domain.alias("domain")).collect()]
    ['b', None]
    """
    return text.cast("string")


def join_into(small: DataFrame, large: DataFrame, on: str | Column) -> DataFrame:
    """All rows of `large`, with the columns of `small` where the keys match.

    An engine may hold the left side of a join in memory, so the smaller one is on the left.
    """
    return small.join(large, on=on, how="right")


def hash_join(small: DataFrame, large: DataFrame, on: str) -> DataFrame:
    """The inner join; the small side has one short row per key.

    Without the hint, an engine may sort the whole large side.
    """
    return small.hint("shuffle_hash").join(large, on=on, how="inner")


def _arrow() -> Any:
    try:
        import pyarrow as pa
    except ImportError:
        return None
    return pa
