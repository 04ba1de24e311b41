"""Small tables from the driver: the compiled lists, on their way back to the engine."""

from collections.abc import Mapping, Sequence
from typing import Any

from pyspark.sql import DataFrame, SparkSession

ARROW_TYPES = {"string": "string", "bigint": "int64"}


def local_table(
    spark: SparkSession, types: Mapping[str, str], rows: Sequence[tuple[Any, ...]]
) -> DataFrame:
    """A table of the rows, with those columns (`string` or `bigint`).

    Spark 4 takes an Arrow table as a local relation; older ones, and those without Arrow, take the
    rows themselves.
    """
    schema = ", ".join(f"{name} {kind}" for name, kind in types.items())
    arrow = _arrow()
    if arrow is None or not spark.version.startswith("4") or not rows:
        return spark.createDataFrame(rows, schema)
    columns = zip(*rows, strict=True)
    table = arrow.table(
        {
            name: arrow.array(column, ARROW_TYPES[kind])
            for (name, kind), column in zip(types.items(), columns, strict=True)
        }
    )
    return spark.createDataFrame(table, schema)


def _arrow() -> Any:
    try:
        import pyarrow as pa
    except ImportError:
        return None
    return pa
