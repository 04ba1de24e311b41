"""Rows that repeat a key: all but the first are set aside."""

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jafflegaggle.frames import repeated


def without_repeats(
    judged: DataFrame, key: str, order: Sequence[Column], looks_first: bool
) -> DataFrame:
    """Give the second and later good rows of one key the reason `duplicate_<key>`.

    Few keys repeat as a rule: they are found by counting keys alone, and only their rows are put
    in order. All others stay where they are.

    Args:
        judged: the rows, with `reason`: NULL for a good one.
        key: the column; NULL repeats nothing.
        order: by what the first is the first, NULL last; rows that share all of it are alike.
        looks_first: whether to start a job that looks if any key repeats. None does as a rule, and
            the rest is then a plan a third as long. It needs rows that stay until they are read.
    """
    few = repeated(judged, key).withColumnRenamed(key, "repeated")
    if looks_first and not few.count():
        return judged
    # A right join, since the embedded engine holds the left side in memory: here the few.
    good_key = F.when(F.col("reason").isNull(), F.col(key))
    marked = F.broadcast(few).join(
        judged.withColumn("key", good_key), on=F.col("repeated") == F.col("key"), how="right"
    )
    in_order = Window.partitionBy("repeated").orderBy(
        *(column.asc_nulls_last() for column in order)
    )
    is_later = F.row_number().over(in_order) > F.lit(1)
    several = marked.where(F.col("repeated").isNotNull()).withColumn(
        "reason", F.when(is_later, F.lit(f"duplicate_{key}"))
    )
    alone = marked.where(F.col("repeated").isNull())
    return alone.unionByName(several).drop("key", "repeated")
