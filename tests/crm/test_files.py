"""The files of an export: within their limits, and complete or not there."""

from pathlib import Path

import pytest

from jafflegaggle.crm.files import LoadFile, Part, Size, complete_folder
from jafflegaggle.crm.lists import Lists
from jafflegaggle.crm.record_files import Change, Column, Form, RecordFiles
from jafflegaggle.crm.systems import SYSTEMS
from jafflegaggle.errors import InputError


def written(folder: Path, size: Size, lines: list[str]) -> list[Part]:
    file = LoadFile(folder, "Account.upsert.csv", "key\n", size)
    for line in lines:
        file.write(line)
    file.close()
    for part in file.parts:
        assert (folder / part.name).stat().st_size == part.bytes
    return file.parts


def test_a_file_without_rows_has_a_header(tmp_path: Path) -> None:
    assert written(tmp_path, Size(), []) == [Part("Account.upsert.csv", 0, 4)]
    assert (tmp_path / "Account.upsert.csv").read_bytes() == b"key\n"


def test_rows_are_limited(tmp_path: Path) -> None:
    assert written(tmp_path, Size(rows=2), ["a\n", "b\n", "c\n"]) == [
        Part("Account.upsert.csv", 2, 8),
        Part("Account.upsert.2.csv", 1, 6),
    ]
    assert (tmp_path / "Account.upsert.2.csv").read_bytes() == b"key\nc\n"


def test_bytes_are_limited(tmp_path: Path) -> None:
    """The header counts, and characters are not bytes; a row that is too large stands alone."""
    parts = written(tmp_path, Size(bytes=10), ["aa\n", "bb\n", "\N{FIRE}\n", "x" * 20 + "\n"])
    assert [(part.rows, part.bytes) for part in parts] == [(2, 10), (1, 9), (1, 25)]


def test_a_folder_is_complete(tmp_path: Path) -> None:
    folder = tmp_path / "exports" / "one"
    with complete_folder(folder) as fresh:
        (fresh / "a").write_text("a")
        assert not folder.exists()
    assert [path.name for path in folder.parent.iterdir()] == ["one"]
    assert [path.name for path in folder.iterdir()] == ["a"]
    with pytest.raises(InputError, match="is there already"), complete_folder(folder):
        pass


def test_a_folder_is_not_there_after_a_failure(tmp_path: Path) -> None:
    folder = tmp_path / "exports" / "one"

    def fail() -> None:
        with complete_folder(folder) as fresh:
            (fresh / "a").write_text("a")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(folder.parent.iterdir()) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = pytest.raises(InputError, match=r"crm\.output .*file: cannot be written")
    with said, complete_folder(tmp_path / "file" / "one"):
        pass


def test_all_records_clear_what_they_lack(tmp_path: Path) -> None:
    system = SYSTEMS["hubspot"]
    for is_all in (False, True):
        folder = tmp_path / str(is_all)
        folder.mkdir()
        lists = Lists(folder, system)
        form = Form("contact", "id", [Column("firstname")], is_all=is_all, clears=True)
        files = RecordFiles(folder, system, form, lists)
        files.write(Change("update", "1", "", "", (), "", "", [None]))
        files.close()
        lists.close()
        rows = (folder / "clears.csv").read_text().splitlines()[1:]
        assert rows == (["contact,1,firstname"] if is_all else [])
