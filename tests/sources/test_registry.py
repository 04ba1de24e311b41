"""A format is one class and one line in the registry; each file is listed and opened once."""

from collections import Counter
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pytest
from pyarrow import parquet
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.config import Jdbc, Source, load
from jafflegaggle.engine import Engine
from jafflegaggle.errors import InputError
from jafflegaggle.sources import files as files_module
from jafflegaggle.sources.csv import Csv
from jafflegaggle.sources.file import File
from jafflegaggle.sources.files import LocalFile, SourceFiles, list_files
from jafflegaggle.sources.format import Format
from jafflegaggle.sources.inputs import assert_inputs_unchanged, describe_inputs, list_inputs
from jafflegaggle.sources.jdbc import JdbcTable
from jafflegaggle.sources.reader import read_source, read_sources
from jafflegaggle.sources.registry import FORMATS, format_of
from tests.small_company import write_company
from tests.sources.test_reader import config_of


def text_of(file: File) -> str:
    with file.open("rb") as content:
        return content.read().decode()


class Cards(Format):
    """A format that is made up: a file per row, `column: cell` on each line."""

    def check(self, engine: Engine, source: Source, files: SourceFiles) -> None:
        super().check(engine, source, files)
        for file in files.files:
            if ": " not in text_of(file):
                raise InputError(f"{file}: not a card")

    def read(self, session: SparkSession, source: Source, files: SourceFiles) -> DataFrame:
        rows = [
            dict(line.split(": ") for line in text_of(file).splitlines()) for file in files.files
        ]
        return session.createDataFrame(rows)

    def cell(self, source: Source, name: str) -> Column:
        return F.upper(super().cell(source, name))

    def diagnose(self, source: Source, files: SourceFiles) -> None:
        raise InputError(f"{files.files[0]}: a torn card")


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Source:
    monkeypatch.setitem(FORMATS, "cards", Cards())
    for name in ("a", "b"):
        (tmp_path / f"{name}.card").write_text(f"gaggle_id: {name}\ngaggle_name: x\ncreated_at: y")
    reader = {"path": str(tmp_path), "format": "cards"}
    return config_of("gaggles", reader).sources["gaggles"]


def test_a_new_format_is_read(spark: SparkSession, cards: Source) -> None:
    rows = sorted(tuple(row) for row in read_source(spark, cards).collect())
    assert rows == [("A", "X", "Y"), ("B", "X", "Y")]


def test_a_new_format_is_checked(spark: SparkSession, cards: Source) -> None:
    file = Path(cards.path) / "b.card"
    file.write_text("nothing")
    with pytest.raises(InputError, match=r"b\.card: not a card$"):
        read_source(spark, cards)
    for name in ("a", "b"):
        (Path(cards.path) / f"{name}.card").write_text("")
    with pytest.raises(InputError, match=r"a\.card, .*b\.card: a file of zero bytes$"):
        read_source(spark, cards)


def test_a_new_format_is_diagnosed(
    spark: SparkSession, cards: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> DataFrame:
        raise ConnectionError("the engine failed")

    monkeypatch.setattr(Cards, "read", fail)
    with pytest.raises(InputError, match=r"a\.card: a torn card$"):
        read_source(spark, cards)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Source("users", path="x"), Csv),
        (Source("users", path="x", format="orc"), Format),
        (Source("users", jdbc=Jdbc("jdbc:x", "users")), JdbcTable),
    ],
)
def test_the_format_of_a_source(source: Source, expected: type[Format]) -> None:
    assert type(format_of(source)) is expected


# Listed and opened once -------------------------------------------------------------------------


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often Python has opened a file, by its name."""
    counts: Counter[str] = Counter()
    as_it_is = LocalFile.open

    def count(self: LocalFile, mode: Any) -> BinaryIO:
        counts[self.path.name] += 1
        return as_it_is(self, mode)

    monkeypatch.setattr(LocalFile, "open", count)
    return counts


@pytest.mark.parametrize("options", [{}, {"multiLine": "true"}], ids=["lines", "line breaks"])
def test_a_csv_file_is_opened_once(
    spark: SparkSession, tmp_path: Path, opened: Counter[str], options: dict[str, str]
) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text('gaggle_id,gaggle_name,created_at\n7,"Jets, the",x\n')
    reader = {"path": str(tmp_path), "options": options}
    read = read_source(spark, config_of("gaggles", reader).sources["gaggles"])
    assert [row.gaggle_name for row in read.collect()] == ["Jets, the"] * 2
    assert opened == {"a.csv": 1, "b.csv": 1}


def test_a_parquet_file_is_opened_once(
    spark: SparkSession, tmp_path: Path, opened: Counter[str]
) -> None:
    table = pa.table({"gaggle_id": [7], "gaggle_name": ["Jets"], "created_at": ["x"]})
    for name in ("a.parquet", "b.parquet"):
        parquet.write_table(table, tmp_path / name)
    reader = {"path": str(tmp_path), "format": "parquet"}
    read_source(spark, config_of("gaggles", reader).sources["gaggles"])
    assert opened == {"a.parquet": 1, "b.parquet": 1}


def test_the_files_of_a_source_are_listed_once_and_once_more_at_the_end(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = load(str(write_company(tmp_path)))
    listed: list[str] = []
    as_it_is = files_module.local_files

    def count(path: str) -> list[Path]:
        listed.append(path)
        return as_it_is(path)

    monkeypatch.setattr(files_module, "local_files", count)
    inputs = list_inputs(spark, config)
    read_sources(spark, config, inputs)
    describe_inputs(config, inputs)
    assert sorted(listed) == sorted(source.path for source in config.sources.values())
    assert_inputs_unchanged(inputs, list_inputs(spark, config))


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (("day=1/a.csv",), True),
        (("a.csv",), False),
        (("today=1/a.csv",), False),
    ],
)
def test_a_folder_of_a_column(
    spark: SparkSession, tmp_path: Path, files: tuple[str, ...], expected: bool
) -> None:
    for file in files:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("a\n1\n")
    assert list_files(spark, Source("users", path=str(tmp_path))).has_folder("day") == expected


def test_what_only_the_engine_sees_may_be_in_folders() -> None:
    assert SourceFiles().has_folder("day")
