"""Parquet as programs write it: the columns asked for, whatever their types and the others."""

import datetime as dt
import uuid
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from pyarrow import parquet
from pyspark.sql import SparkSession

from tests.sources.test_reader import cells, error_of, gaggles_of

Columns = Mapping[str, Any]
TEN = dt.datetime(2021, 9, 1, 10, 0, 0, 123456)
NANOS = 1_630_490_400_123_456_789
UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
IDS = pa.array([1, 2], pa.int64())
NAMES = pa.array(["Jets", None])
TIMES = pa.array([TEN, None], pa.timestamp("us"))
DAYS = pa.array([18871, None], pa.date32())
NUMBERS = pa.array([1.5, float("nan")])


def write(
    file: Path, columns: Columns, *, int96: bool = False, compression: str = "snappy"
) -> Path:
    """A file of gaggles, with those columns in place of the usual ones, or beside them."""
    file.parent.mkdir(parents=True, exist_ok=True)
    usual = {"gaggle_id": IDS, "gaggle_name": NAMES, "created_at": TIMES}
    table = pa.table({**usual, **columns})
    parquet.write_table(table, file, use_deprecated_int96_timestamps=int96, compression=compression)
    return file


def nanoseconds(zone: str | None) -> pa.Array:
    return pa.array([NANOS, None], pa.timestamp("ns", zone))


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        pytest.param({"created_at": nanoseconds(None)}, (1, "Jets", TEN), id="nanoseconds"),
        pytest.param({"created_at": nanoseconds("UTC")}, (1, "Jets", TEN), id="nanoseconds, UTC"),
        pytest.param(
            {
                "created_at": pa.array(
                    [1_630_490_400_123, None], pa.timestamp("ms", "Europe/Berlin")
                )
            },
            (1, "Jets", TEN.replace(microsecond=123_000)),
            id="milliseconds of a zone",
        ),
        pytest.param(
            {"created_at": pa.array([-1_999, None], pa.timestamp("ns"))},
            (1, "Jets", dt.datetime(1969, 12, 31, 23, 59, 59, 999_999)),
            id="nanoseconds before 1970",
        ),
        pytest.param({"gaggle_name": NAMES.dictionary_encode()}, (1, "Jets", TEN), id="dictionary"),
        pytest.param({"gaggle_name": NAMES.cast("large_string")}, (1, "Jets", TEN), id="large"),
        pytest.param(
            {"gaggle_id": pa.array([uuid.UUID(UUID).bytes, None], pa.uuid())},
            (UUID, "Jets", TEN),
            id="UUID",
        ),
        pytest.param({"gaggle_name": pa.nulls(2)}, (1, None, TEN), id="all NULL"),
        pytest.param({"gaggle_id": pa.array([1, 2], pa.uint8())}, (1, "Jets", TEN), id="uint8"),
        pytest.param(
            {"gaggle_id": pa.array([2**32 - 1, 2], pa.uint32())}, (2**32 - 1, "Jets", TEN), id="u32"
        ),
        pytest.param(
            {"gaggle_id": pa.array([2**63 + 1, 2], pa.uint64())},
            (Decimal(2**63 + 1), "Jets", TEN),
            id="uint64",
        ),
        pytest.param({"created_at": DAYS}, (1, "Jets", dt.date(2021, 9, 1)), id="days"),
        # Columns that nobody asks for.
        pytest.param({"loaded_at": nanoseconds(None)}, (1, "Jets", TEN), id="further nanoseconds"),
        pytest.param(
            {"kind": NAMES.dictionary_encode()}, (1, "Jets", TEN), id="further dictionary"
        ),
        pytest.param({"at": pa.array([1, 2], pa.time64("ns"))}, (1, "Jets", TEN), id="time of day"),
        pytest.param(
            {"took": pa.array([1, 2], pa.duration("us"))}, (1, "Jets", TEN), id="duration"
        ),
        pytest.param(
            {"much": pa.array([Decimal(1), None], pa.decimal256(50, 2))},
            (1, "Jets", TEN),
            id="wide",
        ),
        pytest.param(
            {"inner": pa.array([{"at": NANOS}, None], pa.struct({"at": pa.timestamp("ns")}))},
            (1, "Jets", TEN),
            id="nanoseconds in an object",
        ),
        pytest.param({"x": IDS, "X": NAMES}, (1, "Jets", TEN), id="names that differ in case"),
    ],
)
def test_types(
    spark: SparkSession, tmp_path: Path, columns: Columns, expected: tuple[Any, ...]
) -> None:
    file = write(tmp_path / "a.parquet", columns)
    assert gaggles_of(spark, file, format="parquet").collect()[0] == expected


def test_half_numbers_that_nobody_asks_for(spark: SparkSession, tmp_path: Path) -> None:
    if spark.version.startswith("3."):
        pytest.skip("its Parquet library opens no file that has them")
    file = write(tmp_path / "a.parquet", {"half": NUMBERS.cast(pa.float16())})
    assert gaggles_of(spark, file, format="parquet").collect()[0] == (1, "Jets", TEN)


def test_int96(spark: SparkSession, tmp_path: Path) -> None:
    file = write(tmp_path / "a.parquet", {"loaded_at": nanoseconds(None)}, int96=True)
    assert gaggles_of(spark, file, format="parquet").collect()[0] == (1, "Jets", TEN)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param(
            {"gaggle_id": pa.array([1, 2], pa.int32())},
            {"gaggle_id": pa.array([2**53 + 1, 4])},
            [1, 2, 2**53 + 1, 4],
            id="int32 beside int64",
        ),
        pytest.param(
            {"gaggle_id": pa.array([2**53 + 1, 2])},
            {"gaggle_id": pa.array([3.0, None])},
            [Decimal(2**53 + 1), Decimal(2), Decimal(3), None],
            id="int64 beside double",
        ),
        pytest.param(
            {"gaggle_id": pa.array(["a", "2"])},
            {"gaggle_id": pa.array([3.0, 4.25])},
            ["a", "2", "3", "4.25"],
            id="text beside double",
        ),
        pytest.param(
            {"gaggle_id": pa.nulls(2)},
            {"gaggle_id": IDS},
            [None, None, 1, 2],
            id="NULL beside int64",
        ),
        pytest.param(
            {"gaggle_id": pa.array([Decimal("1.5"), None], pa.decimal128(3, 1))},
            {"gaggle_id": pa.array([Decimal("2.25"), None], pa.decimal128(5, 2))},
            [Decimal("1.5"), None, Decimal("2.25"), None],
            id="decimals",
        ),
        pytest.param(
            {"gaggle_id": pa.array([NANOS // 10**6, None], pa.timestamp("ms"))},
            {"gaggle_id": nanoseconds("UTC")},
            [TEN.replace(microsecond=123_000), None, TEN, None],
            id="milliseconds beside nanoseconds",
        ),
        pytest.param(
            {"gaggle_id": NAMES.dictionary_encode()},
            {"gaggle_id": NAMES},
            ["Jets", None] * 2,
            id="dictionary beside text",
        ),
        # A column that nobody asks for.
        pytest.param({"x": IDS}, {"x": NAMES.dictionary_encode()}, [1, 2] * 2, id="mixed kinds"),
        pytest.param({"x": pa.array([[1], None])}, {"x": IDS}, [1, 2] * 2, id="list beside number"),
        pytest.param({"x": IDS}, {"y": IDS}, [1, 2] * 2, id="one each"),
    ],
)
@pytest.mark.parametrize("folder", ["", "day=007/"], ids=["folder", "by day"])
def test_types_that_differ_between_files(
    spark: SparkSession,
    tmp_path: Path,
    first: Columns,
    second: Columns,
    expected: list[Any],
    folder: str,
) -> None:
    write(tmp_path / folder / "a.parquet", first)
    write(tmp_path / folder / "b.parquet", second)
    columns = {"gaggle_name": "day"} if folder else {}
    rows = gaggles_of(spark, tmp_path, format="parquet", columns=columns).collect()
    assert sorted((row.gaggle_id for row in rows), key=str) == sorted(expected, key=str)
    assert {row.gaggle_name for row in rows} == ({"007"} if folder else {"Jets", None})


def test_files_of_zero_bytes_are_passed_over(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path / "a.parquet", {})
    (tmp_path / "b.parquet").touch()
    assert cells(gaggles_of(spark, tmp_path, format="parquet")) == [
        (1, "Jets", TEN),
        (2, None, None),
    ]


@pytest.mark.parametrize("columns", [{}, {"loaded_at": nanoseconds(None)}], ids=["plain", "ns"])
def test_what_folders_hold(spark: SparkSession, tmp_path: Path, columns: Columns) -> None:
    for value in ("007", "7", "a%20b", "__HIVE_DEFAULT_PARTITION__"):
        write(tmp_path / f"day={value}" / "a.parquet", columns)
    table = gaggles_of(spark, tmp_path, format="parquet", columns={"gaggle_name": "day"})
    names = {row.gaggle_name for row in table.collect()}
    assert names == {"007", "7", "a b", None}


def test_a_file_that_also_holds_the_column_of_its_folder(
    spark: SparkSession, tmp_path: Path
) -> None:
    write(tmp_path / "day=2021-09-01" / "a.parquet", {"day": DAYS})
    table = gaggles_of(spark, tmp_path, format="parquet", columns={"gaggle_name": "day"})
    assert [row.gaggle_name for row in table.collect()] == ["2021-09-01", "2021-09-01"]


def test_an_interval_that_nobody_asks_for(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    cells_of_it = "1 AS gaggle_id, 'Jets' AS gaggle_name, DATE '2021-09-01' AS created_at"
    duckdb.sql(f"COPY (SELECT {cells_of_it}, INTERVAL 1 DAY AS trial) TO '{file}'")
    table = gaggles_of(spark, file, format="parquet")
    assert cells(table) == [(1, "Jets", dt.date(2021, 9, 1))]
    told = f"column trial is an interval in {file}, which engines do not read"
    assert told in error_of(spark, file, format="parquet", columns={"gaggle_name": "trial"})


@pytest.mark.engine("embedded")
@pytest.mark.parametrize("kind", ["float", "double"])
def test_nan_beside_one_number_is_told(spark: SparkSession, tmp_path: Path, kind: str) -> None:
    write(tmp_path / "a.parquet", {"gaggle_id": pa.array([1.5, 2.5], kind)})
    file = write(tmp_path / "b.parquet", {"gaggle_id": NUMBERS.cast(kind)})
    told = f"{file}: column gaggle_id holds NaN beside one other number, and the engine would read"
    assert error_of(spark, tmp_path, format="parquet").startswith(told)


@pytest.mark.parametrize(
    ("log", "data", "told"),
    [
        ("_delta_log/0.json", "a.parquet", 'a Delta table, whose folder .* set format = "delta"'),
        ("_delta_log/0.json", "day=1/a.parquet", "a Delta table"),
        ("metadata/v1.metadata.json", "data/a.parquet", "an Iceberg table"),
        (".hoodie/hoodie.properties", "a.parquet", "a Hudi table"),
    ],
)
def test_the_folder_of_a_table_format_is_refused(
    spark: SparkSession, tmp_path: Path, log: str, data: str, told: str
) -> None:
    file = write(tmp_path / data, {})
    (tmp_path / log).parent.mkdir()
    (tmp_path / log).write_text("{}")
    for path in (tmp_path, file.parent, file):
        with pytest.raises(AssertionError, match=told):
            raise AssertionError(error_of(spark, path, format="parquet"))


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (
            {"created_at": pa.array([1, 2], pa.time64("us"))},
            "column created_at is time64[us] in FILE",
        ),
        (
            {"GAGGLE_ID": IDS},
            "column gaggle_id is there in two columns whose names differ in case only in FILE",
        ),
    ],
    ids=["time of day", "twice"],
)
def test_a_column_asked_for_that_cannot_be_read(
    spark: SparkSession, tmp_path: Path, columns: Columns, told: str
) -> None:
    file = write(tmp_path / "a.parquet", columns)
    told = f"{told}, which engines do not read; write it as text, numbers or times"
    assert error_of(spark, file, format="parquet") == told.replace("FILE", str(file))


def test_packed_parquet_is_named(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet.gz"
    file.write_bytes(b"\x1f\x8b\x08")
    told = f"{file}: not a Parquet file, but gzip; see the source's format"
    assert error_of(spark, file, format="parquet") == told
