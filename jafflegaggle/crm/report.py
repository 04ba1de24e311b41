"""A change set for people and programs: a page within 100 columns, and JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jafflegaggle.crm.baseline import Baseline
from jafflegaggle.crm.change_set import ChangeSet, load_order
from jafflegaggle.crm.columns import CHANGE_COLUMNS, UNCHANGED
from jafflegaggle.models.audit.crm_changes import OPERATIONS
from jafflegaggle.report.layout import fit, one_line, section

SHOWN = 20
MAX_ROWS = 1000  # in JSON
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Shown:
    """What is shown of a change set.

    Attributes:
        change_set: the change set.
        counts: the number of records by object and operation.
        rows: its first rows, in the order in which they are loaded.
        stopped: why it must not be loaded as it is.
    """

    change_set: ChangeSet
    counts: Counts
    rows: Sequence[Mapping[str, Any]]
    stopped: Sequence[str] = ()


def first_rows(change_set: ChangeSet, number: int = MAX_ROWS) -> list[dict[str, Any]]:
    """The first changes, in the order in which they are loaded."""
    rows = change_set.table().orderBy(*load_order()).limit(number)
    return [row.asDict() for row in rows.select(*CHANGE_COLUMNS).collect()]


def to_json(shown: Shown) -> str:
    """A change set as a JSON document, with its first rows."""
    one = shown.change_set
    baseline = one.baseline
    document = {
        "snapshot_date": one.snapshot_date,
        "run_id": one.run_id,
        "system": one.mapping.system,
        "baseline": {
            "export": baseline.export,
            "acknowledged_at": baseline.acknowledged_at,
            "counts": dict(baseline.counts),
        }
        if baseline.id
        else None,
        "no_baseline": baseline.why_none,
        "counts": {object_: dict(of) for object_, of in shown.counts.items()},
        "stopped": list(shown.stopped),
        "rows": list(shown.rows),
    }
    return json.dumps(document, indent=1, ensure_ascii=False)


def to_text(shown: Shown) -> str:
    """A change set as a page: its counts, then its first rows."""
    one = shown.change_set
    head = f"Changes    snapshot of {one.snapshot_date}, for the CRM {one.mapping.system}"
    changed = sum(of[name] for of in shown.counts.values() for name in OPERATIONS)
    parts = [f"{head}\nAgainst    {against(one.baseline)}", counts_section(shown.counts)]
    if shown.rows:
        header = ("object", "operation", "key", "from or into", "fields")
        cells = fit(header, [_cells(row) for row in shown.rows[:SHOWN]])
        left = changed - len(cells)
        title = (
            f"The first {len(cells)} changes, in the order of loading" if left else "All changes"
        )
        parts.append(section(title, header, cells))
        if left:
            parts[-1] += f"\n  and {left:,} more"
    else:
        parts.append("No changes.")
    return "\n\n".join(parts)


def counts_section(counts: Counts) -> str:
    """The number of records by object and operation, as a table."""
    header = ("object", *OPERATIONS, UNCHANGED)
    rows = [(object_, *(of[name] for name in header[1:])) for object_, of in counts.items()]
    return section("Records", header, rows)


def against(baseline: Baseline) -> str:
    """What a change set is held against, or why it is against nothing."""
    if not baseline.id:
        return baseline.why_none
    return f"export {baseline.export}, acknowledged at {baseline.acknowledged_at}"


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    other = ""
    if row["previous_key"] is not None:
        other = f"from {row['previous_key']}"
    elif row["merged_into"] is not None:
        other = f"into {row['merged_into']}"
    fields = ", ".join(row["changed_fields"] or [])
    texts = (row["object"], row["operation"], row["key"], other, fields)
    return tuple(one_line(text) for text in texts)
