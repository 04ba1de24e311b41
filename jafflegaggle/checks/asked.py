"""A check of a table, as severe as the configuration has it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.models import Check

Frames = Mapping[str, DataFrame]
Numbers = Mapping[str, int]


@dataclass(frozen=True)
class Asked:
    """A check of a table that is on.

    Attributes:
        table: the table, or the source.
        check: what must hold of it.
        severity: `error` or `warn`.
    """

    table: str
    check: Check
    severity: str

    @property
    def name(self) -> str:
        """What the check is called among all: `contacts.unique_email`."""
        return f"{self.table}.{self.check.key}"

    @property
    def column(self) -> str:
        """The column of a check that is of one."""
        return self.check.columns[0]


def one_row_each(table: DataFrame, aggregates: Mapping[str, Column]) -> DataFrame:
    """One row an aggregate of the table: `name, number`; a number that is NULL is 0."""
    numbers = [
        F.struct(
            F.lit(name).alias("name"),
            F.coalesce(aggregate.cast("bigint"), F.lit(0)).alias("number"),
        )
        for name, aggregate in aggregates.items()
    ]
    return table.agg(F.array(*numbers).alias("numbers")).select(F.inline("numbers"))


def text_of(columns: Iterable[str]) -> Column:
    """The columns of a row as one text, such as `7, jets.com`; NULL shows as NULL."""
    cells = [F.coalesce(F.col(name).cast("string"), F.lit("NULL")) for name in columns]
    return F.concat_ws(", ", *cells)
