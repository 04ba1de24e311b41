"""What names and footers tell of files of events: which a run has to read, and their rows."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from jafflegaggle.sources.event_files import files_needed, rows_by_day

pytestmark = pytest.mark.any_spark

UNTIL = dt.datetime(2021, 11, 10, tzinfo=dt.UTC)


def written(folder: Path, name: str, kind: pa.DataType, *days: int | None) -> list[str]:
    """A file for each day of November, with the time under that name; None: without a time."""
    files = []
    for day in days:
        time = None if day is None else dt.datetime(2021, 11, day)
        table = pa.table({"device": [{"os": "x"}], name: pa.array([time], kind)})
        file = folder / f"{day}.parquet"
        parquet.write_table(table, file)
        files.append(str(file))
    return files


@pytest.mark.parametrize(
    ("zone", "needed"),
    [
        ("UTC", 2),
        (None, 3),  # read as a text, by which no engine passes over a file
    ],
)
def test_by_the_statistics_of_the_clock(tmp_path: Path, zone: str | None, needed: int) -> None:
    files = written(tmp_path, "Timestamp", pa.timestamp("us", zone), 9, 10, None)
    assert files_needed(files, "Timestamp", UNTIL) == needed
    assert files_needed(files, "Timestamp", None) == 3


def test_a_column_that_is_not_there_and_another_format_tell_nothing(tmp_path: Path) -> None:
    files = written(tmp_path, "timestamp", pa.timestamp("us", "UTC"), 1)
    csv = tmp_path / "1.csv"
    csv.write_text("timestamp\n2021-11-01\n")
    assert files_needed([*files, str(csv)], "loaded_at", UNTIL) == 2


@pytest.mark.parametrize(("clock", "needed"), [("event_date", 2), ("loaded_at", 3)])
def test_by_the_folders_of_days_where_they_are_the_clock(clock: str, needed: int) -> None:
    files = [f"/data/event_date=2021-11-{day:02}/1.csv" for day in (9, 10, 11)]
    assert files_needed(files, clock, UNTIL) == needed


def of_days(folder: Path, *days: str) -> list[str]:
    """For each day a file with one row in its folder."""
    files = []
    for number, day in enumerate(days):
        file = folder / f"event_date={day}" / f"{number}.parquet"
        file.parent.mkdir(exist_ok=True)
        parquet.write_table(pa.table({"user_id": [number]}), file)
        files.append(str(file))
    return files


def test_rows_are_counted_by_the_folders_of_days(tmp_path: Path) -> None:
    inside = tmp_path / "event_date=2021-01-01"  # above the source: no day of events
    inside.mkdir()
    files = of_days(inside, "2021-11-09", "2021-11-10", "2021-11-09")
    assert rows_by_day(files, "event_date") == {"2021-11-09": 2, "2021-11-10": 1}


@pytest.mark.parametrize("name", ["2021-02-30", "0000-00-00", "yesterday", "__HIVE_DEFAULT__"])
def test_folders_that_are_no_days_leave_the_count_to_the_engine(tmp_path: Path, name: str) -> None:
    assert rows_by_day(of_days(tmp_path, "2021-11-09", name), "event_date") is None


def test_other_clocks_and_formats_leave_the_count_to_the_engine(tmp_path: Path) -> None:
    files = of_days(tmp_path, "2021-11-09")
    assert rows_by_day(files, "timestamp") is None
    csv = tmp_path / "event_date=2021-11-09" / "1.csv"
    csv.write_text("timestamp\n2021-11-09\n")
    assert rows_by_day([*files, str(csv)], "event_date") is None
    assert rows_by_day([], "event_date") is None
