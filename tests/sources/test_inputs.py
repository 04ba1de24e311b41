"""What a run was made from, and that nothing of it changed meanwhile."""

import os
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.config import load
from jafflegaggle.errors import InputError
from jafflegaggle.sources.inputs import assert_inputs_unchanged, describe_inputs, list_inputs
from tests.small_company import FILES, write_company


def test_every_source_with_its_files_their_sizes_and_times(
    spark: SparkSession, tmp_path: Path
) -> None:
    config = load(str(write_company(tmp_path)))
    os.utime(tmp_path / "users.csv", ns=(0, 1_638_316_800_000_007_999))
    described = describe_inputs(config, list_inputs(spark, config))
    assert set(described) == set(FILES)
    assert described["users"] == {
        "place": f"{tmp_path}/users.csv",
        "files": [
            {
                "path": f"{tmp_path}/users.csv",
                "bytes": len(FILES["users"]),
                "modified": "2021-12-01T00:00:00.000007+00:00",
            }
        ],
    }


def test_a_file_that_changed_or_went_is_named_and_a_new_one_is_welcome(
    spark: SparkSession, tmp_path: Path
) -> None:
    config = load(str(write_company(tmp_path)), (f"sources.events.path={tmp_path}/events",))
    folder = tmp_path / "events"
    folder.mkdir()
    (folder / "1.csv").write_text(FILES["events"])
    before = list_inputs(spark, config)

    (folder / "2.csv").write_text(FILES["events"])
    assert_inputs_unchanged(before, list_inputs(spark, config))

    (folder / "1.csv").unlink()
    (tmp_path / "users.csv").write_text(FILES["users"] + "7,Zoe,zoe@jets.com,20,\n")
    with pytest.raises(InputError) as error:
        assert_inputs_unchanged(before, list_inputs(spark, config))
    assert str(error.value) == (
        f"users: {tmp_path}/users.csv changed; events: {folder}/1.csv was removed "
        "while it was being read; run again"
    )


def test_a_file_that_goes_while_it_is_looked_at_is_named(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = load(str(write_company(tmp_path)))
    gone = tmp_path / "gone.csv"
    monkeypatch.setattr("jafflegaggle.sources.files.local_files", lambda _path: [gone])
    with pytest.raises(InputError) as error:
        list_inputs(spark, config)
    assert str(error.value).startswith(f"users: {gone}: cannot be read (No such file or directory)")
