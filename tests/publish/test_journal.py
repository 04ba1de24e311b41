"""What the next run finds after one has died, at every step of publishing, and what it does."""

from dataclasses import replace
from pathlib import Path

import pytest

from jafflegaggle.publish import Manifest, Table
from jafflegaggle.publish.files import Disk
from jafflegaggle.publish.journal import Journal
from jafflegaggle.publish.layout import new_run_id

OLD, NEW = (f"20211201T10000{second}.000000Z-00000000" for second in (1, 2))
DATE = "2021-12-01"
TABLES = ("contacts", "accounts")


class Died(BaseException):
    """The process is killed."""


class DyingDisk(Disk):
    """A disk whose process dies before the n-th change; an end without a word, like kill -9."""

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


def test_a_run_that_is_not_disturbed(root: Path) -> None:
    publish(journal_of(root), written(root, NEW))
    assert published(root) == {"manifest": {NEW}, "plain": {NEW}}
    assert sorted(path.name for path in (root / "_runs" / NEW).iterdir()) == sorted(TABLES)
    assert list(journal_of(root).recover()) == []


@pytest.mark.parametrize("step", range(7))
def test_whatever_a_run_died_before_the_next_one_goes_on(root: Path, step: int) -> None:
    manifest = written(root, NEW)
    dying = DyingDisk(step)
    try:
        publish(journal_of(root, dying), manifest)
    except Died:
        pass
    else:
        assert dying.changes >= 0  # the run ended before it could die

    assert len(published(root)["manifest"]) == 1
    told = list(journal_of(root).recover())
    if step == 0:
        assert told == [f"removed what run {NEW} left behind"]
        assert published(root) == {"manifest": {OLD}, "plain": {OLD}}
        assert not (root / "_runs" / NEW).exists()
    else:
        # Two tables are shown, then the manifest is written; from then on it is published.
        assert told == [f"finished the publication of run {NEW}"] * (step < 4)
        assert published(root) == {"manifest": {NEW}, "plain": {NEW}}
        assert sorted(path.name for path in (root / "_runs" / NEW).iterdir()) == sorted(TABLES)
    assert list(journal_of(root).recover()) == []


@pytest.mark.parametrize("step", range(9))
def test_whatever_a_removal_died_before_the_next_run_goes_on(root: Path, step: int) -> None:
    later = written(root, NEW, "2021-12-02")
    publish(journal_of(root), later)
    dying = DyingDisk(step)
    try:
        assert journal_of(root, dying).prune(1) == [DATE]
    except Died:
        assert step < 6

    told = list(journal_of(root).recover())
    is_gone = step > 0
    assert told == [f"finished the removal of run {OLD}"] * (1 <= step < 5)
    for place in (f"_runs/{OLD}", f"_manifests/{OLD}.json", f"contacts/snapshot_date={DATE}"):
        assert (root / place).exists() is not is_gone
    assert (root / "contacts/snapshot_date=2021-12-02/rows").exists()
    assert list(journal_of(root).recover()) == []


def test_a_run_that_failed_its_checks_goes_and_one_that_passed_stays(root: Path) -> None:
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


def test_what_is_no_run_is_left_alone(root: Path) -> None:
    Disk().write(f"{root}/_runs/notes/mine.txt", "mine")
    assert list(journal_of(root).recover()) == []
    assert (root / "_runs/notes/mine.txt").exists()


def test_a_manifest_that_cannot_be_read_is_named_and_passed_over(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Disk().write(f"{root}/_manifests/{NEW}.json", '{"format": 2}')
    assert [manifest.run_id for manifest in journal_of(root).manifests()] == [OLD]
    assert f"{root}/_manifests/{NEW}.json: passed over: a manifest of another format" in (
        capsys.readouterr().err
    )


def test_a_manifest_is_the_same_as_its_document(root: Path) -> None:
    manifest = replace(written(root, NEW), checks=({"check": "unique"},), published_at="now")
    assert Manifest.from_json(manifest.to_json()) == replace(manifest, checks=[{"check": "unique"}])
    with pytest.raises(ValueError, match="not a manifest"):
        Manifest.from_json('{"format": 1, "tables": 3}')


def test_a_run_comes_after_the_last_one_also_where_the_clock_was_set_back() -> None:
    last = "29991201T100000.000000Z-ffffffff"
    assert new_run_id(last) > last
    assert new_run_id() < last
