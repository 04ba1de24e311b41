"""`conservation`: no row is lost and none counts twice, as equations between sums."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.checks.spec import Check, Evidence, Subject, Total


@dataclass(frozen=True)
class Conservation(Check):
    """A number is the sum of others.

    Attributes:
        whole: the number.
        parts: the numbers that must add up to it.
        hint: what to do if they do not, in a run that has a number named `hint_with`.
        hint_with: the name of a number.
    """

    name = "conservation"
    doc = "sums equal those of its inputs: no row is lost, and none counts twice"
    whole: Total | None = None
    parts: tuple[Total, ...] = ()
    hint: str = ""
    hint_with: str = ""

    def totals(self, subject: Subject) -> Sequence[Total]:  # noqa: ARG002
        """Both sides."""
        assert self.whole
        return (self.whole, *self.parts)

    def failing_rows(self, subject: Subject, evidence: Evidence) -> int:  # noqa: ARG002
        """By how much the two sides differ."""
        assert self.whole
        parts = sum(evidence.numbers[part.name] for part in self.parts)
        return abs(evidence.numbers[self.whole.name] - parts)

    def found(self, subject: Subject, evidence: Evidence) -> str:  # noqa: ARG002
        """Both sides in words: `9 events read, but 6 events of contacts + 2 events quarantined`."""
        assert self.whole
        whole = f"{evidence.numbers[self.whole.name]:,} {self.whole.name}"
        parts = " + ".join(f"{evidence.numbers[part.name]:,} {part.name}" for part in self.parts)
        hint = self.hint if self.hint_with in evidence.numbers else ""
        return f"{whole}, but {parts}{hint}"


@dataclass(frozen=True)
class ConservationUpTo(Conservation):
    """The same where rows that are at their limit may hold less than their parts add up to.

    Attributes:
        limited: how many rows are at the limit; without any, the numbers are equal.
    """

    limited: Total | None = None

    def totals(self, subject: Subject) -> Sequence[Total]:
        """Both sides, and the rows at the limit."""
        assert self.limited
        return (*super().totals(subject), self.limited)

    def failing_rows(self, subject: Subject, evidence: Evidence) -> int:
        """By how much the two sides differ; by how much the whole is too large."""
        assert self.limited
        assert self.whole
        parts = sum(evidence.numbers[part.name] for part in self.parts)
        if evidence.numbers[self.limited.name]:
            return max(0, evidence.numbers[self.whole.name] - parts)
        return super().failing_rows(subject, evidence)


def rows_of(name: str, frame: str) -> Total:
    """The number of rows of a frame, under a human-readable name."""
    return Total(name, frame, lambda: F.count(F.lit(1)))


def sum_of(name: str, frame: str, column: str) -> Total:
    """The sum of a column of a frame."""
    return Total(name, frame, lambda: F.sum(column))


def quarantined(source: str) -> Total:
    """The number of quarantined rows of a source."""
    return Total(
        f"{source} quarantined",
        "quarantine",
        lambda: F.count(F.when(F.col("source") == F.lit(source), F.lit(1))),
    )


def sum_of_findings(name: str, reason: str) -> Total:
    """The sum of what findings of a reason count, by a name for people."""

    def counted() -> Column:
        is_meant = F.col("reason") == F.lit(reason)
        return F.sum(F.when(is_meant, F.col("value")).cast("bigint"))

    return Total(name, "findings", counted)


def conservation(whole: Total, *parts: Total, column: str = "") -> Check:
    """A conservation check; `column` is the column that is summed, if there is one."""
    return Conservation((column,) if column else (), whole=whole, parts=parts)


def conservation_up_to(whole: Total, *parts: Total, limited: Total, column: str = "") -> Check:
    """A conservation check of rows with a limit."""
    return ConservationUpTo((column,) if column else (), whole=whole, parts=parts, limited=limited)
