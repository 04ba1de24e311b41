"""Readers while another process publishes the same date again and again: no table is ever broken.

Through the manifest, three tables come from one run. In the plain folders, each table by itself
comes from one run, or a listed file no longer exists when it is read: an error, not a table.
"""

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from jafflegaggle import read_snapshot
from jafflegaggle.engine import open_session
from tests.faults import runs
from tests.faults.companies import DATE, OTHER_DATE
from tests.faults.conftest import copy
from tests.faults.published import (
    Snapshot,
    by_folders,
    by_manifest,
    newest,
    plain,
    read_folder,
    rows_of,
)

PUBLICATIONS = 12 if "CI" in os.environ else 20
READ = ["contacts", "gaggle_facts", "accounts"]
# One process that publishes two configurations in turn, so many times.
PUBLISHER = """
import sys
from jafflegaggle.cli import main
configs, times, options = sys.argv[1:3], int(sys.argv[3]), sys.argv[4:]
sys.exit(any(main(["run", "--config", configs[i % 2], *options]) for i in range(times)))
"""
Read = Callable[[Path], Snapshot]


@dataclass(frozen=True)
class Seen:
    """What readers have seen, and how often: the days of the three tables."""

    by_manifest: Counter[str]
    by_engine: Counter[str]
    by_folders: Counter[str]
    output: Path


def through_the_manifest(output: Path) -> Snapshot:
    manifest = newest(output, DATE)
    assert manifest
    return {name: read_folder(output / manifest["tables"][name]["folder"]) for name in READ}


def in_the_folders(output: Path) -> Snapshot:
    """As most programs do: list the files of a table first, then read them."""
    listed = {name: sorted((output / name).glob("*/*.parquet")) for name in READ}
    return {name: rows_of(files) for name, files in listed.items()}


def start_publisher(old: Path, new: Path, output: Path) -> subprocess.Popen[str]:
    """Start a process that publishes the new day and the old one in turn."""
    options = ["--output", output, "--snapshot-date", DATE, "--engine", "embedded"]
    command = [sys.executable, "-c", PUBLISHER, new, old, PUBLICATIONS, *options]
    return subprocess.Popen(
        [str(part) for part in command],
        env=runs.environ(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.fixture(scope="module")
def seen(
    old: Path,
    new: Path,
    published_old: Path,
    old_snapshot: Snapshot,
    new_snapshot: Snapshot,
    tmp_path_factory: pytest.TempPathFactory,
) -> Seen:
    """Let three readers read in a loop, at the same time, during all the publications."""
    output = copy(published_old, tmp_path_factory.mktemp("readers") / "output")
    publisher = start_publisher(old, new, output)

    def day(name: str, rows: list[str]) -> str:
        days = [("old", old_snapshot), ("new", new_snapshot)]
        known = [word for word, snapshot in days if rows == snapshot[name]]
        return known[0] if known else f"neither ({len(rows)} rows)"

    def loop(read: Read, counts: Counter[str]) -> None:
        while publisher.poll() is None:
            try:
                tables = read(output)
                counts[", ".join(day(name, rows) for name, rows in tables.items())] += 1
            except Exception as error:  # noqa: BLE001 - the tests state which are allowed
                counts[type(error).__name__] += 1

    seen = Seen(Counter(), Counter(), Counter(), output)
    with open_session("embedded") as session:

        def with_the_engine(output: Path) -> Snapshot:
            tables = read_snapshot(session, str(output), DATE)
            return {name: plain(tables[name].toArrow().to_pylist()) for name in READ}

        readers: list[tuple[Read, Counter[str]]] = [
            (through_the_manifest, seen.by_manifest),
            (with_the_engine, seen.by_engine),
            (in_the_folders, seen.by_folders),
        ]
        threads = [threading.Thread(target=loop, args=reader) for reader in readers]
        for thread in threads:
            thread.start()
        ended = runs.end(publisher)
        for thread in threads:
            thread.join()
    assert ended.status == 0, ended.err
    assert ended.err.count(" publish: ") == PUBLICATIONS
    return seen


def test_through_the_manifest_all_tables_come_from_one_run(seen: Seen) -> None:
    assert set(seen.by_manifest) == {"old, old, old", "new, new, new"}
    assert seen.by_manifest.total() > 2 * PUBLICATIONS


def test_read_snapshot_returns_tables_of_one_run(seen: Seen) -> None:
    assert set(seen.by_engine) == {"old, old, old", "new, new, new"}


def test_each_plain_folder_is_that_of_one_run_or_an_error(seen: Seen) -> None:
    whole = {
        f"{a}, {b}, {c}" for a in ("old", "new") for b in ("old", "new") for c in ("old", "new")
    }
    assert set(seen.by_folders) <= whole | {"FileNotFoundError"}
    assert seen.by_folders["old, old, old"]
    assert seen.by_folders["new, new, new"]
    assert seen.by_folders.total() - seen.by_folders["FileNotFoundError"] > PUBLICATIONS


def test_a_date_that_is_removed_is_whole_or_gone(
    old: Path, published_old: Path, old_snapshot: Snapshot, tmp_path: Path
) -> None:
    output = copy(published_old, tmp_path / "output")
    folders = {name: output / name / f"snapshot_date={DATE}" for name in READ}
    seen: Counter[str] = Counter()
    call = runs.command(old, output, "--snapshot-date", OTHER_DATE, "--keep", "1")
    running = runs.start(call)
    while running.poll() is None:
        for name, folder in folders.items():
            files = sorted(folder.glob("*.parquet"))
            if not files:
                seen["emptied" if folder.exists() else "gone"] += 1
                continue
            try:
                is_whole = rows_of(files) == old_snapshot[name]
            except FileNotFoundError:
                seen["FileNotFoundError"] += 1
            else:
                seen["whole" if is_whole else f"{len(files)} files"] += 1
    ended = runs.end(running)

    assert ended.status == 0, ended.err
    assert seen["whole"] > 0
    assert set(seen) <= {"whole", "gone", "FileNotFoundError"}
    assert not any(folder.exists() for folder in folders.values())


def test_in_the_end_both_agree(seen: Seen, old_snapshot: Snapshot) -> None:
    assert by_manifest(seen.output, DATE) == old_snapshot
    assert by_folders(seen.output, DATE) == old_snapshot
