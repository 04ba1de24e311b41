"""How many rows of events each day has, by the footers of files."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from pyspark.sql import SparkSession

from jafflegaggle.config import Source
from jafflegaggle.sources.event_files import rows_by_day

pytestmark = pytest.mark.usefixtures("any_engine")


def of_days(folder: Path, *days: str, name: str = "1.parquet") -> Path:
    """A folder with a folder for each day, and in it a file of two rows."""
    for day in days:
        file = folder / f"event_date={day}" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        parquet.write_table(pa.table({"user_id": [1, 2]}), file)
    return folder


def counted(
    spark: SparkSession, folder: Path, cursor: str = "event_date", **changes: Any
) -> dict[str, int] | None:
    source = Source("events", **{"path": str(folder), "format": "parquet", **changes})
    found = rows_by_day(spark, source, cursor)
    return None if found is None else dict(found)


NINE, TEN = "2021-11-09", "2021-11-10"


def test_rows_are_counted_by_the_folders_of_days(spark: SparkSession, tmp_path: Path) -> None:
    folder = of_days(tmp_path / "event_date=2021-01-01" / "events", NINE, TEN)
    of_days(folder, NINE, name="2.parquet")
    of_days(folder, TEN, name="_2.parquet")  # hidden, as `.2.parquet` is
    of_days(folder, "2021-11-11")
    empty = folder / "event_date=2021-11-11" / "1.parquet"
    parquet.write_table(pa.table({"user_id": pa.array([], pa.int64())}), empty)
    (folder / "_SUCCESS").touch()
    assert counted(spark, folder) == {NINE: 4, TEN: 2}


@pytest.mark.parametrize("name", ["2021-02-30", "0000-00-00", "2021-11-9", "__HIVE_DEFAULT__"])
def test_where_a_folder_is_no_day_the_engine_counts(
    spark: SparkSession, tmp_path: Path, name: str
) -> None:
    assert counted(spark, of_days(tmp_path, NINE, name)) is None


@pytest.mark.parametrize("name", ["2.parquet._COPYING_", "2.csv", "hour=1/2.parquet"])
def test_where_the_engine_could_see_other_files_it_counts(
    spark: SparkSession, tmp_path: Path, name: str
) -> None:
    assert counted(spark, of_days(of_days(tmp_path, NINE, TEN), TEN, name=name)) is None


def test_where_the_files_too_have_the_column_the_engine_counts(
    spark: SparkSession, tmp_path: Path
) -> None:
    folder = of_days(tmp_path, NINE)
    parquet.write_table(pa.table({"event_date": [TEN]}), folder / f"event_date={NINE}/2.parquet")
    assert counted(spark, folder) is None


def test_behind_a_link_the_engine_counts(spark: SparkSession, tmp_path: Path) -> None:
    folder = of_days(tmp_path / "events", NINE, TEN)
    moved = (folder / f"event_date={NINE}").rename(tmp_path / "moved")
    (folder / f"event_date={NINE}").symlink_to(moved, target_is_directory=True)
    assert counted(spark, folder) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"cursor": "timestamp"},
        {"format": "delta"},
        {"options": {"pathGlobFilter": "1*"}},
        {"path": "", "table": "events"},
        {"path": "s3://bucket/events"},
    ],
)
def test_of_another_source_the_engine_counts(
    spark: SparkSession, tmp_path: Path, changes: dict[str, Any]
) -> None:
    assert counted(spark, of_days(tmp_path, NINE), **changes) is None


def test_of_a_pattern_the_engine_counts(spark: SparkSession, tmp_path: Path) -> None:
    assert counted(spark, of_days(tmp_path, NINE), path=f"{tmp_path}/*") is None
