"""A kill before every single change of a publication, over real folders: one run or the other.

The folders are those of a run, with real hard links and swaps; their files hold plain text, since
no engine takes part after the checks.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jafflegaggle.publish import Manifest, Table
from jafflegaggle.publish.files import Disk
from jafflegaggle.publish.journal import Journal
from jafflegaggle.publish.plain import LinkedFolders
from tests.changes import watched

OLD, NEW, LATER = (f"20211201T10000{second}.000000Z-00000000" for second in (1, 2, 3))
DATE, OTHER_DATE = "2021-12-01", "2021-12-02"
TABLES = ("accounts", "contacts", "findings")
STATE = "user_history"  # stays in the run's folder, and has no plain folder


def journal_of(root: Path) -> Journal:
    return Journal(str(root), Disk(), LinkedFolders(root))


def written(root: Path, run_id: str, date: str) -> Manifest:
    """A run that has written its tables in two files each, a state, and a step."""
    for name in (*TABLES, STATE, "people"):
        folder = root / "_runs" / run_id / name
        folder.mkdir(parents=True)
        for part in range(2):
            (folder / f"{part}.parquet").write_text(f"{name} of {run_id}")
    tables = {name: Table(1, "a int", f"_runs/{run_id}/{name}") for name in TABLES}
    state = {"folders": [f"_runs/{run_id}/{STATE}"]}
    return Manifest(run_id, date, "1.0", "Spark", "abc", tables=tables, state=state)


def publish(root: Path, manifest: Manifest) -> None:
    journal = journal_of(root)
    journal.finish(journal.audit(manifest))


def recover(root: Path) -> list[str]:
    return list(journal_of(root).recover())


def runs_in(folder: Path) -> set[str]:
    """The runs that the files of a folder come from."""
    files = list(folder.glob("*.parquet"))
    assert not folder.exists() or len(files) == 2, f"{folder} holds a partial table: {files}"
    return {file.read_text().rpartition(" ")[2] for file in files}


def by_manifest(root: Path, date: str) -> str | None:
    """The run that a date's manifest publishes, with complete tables; None if there is none."""
    manifests = [m for m in journal_of(root).manifests() if m.snapshot_date == date]
    if not manifests:
        return None
    newest = max(manifests, key=lambda manifest: manifest.run_id)
    folders = [table.folder for table in newest.tables.values()]
    assert {run for folder in folders for run in runs_in(root / folder)} == {newest.run_id}
    return newest.run_id


def by_folders(root: Path, date: str) -> list[str | None]:
    """The run of each plain folder; None if the folder does not exist."""
    found = [runs_in(root / name / f"snapshot_date={date}") for name in TABLES]
    assert all(len(runs) <= 1 for runs in found), "a plain folder has files of two runs"
    return [next(iter(runs), None) for runs in found]


def assert_is_tidy(root: Path) -> None:
    """Only published runs exist, with their tables and their state."""
    published = {manifest.run_id for manifest in journal_of(root).manifests()}
    assert {path.name for path in (root / "_runs").iterdir()} == published
    for run_id in published:
        # A half-written text is hidden, and is removed with the run.
        names = {path.name for path in (root / "_runs" / run_id).glob("[!.]*")}
        assert names == {*TABLES, STATE}
    assert {path.name for path in (root / "_manifests").glob("[!.]*")} == {
        f"{run_id}.json" for run_id in published
    }


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Path]]:
    """Makes output folders in which the old run is published."""
    monkeypatch.setattr(os, "fsync", lambda _file: None)  # a kill is not a power cut
    numbers = iter(range(1_000_000))

    def make() -> Path:
        root = tmp_path / str(next(numbers))
        root.mkdir()
        publish(root, written(root, OLD, DATE))
        return root

    yield make
    shutil.rmtree(tmp_path)


def changes_of(root: Path, action: Callable[[], object]) -> int:
    """How many changes an action makes."""
    with watched(root) as watch:
        action()
    return watch.changes


def assert_published(root: Path, date: str, run_id: str | None) -> None:
    assert by_manifest(root, date) == run_id
    assert by_folders(root, date) == [run_id] * len(TABLES)


@pytest.mark.parametrize("date", [DATE, OTHER_DATE])
def test_a_kill_before_any_change_leaves_one_run_or_the_other(
    fresh: Callable[[], Path], date: str
) -> None:
    before = OLD if date == DATE else None
    root = fresh()
    manifest = written(root, NEW, date)
    changes = changes_of(root, lambda: publish(root, manifest))
    assert_published(root, date, NEW)
    assert changes > 3 * len(TABLES)
    ended = set()
    for number in range(1, changes + 1):
        root = fresh()
        manifest = written(root, NEW, date)
        with watched(root, die_before=number):
            publish(root, manifest)

        assert by_manifest(root, date) in (before, NEW), number
        assert set(by_folders(root, date)) <= {before, NEW}, number
        messages = recover(root)
        ended.add(by_manifest(root, date))
        assert_published(root, date, by_manifest(root, date))
        assert by_manifest(root, DATE) in ((OLD, NEW) if date == DATE else (OLD,))
        assert len(messages) <= 1, number
        recover(root)
        assert_is_tidy(root)
        publish(root, written(root, LATER, date))
        assert_published(root, date, LATER)
    assert ended == {before, NEW}


def test_a_second_kill_while_the_next_run_recovers_leaves_one_run_or_the_other(
    fresh: Callable[[], Path],
) -> None:
    root = fresh()
    manifest = written(root, NEW, DATE)
    changes = changes_of(root, lambda: publish(root, manifest))
    kills = 0
    for number in range(1, changes + 1, 3):
        again = 0
        while True:
            again += 1
            root = fresh()
            manifest = written(root, NEW, DATE)
            with watched(root, die_before=number):
                publish(root, manifest)
            with watched(root, die_before=again) as watch:
                recover(root)
            if watch.changes < again:
                break
            kills += 1
            assert by_manifest(root, DATE) in (OLD, NEW), (number, again)
            recover(root)
            recover(root)
            assert_published(root, DATE, by_manifest(root, DATE))
            assert_is_tidy(root)
    assert kills > changes


def test_recovery_completes_a_removal_killed_before_any_change(fresh: Callable[[], Path]) -> None:
    def remove(root: Path) -> object:
        return journal_of(root).prune(1)

    root = fresh()
    publish(root, written(root, NEW, OTHER_DATE))
    changes = changes_of(root, lambda: remove(root))
    assert by_folders(root, DATE) == [None] * len(TABLES)
    ended = set()
    for number in range(1, changes + 1):
        root = fresh()
        publish(root, written(root, NEW, OTHER_DATE))
        with watched(root, die_before=number):
            remove(root)

        assert by_manifest(root, OTHER_DATE) == NEW, number
        recover(root)
        recover(root)
        assert_published(root, OTHER_DATE, NEW)
        assert_published(root, DATE, by_manifest(root, DATE))
        assert_is_tidy(root)
        ended.add(by_manifest(root, DATE))
    assert ended == {OLD, None}
