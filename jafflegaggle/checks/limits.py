"""Limits on the fraction of rows that are quarantined, lack a domain or were lost, and on age.

The class of a limit is its declaration: its name, default and doc become a key of `[checks]`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.conservation import quarantined, rows_of
from jafflegaggle.checks.spec import Check, Evidence, Frames, Subject, Total, text_of

# With fewer e-mails, the fraction without a domain means little.
FEW_EMAILS = 10


@dataclass(frozen=True)
class Limit(Check):
    """A fraction that must not be exceeded; exactly the limit is within it."""

    default: ClassVar[float]
    what: ClassVar[str]
    hint: ClassVar[str] = ""
    is_in_days: ClassVar[bool] = False

    def counts(self, subject: Subject, evidence: Evidence) -> tuple[int, int]:
        """The rows that count against the limit, and all rows."""
        raise NotImplementedError

    def failing_rows(self, subject: Subject, evidence: Evidence) -> int:
        """The rows that count against the limit, if they exceed it."""
        rows, of = self.counts(subject, evidence)
        is_within = rows <= 0 or (of and rows / of <= evidence.limits[self.name])
        return 0 if is_within else rows

    def found(self, subject: Subject, evidence: Evidence) -> str:
        """Both counts, and the limit."""
        rows, of = self.counts(subject, evidence)
        limit = evidence.limits[self.name]
        return f"{rows:,} of {of:,} {self.what}, more than the limit of {limit:g}{self.hint}"


@dataclass(frozen=True)
class MaxQuarantined(Limit):
    """How many rows of a source may be quarantined."""

    name = "max_quarantined_fraction"
    doc = "which fraction of a source's rows may be quarantined"
    default = 0.05
    what = "rows are quarantined"
    read: Total | None = None  # the rows read, if the frame does not hold them one by one

    def _read(self, subject: Subject) -> Total:
        return self.read or rows_of(f"{subject.name} read", subject.frame)

    def totals(self, subject: Subject) -> Sequence[Total]:
        """Rows quarantined, and rows read."""
        return quarantined(subject.name), self._read(subject)

    def counts(self, subject: Subject, evidence: Evidence) -> tuple[int, int]:
        """Rows quarantined, and rows read."""
        rows, of = (evidence.numbers[total.name] for total in self.totals(subject))
        return rows, of

    def found(self, subject: Subject, evidence: Evidence) -> str:
        """How many of how many, the limit, and the cells that could not be read."""
        note = evidence.notes.get(subject.name)
        return super().found(subject, evidence) + (f"; {note}" if note else "")

    def failing_keys(self, subject: Subject, frames: Frames) -> DataFrame:
        """The reason and the row of each."""
        rows = frames["quarantine"].where(F.col("source") == F.lit(subject.name))
        return rows.select(text_of(("reason", "row")).alias("key"))


@dataclass(frozen=True)
class MaxEmailsWithoutDomain(Limit):
    """How many e-mails may lead to no domain: beyond that, a header is probably swapped."""

    name = "max_emails_without_domain_fraction"
    doc = "which fraction of the e-mails may lead to no domain; more suggests a swapped header"
    default = 0.9
    what = "e-mails lead to no domain"
    hint = "; are two headers swapped, or is another column meant by sources.users.columns.email?"
    no_address: str = "no_address"
    reasons: tuple[str, ...] = ("no_address", "malformed_address", "malformed_domain")

    def totals(self, subject: Subject) -> Sequence[Total]:  # noqa: ARG002
        """E-mails without a domain, e-mails of contacts, and values that are no e-mail."""
        return (
            Total(
                "e-mails without a domain",
                "findings",
                lambda: F.count(F.when(F.col("reason").isin(*self.reasons), F.lit(1))),
            ),
            Total("e-mails", "contacts", lambda: F.count("email")),
            Total(
                "values without an address",
                "findings",
                lambda: F.count(F.when(F.col("reason") == F.lit(self.no_address), F.lit(1))),
            ),
        )

    def counts(self, subject: Subject, evidence: Evidence) -> tuple[int, int]:
        """E-mails without a domain, and all values in place of an e-mail."""
        rows, emails, others = (evidence.numbers[total.name] for total in self.totals(subject))
        of = emails + others
        return (0 if of < FEW_EMAILS else rows), of

    def failing_keys(self, subject: Subject, frames: Frames) -> DataFrame:  # noqa: ARG002
        """The user and the e-mail of each."""
        rows = frames["findings"].where(F.col("reason").isin(*self.reasons))
        return rows.select(text_of(("key", "value")).alias("key"))


@dataclass(frozen=True)
class MaxRowsLost(Limit):
    """How many rows of a table may be lost since the last snapshot."""

    name = "max_rows_lost_since_last_snapshot"
    doc = "which fraction of a table's rows may be lost since the last snapshot"
    default = 0.1
    what = "rows are lost"

    def applies(self, evidence: Evidence, subject: Subject) -> bool:
        """Whether the last snapshot, if any, has the table."""
        return subject.name in evidence.rows_before

    def totals(self, subject: Subject) -> Sequence[Total]:
        """The rows of the table."""
        return (rows_of(f"{subject.name} rows", subject.frame),)

    def counts(self, subject: Subject, evidence: Evidence) -> tuple[int, int]:
        """The rows lost, and the rows before."""
        before = evidence.rows_before[subject.name]
        return before - evidence.numbers[f"{subject.name} rows"], before


@dataclass(frozen=True)
class MaxEventAge(Limit):
    """How many days before the snapshot's date the last event may be: an export may have stopped.

    Without any event there is nothing to be late.
    """

    name = "max_event_age_days"
    doc = "how many days before the snapshot's date the last event of a contact may be"
    default = 7
    is_in_days = True
    _days: ClassVar[Total] = Total(
        "days since the last event", "contacts", lambda: F.min("days_since_last_event")
    )

    def totals(self, subject: Subject) -> Sequence[Total]:  # noqa: ARG002
        """The days since the last event."""
        return (self._days,)

    def failing_rows(self, subject: Subject, evidence: Evidence) -> int:  # noqa: ARG002
        """One, the last event, if it is too old."""
        return int(evidence.numbers[self._days.name] > evidence.limits[self.name])

    def found(self, subject: Subject, evidence: Evidence) -> str:  # noqa: ARG002
        """How old the last event is, and the limit."""
        days, limit = evidence.numbers[self._days.name], evidence.limits[self.name]
        return f"the last event is {days:,} days before the snapshot, more than {limit:g}"

    def failing_keys(self, subject: Subject, frames: Frames) -> DataFrame:  # noqa: ARG002
        """The time of the last event."""
        last = frames["contacts"].agg(F.max("most_recent_event").alias("last"))
        return last.select(F.date_format("last", "yyyy-MM-dd HH:mm:ss").alias("key"))


LIMITS: tuple[type[Limit], ...] = (
    MaxQuarantined,
    MaxEmailsWithoutDomain,
    MaxRowsLost,
    MaxEventAge,
)
