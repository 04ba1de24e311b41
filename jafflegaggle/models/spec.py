"""What a table is: its grain, key, columns, checks and function, declared in one place.

    @table(grain="one row per company", key=("corporate_email",), fields=(...), checks=(...))
    def accounts(bridge: DataFrame, power_users: DataFrame) -> DataFrame:
        ...

Each parameter is named after an input, so the graph follows from the declarations.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Literal, ParamSpec

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.spec import Check, Subject
from jafflegaggle.frames import EXTRA
from jafflegaggle.models.inputs import inputs_among, names_of_inputs

P = ParamSpec("P")
Layer = Literal["intermediate", "marts", "audit"]
ID = "id"  # the configured `id_type`; such a column is not cast

# Kinds of keys: columns of the same kind are compared with each other.
USER, GAGGLE, COMPANY, EMAIL = "user_id", "gaggle_id", "corporate_email", "email"


@dataclass(frozen=True)
class Field:
    """A column.

    Attributes:
        name: its name.
        type: its type, as DDL or ID.
        comment: what it means.
        key: the kind of key that it holds, such as USER; '' for none.
        read_from: the column that it is made of, if that has another name.
    """

    name: str
    type: str
    comment: str
    key: str = ""
    read_from: str = ""

    def column(self) -> Column:
        """The column of that name in that type, with its comment."""
        value = F.col(self.read_from or self.name)
        typed = value if self.type == ID else value.cast(self.type)
        return typed.alias(self.name, metadata={"comment": self.comment})


@dataclass(frozen=True)
class Section:
    """A section of the summary: the rows of a table, counted by some columns.

    Attributes:
        title: the title.
        by: one or two columns.
        counts: the header of the counts.
        order: the order of the values of the first column, if it is not that of the alphabet.
    """

    title: str
    by: tuple[str, ...]
    counts: str = "rows"
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table(Generic[P]):
    """A table; called with its inputs, it returns its rows with exactly its fields.

    Attributes:
        name: the table's name, taken from its function.
        layer: `marts` and `audit` are published, `intermediate` are steps.
        grain: what one row stands for, as `one row per ...`.
        key: the columns whose values are unique together (NULL counts as a value).
        fields: the columns, in order.
        checks: the checks of the table.
        summary: its section of the summary, if any.
        is_view: whether it is never materialized, since only one table reads it, once.
        one_of: of these inputs, which may be missing, it needs at least one.
        function: computes the rows from the inputs.
    """

    name: str
    layer: Layer
    grain: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    checks: tuple[Check, ...]
    summary: Section | None
    is_view: bool
    one_of: tuple[str, ...]
    function: Callable[P, DataFrame]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> DataFrame:
        """The rows of the table, with its columns, in order and typed."""
        return self.select(self.function(*args, **kwargs))

    def select(self, rows: DataFrame) -> DataFrame:
        """Apply the contract to rows: these columns, in this order, with these types."""
        return rows.select(*(field.column() for field in self.fields))

    def with_extra(self, names: Sequence[str]) -> "Table[P]":
        """The same table with further columns of a source; a step has them by their numbers."""
        if not names:
            return self
        comment = "a further column of the source"
        numbered = [(f"{EXTRA}{at}", name) for at, name in enumerate(names)]
        fields = [
            Field(name if self.is_published else own, "string", comment, read_from=own)
            for own, name in numbered
        ]
        return replace(self, fields=(*self.fields, *fields))

    @property
    def is_published(self) -> bool:
        """Whether it is part of a snapshot."""
        return self.layer != "intermediate"

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of its inputs: tables, sources, compiled lists and rules."""
        return names_of_inputs(self.function)

    def among(self, there: Mapping[str, object]) -> DataFrame | None:
        """The rows of the table by what is there, by its name; None where an input is missing."""
        if self.one_of and all(there.get(name) is None for name in self.one_of):
            return None
        function: Callable[..., DataFrame] = self.function
        inputs = inputs_among(function, there)
        return None if inputs is None else self.select(function(**inputs))

    @property
    def doc(self) -> str:
        """The docstring of the function."""
        return inspect.getdoc(self.function) or ""

    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        return [field.name for field in self.fields]

    def ddl(self, id_type: str) -> str:
        """The schema as DDL, with this type for ids."""
        return ", ".join(f"{f.name} {id_type if f.type == ID else f.type}" for f in self.fields)

    def subject(self) -> Subject:
        """The table as its checks see it."""
        kinds = {field.name: field.key for field in self.fields if field.key}
        key = self.key or tuple(self.columns())
        return Subject(self.name, frame=self.name, key=key, kinds=kinds)


def table(
    *,
    grain: str,
    fields: Sequence[Field],
    key: tuple[str, ...] = (),
    checks: Sequence[Check] = (),
    summary: Section | None = None,
    is_view: bool = False,
    one_of: tuple[str, ...] = (),
) -> Callable[[Callable[P, DataFrame]], Table[P]]:
    """Declare a table by decorating its function; its layer is the package of the function.

    Raises:
        TypeError: two columns or two checks of the table share a name.
    """

    def declare(function: Callable[P, DataFrame]) -> Table[P]:
        name = function.__name__
        names = [field.name for field in fields]
        for what, given in (("column", names), ("check", [check.key for check in checks])):
            twice = sorted({one for one in given if given.count(one) > 1})
            if twice:
                raise TypeError(f"table {name}: the {what} {', '.join(twice)} is declared twice")
        return Table(
            name=name,
            layer=_layer(function),
            grain=grain,
            key=key,
            fields=tuple(fields),
            checks=tuple(checks),
            summary=summary,
            is_view=is_view,
            one_of=one_of,
            function=function,
        )

    return declare


def _layer(function: Callable[..., DataFrame]) -> Layer:
    """The layer that a function is declared in."""
    packages = function.__module__.split(".")
    layers: tuple[Layer, ...] = ("marts", "audit")
    return next((layer for layer in layers if layer in packages), "intermediate")
