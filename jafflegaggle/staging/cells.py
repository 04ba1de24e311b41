"""What staging does to every source: read the cells, and say why a row has to be set aside.

A staged table has its columns in their types and `reason` (NULL for a good row). Nothing is
dropped: `kept` gives the good rows, and `with_row` shows the others as they were read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.staging.parse import (
    as_amount,
    as_id,
    as_time,
    date_of,
    is_no_value,
    within_years,
)
from jafflegaggle.staging.repeats import without_repeats

AS_READ = "_as_read"


@dataclass(frozen=True)
class Cell:
    """One column of a source.

    Attributes:
        name: the canonical name of the column.
        value: the cell in its type; NULL where it is empty or unreadable.
        required: whether a row without it is set aside.
        is_parsed: whether a cell can be unreadable; text, and a whole number by type, never is.
        has_no_values: whether spellings of "no value" are as good as an empty cell.
    """

    name: str
    value: Column
    required: bool = False
    is_parsed: bool = True
    has_no_values: bool = False

    def reasons(self) -> Iterator[Column]:
        """Why this cell sets its row aside: `missing_...` or `unreadable_...`, else NULL."""
        as_read = F.col(self.name + AS_READ)
        is_empty = as_read.isNull()
        if self.has_no_values:
            is_empty |= is_no_value(as_read.cast("string"))
        if self.required:
            yield F.when(is_empty, F.lit(f"missing_{self.name}"))
        if self.is_parsed:
            is_unreadable = ~is_empty & F.col(self.name).isNull()
            yield F.when(is_unreadable, F.lit(f"unreadable_{self.name}"))


class Cells:
    """Makes the cells of a source, each by the type that its column was read in."""

    def __init__(self, source: DataFrame) -> None:
        self.types = {field.name: field.dataType for field in source.schema}

    def id(self, name: str, id_type: str, required: bool = False) -> Cell:
        """A whole number or a string."""
        read_as = self.types[name]
        is_parsed = id_type != "string" and not isinstance(read_as, T.IntegralType)
        return Cell(name, as_id(F.col(name), read_as, id_type), required, is_parsed)

    def text(self, name: str, required: bool = False) -> Cell:
        """Text as it stands."""
        return Cell(name, F.col(name).cast("string"), required, is_parsed=False)

    def time(self, name: str, required: bool = False) -> Cell:
        """A time, UTC."""
        return Cell(name, within_years(as_time(F.col(name), self.types[name])), required)

    def date(self, name: str) -> Cell:
        """The date of a time, UTC."""
        return Cell(name, date_of(within_years(as_time(F.col(name), self.types[name]))))

    def amount(self, name: str) -> Cell:
        """An amount of money."""
        return Cell(name, as_amount(F.col(name), self.types[name]), has_no_values=True)


def staged(
    source: DataFrame,
    cells: Sequence[Cell],
    key: str | None = None,
    beside: Sequence[str] = (),
    looks_first: bool = False,
) -> DataFrame:
    """One row a row of the source: the cells, `reason`, and the cells as they were read.

    Args:
        source: the source with its canonical columns, as it was read.
        cells: the columns to read.
        key: where given, the second and later good rows of one key are set aside as well. The
            first is the first by all columns, in their types, NULL last. Rows without a key do not
            repeat each other.
        beside: further columns of the source, which stay as they are.
        looks_first: whether to start a job that looks if any key repeats (`without_repeats`).
    """
    names = [cell.name for cell in cells]
    read = source.select(
        *(cell.value.alias(cell.name) for cell in cells),
        *(F.col(name).alias(name + AS_READ) for name in names),
        *beside,
    )
    reasons = [reason for cell in cells for reason in cell.reasons()]
    judged = read.withColumn("reason", F.coalesce(*reasons, F.lit(None).cast("string")))
    if key is None:
        return judged
    # What was read decides last: `7` and `007` are one id, and not one row.
    order = [*map(F.col, names), *(F.col(name + AS_READ).cast("string") for name in names)]
    return without_repeats(judged, key, order, looks_first)


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
