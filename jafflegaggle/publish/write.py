"""Writing Parquet, by who reads it."""

from collections.abc import Mapping
from typing import Literal

from pyspark.sql import DataFrame

from jafflegaggle.engine import is_engine_error

# Who reads a table: anybody, the next run, or only the run that writes it.
Kind = Literal["table", "state", "step"]

# For who reads the whole table: what helps to look for a few rows only delays it, and a smaller
# group of rows is gathered within a cache. Each engine has its own words for it, and passes over
# those of the other; Spark 3.5 writes statistics all the same.
READ_AS_A_WHOLE = {
    "dictionary_enabled": "false",
    "parquet.enable.dictionary": "false",
    "statistics_enabled": "none",
    "parquet.column.statistics.enabled": "false",
    "parquet.size.statistics.enabled": "false",
    "max_row_group_size": "131072",
}
OPTIONS: Mapping[Kind, Mapping[str, str]] = {
    "table": {"compression": "snappy"},
    "state": {"compression": "snappy"} | READ_AS_A_WHOLE,
    # To pack takes longer than to write: a step may take more room.
    "step": {"compression": "uncompressed"} | READ_AS_A_WHOLE,
}


def write(table: DataFrame, folder: str, kind: Kind = "table") -> None:
    """Write a table as Parquet; an engine's error says where.

    Args:
        table: the table.
        folder: its place; what stood there is replaced.
        kind: who reads it.
    """
    try:
        table.write.mode("overwrite").options(**OPTIONS[kind]).parquet(folder)
    except Exception as error:
        if is_engine_error(error):
            error.add_note(f"while writing {folder}")
        raise
