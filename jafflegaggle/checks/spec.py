"""What a check is: it declares which numbers it needs, and interprets them.

A check is declared in the table or the source that it belongs to; the runner knows no check by
name. The kinds of checks are in `rows`, `keys`, `conservation`, `limits` and `observed`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

Severity = Literal["error", "warn", "off"]
Frames = Mapping[str, DataFrame]
Numbers = Mapping[str, int]


@dataclass(frozen=True)
class Subject:
    """The subject of a check: a table, or the rows of a source.

    Attributes:
        name: its name in the configuration.
        frame: the frame to check; that of a source has a column `reason`: why a row is quarantined,
            NULL for a valid row.
        key: the columns by which a person finds a row.
        kinds: the kind of key that a column holds, for example `user_id`; columns of the same kind
            are compared in one aggregation.
        is_source: whether it is a source.
        required: the columns without which a row of the source is quarantined.
        deduplicated: the column whose duplicates are quarantined; '' for none.
    """

    name: str
    frame: str
    key: tuple[str, ...]
    kinds: Mapping[str, str] = field(default_factory=dict)
    is_source: bool = False
    required: Collection[str] = ()
    deduplicated: str = ""

    def is_valid(self) -> Column:
        """Whether a row of the frame is valid."""
        return F.col("reason").isNull() if self.is_source else F.lit(True)

    def valid_rows(self, frames: Frames) -> DataFrame:
        """The rows of a table, or the valid rows of a source."""
        frame = frames[self.frame]
        return frame.where(F.col("reason").isNull()) if self.is_source else frame


@dataclass(frozen=True)
class Total:
    """A number over a frame, under a human-readable name; NULL is 0.

    Attributes:
        name: the name; the same name is the same number.
        frame: the frame.
        aggregate: makes the aggregate when it is needed, since a column may need a session.
        among: counts only rows whose value of a column occurs in another frame: frame and column.
    """

    name: str
    frame: str
    aggregate: Callable[[], Column]
    among: tuple[str, str] | None = None


@dataclass(frozen=True)
class Evidence:
    """What was measured.

    Attributes:
        numbers: the totals by name, and the failing rows of key checks by the check's full name.
        limits: the configured limits by the name of their check.
        rows_before: the rows of each table in the last snapshot; empty where there is none.
        notes: what is known of the unreadable cells of a source, by its name.
    """

    numbers: Numbers
    limits: Mapping[str, float]
    rows_before: Numbers
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """A condition that must hold for a table or a source.

    Attributes:
        columns: the columns that it is about; none for a check of the whole table.
        severity: the severity of a failure, unless the configuration sets another one.
    """

    name: ClassVar[str]
    doc: ClassVar[str]
    columns: tuple[str, ...] = ()
    severity: Severity = "error"

    @property
    def key(self) -> str:
        """Its key in the configuration of its table: `unique_gaggle_id_corporate_email`."""
        return "_".join((self.name, *self.columns))

    @property
    def column(self) -> str:
        """The column of a check of one column."""
        return self.columns[0]

    def applies(self, evidence: Evidence, subject: Subject) -> bool:  # noqa: ARG002
        """Whether this run has what the check needs."""
        return True

    def totals(self, subject: Subject) -> Sequence[Total]:  # noqa: ARG002
        """The numbers that it needs."""
        return ()

    def failing_rows(self, subject: Subject, evidence: Evidence) -> int:
        """How many rows fail, or by how much a sum is off."""
        raise NotImplementedError

    def found(self, subject: Subject, evidence: Evidence) -> str:
        """What was found, in words, if rows fail."""
        raise NotImplementedError

    def failing_keys(self, subject: Subject, frames: Frames) -> DataFrame | None:  # noqa: ARG002
        """One row per failing row or key: `key`; None for a check that is not about rows."""
        return None


def full_name(subject: Subject, check: Check) -> str:
    """The full name of a check: `contacts.unique_email`."""
    return f"{subject.name}.{check.key}"


def text_of(columns: Sequence[str]) -> Column:
    """The columns of a row as one string, for example `7, jets.com`; NULL shows as NULL."""
    cells = [F.coalesce(F.col(name).cast("string"), F.lit("NULL")) for name in columns]
    return F.concat_ws(", ", *cells)


def number_rows(frame: DataFrame, aggregates: Mapping[str, Column]) -> DataFrame:
    """One row per aggregate of a frame: `name, number`; a number that is NULL is 0."""
    numbers = [
        F.struct(
            F.lit(name).alias("name"),
            F.coalesce(aggregate.cast("bigint"), F.lit(0)).alias("number"),
        )
        for name, aggregate in aggregates.items()
    ]
    return frame.agg(F.array(*numbers).alias("numbers")).select(F.inline("numbers"))
