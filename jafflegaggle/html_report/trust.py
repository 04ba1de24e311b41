"""Whether the numbers can be trusted: checks, bad rows, the age of the sources, conservation."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyspark.sql import functions as F

from jafflegaggle.html_report.identity import Group, groups
from jafflegaggle.html_report.reading import Reader, take
from jafflegaggle.html_report.trends import Trends
from jafflegaggle.reasons import Reason

MAX_SNAPSHOTS, MAX_CHECKS = 8, 100
PASS = "pass"
COUNTED, JOINED = "count in the tables", "joined to another contact"
AFTER, QUARANTINED = "after the snapshot's date", "quarantined"
# The column of a table with the time of the last row of a source.
LAST_ROWS = {
    "users": ("contact_aliases", "created_at"),
    "gaggles": ("gaggle_facts", "created_at"),
    "events": ("contacts", "most_recent_event"),
}


@dataclass(frozen=True)
class Outcome:
    """A check that did not pass in some snapshot.

    Attributes:
        statuses: by date, `pass`, `warn`, or '' where it was not there.
        now: what it found in this snapshot.
    """

    table: str
    check: str
    column: str
    statuses: Mapping[str, str]
    now: Mapping[str, Any]


@dataclass(frozen=True)
class SourceAge:
    """A source, and how old what it holds is.

    Attributes:
        place: where it is.
        files: how many files it has, None if it is not of files.
        size: how many bytes they have.
        modified: when the newest of them was written.
        last_row: the time of its last row that counts.
        where: the condition on its rows, if any.
    """

    name: str
    place: str
    files: int | None
    size: int | None
    modified: dt.datetime | None
    last_row: dt.datetime | None
    where: str


@dataclass(frozen=True)
class Balance:
    """What became of all rows of a source: the parts, which add up to the whole."""

    source: str
    parts: Mapping[str, int]

    @property
    def whole(self) -> int:
        """How many rows there were."""
        return sum(self.parts.values())


@dataclass(frozen=True)
class Trust:
    """What the part shows.

    Attributes:
        passed: how many checks passed, by date, and of how many.
        outcomes: the checks that did not pass in this or an earlier snapshot.
        quarantined: how many rows were quarantined, by date.
    """

    passed: Mapping[str, tuple[int, int]]
    outcomes: Sequence[Outcome]
    quarantine: Sequence[Group]
    quarantined: Mapping[str, int]
    sources: Sequence[SourceAge]
    balances: Sequence[Balance]


def trust(reader: Reader, trends: Trends, findings: Sequence[Group]) -> Trust:
    """What the part shows."""
    last = reader.history[-MAX_SNAPSHOTS:]
    quarantine = groups(reader, "quarantine", ["row"])
    return Trust(
        {
            one.snapshot_date: (
                sum(check["status"] == PASS for check in one.checks),
                len(one.checks),
            )
            for one in last
        },
        _outcomes(reader),
        quarantine,
        {one.snapshot_date: reader.rows("quarantine", one) or 0 for one in last},
        _sources(reader),
        _balances(reader, trends, quarantine, findings),
    )


def _outcomes(reader: Reader) -> list[Outcome]:
    by_check: dict[tuple[str, str, str], dict[str, Mapping[str, Any]]] = {}
    last = reader.history[-MAX_SNAPSHOTS:]
    for manifest in last:
        for one in manifest.checks:
            key = (one["table"], one["check"], one["column"] or "")
            by_check.setdefault(key, {})[manifest.snapshot_date] = one
    dates = [one.snapshot_date for one in last]
    found = [
        Outcome(
            *key,
            {date: of[date]["status"] if date in of else "" for date in dates},
            of.get(dates[-1], {}),
        )
        for key, of in by_check.items()
        if any(one["status"] != PASS for one in of.values())
    ]
    found.sort(key=lambda one: one.now.get("status", PASS) == PASS)
    return found[:MAX_CHECKS]


def _sources(reader: Reader) -> list[SourceAge]:
    last = {name: _last_row(reader, name) for name in LAST_ROWS if name in reader.manifest.inputs}
    return [
        _source(name, read, last.get(name)) for name, read in sorted(reader.manifest.inputs.items())
    ]


def _source(name: str, read: Mapping[str, Any], last_row: dt.datetime | None) -> SourceAge:
    files = read.get("files")
    times = [one["modified"] for one in files or () if one.get("modified")]
    return SourceAge(
        name,
        str(read.get("place", "")),
        None if files is None else len(files),
        None if files is None else sum(one.get("bytes") or 0 for one in files),
        max(map(dt.datetime.fromisoformat, times), default=None),
        last_row,
        str(read.get("where") or ""),
    )


def _last_row(reader: Reader, source: str) -> dt.datetime | None:
    name, column = LAST_ROWS[source]
    rows = reader.table(name, [column])
    if rows is None:
        return None
    until = F.col(column) < F.lit(reader.date + dt.timedelta(days=1))
    last: dt.datetime | None = take(rows.where(until).agg(F.max(column).alias("last")), 1)[0][
        "last"
    ]
    return last


def _balances(
    reader: Reader, trends: Trends, quarantine: Sequence[Group], findings: Sequence[Group]
) -> list[Balance]:
    """What became of the rows of users, gaggles and events, where the snapshot can say it."""
    quarantined = {"users": 0, "gaggles": 0, "events": 0}
    for group in quarantine:
        if group.source in quarantined:
            quarantined[group.source] += group.number
    contacts, users = reader.rows("contacts"), reader.rows("contact_aliases")
    gaggles, events = reader.rows("gaggle_facts"), trends.numbers[-1].values.get("events")
    found = []
    if contacts is not None and users is not None:
        parts = {COUNTED: contacts, JOINED: users - contacts}
        found.append(Balance("users", parts | {QUARANTINED: quarantined["users"]}))
    if gaggles is not None:
        parts = {COUNTED: gaggles, QUARANTINED: quarantined["gaggles"]}
        found.append(Balance("gaggles", parts))
    if events is not None:
        later = [one for one in findings if one.reason == Reason.EVENTS_AFTER_SNAPSHOT.of()]
        after = sum(int(row["value"] or 0) for one in later for row in one.samples)
        parts = {COUNTED: events, AFTER: after}
        found.append(Balance("events", parts | {QUARANTINED: quarantined["events"]}))
    return found
