"""Writing Parquet, by who reads it."""

from collections.abc import Mapping
from typing import Literal

from pyspark.sql import DataFrame

from jafflegaggle.engine import is_engine_error

# Who reads a table: anybody, the next run, or only the run that writes it.
Kind = Literal["table", "state", "step"]

# Dictionaries take long where names hardly repeat; each engine has its own word for them.
NO_DICTIONARIES = {"parquet.enable.dictionary": "false", "dictionary_enabled": "false"}
OPTIONS: Mapping[Kind, Mapping[str, str]] = {
    "table": {"compression": "snappy"},
    "state": {"compression": "snappy"} | NO_DICTIONARIES,
    # To pack takes longer than to write: a step may take more room.
    "step": {"compression": "uncompressed"} | NO_DICTIONARIES,
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
