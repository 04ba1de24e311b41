"""Small tables from the driver, several tables as one, and rows brought together by key."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

TEXTS = "array<string>"
ARROW_TYPES = {"string": "string", "bigint": "int64"}
# Spark Connect takes messages of 128 MB, and a plan may hold a table more than once.
ROWS_A_MESSAGE = 250_000

Keep = Callable[[str, DataFrame], DataFrame]


def as_it_is(_name: str, table: DataFrame) -> DataFrame:
    """Keep nothing: such a table is computed wherever it is read."""
    return table


def local_table(
    spark: SparkSession, types: Mapping[str, str], rows: Sequence[tuple[Any, ...]]
) -> DataFrame:
    """A table of the rows, with those columns (`string`, `bigint` or `array<string>`).

    Spark 4 takes an Arrow table as a local relation; older ones, and those without Arrow, take the
    rows themselves.
    """
    schema = ", ".join(f"{name} {kind}" for name, kind in types.items())
    arrow = _arrow()
    if arrow is None or int(spark.version.split(".")[0]) < 4 or not rows:
        return spark.createDataFrame(rows, schema)
    table = arrow.table(
        {
            name: arrow.array(
                [row[at] for row in rows],
                arrow.list_(arrow.string()) if kind == TEXTS else ARROW_TYPES[kind],
            )
            for at, (name, kind) in enumerate(types.items())
        }
    )
    return spark.createDataFrame(table, schema)


def sent_table(
    spark: SparkSession,
    name: str,
    types: Mapping[str, str],
    rows: Sequence[tuple[Any, ...]],
    keep: Keep,
) -> DataFrame:
    """The same for many rows: what is too much for one message goes in parts, which are kept."""
    parts = [
        local_table(spark, types, rows[start : start + ROWS_A_MESSAGE])
        for start in range(0, len(rows) or 1, ROWS_A_MESSAGE)
    ]
    if len(parts) == 1:
        return parts[0]
    return union_all(keep(f"{name}_{number}", part) for number, part in enumerate(parts, 1))


def union_all(tables: Iterable[DataFrame]) -> DataFrame:
    """All rows of some tables with the same columns."""
    # A method of the first table, not of the class: in 3.5 that would be the wrong one on Connect.
    return reduce(lambda table, other: table.unionByName(other), tables)


def together(table: DataFrame, key: str) -> DataFrame:
    """The same rows, those of one key in one partition, for a `groupBy` of a key with few rows.

    By itself an engine groups where the rows lie, moves what that gave, and groups again. Where few
    rows of a key lie together that shrinks nothing: it moves as much, and fills a table of all keys
    that no cache holds. A key with a large part of all rows, such as a giant company, is better
    grouped without this.
    """
    return table.repartition(key)


def repeated(table: DataFrame, key: str) -> DataFrame:
    """One row a value that the column `key` holds in several rows; NULL repeats nothing."""
    keys = table.where(F.col(key).isNotNull()).select(key)
    rows = together(keys, key).groupBy(key).agg(F.count(F.lit(1)).alias("rows"))
    return rows.where(F.col("rows") > F.lit(1)).select(key)


def _arrow() -> Any:
    try:
        import pyarrow as pa
    except ImportError:
        return None
    return pa
