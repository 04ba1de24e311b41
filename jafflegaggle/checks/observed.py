"""Checks whose failing rows a step of the run has already counted: those of incremental runs."""

from dataclasses import dataclass

from jafflegaggle.checks.spec import Check, Evidence, Subject, full_name

REFRESH = "--full-refresh reads all events again, as the source has them now"


@dataclass(frozen=True)
class Observed(Check):
    """A number that the run itself observed; without it, the check is skipped."""

    message = ""

    def applies(self, evidence: Evidence, subject: Subject) -> bool:
        """Whether the run observed it."""
        return full_name(subject, self) in evidence.numbers

    def failing_rows(self, subject: Subject, evidence: Evidence) -> int:
        """What was observed."""
        return evidence.numbers[full_name(subject, self)]

    def found(self, subject: Subject, evidence: Evidence) -> str:
        """What was observed, and what to do."""
        return f"{self.failing_rows(subject, evidence):,} row(s) {self.message}"


@dataclass(frozen=True)
class LateRows(Observed):
    """No event arrives after its day was finalized."""

    name = "late_rows"
    doc = "no event of an incremental run arrives after its day was finalized"
    message = f"arrived after their day was finalized; {REFRESH}"


@dataclass(frozen=True)
class RowsGone(Observed):
    """No finalized event disappears from the source: moved to another day, it would count twice."""

    name = "rows_gone"
    doc = "no finalized event of an incremental run disappears from the source"
    message = (
        "are gone from the source (events that moved to another day would count twice); "
        f"{REFRESH}; if the source drops old events, set incremental.retention_days to the number "
        "of days that it retains"
    )


OBSERVED: tuple[type[Observed], ...] = (LateRows, RowsGone)
