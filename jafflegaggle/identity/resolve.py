"""Resolving keys through a compiled merge list: one hop, since the compiler walked the chains."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def resolve_merges(rows: DataFrame, key: str, resolved: DataFrame | None, column: str) -> DataFrame:
    """Add the column `column`: what `key` is merged into, which is itself if nothing moves it.

    Args:
        rows: any rows.
        key: their column with e-mails or domains, named as in `resolved`.
        resolved: the compiled list, `<key>, target`; None where nothing is merged.
        column: the column to add, or to replace `key` with.
    """
    if resolved is None:
        return rows.withColumn(column, F.col(key))
    return (
        rows.join(F.broadcast(resolved), on=key, how="left")
        .withColumn(column, F.coalesce("target", key))
        .drop("target")
    )
