"""Checks that each row passes or fails on its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.spec import (
    Check,
    Evidence,
    Frames,
    Severity,
    Subject,
    Total,
    full_name,
    text_of,
)


@dataclass(frozen=True)
class Evident:
    """Rows of another frame that already show what fails a check, so that nothing is read twice.

    Attributes:
        frame: the frame that has them.
        reason: the `reason` of those rows.
        key: the columns by which a person finds such a row.
        counts: the column with the number of rows that each represents; '' for one.
    """

    frame: str
    reason: str
    key: tuple[str, ...]
    counts: str = ""


@dataclass(frozen=True)
class RowCheck(Check):
    """A check of single rows: a condition, counted in one aggregation over the frame.

    Attributes:
        evident: where the failing rows are already recorded, if they are.
    """

    evident: Evident | None = None

    def is_failing(self, subject: Subject) -> Column:
        """Whether a row of the frame fails."""
        raise NotImplementedError

    def totals(self, subject: Subject) -> Sequence[Total]:
        """How many rows fail."""
        frame = self.evident.frame if self.evident else subject.frame
        return [Total(full_name(subject, self), frame, self._number_of(subject))]

    def failing_rows(self, subject: Subject, evidence: Evidence) -> int:
        """How many rows fail."""
        return evidence.numbers[full_name(subject, self)]

    def failing_keys(self, subject: Subject, frames: Frames) -> DataFrame:
        """The keys of the failing rows."""
        evident = self.evident
        frame = frames[evident.frame if evident else subject.frame]
        key = evident.key if evident else subject.key
        return frame.where(self._condition(subject)).select(text_of(key).alias("key"))

    def _condition(self, subject: Subject) -> Column:
        if self.evident:
            return F.col("reason") == F.lit(self.evident.reason)
        return self.is_failing(subject)

    def _number_of(self, subject: Subject) -> Callable[[], Column]:
        def number() -> Column:
            condition = self._condition(subject)
            if self.evident and self.evident.counts:
                return F.sum(F.when(condition, F.col(self.evident.counts)).cast("bigint"))
            return F.count(F.when(condition, F.lit(1)))

        return number


@dataclass(frozen=True)
class NotNull(RowCheck):
    """A column is never NULL; in a source, its cells are never empty.

    Attributes:
        unless: rows that may lack a value: a column, and its values there.
    """

    name = "not_null"
    doc = "no row lacks a value"
    unless: tuple[str, tuple[str, ...]] | None = None

    def is_failing(self, subject: Subject) -> Column:
        """Whether the column is NULL."""
        if self.column in subject.required:
            return F.col("reason") == F.lit(f"missing_{self.column}")
        is_null = subject.is_valid() & F.col(self.column).isNull()
        if self.unless is None:
            return is_null
        column, values = self.unless
        return is_null & ~F.coalesce(F.col(column).isin(*values), F.lit(False))

    def failing_keys(self, subject: Subject, frames: Frames) -> DataFrame:
        """The rows as they were read if a required column is missing; otherwise their keys."""
        rows = frames[subject.frame].where(self.is_failing(subject))
        if self.column in subject.required:
            return rows.select(F.col("row").alias("key"))
        others = tuple(name for name in subject.key if name != self.column)
        shown = others or tuple(subject.required) or subject.key
        return rows.select(text_of(shown).alias("key"))

    def found(self, subject: Subject, evidence: Evidence) -> str:
        """How many are NULL."""
        return f"{self.failing_rows(subject, evidence):,} row(s) are NULL"


@dataclass(frozen=True)
class AcceptedValues(RowCheck):
    """A column holds certain values and no others; NULL passes."""

    name = "accepted_values"
    doc = "the values are among those accepted"
    values: tuple[str, ...] = ()

    def is_failing(self, subject: Subject) -> Column:
        """Whether the column holds another value."""
        return subject.is_valid() & ~F.col(self.column).cast("string").isin(*self.values)

    def found(self, subject: Subject, evidence: Evidence) -> str:
        """How many hold another value."""
        return f"{self.failing_rows(subject, evidence):,} row(s) have another value"


@dataclass(frozen=True)
class AcceptedRange(RowCheck):
    """A column holds numbers of a range, bounds included; NULL passes."""

    name = "accepted_range"
    doc = "the values are within the accepted range"
    least: float = 0
    most: float = 0

    def is_failing(self, subject: Subject) -> Column:
        """Whether the column holds a number outside."""
        return subject.is_valid() & ~F.col(self.column).between(F.lit(self.least), F.lit(self.most))

    def found(self, subject: Subject, evidence: Evidence) -> str:
        """How many are outside, and of what."""
        rows = self.failing_rows(subject, evidence)
        return f"{rows:,} row(s) are not from {self.least:g} to {self.most:g}"


def not_null(
    *columns: str,
    severity: Severity = "error",
    unless: tuple[str, tuple[str, ...]] | None = None,
) -> tuple[Check, ...]:
    """The columns are never NULL, but for rows with certain values: one check per column."""
    return tuple(NotNull((column,), severity, unless=unless) for column in columns)


def accepted_values(
    column: str,
    values: Sequence[str],
    severity: Severity = "error",
    evident: Evident | None = None,
) -> Check:
    """The column holds these values and no others."""
    return AcceptedValues((column,), severity, evident=evident, values=tuple(values))


def accepted_range(column: str, least: float, most: float, severity: Severity = "error") -> Check:
    """The column holds numbers from the one to the other."""
    return AcceptedRange((column,), severity, least=least, most=most)
