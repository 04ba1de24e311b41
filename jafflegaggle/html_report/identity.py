"""Who became one: the lines of the merge lists, findings, and what changed since the last time."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.explain.notes import meaning
from jafflegaggle.html_report.reading import Reader, Record, take, total
from jafflegaggle.identity.lines import Status
from jafflegaggle.publish import Manifest

MAX_LINES, MAX_SAMPLES, MAX_CHANGES, MAX_GROUPS = 100, 3, 25, 200
LINES = ("list", "line", "old", "new", "target", "status")


@dataclass(frozen=True)
class Some:
    """The first of many: how many there are, and the first."""

    number: int
    first: Sequence[Record]


@dataclass(frozen=True)
class Group:
    """Rows of one source and reason: how many, what the reason means, and the first of them."""

    source: str
    reason: str
    number: int
    meaning: str
    samples: Sequence[Record]


@dataclass(frozen=True)
class Changes:
    """What changed since the last snapshot.

    Attributes:
        last: its date.
        appeared: accounts that were not there.
        vanished: accounts that are gone.
        moved: users who have another contact now.
    """

    last: str
    appeared: Some
    vanished: Some
    moved: Some


@dataclass(frozen=True)
class Identity:
    """What the part shows.

    Attributes:
        statuses: how many lines of each list have each status.
        applied: lines that are applied.
        others: all other lines.
        findings: the findings by source and reason.
        changes: None where there is no snapshot to compare with.
    """

    statuses: Sequence[Record]
    applied: Some
    others: Some
    findings: Sequence[Group]
    changes: Changes | None


def identity(reader: Reader) -> Identity:
    """What the part shows."""
    rows = reader.table("merge_report", LINES)
    statuses: list[Record] = []
    if rows is not None:
        counted = rows.groupBy("list", "status").agg(F.count(F.lit(1)).alias("lines"))
        statuses = take(counted.orderBy("list", "status"), MAX_GROUPS)
    applied = str(Status.APPLIED)
    of_applied = sum(row["lines"] for row in statuses if row["status"] == applied)
    of_others = sum(row["lines"] for row in statuses) - of_applied
    is_applied = F.col("status") == F.lit(applied)
    by = [F.col("list").asc(), F.col("line").asc_nulls_last(), F.col("old").asc()]
    return Identity(
        statuses,
        Some(of_applied, reader.first("merge_report", LINES, by, MAX_LINES, is_applied)),
        Some(of_others, reader.first("merge_report", LINES, by, MAX_LINES, ~is_applied)),
        groups(reader, "findings", ("key", "value")),
        _changes(reader),
    )


def groups(reader: Reader, name: str, columns: Sequence[str]) -> list[Group]:
    """The rows of `findings` or `quarantine` by source and reason, with samples of each."""
    by = ("source", "reason")
    rows = reader.table(name, (*by, *columns))
    if rows is None or not reader.rows(name):
        return []
    counted = rows.groupBy(*by).agg(F.count(F.lit(1)).alias("rows"))
    counts = take(counted.orderBy(F.col("rows").desc(), *by), MAX_GROUPS)
    order = [F.col(column).asc() for column in columns]
    samples = reader.per_group(rows, by, order, MAX_SAMPLES, MAX_GROUPS * MAX_SAMPLES)
    return [
        Group(
            row["source"],
            row["reason"],
            row["rows"],
            meaning(row["reason"], is_finding=name == "findings"),
            [one for one in samples if all(one[label] == row[label] for label in by)],
        )
        for row in counts
    ]


def _changes(reader: Reader) -> Changes | None:
    last = reader.before()
    if last is None:
        return None
    return Changes(
        last.snapshot_date,
        _accounts_only_in(reader, reader.manifest, last),
        _accounts_only_in(reader, last, reader.manifest),
        _moved(reader, last),
    )


def _accounts_only_in(reader: Reader, there: Manifest, not_there: Manifest) -> Some:
    columns = ("corporate_email", "number_of_users_associated", "number_of_events_associated")
    rows = reader.table("accounts", columns, there)
    others = reader.table("accounts", ["corporate_email"], not_there)
    if rows is None or others is None:
        return Some(0, [])
    only = rows.join(others, on="corporate_email", how="left_anti")
    return _some(only, [F.col("number_of_events_associated").desc(), F.col("corporate_email")])


def _moved(reader: Reader, last: Manifest) -> Some:
    """Users who have another contact than in the last snapshot."""
    columns = ("user_id", "contact_user_id", "email", "user_name", "reason", "list_line")
    now = reader.table("contact_aliases", columns)
    before = reader.table("contact_aliases", ("user_id", "contact_user_id"), last)
    if now is None or before is None:
        return Some(0, [])
    before = before.withColumnRenamed("contact_user_id", "contact_before")
    both = now.join(before, on="user_id", how="inner")
    moved = both.where(F.col("contact_user_id") != F.col("contact_before"))
    return _some(moved, [F.col("user_id").asc()])


def _some(rows: DataFrame, by: Sequence[object]) -> Some:
    found = take(rows.orderBy(*by), MAX_CHANGES + 1)  # type: ignore[arg-type]
    number = len(found) if len(found) <= MAX_CHANGES else total(rows)
    return Some(number, found[:MAX_CHANGES])
