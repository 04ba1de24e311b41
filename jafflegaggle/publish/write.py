"""Writing Parquet, by who reads it."""

from collections.abc import Mapping
from typing import Literal

from pyspark.sql import DataFrame

from jafflegaggle.engine import is_engine_error

# Who reads a table: anybody, the next run, or only the run that writes it.
Kind = Literal["table", "state", "step"]

# What helps those who look for a few rows, and only delays who reads the whole table. Each engine
# has its own words for it, and passes over those of the other.
NO_HELP_TO_SEARCH = {
    "dictionary_enabled": "false",
    "parquet.enable.dictionary": "false",
    "statistics_enabled": "none",
    "parquet.column.statistics.enabled": "false",
    "parquet.size.statistics.enabled": "false",
    # What has been gathered for a group of rows fits a cache sooner than a million of them do.
    "max_row_group_size": "131072",
}
OPTIONS: Mapping[Kind, Mapping[str, str]] = {
    "table": {"compression": "snappy"},
    "state": {"compression": "snappy"} | NO_HELP_TO_SEARCH,
    # To pack takes longer than to write: a step may take more room.
    "step": {"compression": "uncompressed"} | NO_HELP_TO_SEARCH,
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
