"""What a source is: its columns, key and checks, declared in one place; all else follows from it.

Each kind of column says how its cells are read, by the type that the source has them in.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.checks.conservation import (
    Conservation,
    quarantined,
    rows_of,
)
from jafflegaggle.checks.spec import Check, Subject, Total
from jafflegaggle.columns.amounts import as_amount, is_no_value
from jafflegaggle.columns.ids import as_id
from jafflegaggle.columns.times import as_time, date_of, within_years
from jafflegaggle.reasons import Reason
from jafflegaggle.rules import Rules

AS_READ = "_as_read"


@dataclass(frozen=True)
class SourceColumn:
    """A column of a source.

    Attributes:
        name: its canonical name.
        comment: what it means.
        required: whether a row without a value is quarantined.
        key: the kind of key that it holds; '' for none.
    """

    name: str
    comment: str
    required: bool = False
    key: str = ""

    def value(self, read_as: T.DataType, rules: Rules) -> Column:
        """The cell in its type; NULL where it is empty or unreadable."""
        raise NotImplementedError

    def can_be_unreadable(self, read_as: T.DataType, rules: Rules) -> bool:  # noqa: ARG002
        """Whether a cell may hold what cannot be read."""
        return True

    def is_empty(self) -> Column:
        """Whether the cell holds no value."""
        return F.col(self.name + AS_READ).isNull()

    def reasons(self, read_as: T.DataType, rules: Rules) -> list[Column]:
        """Why this cell quarantines its row, else NULL."""
        reasons = []
        if self.required:
            reasons.append(F.when(self.is_empty(), F.lit(Reason.MISSING.of(self.name))))
        if self.can_be_unreadable(read_as, rules):
            is_unreadable = ~self.is_empty() & F.col(self.name).isNull()
            reasons.append(F.when(is_unreadable, F.lit(Reason.UNREADABLE.of(self.name))))
        return reasons


class Id(SourceColumn):
    """A whole number or a string, by the rule `id_type`."""

    def value(self, read_as: T.DataType, rules: Rules) -> Column:
        """The id."""
        return as_id(F.col(self.name), read_as, rules.id_type)

    def can_be_unreadable(self, read_as: T.DataType, rules: Rules) -> bool:
        """A string, and a whole number by its type, can always be read."""
        return rules.id_type != "string" and not isinstance(read_as, T.IntegralType)


class Text(SourceColumn):
    """Text as it stands."""

    def value(self, read_as: T.DataType, rules: Rules) -> Column:  # noqa: ARG002
        """The text."""
        return F.col(self.name).cast("string")

    def can_be_unreadable(self, read_as: T.DataType, rules: Rules) -> bool:  # noqa: ARG002
        """Text can always be read."""
        return False


class Time(SourceColumn):
    """A time, UTC."""

    def value(self, read_as: T.DataType, rules: Rules) -> Column:  # noqa: ARG002
        """The time, of the years 1 to 9999."""
        return within_years(as_time(F.col(self.name), read_as))


class Date(SourceColumn):
    """The UTC date of a time."""

    def value(self, read_as: T.DataType, rules: Rules) -> Column:  # noqa: ARG002
        """The date."""
        return date_of(within_years(as_time(F.col(self.name), read_as)))


class Amount(SourceColumn):
    """An amount of money."""

    def value(self, read_as: T.DataType, rules: Rules) -> Column:  # noqa: ARG002
        """The amount."""
        return as_amount(F.col(self.name), read_as)

    def is_empty(self) -> Column:
        """Whether the cell is empty, or a spelling of "no value"."""
        as_read = F.col(self.name + AS_READ)
        return as_read.isNull() | is_no_value(as_read.cast("string"))


def _same(rows: DataFrame, rules: Rules) -> DataFrame:  # noqa: ARG001
    return rows


def _always(rules: Rules) -> bool:  # noqa: ARG001
    return True


@dataclass(frozen=True)
class SourceSpec:
    """A source.

    Attributes:
        name: what the configuration calls it.
        grain: one row per what.
        columns: its columns, in order.
        is_required: whether there is no run without it.
        key: the column by which the second and later rows are quarantined; '' for none.
        deduplicates: whether they are, by the rules.
        is_stream: whether it is too large to materialize: it is read in few passes.
        optional: the columns that it may lack, unless something asks for them.
        resolved_as: of a merge list, which is compiled on the driver: what its compiled form is
            called among the inputs of tables; '' for a source of rows.
        with_columns: adds columns to its staged rows.
        read: the number of rows read, where the staged rows do not have them one by one.
        valid: where its valid rows are counted downstream; the staged ones if None.
        checks: what must hold of it, beside the conservation of its rows.
    """

    name: str
    grain: str
    columns: tuple[SourceColumn, ...]
    is_required: bool = False
    key: str = ""
    deduplicates: Callable[[Rules], bool] = _always
    is_stream: bool = False
    optional: tuple[str, ...] = ()
    resolved_as: str = ""
    with_columns: Callable[[DataFrame, Rules], DataFrame] = _same
    read: Total | None = None
    valid: Total | None = None
    checks: tuple[Check, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        """The canonical names of its columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def is_list(self) -> bool:
        """Whether it is a merge list."""
        return bool(self.resolved_as)

    @property
    def staged(self) -> str:
        """What its staged rows are called among the steps."""
        return f"staged_{self.name}"

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why a row of it may be quarantined."""
        keys = [Reason.DUPLICATE.of(self.key)] if self.key else []
        missing = [Reason.MISSING.of(column.name) for column in self.columns if column.required]
        unreadable = [
            Reason.UNREADABLE.of(column.name)
            for column in self.columns
            if not isinstance(column, Text)
        ]
        return (*missing, *unreadable, *keys)

    def subject(self) -> Subject:
        """The source as its checks see it."""
        return Subject(
            self.name,
            frame=self.staged,
            key=(self.key,) if self.key else self.column_names,
            kinds={column.name: column.key for column in self.columns if column.key},
            is_source=True,
            required=[column.name for column in self.columns if column.required],
            deduplicated="" if self.is_stream else self.key,
        )

    def all_checks(self) -> tuple[Check, ...]:
        """Its checks; of a source of rows also that each row read is valid or quarantined."""
        if self.is_list:
            return self.checks
        read = self.read or rows_of(f"{self.name} read", self.staged)
        valid = self.valid or Total(
            f"valid {self.name}",
            self.staged,
            lambda: F.count(F.when(F.col("reason").isNull(), F.lit(1))),
        )
        conserved = Conservation(
            whole=read,
            parts=(valid, quarantined(self.name)),
            hint="; --full-refresh reads all events again that the source has",
            hint_with=f"{self.name}.late_rows",
        )
        return (conserved, *self.checks)
