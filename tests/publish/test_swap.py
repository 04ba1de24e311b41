"""A folder shows the files of another one, from one moment to the next."""

import os
from pathlib import Path

import pytest

from jafflegaggle.publish import swap


def parquet(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / f"{name}.parquet").write_text(f"{folder.name} {name}")
    return folder


def shown(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir()}


@pytest.fixture(params=["exchanges", "renames only", "no links"])
def kind_of_disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The disk of this machine, one that cannot exchange folders, and one without links."""

    def refuse(*_: object) -> None:
        raise OSError("no links here")

    if request.param == "renames only":
        monkeypatch.setattr(swap, "_exchange", lambda _one, _other: False)
    if request.param == "no links":
        monkeypatch.setattr(os, "link", refuse)
    return str(request.param)


@pytest.mark.usefixtures("kind_of_disk")
def test_a_folder_shows_the_files_of_another(tmp_path: Path) -> None:
    place, aside = tmp_path / "contacts" / "date", tmp_path / "aside"
    for run in ("old", "new"):
        files = parquet(tmp_path / run, "a", "b")
        (files / "_SUCCESS").touch()
        swap.expose(files, place, aside)
        assert shown(place) == {"a.parquet": f"{run} a", "b.parquet": f"{run} b"}
        assert shown(files).keys() == {"_SUCCESS", "a.parquet", "b.parquet"}
        assert {path.name for path in tmp_path.iterdir()} == {"contacts", "old", "new"} - (
            {"new"} if run == "old" else set()
        )


def test_what_a_dead_run_had_begun_is_begun_again(tmp_path: Path) -> None:
    files = parquet(tmp_path / "new", "a")
    aside = parquet(tmp_path / "aside", "half")
    swap.expose(files, tmp_path / "place", aside)
    assert shown(tmp_path / "place") == {"a.parquet": "new a"}


def test_what_is_shown_already_is_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = parquet(tmp_path / "new", "a")
    swap.expose(files, tmp_path / "place", tmp_path / "aside")
    monkeypatch.setattr(swap, "_link", None)
    swap.expose(files, tmp_path / "place", tmp_path / "aside")


def test_files_of_the_same_name_are_not_taken_for_the_same(tmp_path: Path) -> None:
    place = parquet(tmp_path / "place", "empty")
    swap.expose(parquet(tmp_path / "new", "empty"), place, tmp_path / "aside")
    assert shown(place) == {"empty.parquet": "new empty"}


def test_this_machine_exchanges_folders_in_one_step(tmp_path: Path) -> None:
    one, other = parquet(tmp_path / "one", "a"), parquet(tmp_path / "other", "b")
    if not swap._exchange(one, other):
        pytest.skip("not on this operating system or disk")
    assert (shown(one), shown(other)) == ({"b.parquet": "other b"}, {"a.parquet": "one a"})
