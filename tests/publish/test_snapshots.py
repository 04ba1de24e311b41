"""Reading what is published through its manifest, and listing it."""

from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.config import Output
from jafflegaggle.errors import InputError
from jafflegaggle.publish import published, read_snapshot
from tests.conftest import MakeDf
from tests.publish.test_folder import FIRST, SECOND, publish


def ids(spark: SparkSession, root: Path, date: object = None) -> list[int]:
    table = read_snapshot(spark, str(root), date)["people"]  # type: ignore[arg-type]
    return sorted(row.user_id for row in table.collect())


def test_the_last_date_is_read_by_default(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path
) -> None:
    publish(spark, make_df, tmp_path, SECOND, [2])
    publish(spark, make_df, tmp_path, FIRST, [1])
    assert ids(spark, tmp_path) == [2]
    assert ids(spark, tmp_path, FIRST) == [1]
    assert ids(spark, tmp_path, str(FIRST)) == [1]


def test_a_relative_path_is_relative_to_this_process_not_to_the_engine(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the engine was started elsewhere
    publish(spark, make_df, Path("output"), FIRST, [1, 2])
    assert ids(spark, Path("output")) == ids(spark, tmp_path / "output") == [1, 2]


def test_a_snapshot_stays_readable_while_its_date_is_rerun(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path
) -> None:
    publish(spark, make_df, tmp_path, FIRST, [1])
    before = read_snapshot(spark, str(tmp_path), FIRST)["people"]
    publish(spark, make_df, tmp_path, FIRST, [2])
    assert [row.user_id for row in before.collect()] == [1]
    assert ids(spark, tmp_path, FIRST) == [2]


def test_an_empty_table_is_readable(spark: SparkSession, make_df: MakeDf, tmp_path: Path) -> None:
    publish(spark, make_df, tmp_path, FIRST, [])
    table = read_snapshot(spark, str(tmp_path))["people"]
    assert (table.columns, table.count()) == (["user_id", "at"], 0)


def test_a_date_that_is_not_published(spark: SparkSession, make_df: MakeDf, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no snapshot at all; published: none$"):
        read_snapshot(spark, str(tmp_path))
    publish(spark, make_df, tmp_path, FIRST, [1])
    with pytest.raises(InputError, match=r"no snapshot 2021-12-02; published: 2021-12-01$"):
        read_snapshot(spark, str(tmp_path), SECOND)


def test_the_last_run_of_each_date_is_listed(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path
) -> None:
    second = publish(spark, make_df, tmp_path, SECOND, [1])
    publish(spark, make_df, tmp_path, FIRST, [1])
    first = publish(spark, make_df, tmp_path, FIRST, [1, 2])
    listed = [(m.run_id, m.tables["people"].rows) for m in published(spark, Output(str(tmp_path)))]
    assert listed == [(first, 2), (second, 1)]
