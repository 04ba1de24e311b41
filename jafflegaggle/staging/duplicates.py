"""Duplicate keys: all rows but the first are quarantined."""

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jafflegaggle.frames import duplicate_keys, join_into
from jafflegaggle.reasons import Reason


def quarantine_duplicates(cells: DataFrame, key: str, order: Sequence[Column]) -> DataFrame:
    """Set the reason `duplicate_<key>` on all but the first valid row of each key.

    Duplicates are usually few: they are found by counting the keys alone, and only their rows are
    sorted. All other rows are not moved.

    Args:
        cells: the rows, with `reason`: NULL for a valid one.
        key: the column; NULL is never a duplicate.
        order: determines the first row, NULL last; rows equal in all of it are interchangeable.
    """
    few = duplicate_keys(cells, key).withColumnRenamed(key, "repeated")
    valid_key = F.when(F.col("reason").isNull(), F.col(key))
    marked = join_into(
        F.broadcast(few), cells.withColumn("key", valid_key), on=F.col("repeated") == F.col("key")
    )
    in_order = Window.partitionBy("repeated").orderBy(
        *(column.asc_nulls_last() for column in order)
    )
    is_later = F.row_number().over(in_order) > F.lit(1)
    several = marked.where(F.col("repeated").isNotNull()).withColumn(
        "reason", F.when(is_later, F.lit(Reason.DUPLICATE.of(key)))
    )
    alone = marked.where(F.col("repeated").isNull())
    return alone.unionByName(several).drop("key", "repeated")
