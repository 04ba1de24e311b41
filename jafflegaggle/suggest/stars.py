"""Groups of rows that agree, as pairs: each with one of its group, so that no group is squared."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

ANCHOR, ANCHOR_NAME = "anchor", "anchor_name"


def several(
    rows: DataFrame, *by: str, least: int = 2, most: int = 0, differing: Column | None = None
) -> DataFrame:
    """The rows of groups of several: few, so that what follows costs next to nothing.

    Groups are counted by a hash of their columns, which takes a fraction of the memory. Two groups
    with one hash would be counted together: what follows groups by the columns themselves.

    Args:
        rows: the rows.
        by: the columns; a row with NULL in one of them is in no group.
        least: how many rows a group has at least.
        most: how many at most; 0: any number.
        differing: what is not the same in all rows of a group; None: that is not asked.
    """
    known = rows.dropna(subset=list(by)).withColumn("block", F.xxhash64(*by))
    size = F.col("size")
    is_sought = (size >= F.lit(least)) & ((size <= F.lit(most)) if most else F.lit(True))
    counts = [F.count(F.lit(1)).alias("size")]
    if differing is not None:
        value = F.xxhash64(differing)
        counts += [F.min(value).alias("lowest"), F.max(value).alias("highest")]
        is_sought &= F.col("lowest") != F.col("highest")
    counted = known.groupBy("block").agg(*counts).where(is_sought)
    return counted.select("block").join(known, on="block", how="inner").drop("block")


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
    by_key = Window.partitionBy(*by).orderBy(key)
    anchors = {ANCHOR: F.first(key).over(by_key)}
    if name:
        anchors[ANCHOR_NAME] = F.first(name).over(by_key)
    return several(rows, *by).withColumns(anchors).where(F.col(key) != F.col(ANCHOR))


def pairs(rows: DataFrame, old: str, new: str, evidence: Column) -> DataFrame:
    """Candidate pairs: `old_key, new_key, evidence`."""
    return rows.select(
        F.col(old).alias("old_key"), F.col(new).alias("new_key"), evidence.alias("evidence")
    )
