"""Tables in a folder: kept aside, then put in the place of those of their date."""

import datetime as dt
from pathlib import Path

import pytest
from pyarrow import parquet
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from jafflegaggle.errors import InputError
from jafflegaggle.models import PUBLISHED
from jafflegaggle.publish.folder import FolderStore
from tests.conftest import MakeDf
from tests.frames import assert_rows

FIRST, SECOND = dt.date(2021, 12, 1), dt.date(2021, 12, 2)
SCHEMA = "user_id bigint, at timestamp"


def publish(
    spark: SparkSession, make_df: MakeDf, root: Path, date: dt.date, users: list[int]
) -> None:
    """Keep and publish a table `people` of those users."""
    store = FolderStore(spark, str(root))
    try:
        rows = [(user, "2021-09-01 10:00:00.000007") for user in users]
        store.keep("people", make_df(rows, SCHEMA))
        store.publish(["people"], date)
    finally:
        store.clean()


def users(root: Path, date: dt.date) -> list[int]:
    files = (root / "people" / f"snapshot_date={date}").glob("*.parquet")
    return sorted(id_ for file in files for id_ in parquet.ParquetFile(file).read()[0].to_pylist())


def test_a_date_is_replaced_and_the_others_stay(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path
) -> None:
    publish(spark, make_df, tmp_path, FIRST, [1, 2])
    publish(spark, make_df, tmp_path, SECOND, [3])
    assert (users(tmp_path, FIRST), users(tmp_path, SECOND)) == ([1, 2], [3])
    publish(spark, make_df, tmp_path, FIRST, [4])
    assert (users(tmp_path, FIRST), users(tmp_path, SECOND)) == ([4], [3])
    publish(spark, make_df, tmp_path, FIRST, [])
    assert (users(tmp_path, FIRST), users(tmp_path, SECOND)) == ([], [3])
    assert [path.name for path in tmp_path.iterdir()] == ["people"]


def test_the_dates_read_as_one_table(spark: SparkSession, make_df: MakeDf, tmp_path: Path) -> None:
    publish(spark, make_df, tmp_path, FIRST, [1])
    publish(spark, make_df, tmp_path, SECOND, [])
    read = spark.read.parquet(str(tmp_path / "people"))
    table = read.withColumn("snapshot_date", F.col("snapshot_date").cast("date"))  # text on Sail
    expected = [(1, "2021-09-01 10:00:00.000007", FIRST)]
    assert_rows(table, make_df(expected, f"{SCHEMA}, snapshot_date date"))


@pytest.mark.parametrize("id_type", ["bigint", "string"])
def test_a_table_without_rows_reads_as_it_was(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path, id_type: str
) -> None:
    store = FolderStore(spark, str(tmp_path))
    for model in PUBLISHED:
        table = make_df([], model.ddl(id_type))
        kept = store.keep(model.name, table)
        assert store.rows(model.name) == 0
        assert kept.collect() == []
        folder = Path(store.staging) / model.name
        assert list(folder.glob("*.parquet"))
        # The types of the file itself, not those that the reader was told.
        assert spark.read.parquet(str(folder)).dtypes == table.dtypes


def test_a_kept_table_is_what_was_written(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path
) -> None:
    store = FolderStore(spark, str(tmp_path))
    table = make_df([(7, "1582-10-10"), (None, None)], SCHEMA)
    assert_rows(store.keep("people", table), table)
    assert store.rows("people") == 2


def test_nothing_is_published_until_it_is_asked_for(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path
) -> None:
    store = FolderStore(spark, str(tmp_path))
    store.keep("people", make_df([(1, None)], SCHEMA))
    assert not (tmp_path / "people").exists()
    store.clean()
    assert list(tmp_path.iterdir()) == []


def test_what_another_run_keeps_stays(spark: SparkSession, make_df: MakeDf, tmp_path: Path) -> None:
    other = FolderStore(spark, str(tmp_path))
    kept = other.keep("people", make_df([(1, None)], SCHEMA))
    publish(spark, make_df, tmp_path, FIRST, [2])
    assert [row.user_id for row in kept.collect()] == [1]
    assert users(tmp_path, FIRST) == [2]


def test_a_folder_that_cannot_be_made(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file stands there")
    with pytest.raises(InputError) as error:
        FolderStore(spark, str(tmp_path / "out" / "here"))
    assert str(error.value).startswith(f"output.path {tmp_path}/out/here: cannot be written (")
