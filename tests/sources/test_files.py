"""Which files a path means."""

from pathlib import Path

import pytest

from jafflegaggle.sources.files import local_files


def test_files_of_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("d/b.csv", "d/a.csv", "d/_SUCCESS", "d/.a.csv.crc", "d/_temp/c.csv", "d/s/c.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)

    def names(path: str) -> list[str]:
        return [str(file) for file in local_files(path)]

    assert names("d/a.csv") == ["d/a.csv"]
    assert names("d") == ["d/a.csv", "d/b.csv", "d/s/c.csv"]
    assert names("d/[ab].csv") == ["d/a.csv", "d/b.csv"]
    assert names("*") == names("d")
    assert names(f"{tmp_path}/d/?.csv") == [f"{tmp_path}/d/a.csv", f"{tmp_path}/d/b.csv"]
    for scheme in ("file:", "file://"):
        assert local_files(f"{scheme}{tmp_path}/d/a.csv")[0].samefile("d/a.csv")
    assert names("nowhere.csv") == names("d/nowhere*.csv") == []
