"""What a table is: its grain, its key and its columns, from one source for documents and tests."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle import activity
from jafflegaggle.models.check import Check

ID = "id"  # the type that `id_type` says; such a column keeps the type it has


@dataclass(frozen=True)
class Field:
    """A column: its name, its type (DDL, or ID) and what it means."""

    name: str
    type: str
    comment: str

    def column(self) -> Column:
        """The column of that name in that type, with its comment."""
        value = F.col(self.name)
        typed = value if self.type == ID else value.cast(self.type)
        return typed.alias(self.name, metadata={"comment": self.comment})


@dataclass(frozen=True)
class Model:
    """A table: its contract and what must hold of it.

    Attributes:
        name: the table's name.
        grain: one row a what.
        key: the columns whose values are unique together (NULL counts as a value).
        fields: the columns, in order.
        checks: what must hold of the table.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    checks: tuple[Check, ...] = ()

    def select(self, table: DataFrame) -> DataFrame:
        """Cut a table to the contract: these columns, in this order and type."""
        return table.select(*(field.column() for field in self.fields))

    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        return [field.name for field in self.fields]

    def ddl(self, id_type: str) -> str:
        """The schema as DDL, with ids of that type."""
        return ", ".join(f"{f.name} {id_type if f.type == ID else f.type}" for f in self.fields)


def activity_fields(
    of_whom: str, suffix: str = "", measures: Iterable[activity.Measure] = activity.MEASURES
) -> tuple[Field, ...]:
    """The measures of activity as columns of a table."""
    return tuple(Field(m.name + suffix, m.type, f"{m.comment} of {of_whom}") for m in measures)
