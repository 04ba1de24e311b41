"""Which files of the events a run has to read, by what stands in their names and footers."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from jafflegaggle.sources.event_files import files_needed

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
