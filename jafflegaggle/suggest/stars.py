"""Groups of rows that agree, as pairs: each with one of its group, so that no group is squared."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

ANCHOR, ANCHOR_NAME = "anchor", "anchor_name"


def stars(rows: DataFrame, *by: str, key: str = "email", name: str = "") -> DataFrame:
    """The rows that agree in some columns with another, but one of each group, its anchor.

    Args:
        rows: rows, each key once in a group.
        by: the columns; a row with NULL in one of them agrees with nobody.
        key: the column with the key.
        name: a further column of the anchor's row to keep; '' for none.

    Returns:
        The rows with `anchor`, the key of the anchor, and `anchor_name`.
    """
    known = rows
    for column in by:
        known = known.where(F.col(column).isNotNull())
    more = [F.min_by(name, key).alias(ANCHOR_NAME)] if name else []
    groups = (
        known.groupBy(*by)
        .agg(F.count(F.lit(1)).alias("size"), F.min(key).alias(ANCHOR), *more)
        .where(F.col("size") > F.lit(1))
        .drop("size")
    )
    return groups.join(known, on=list(by), how="inner").where(F.col(key) != F.col(ANCHOR))


def pairs(rows: DataFrame, old: str, new: str, evidence: Column) -> DataFrame:
    """Candidate pairs: `old_key, new_key, evidence`."""
    return rows.select(
        F.col(old).alias("old_key"), F.col(new).alias("new_key"), evidence.alias("evidence")
    )
