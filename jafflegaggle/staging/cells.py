"""What staging does to every source: read the cells, and say why a row has to be set aside.

A staged table has its columns in their types and `reason` (NULL for a good row). Nothing is
dropped: `kept` gives the good rows, and `with_row` shows the others as they were read.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

AS_READ = "_as_read"


@dataclass(frozen=True)
class Cell:
    """One column of a source.

    Attributes:
        name: the canonical name of the column.
        value: the cell in its type; NULL where it is empty or unreadable.
        required: whether a row without it is set aside.
    """

    name: str
    value: Column
    required: bool = False

    def reason(self) -> Column:
        """Why this cell sets its row aside: NULL, `missing_...` or `unreadable_...`."""
        as_read = F.col(self.name)
        unreadable = F.when(
            as_read.isNotNull() & self.value.isNull(), F.lit(f"unreadable_{self.name}")
        )
        if not self.required:
            return unreadable
        return F.when(as_read.isNull(), F.lit(f"missing_{self.name}")).otherwise(unreadable)


def staged(source: DataFrame, cells: Sequence[Cell], key: str | None = None) -> DataFrame:
    """One row a row of the source: the cells, `reason`, and the cells as they were read.

    Args:
        source: the source with its canonical columns, as it was read.
        cells: the columns to read.
        key: where given, the second and later good rows of one key are set aside as well. The
            first is the first by all columns, in their types, NULL last.
    """
    names = [cell.name for cell in cells]
    read = source.select(
        *(cell.value.alias(cell.name) for cell in cells),
        *(F.col(name).alias(name + AS_READ) for name in names),
        F.coalesce(*(cell.reason() for cell in cells)).alias("reason"),
    )
    if key is None:
        return read
    return read.withColumn("reason", F.coalesce("reason", _repeats(key, names)))


def with_row(staged_rows: DataFrame) -> DataFrame:
    """Put `row` in the place of the cells as they were read: JSON, NULL for a good row."""
    as_read = [name for name in staged_rows.columns if name.endswith(AS_READ)]
    row = F.to_json(
        F.struct(
            *(F.col(name).cast("string").alias(name.removesuffix(AS_READ)) for name in as_read)
        )
    )
    return staged_rows.withColumn("row", F.when(F.col("reason").isNotNull(), row)).drop(*as_read)


def kept(staged_rows: DataFrame) -> DataFrame:
    """The good rows, with the source's columns alone."""
    beside = [name for name in staged_rows.columns if name.endswith(AS_READ)]
    return staged_rows.where(F.col("reason").isNull()).drop("reason", "row", *beside)


def _repeats(key: str, names: Sequence[str]) -> Column:
    """`duplicate_<key>` for the second and later good rows of one key."""
    is_good = F.col("reason").isNull()
    in_order = Window.partitionBy(key, is_good).orderBy(
        *(F.col(name).asc_nulls_last() for name in names)
    )
    return F.when(is_good & (F.row_number().over(in_order) > F.lit(1)), F.lit(f"duplicate_{key}"))
