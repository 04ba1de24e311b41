"""The records of the catalogue: frozen, and plain enough to be turned into JSON as they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Layer = Literal["source", "intermediate", "marts", "audit"]
Transformation = Literal[
    "identity", "transformation", "aggregation", "conditional", "window", "join", "filter",
    "group_by", "sort",
]  # fmt: skip
# The value of a column is made of such an origin; others only decide which value, or which rows.
DIRECT: tuple[Transformation, ...] = ("identity", "transformation", "aggregation")


@dataclass(frozen=True)
class Origin:
    """A column that another one, or the rows of a table, are made of.

    Attributes:
        table: the table or source that is read.
        column: its column.
        transformation: what is done with it, in the terms of OpenLineage.
    """

    table: str
    column: str
    transformation: Transformation

    @property
    def is_direct(self) -> bool:
        """Whether the value is made of it."""
        return self.transformation in DIRECT


@dataclass(frozen=True)
class CatalogueColumn:
    """A column.

    Attributes:
        name: its name.
        type: its type as DDL; of a source what its cells hold, for example `e-mail`.
        comment: what it means.
        is_required: whether each row has a value, as a check of severity error makes sure.
        is_unique: whether no two rows share a value, likewise.
        values: the values that it may have, likewise; empty for any.
        references: the column that each value exists in, `table.column`, likewise; '' for none.
        origins: the columns of other tables that it is made of, those read by the table itself.
    """

    name: str
    type: str
    comment: str
    is_required: bool = False
    is_unique: bool = False
    values: tuple[str, ...] = ()
    references: str = ""
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True)
class CatalogueCheck:
    """A check of a table or a source.

    Attributes:
        key: its key in the configuration, for example `unique_email`.
        kind: its kind, for example `unique`.
        columns: the columns that it is about; empty for the whole table.
        severity: `error`, `warn` or `off`, as configured.
        doc: what holds where it passes.
        references: the column that values are looked for in, `table.column`; '' for other kinds.
        values: the values that it accepts; empty for other kinds.
        bounds: the least and the greatest number that it accepts; None for other kinds.
    """

    key: str
    kind: str
    columns: tuple[str, ...]
    severity: str
    doc: str
    references: str = ""
    values: tuple[str, ...] = ()
    bounds: tuple[float, float] | None = None


@dataclass(frozen=True)
class CatalogueTable:
    """A table, a step or a source.

    Attributes:
        name: its name.
        layer: `source`, `intermediate` (a step), `marts` or `audit` (published).
        grain: what one row stands for, as `one row per ...`.
        key: the columns whose values are unique together; empty for none.
        columns: its columns, in order.
        checks: its checks.
        upstream: the tables and sources that it reads.
        origins: the columns that decide which rows it has: those of joins, filters, groups.
    """

    name: str
    layer: Layer
    grain: str
    key: tuple[str, ...]
    columns: tuple[CatalogueColumn, ...]
    checks: tuple[CatalogueCheck, ...]
    upstream: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()

    @property
    def is_published(self) -> bool:
        """Whether it is part of a snapshot."""
        return self.layer in ("marts", "audit")

    def column(self, name: str) -> CatalogueColumn:
        """A column by its name."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True)
class Catalogue:
    """All sources, steps and tables.

    Attributes:
        tables: them, in the order of the graph: each behind those that it reads.
    """

    tables: tuple[CatalogueTable, ...]

    @cached_property
    def by_name(self) -> Mapping[str, CatalogueTable]:
        """All tables by name."""
        return {table.name: table for table in self.tables}

    @property
    def published(self) -> tuple[CatalogueTable, ...]:
        """The tables of a snapshot."""
        return tuple(table for table in self.tables if table.is_published)

    def of_layer(self, layer: Layer) -> tuple[CatalogueTable, ...]:
        """The tables of a layer."""
        return tuple(table for table in self.tables if table.layer == layer)

    def downstream(self, name: str) -> tuple[str, ...]:
        """The tables that read a table."""
        return tuple(table.name for table in self.tables if name in table.upstream)
