"""Checks whose failing rows a step of the run has counted: those of incremental runs."""

from dataclasses import dataclass

from jafflegaggle.checks.spec import Check, Evidence, Subject, full_name

REFRESH = "--full-refresh reads all events again that the source has"


@dataclass(frozen=True)
class Observed(Check):
    """A number that the run itself observed; without it, the check is not made."""

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
    """No finalized event is gone from the source: moved to another day, it would count twice."""

    name = "rows_gone"
    doc = "no finalized event of an incremental run is gone from the source"
    message = (
        "are gone from the source: were they moved to another day, they count twice; "
        f"{REFRESH}; if it drops old ones, set incremental.retention_days to the number of days "
        "that it keeps"
    )


OBSERVED: tuple[type[Observed], ...] = (LateRows, RowsGone)
