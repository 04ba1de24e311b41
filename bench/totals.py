"""The totals that all contestants must agree on, read from the Parquet that they wrote."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.dataset as ds

Totals = Mapping[str, int]

# The rows of a table, or the sum of one of its columns.
ROWS = {"contacts": "contacts", "gaggles": "gaggle_facts", "accounts": "accounts"}
SUMS = {"events": "number_of_events", "orders": "number_of_orders"}


def totals(output: Path) -> dict[str, int]:
    """The totals of a contestant; the floor has events and orders only.

    Args:
        output: its folder; each table is a subfolder with Parquet files at any depth.
    """
    found = {
        name: _table(output, table).count_rows()
        for name, table in ROWS.items()
        if (output / table).is_dir()
    }
    table = "contacts" if (output / "contacts").is_dir() else "user_activity"
    sums = dict.fromkeys(SUMS, 0)
    for batch in _table(output, table).to_batches(columns=list(SUMS.values())):
        for name, column in SUMS.items():
            sums[name] += pc.sum(batch[column]).as_py() or 0
    return found | sums


def disagreements(found: Iterable[tuple[str, Totals]]) -> list[str]:
    """The totals on which contestants disagree, one line per total; empty if they agree.

    Args:
        found: contestants and their totals; a missing total is ignored.
    """
    by_total: dict[str, dict[int, set[str]]] = {}
    for contestant, of_contestant in found:
        for name, value in of_contestant.items():
            by_total.setdefault(name, {}).setdefault(value, set()).add(contestant)
    return [
        f"{name}: "
        + "; ".join(f"{value:,} ({', '.join(sorted(who))})" for value, who in values.items())
        for name, values in by_total.items()
        if len(values) > 1
    ]


def _table(output: Path, table: str) -> ds.Dataset:
    return ds.dataset(output / table, format="parquet")
