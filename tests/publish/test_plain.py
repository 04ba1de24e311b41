"""The plain folders of a date switch from one run's tables to another's in one step."""

import os
from pathlib import Path

import pytest

from jafflegaggle.errors import InputError
from jafflegaggle.publish import Manifest, Table, plain
from jafflegaggle.publish.plain import LinkedFolders, exchange

DATE = "2021-12-01"


def run(root: Path, run_id: str, *files: str) -> Manifest:
    """A run that has written contacts."""
    folder = root / "_runs" / run_id / "contacts"
    folder.mkdir(parents=True)
    for name in files:
        (folder / f"{name}.parquet").write_text(f"{run_id} {name}")
    (folder / "_SUCCESS").touch()
    tables = {"contacts": Table(1, "a int", f"_runs/{run_id}/contacts")}
    return Manifest(run_id, DATE, "1.0", "Spark", "abc", tables=tables)


def held(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir()}


@pytest.fixture(params=["swaps", "renames only", "no links"])
def kind_of_disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A filesystem that swaps folders, one that only renames, and one without hard links."""

    def refuse(*_: object) -> None:
        raise OSError("no links here")

    if request.param == "renames only":
        monkeypatch.setattr(plain, "_exchange_at_once", lambda _one, _other: False)
    if request.param == "no links":
        monkeypatch.setattr(os, "link", refuse)
    return str(request.param)


@pytest.mark.usefixtures("kind_of_disk")
def test_a_date_shows_the_last_run_and_the_replaced_one_stays_for_a_while(tmp_path: Path) -> None:
    folders = LinkedFolders(tmp_path)
    place = tmp_path / "contacts" / f"snapshot_date={DATE}"
    for run_id, files in (("old", ("a",)), ("new", ("a", "b"))):
        manifest = run(tmp_path, run_id, *files)
        folders.prepare(manifest)
        folders.expose(manifest)
        assert held(place) == {f"{name}.parquet": f"{run_id} {name}" for name in files}
        assert held(tmp_path / "_runs" / run_id / "contacts").keys() == {
            "_SUCCESS",
            *(f"{name}.parquet" for name in files),
        }
    assert held(tmp_path / "_runs" / "new" / "contacts.shown") == {"a.parquet": "old a"}


@pytest.mark.usefixtures("kind_of_disk")
def test_what_is_already_exposed_is_not_swapped_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = LinkedFolders(tmp_path)
    manifest = run(tmp_path, "new", "a")
    folders.prepare(manifest)
    folders.expose(manifest)
    monkeypatch.setattr(plain, "exchange", None)
    folders.expose(manifest)


def test_what_a_dead_run_half_prepared_is_prepared_again(tmp_path: Path) -> None:
    manifest = run(tmp_path, "new", "a", "b")
    half = tmp_path / "_runs" / "new" / "contacts.shown"
    half.mkdir()
    (half / "a.parquet").write_text("half")
    folders = LinkedFolders(tmp_path)
    folders.prepare(manifest)
    folders.expose(manifest)
    place = tmp_path / "contacts" / f"snapshot_date={DATE}"
    assert held(place) == {"a.parquet": "new a", "b.parquet": "new b"}


def test_files_with_the_same_name_are_not_mistaken_for_the_same_file(tmp_path: Path) -> None:
    place = tmp_path / "contacts" / f"snapshot_date={DATE}"
    place.mkdir(parents=True)
    (place / "empty.parquet").write_text("old empty")
    manifest = run(tmp_path, "new", "empty")
    LinkedFolders(tmp_path).prepare(manifest)
    LinkedFolders(tmp_path).expose(manifest)
    assert held(place) == {"empty.parquet": "new empty"}


def test_a_file_in_the_way_is_named_before_anything_changes(tmp_path: Path) -> None:
    place = tmp_path / "contacts" / f"snapshot_date={DATE}"
    place.parent.mkdir()
    place.write_text("mine")
    with pytest.raises(InputError) as error:
        LinkedFolders(tmp_path).prepare(run(tmp_path, "new", "a"))
    assert str(error.value) == f"{place}: a file is in the way; move it elsewhere"
    assert place.read_text() == "mine"


def test_no_permission_is_reported_before_anything_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path).name != "_manifests")
    with pytest.raises(InputError) as error:
        LinkedFolders(tmp_path).prepare(run(tmp_path, "new", "a"))
    assert str(error.value) == f"{tmp_path}/_manifests: cannot be written (no permission)"


def shown(root: Path, run_id: str = "old") -> Path:
    """The plain folder of a run that was published."""
    manifest = run(root, run_id, "a")
    (root / "_manifests").mkdir(exist_ok=True)
    LinkedFolders(root).prepare(manifest)
    LinkedFolders(root).expose(manifest)
    return root / "contacts" / f"snapshot_date={DATE}"


def test_a_folder_that_may_not_be_moved_is_reported_before_anything_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = shown(tmp_path)
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != place)
    with pytest.raises(InputError) as error:
        LinkedFolders(tmp_path).prepare(run(tmp_path, "new", "a"))
    assert str(error.value) == f"{place}: cannot be written (no permission)"
    assert held(place) == {"a.parquet": "old a"}


@pytest.mark.parametrize("elsewhere", ["contacts", f"snapshot_date={DATE}", "_manifests"])
def test_a_folder_on_another_filesystem_is_reported_before_anything_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: str
) -> None:
    place = shown(tmp_path)
    monkeypatch.setattr(plain, "_disk", lambda folder: folder.name == elsewhere)
    with pytest.raises(
        InputError, match=rf"{elsewhere}: is on a different filesystem than {tmp_path}"
    ):
        LinkedFolders(tmp_path).prepare(run(tmp_path, "new", "a"))
    assert held(place) == {"a.parquet": "old a"}


def test_a_removed_folder_disappears_as_a_whole(tmp_path: Path) -> None:
    place = shown(tmp_path)
    manifest = Manifest("old", DATE, "1.0", "Spark", "abc")
    for _ in range(2):
        LinkedFolders(tmp_path).remove("contacts", manifest)
        assert not place.exists()
        assert held(tmp_path / "_runs/old/contacts.gone") == {"a.parquet": "old a"}


def test_this_machine_swaps_folders_in_one_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / folder.name).touch()
    if not plain._exchange_at_once(one, other):
        pytest.skip("not on this operating system or disk")
    assert (held(one), held(other)) == ({"other": ""}, {"one": ""})
    monkeypatch.setattr(Path, "rename", None)
    exchange(one, other)
    assert (held(one), held(other)) == ({"one": ""}, {"other": ""})
