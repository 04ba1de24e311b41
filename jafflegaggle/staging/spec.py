"""What a source is: its columns, key and checks, declared in one place; all else follows from it.

The kinds of columns are in `kinds.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.conservation import (
    Conservation,
    quarantined,
    rows_of,
)
from jafflegaggle.checks.spec import Check, Subject, Total
from jafflegaggle.columns.cells import CellFormats
from jafflegaggle.reasons import Reason
from jafflegaggle.rules import Rules
from jafflegaggle.staging.columns import SourceColumn
from jafflegaggle.staging.kinds import (
    Amount,
    Count,
    Currency,
    Date,
    Domain,
    Email,
    Id,
    List,
    Text,
    TextId,
    Time,
)

__all__ = [
    "Amount",
    "Count",
    "Currency",
    "Date",
    "Domain",
    "Email",
    "Id",
    "List",
    "SourceColumn",
    "SourceSpec",
    "Text",
    "TextId",
    "Time",
]


def _same(rows: DataFrame, rules: Rules) -> DataFrame:  # noqa: ARG001
    return rows


def _always(rules: Rules) -> bool:  # noqa: ARG001
    return True


@dataclass(frozen=True)
class SourceSpec:
    """A source.

    Attributes:
        name: its name in the configuration.
        grain: what one row stands for, as `one row per ...`.
        columns: its columns, in order.
        is_required: whether a run needs it.
        key: the column whose duplicates are quarantined; '' for none.
        deduplicates: whether the rules enable that.
        is_stream: whether it is too large to materialize, and is read in few passes instead.
        optional: the columns that it may lack, unless something asks for them.
        one_of: of these of its optional columns it needs at least one.
        resolved_as: for a merge list, which is compiled on the driver: the name of its compiled
            form among the inputs of tables; '' for another source.
        is_veto: whether it is a list of vetoes, with which the merge lists are compiled.
        label: the column by which a person finds a row; '': the key.
        with_columns: adds columns to its staged rows.
        read: the number of rows read, if the staged rows are not one per row read.
        valid: the number of valid rows as counted downstream; the valid staged rows if None.
        uncounted: those that are neither quarantined nor counted there.
        checks: its checks, besides the conservation of its rows.
        recognized_by: the columns by which an export is recognized; () where others look alike, and
            only its name tells.
        nouns: what others call what a row stands for, in names of files and columns: `team_id`.
    """

    name: str
    grain: str
    columns: tuple[SourceColumn, ...]
    is_required: bool = False
    key: str = ""
    deduplicates: Callable[[Rules], bool] = _always
    is_stream: bool = False
    optional: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    resolved_as: str = ""
    is_veto: bool = False
    label: str = ""
    with_columns: Callable[[DataFrame, Rules], DataFrame] = _same
    read: Total | None = None
    valid: Total | None = None
    uncounted: tuple[Total, ...] = ()
    checks: tuple[Check, ...] = ()
    recognized_by: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        """The canonical names of its columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def is_list(self) -> bool:
        """Whether it is a list that people keep, read and compiled on the driver."""
        return self.is_merge_list or self.is_veto

    @property
    def is_merge_list(self) -> bool:
        """Whether it is a merge list."""
        return bool(self.resolved_as)

    @property
    def staged(self) -> str:
        """The name of its staged rows among the steps."""
        return f"staged_{self.name}"

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons for which its rows may be quarantined."""
        keys = [Reason.DUPLICATE.of(self.key)] if self.key else []
        missing = [Reason.MISSING.of(column.name) for column in self.columns if column.required]
        unreadable = [
            Reason.UNREADABLE.of(column.name)
            for column in self.columns
            if column.has_grammar and column.is_strict
        ]
        return (*missing, *unreadable, *keys)

    @property
    def finding_reasons(self) -> tuple[str, ...]:
        """Which cells may be unreadable without harm to their row."""
        lenient = [column for column in self.columns if column.has_grammar and not column.is_strict]
        return tuple(Reason.UNREADABLE_CELL.of(column.name) for column in lenient)

    def column(self, name: str) -> SourceColumn:
        """A column by its canonical name."""
        return next(column for column in self.columns if column.name == name)

    def check_cells(self, cells: CellFormats, *others: str) -> None:
        """Refuse formats of columns that are unknown, take none, or take others.

        Args:
            cells: how the cells of the source are written.
            others: columns that it has beside its own, of times.

        Raises:
            ValueError: the key, and what is wrong with it.
        """
        columns = {column.name: column for column in self.columns}
        columns |= {name: Time(name, "") for name in others if name not in columns}
        takers = [name for name, column in columns.items() if column.formats]
        for name, written in cells.formats.items():
            if name not in takers:
                takes = f"of {', '.join(takers)}" if takers else "no column of this source"
                what = "this column takes no format" if name in columns else "no such column"
                raise ValueError(f"formats.{name}", f"{what}; formats are {takes}")
            try:
                columns[name].check_format(written)
            except ValueError as error:
                expected = columns[name].formats
                why = f"expected {expected}, found {written!r}: {error}"
                raise ValueError(f"formats.{name}", why) from None

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
            parts=(valid, quarantined(self.name), *self.uncounted),
            hint="; --full-refresh reads all events again that the source has",
            hint_with=f"{self.name}.late_rows",
        )
        return (conserved, *self.checks)
