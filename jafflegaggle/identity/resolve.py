"""Resolves keys through a compiled merge list: one hop, since the compiler resolved the chains."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def resolve_merges(rows: DataFrame, key: str, resolved: DataFrame | None, column: str) -> DataFrame:
    """Add `column`: what `key` is merged into, or `key` itself if it is not merged.

    Args:
        rows: any rows.
        key: the column with e-mails or domains, named as in `resolved`.
        resolved: the compiled list, `<key>, target`; None if nothing is merged.
        column: the column to add, or to replace `key` with.
    """
    if resolved is None:
        return rows.withColumn(column, F.col(key))
    return (
        rows.join(F.broadcast(resolved), on=key, how="left")
        .withColumn(column, F.coalesce("target", key))
        .drop("target")
    )
