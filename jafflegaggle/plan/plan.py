"""A plan: everything that a run would change, as it was found."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.frames import union_all
from jafflegaggle.identity.lines import MergeLine
from jafflegaggle.plan.section import CHANGE, PlanSection, Tables
from jafflegaggle.plan.sections import SECTIONS
from jafflegaggle.publish import Manifest

# Of a section that is longer, JSON has the first rows; its counts are of all.
MAX_ROWS = 1000
NOTHING_BEFORE = "No snapshot to compare with: a run would publish all of it for the first time."


@dataclass(frozen=True)
class Found:
    """What a section found.

    Attributes:
        section: the section.
        counts: the number of its changes, by kind.
        rows: its first rows.
    """

    section: PlanSection
    counts: Mapping[str, int]
    rows: Sequence[Mapping[str, Any]]

    @property
    def total(self) -> int:
        """The number of its changes."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class CrmPlan:
    """What a load of the run into the CRM would change.

    Attributes:
        counts: the number of records by object and operation.
        against: what it is held against, for people.
        stopped: why it would not be loaded as it is.
    """

    counts: Mapping[str, Mapping[str, int]]
    against: str
    stopped: Sequence[str]


@dataclass(frozen=True)
class Plan:
    """What a run would change.

    Attributes:
        snapshot_date: the date of the run.
        compared_with: the snapshot that it is held against; None if there is none.
        tried: the lines that were tried, by the list's name.
        found: what each section found; none without a snapshot.
        rows_before: the rows of each table of that snapshot.
        rows_now: the rows of each table now.
        failed: the checks that fail: nothing would be published.
        warned: the checks that warn.
        crm: what a load into the CRM would change; None if none is configured.
    """

    snapshot_date: str
    compared_with: Manifest | None
    tried: Mapping[str, Sequence[MergeLine]]
    found: Sequence[Found]
    rows_before: Mapping[str, int]
    rows_now: Mapping[str, int]
    failed: Sequence[str] = field(default_factory=tuple)
    warned: Sequence[str] = field(default_factory=tuple)
    crm: CrmPlan | None = None

    @property
    def tables(self) -> list[tuple[str, int | None, int | None]]:
        """Each table with its rows before and now; the checks' own results are no change."""
        names = [name for name in {**self.rows_now, **self.rows_before} if name != "check_results"]
        return [(name, self.rows_before.get(name), self.rows_now.get(name)) for name in names]

    @property
    def has_changes(self) -> bool:
        """Whether anything changes; without a snapshot to compare with, everything does.

        What was not loaded into the CRM yet is no change of the run.
        """
        is_other = any(before != now for _, before, now in self.tables)
        return self.compared_with is None or is_other or any(one.total for one in self.found)

    def to_json(self) -> str:
        """The plan as a JSON document."""
        before = self.compared_with
        document = {
            "snapshot_date": self.snapshot_date,
            "compared_with": before
            and {"snapshot_date": before.snapshot_date, "run_id": before.run_id},
            "has_changes": self.has_changes,
            "tried": [
                {"list": name, "old": line.old, "new": line.new}
                for name, of_list in self.tried.items()
                for line in of_list
            ],
            "checks": {"failed": list(self.failed), "warned": list(self.warned)},
            "tables": [
                {"table": name, "before": before, "now": now} for name, before, now in self.tables
            ],
            "sections": {
                one.section.name: {"counts": dict(one.counts), "rows": list(one.rows)}
                for one in self.found
            }
            | ({"crm": asdict(self.crm)} if self.crm else {}),
        }
        return json.dumps(document, indent=1, ensure_ascii=False, default=str)


def compare(before: Tables, now: Tables) -> list[Found]:
    """What each section finds; the rows that come to the driver are bounded.

    Args:
        before: the tables of the last snapshot.
        now: the tables of the run.
    """
    changes = {one.name: one.changes(before, now) for one in SECTIONS}
    counts = _counts(changes)
    return [
        Found(one, counts[one.name], _first(one, changes[one.name]) if counts[one.name] else ())
        for one in SECTIONS
    ]


def _counts(changes: Mapping[str, DataFrame]) -> dict[str, dict[str, int]]:
    """The number of changes of each kind and section, in one job."""
    named = (
        rows.select(F.lit(name).alias("section"), F.col(CHANGE)) for name, rows in changes.items()
    )
    counted = union_all(named).groupBy("section", CHANGE).agg(F.count(F.lit(1)).alias("rows"))
    counts: dict[str, dict[str, int]] = {name: {} for name in changes}
    for row in sorted(tuple(row) for row in counted.collect()):
        counts[row[0]][row[1]] = row[2]
    return counts


def _first(section: PlanSection, changes: DataFrame) -> list[dict[str, Any]]:
    rows = changes.orderBy(*section.order).limit(section.shown or MAX_ROWS)
    return [row.asDict() for row in rows.select(CHANGE, *section.columns).collect()]
