"""Recovery: what the next run does after one died at any step of publishing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyarrow.fs import LocalFileSystem

from jafflegaggle.errors import InputError
from jafflegaggle.publish import Manifest, Table
from jafflegaggle.publish.evidence import Evidence
from jafflegaggle.publish.files import Disk
from jafflegaggle.publish.journal import Journal
from jafflegaggle.publish.layout import new_run_id
from jafflegaggle.publish.reach import ArrowFiles

OLD, NEW, LATER = (f"20211201T10000{second}.000000Z-00000000" for second in (1, 2, 3))
DATE = "2021-12-01"
TABLES = ("contacts", "accounts")


class Died(BaseException):
    """The process is killed."""


class DyingDisk(Disk):
    """A disk whose process dies before the n-th change, without any clean-up, like kill -9."""

    def __init__(self, changes: int) -> None:
        self.changes = changes

    def change(self) -> None:
        if not self.changes:
            raise Died
        self.changes -= 1

    def write(self, path: str, text: str) -> None:
        self.change()
        super().write(path, text)

    def move(self, path: str, target: str) -> None:
        self.change()
        super().move(path, target)

    def remove(self, path: str) -> None:
        self.change()
        super().remove(path)


class CopiedFolders:
    """Plain folders for tables that are folders with one text each."""

    def __init__(self, root: Path, files: Disk) -> None:
        self.root = root
        self.files = files

    def prepare(self, manifest: Manifest) -> None:
        pass

    def expose(self, manifest: Manifest) -> None:
        for name, table in manifest.tables.items():
            text = (self.root / table.folder / "rows").read_text()
            self.files.write(
                f"{self.root}/{name}/snapshot_date={manifest.snapshot_date}/rows", text
            )

    def remove(self, name: str, manifest: Manifest) -> None:
        self.files.remove(f"{self.root}/{name}/snapshot_date={manifest.snapshot_date}")


def journal_of(root: Path, disk: Disk | None = None) -> Journal:
    files = disk or Disk()
    (root / "_manifests").mkdir(exist_ok=True)
    return Journal(str(root), files, CopiedFolders(root, files))


def written(root: Path, run_id: str, date: str = DATE) -> Manifest:
    """A run that has written its tables, and an intermediate one."""
    for name in (*TABLES, "people"):
        Disk().write(f"{root}/_runs/{run_id}/{name}/rows", f"{name} of {run_id}")
    tables = {name: Table(1, "a int", f"_runs/{run_id}/{name}") for name in TABLES}
    return Manifest(run_id, date, "1.0", "Spark", "abc", tables=tables)


def published(root: Path) -> dict[str, set[str]]:
    """The runs that a reader sees: through the manifest, and in the plain folders."""
    manifests = [m for m in journal_of(root).manifests() if m.snapshot_date == DATE]
    newest = max(manifests, key=lambda manifest: manifest.run_id)
    rows = {
        name: (root / table.folder / "rows").read_text() for name, table in newest.tables.items()
    }
    plain = {name: (root / name / f"snapshot_date={DATE}" / "rows").read_text() for name in TABLES}
    return {
        "manifest": {text.rpartition(" ")[2] for text in rows.values()},
        "plain": {text.rpartition(" ")[2] for text in plain.values()},
    }


def publish(journal: Journal, manifest: Manifest) -> None:
    journal.finish(journal.audit(manifest))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    publish(journal_of(tmp_path), written(tmp_path, OLD))
    return tmp_path


def test_a_run_that_is_not_interrupted(root: Path) -> None:
    publish(journal_of(root), written(root, NEW))
    assert published(root) == {"manifest": {NEW}, "plain": {NEW}}
    assert sorted(path.name for path in (root / "_runs" / NEW).iterdir()) == sorted(TABLES)
    assert list(journal_of(root).recover()) == []


@pytest.mark.parametrize("step", range(7))
def test_the_next_run_continues_after_a_death_at_any_step_of_publishing(
    root: Path, step: int
) -> None:
    manifest = written(root, NEW)
    dying = DyingDisk(step)
    try:
        publish(journal_of(root, dying), manifest)
    except Died:
        pass
    else:
        assert dying.changes >= 0  # the run ended before it could die

    assert len(published(root)["manifest"]) == 1
    messages = list(journal_of(root).recover())
    if step == 0:
        assert messages == [f"removed what run {NEW} left behind"]
        assert published(root) == {"manifest": {OLD}, "plain": {OLD}}
        assert not (root / "_runs" / NEW).exists()
    else:
        # Two tables are shown, then the manifest is written; from then on it is published.
        assert messages == [f"finished the publication of run {NEW}"] * (step < 4)
        assert published(root) == {"manifest": {NEW}, "plain": {NEW}}
        assert sorted(path.name for path in (root / "_runs" / NEW).iterdir()) == sorted(TABLES)
    assert list(journal_of(root).recover()) == []


@pytest.mark.parametrize("step", range(9))
def test_the_next_run_continues_after_a_death_at_any_step_of_a_removal(
    root: Path, step: int
) -> None:
    later = written(root, NEW, "2021-12-02")
    publish(journal_of(root), later)
    dying = DyingDisk(step)
    try:
        assert journal_of(root, dying).prune(1) == [DATE]
    except Died:
        assert step < 6

    messages = list(journal_of(root).recover())
    is_gone = step > 0
    assert messages == [f"finished the removal of run {OLD}"] * (1 <= step < 5)
    for place in (f"_runs/{OLD}", f"_manifests/{OLD}.json", f"contacts/snapshot_date={DATE}"):
        assert (root / place).exists() is not is_gone
    assert (root / "contacts/snapshot_date=2021-12-02/rows").exists()
    assert list(journal_of(root).recover()) == []


def test_a_run_that_failed_its_checks_is_dropped_and_one_that_passed_stays(root: Path) -> None:
    journal = journal_of(root)
    manifest = written(root, NEW)
    journal.drop(OLD)
    journal.audit(manifest)
    journal.drop(NEW)
    assert {path.name for path in (root / "_runs").iterdir()} == {OLD, NEW}
    failed = new_run_id(NEW)
    written(root, failed)
    journal.drop(failed)
    assert {path.name for path in (root / "_runs").iterdir()} == {OLD, NEW}


class StubbornDisk(Disk):
    """A disk with a colleague's files, which nobody else may remove."""

    def __init__(self, *stays: str) -> None:
        self.stays = stays

    def remove(self, path: str) -> None:
        if path.endswith(self.stays):
            raise PermissionError(13, "Permission denied", f"{path}/rows")
        super().remove(path)


def test_a_replaced_run_that_cannot_be_removed_is_reported_and_the_run_continues(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stubborn = journal_of(root, StubbornDisk(OLD))
    for run_id in (NEW, LATER):
        publish(stubborn, written(root, run_id))
    message = (
        f"{root}/_runs/{OLD}: cannot be removed ([Errno 13] Permission denied: "
        f"'{root}/_runs/{OLD}/rows'); every run will try again"
    )
    assert caplog.messages == [message]
    assert list(stubborn.recover()) == []
    assert caplog.messages == [message, message]
    assert published(root) == {"manifest": {LATER}, "plain": {LATER}}

    assert list(journal_of(root).recover()) == [f"removed what run {OLD} left behind"]
    assert not (root / "_runs" / OLD).exists()


@pytest.mark.parametrize("stays", [OLD, f"contacts/snapshot_date={DATE}", f"{OLD}.json"])
def test_the_next_run_tries_again_to_remove_a_snapshot(
    root: Path, caplog: pytest.LogCaptureFixture, stays: str
) -> None:
    publish(journal_of(root), written(root, NEW, "2021-12-02"))
    stubborn = journal_of(root, StubbornDisk(stays))
    assert stubborn.prune(1) == []
    assert list(stubborn.recover()) == []
    assert f"{stays}: cannot be removed (" in caplog.text
    assert list(journal_of(root).recover()) == [f"finished the removal of run {OLD}"]
    assert {path.name for path in root.glob("*/*")} == {
        NEW,
        f"{NEW}.json",
        "snapshot_date=2021-12-02",
    }


def test_the_date_just_published_is_not_removed(root: Path) -> None:
    publish(journal_of(root), written(root, NEW, "2021-12-02"))
    assert journal_of(root).prune(1, but=DATE) == []
    assert journal_of(root).prune(1) == [DATE]


def test_a_partially_published_run_is_reported_and_the_next_one_finishes_it(
    root: Path,
) -> None:
    class Refusing(CopiedFolders):
        def expose(self, manifest: Manifest) -> None:
            raise PermissionError(13, f"Permission denied for {manifest.run_id}", "accounts")

    journal = Journal(str(root), Disk(), Refusing(root, Disk()))
    with pytest.raises(InputError) as error:
        publish(journal, written(root, NEW))
    assert str(error.value) == (
        f"{root}: run {NEW} has passed its checks, but is partially published ([Errno 13] "
        f"Permission denied for {NEW}: 'accounts'); fix that, and the next run finishes it. "
        f"Until then the plain folders of {DATE} may come from two runs: use read_snapshot"
    )
    journal.drop(NEW)
    assert list(journal_of(root).recover()) == [f"finished the publication of run {NEW}"]
    assert published(root) == {"manifest": {NEW}, "plain": {NEW}}


def test_a_folder_that_is_not_a_run_is_left_alone(root: Path) -> None:
    Disk().write(f"{root}/_runs/notes/mine.txt", "mine")
    assert list(journal_of(root).recover()) == []
    assert (root / "_runs/notes/mine.txt").exists()


@pytest.mark.parametrize(
    ("content", "error_text"),
    [
        (b'{"format": 2}', "a manifest of format 2, expected 1"),
        (b"[]", "not a manifest"),
        (b"", "Expecting value"),
        (b"\xff\xfe", "'utf-8' codec can't decode byte 0xff"),
    ],
)
@pytest.mark.parametrize("place", ["_manifests/{}.json", "_runs/{}/audited.json"])
def test_an_unreadable_manifest_is_named_and_what_it_publishes_stays(
    root: Path, place: str, content: bytes, error_text: str
) -> None:
    written(root, NEW)
    file = root / place.format(NEW)
    file.write_bytes(content)
    for _ in range(2):
        with pytest.raises(InputError) as error:
            list(journal_of(root).recover())
        assert str(error.value).startswith(f"{file}: cannot be read as a manifest ({error_text}")
        assert "use the version of jafflegaggle that wrote it, or restore the file" in (
            str(error.value)
        )
    journal_of(root).drop(NEW)
    assert (root / "_runs" / NEW / "contacts/rows").exists()
    assert file.read_bytes() == content


@pytest.mark.parametrize("files", [Disk(), ArrowFiles(LocalFileSystem())], ids=["disk", "arrow"])
def test_a_failed_run_is_neither_finished_nor_removed(root: Path, files: Disk) -> None:
    written(root, NEW)
    evidence = Evidence(str(root), files)
    assert evidence.retain(NEW, ["accounts"]) == f"{root}/_runs/{NEW}"
    journal = journal_of(root)
    journal.drop(NEW)
    assert list(journal.recover()) == []
    assert published(root) == {"manifest": {OLD}, "plain": {OLD}}
    assert {path.name for path in (root / "_runs" / NEW).iterdir()} == {"accounts", "failed.json"}

    evidence.remove()
    assert [path.name for path in (root / "_runs").iterdir()] == [OLD]


def test_a_failure_to_keep_evidence_is_logged(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    written(root, NEW)
    assert Evidence(str(root), StubbornDisk("contacts")).retain(NEW, ["accounts"]) == ""
    assert "the tables of the failed run are lost ([Errno 13]" in caplog.text


def test_a_file_that_is_not_a_manifest_is_left_alone(root: Path) -> None:
    Disk().write(f"{root}/_manifests/notes.json", "mine")
    assert [manifest.run_id for manifest in journal_of(root).manifests()] == [OLD]


class Throttled(ArrowFiles):
    """A store that refuses to serve some files, with the error type of a missing file."""

    def __init__(self, name: str) -> None:
        super().__init__(self)
        self.type_name = "local"
        self.name = name

    def __getattr__(self, called: str) -> Any:
        return getattr(LocalFileSystem(), called)

    def open_input_stream(self, path: str) -> Any:
        if path.endswith(self.name):
            raise OSError("AWS Error SLOW_DOWN")
        return LocalFileSystem().open_input_stream(path)


@pytest.mark.parametrize("name", [f"{OLD}.json", "audited.json"])
def test_a_read_that_fails_on_an_object_store_removes_nothing(root: Path, name: str) -> None:
    manifest = written(root, NEW)
    journal_of(root).audit(manifest)
    before = {path: path.stat().st_size for path in root.rglob("*") if path.is_file()}
    journal = Journal(str(root), Throttled(name), CopiedFolders(root, Disk()))
    with pytest.raises(OSError, match=rf"{name}: AWS Error SLOW_DOWN"):
        list(journal.recover())
    journal.drop(NEW)
    with pytest.raises(OSError, match="SLOW_DOWN"):
        Throttled("audited.json").move(f"{root}/_runs/{NEW}/audited.json", f"{root}/x.json")
    assert {path: path.stat().st_size for path in root.rglob("*") if path.is_file()} == before


def test_a_missing_file_is_not_moved_as_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"a\.json: it is gone"):
        ArrowFiles(LocalFileSystem()).move(f"{tmp_path}/a.json", f"{tmp_path}/b.json")
    assert list(tmp_path.iterdir()) == []


def test_a_manifest_survives_the_round_trip_through_json(root: Path) -> None:
    manifest = replace(written(root, NEW), checks=({"check": "unique"},), published_at="now")
    assert Manifest.from_json(manifest.to_json()) == replace(manifest, checks=[{"check": "unique"}])
    with pytest.raises(ValueError, match="not a manifest"):
        Manifest.from_json('{"format": 1, "tables": 3}')


def test_a_run_sorts_after_the_last_one_even_if_the_clock_was_set_back() -> None:
    last = "29991201T100000.000000Z-ffffffff"
    assert new_run_id(last) > last
    assert new_run_id() < last
