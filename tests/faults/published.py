"""Reads an output folder as other programs would: with plain Arrow and JSON."""

import datetime as dt
import fcntl
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from pyarrow import parquet

Snapshot = dict[str, list[str]]

BY_DATE = "days_since_last_event"  # the same rows are published under several dates


def rows_of(files: list[Path]) -> list[str]:
    """The rows of Parquet files, in a form that all engines share."""
    # The file, not its folder, so that partition values in the path are not added.
    read = [parquet.ParquetFile(file, coerce_int96_timestamp_unit="us").read() for file in files]
    return plain([row for table in read for row in table.to_pylist()])


def plain(rows: list[dict[str, Any]]) -> list[str]:
    """Rows as text, sorted: times without their zone, and nothing that the date alone changes."""
    return sorted(
        str({name: _without_zone(cell) for name, cell in row.items() if name != BY_DATE})
        for row in rows
    )


def _without_zone(cell: Any) -> Any:
    return cell.replace(tzinfo=None) if isinstance(cell, dt.datetime) else cell


def read_folder(folder: Path) -> list[str]:
    """The rows of a folder, which holds at least one file."""
    files = sorted(folder.glob("*.parquet"))
    assert files, f"{folder} holds no table"
    return rows_of(files)


def manifests(root: Path) -> list[dict[str, Any]]:
    """All manifests, in the order of their runs."""
    found = []
    for file in (root / "_manifests").glob("[!.]*.json"):
        with suppress(FileNotFoundError):  # a replaced one may be removed meanwhile
            found.append(json.loads(file.read_text(encoding="utf-8")))
    return sorted(found, key=lambda manifest: str(manifest["run_id"]))


def newest(root: Path, date: str) -> dict[str, Any] | None:
    """The manifest that counts for a date."""
    of_date = [manifest for manifest in manifests(root) if manifest["snapshot_date"] == date]
    return of_date[-1] if of_date else None


def by_manifest(root: Path, date: str) -> Snapshot | None:
    """The snapshot of a date by its manifest; None if there is none."""
    manifest = newest(root, date)
    if manifest is None:
        return None
    tables = {
        name: read_folder(root / table["folder"]) for name, table in manifest["tables"].items()
    }
    assert {name: len(rows) for name, rows in tables.items()} == {
        name: table["rows"] for name, table in manifest["tables"].items()
    }
    return {name: _of_this_run(rows) for name, rows in tables.items()}


SINCE_LAST = (
    "max_rows_lost_since_last_snapshot",
    "line_vanished",
    "line_skipped",
    "account_shrank",
)


def by_folders(root: Path, date: str) -> Snapshot:
    """The snapshot of a date by its plain folders."""
    folders = {name: root / name / f"snapshot_date={date}" for name in plain_tables(root)}
    return {name: _of_this_run(read_folder(folder)) for name, folder in folders.items()}


def _of_this_run(rows: list[str]) -> list[str]:
    """The rows without the check and the findings that compare with the previous snapshot."""
    return [row for row in rows if not any(f"'{name}'" in row for name in SINCE_LAST)]


def plain_tables(root: Path) -> set[str]:
    """The tables that have a plain folder."""
    return {path.name for path in root.iterdir() if not path.name.startswith("_")}


def dead_runs(root: Path) -> dict[str, bool]:
    """The runs without a manifest, and whether each had passed its checks."""
    published = {manifest["run_id"] for manifest in manifests(root)}
    runs = [run for run in (root / "_runs").glob("*") if run.name not in published]
    return {run.name: (run / "audited.json").exists() for run in runs}


def is_locked(root: Path) -> bool:
    """Whether some process holds the output."""
    with (root / "_lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def named_by(manifest: dict[str, Any]) -> set[str]:
    """The folders of tables and state, and the documents, that a manifest names."""
    folders = {table["folder"] for table in manifest["tables"].values()}
    return folders | set(manifest["state"].get("folders", ())) | set(manifest["documents"].values())


def assert_is_tidy(root: Path, recovered: int = 1) -> None:
    """Nothing is left of runs that are not published, nor of what published ones needed.

    For each date there are the published run and the one it has just replaced; and, until the next
    run, what was swapped out of the plain folders, since somebody may have begun to list it.

    Args:
        root: the output folder.
        recovered: how many dead runs the last one may have finished; what they replaced also stays.
    """
    assert not is_locked(root)
    found = manifests(root)
    assert {run.name for run in (root / "_runs").iterdir()} == {m["run_id"] for m in found}
    for manifest in found:
        named = named_by(manifest)
        run = root / "_runs" / manifest["run_id"]
        left = {str(path.relative_to(root)) for path in run.iterdir()} - named
        if manifest in found[-1 - recovered :]:
            left -= {f"{folder}.shown" for folder in named}
        assert not left
    dates = [manifest["snapshot_date"] for manifest in found]
    assert all(dates.count(date) <= 2 for date in dates)
    files = {file.name for file in (root / "_manifests").iterdir()}
    assert files == {f"{manifest['run_id']}.json" for manifest in found}
    assert {path.name for path in root.glob("_*")} == {"_runs", "_manifests", "_lock"}
    for table in plain_tables(root):
        assert {path.name for path in (root / table).iterdir()} == {
            f"snapshot_date={date}" for date in dates
        }
