"""Writes Parquet, tuned to who reads it."""

from collections.abc import Mapping
from typing import Literal

from pyspark.sql import DataFrame

from jafflegaggle.engine import engine_of, is_engine_error

# Who reads a table: anybody, the next run, or only the run that writes it.
Kind = Literal["table", "state", "step"]

# Compressing takes longer than writing, so steps are not compressed.
COMPRESSION: Mapping[Kind, str] = {"table": "snappy", "state": "snappy", "step": "uncompressed"}


def write(table: DataFrame, folder: str, kind: Kind = "table") -> None:
    """Write a table as Parquet; an engine's error names the folder.

    Args:
        table: the table.
        folder: the folder, whose contents are replaced.
        kind: who reads it.
    """
    engine = engine_of(table.sparkSession)
    # What is no table only this job reads, and all of it.
    options = engine.table_options if kind == "table" else engine.full_scan_options
    try:
        table.write.mode("overwrite").options(compression=COMPRESSION[kind], **options).parquet(
            folder
        )
    except Exception as error:
        if is_engine_error(error):
            error.add_note(f"while writing {folder}")
        raise
