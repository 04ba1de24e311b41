"""A source that an engine has opened: its frame, what it holds, and the columns taken from it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.config import Source
from jafflegaggle.engine import Engine, failure, is_engine_error
from jafflegaggle.errors import InputError
from jafflegaggle.expressions import Expression
from jafflegaggle.incremental.event_stream import EVENT_DATE
from jafflegaggle.sources.columns import Path
from jafflegaggle.sources.files import SourceFiles
from jafflegaggle.sources.format import Format
from jafflegaggle.text import quoted

# Before the names of cells beside the columns that SQL names, which may be called alike.
BESIDE = "="


@dataclass(frozen=True)
class Opened:
    """A source with all its columns.

    Attributes:
        source: which source.
        form: how its format is read.
        engine: what reads it.
        files: its files.
        frame: its rows.
        types: the types of the frame's columns.
        tree: the names of its columns, and of what lies within them.
        snapshot_date: the date that its SQL may name.
    """

    source: Source
    form: Format
    engine: Engine
    files: SourceFiles
    frame: DataFrame
    types: Mapping[str, T.DataType]
    tree: dict[str, Any]
    snapshot_date: dt.date

    def look_further(self, names: Sequence[str]) -> None:
        """Look for names that are there, and that `tree` did not meet."""
        self.tree.update(self.form.look_further(self.frame, self.tree, names))

    def cell(self, path: Path) -> Column:
        """The value that a path leads to, as every engine gives it."""
        name = path[0]
        if name not in self.types:
            return self.form.cell_within(self.engine, path)
        if self.files.has_folder(name) and (self.files.is_listed or name == EVENT_DATE):
            cell = F.col(quoted(name))  # bare: conditions on it reach the folders
        else:
            cell = self.form.cell(self.source, name)
        for inner in path[1:]:
            cell = cell.getField(inner)
        return cell

    def amount(self, path: Path, written: str = "") -> Column:
        """The same of an amount: a number may have more decimals than text, which has a format."""
        if path[0] in self.types:
            return self.cell(path)
        return self.form.amount_within(self.engine, path, written)

    def select(
        self, paths: Mapping[str, Path], columns: Mapping[str, Column | Expression]
    ) -> DataFrame:
        """Columns of the rows for which the source's condition is true.

        Args:
            paths: where the columns are that its SQL names, by what it calls them.
            columns: what to select, by the names to give.

        Raises:
            InputError: the engine refuses a condition or an expression; it is named.
        """
        computed = {name: what for name, what in columns.items() if isinstance(what, Expression)}
        cells = {name: what for name, what in columns.items() if not isinstance(what, Expression)}
        if not self.source.expressions:
            return self.frame.select(*(cell.alias(name) for name, cell in cells.items()))
        rows, own = self._with_own_columns(paths, cells)
        rows = rows.where(self.condition(rows, own)) if self.source.where else rows
        values = {name: F.col(quoted(BESIDE + name)) for name in cells} | {
            name: self.value(rows, own, f"columns.{name}", what) for name, what in computed.items()
        }
        return rows.select(*(values[name].alias(name) for name in columns))

    def _with_own_columns(
        self, paths: Mapping[str, Path], cells: Mapping[str, Column]
    ) -> tuple[DataFrame, dict[str, str]]:
        """The rows with the columns that SQL names and some cells, and what SQL's are called."""
        named = {name for sql in self.source.expressions.values() for name in sql.columns}
        own = {name: ".".join(paths[name]) for name in named}
        columns = {own[name]: self.cell(paths[name]) for name in named}
        columns |= {BESIDE + name: cell for name, cell in cells.items()}
        return self.frame.select(*(cell.alias(name) for name, cell in columns.items())), own

    def condition(self, rows: DataFrame, own: Mapping[str, str]) -> Column:
        """The source's condition.

        Raises:
            InputError: the engine refuses it, or it is none.
        """
        place, where = f"sources.{self.source.name}.where", Expression(self.source.where)
        sql = where.for_engine(own, str(self.snapshot_date))
        kind = _type_of(rows, place, where, sql)
        if not isinstance(kind, T.BooleanType):
            raise InputError(
                f"{place}: {where.sql!r}: expected a condition, found {kind.simpleString()}"
            )
        return F.expr(sql)

    def value(
        self, rows: DataFrame, own: Mapping[str, str], key: str, expression: Expression
    ) -> Column:
        """The value of an expression over the source's own columns.

        Raises:
            InputError: the engine refuses it.
        """
        sql = expression.for_engine(own, str(self.snapshot_date))
        _type_of(rows, f"sources.{self.source.name}.{key}", expression, sql)
        return F.expr(sql)

    def diagnose(self, paths: Mapping[str, Path]) -> None:
        """After an engine failed: look for a condition or an expression that fails at a cell.

        Raises:
            InputError: naming it.
        """
        for key, expression in self.source.expressions.items():
            rows, own = self._with_own_columns(paths, {})
            if key != "where" and self.source.where:
                rows = rows.where(self.condition(rows, own))
            value = self.value(rows, own, key, expression)
            try:
                rows.select(F.xxhash64(value.cast("string")).alias("hash")).agg(
                    F.max("hash")
                ).collect()
            except Exception as error:
                if not is_engine_error(error):
                    raise
                place = f"sources.{self.source.name}.{key}"
                raise InputError(f"{place}: {expression.sql!r}: {failure(error)}") from error


def _type_of(rows: DataFrame, place: str, shown: Expression, sql: str) -> T.DataType:
    """The type of an SQL expression over rows.

    Raises:
        InputError: the engine refuses it.
    """
    try:
        return rows.select(F.expr(sql).alias("value")).schema["value"].dataType
    except Exception as error:
        if not is_engine_error(error):
            raise
        raise InputError(f"{place}: {shown.sql!r}: {failure(error)}") from error
