"""Small tables from the driver (the compiled lists), and several tables as one."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame, SparkSession

TEXTS = "array<string>"
ARROW_TYPES = {"string": "string", "bigint": "int64"}


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
    columns = zip(*rows, strict=True)
    table = arrow.table(
        {
            name: arrow.array(
                column, arrow.list_(arrow.string()) if kind == TEXTS else ARROW_TYPES[kind]
            )
            for (name, kind), column in zip(types.items(), columns, strict=True)
        }
    )
    return spark.createDataFrame(table, schema)


def union_all(tables: Iterable[DataFrame]) -> DataFrame:
    """All rows of some tables with the same columns."""
    # A method of the first table, not of the class: in 3.5 that would be the wrong one on Connect.
    return reduce(lambda table, other: table.unionByName(other), tables)


def _arrow() -> Any:
    try:
        import pyarrow as pa
    except ImportError:
        return None
    return pa
