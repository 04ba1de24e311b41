"""What reaches a folder that the engine takes for its own: the same small files by every way."""

from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest
from pyarrow.fs import LocalFileSystem
from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

from jafflegaggle.config import Output
from jafflegaggle.publish import folder, open_store, published, reach, read_snapshot
from jafflegaggle.publish.files import Disk, Files
from jafflegaggle.publish.reach import ArrowFiles, EngineFiles, files_of
from tests.conftest import MakeDf
from tests.publish.test_folder import FIRST, SECOND, manifest

BY: dict[str, Callable[[SparkSession, Path], Files]] = {
    "disk": lambda _spark, _root: Disk(),
    "arrow": lambda _spark, root: ArrowFiles(LocalFileSystem(), f"x:{root}", str(root)),
    "engine": lambda spark, _root: EngineFiles(spark),
}


@pytest.fixture(params=[pytest.param(name, id=name) for name in BY])
def reached(
    request: pytest.FixtureRequest, spark: SparkSession, tmp_path: Path, engine_name: str
) -> tuple[Files, str]:
    if request.param == "engine" and engine_name == "embedded":
        pytest.skip("the embedded engine's folders are this machine's, or Arrow reaches them")
    files: Files = BY[request.param](spark, tmp_path)
    return files, f"x:{tmp_path}" if request.param == "arrow" else str(tmp_path)


def test_a_text_is_what_was_written_last(reached: tuple[Files, str]) -> None:
    files, root = reached
    assert files.read(f"{root}/a/b.json") is None
    for text in ('{"a": 1}', '{"a": "ü"}'):
        files.write(f"{root}/a/b.json", text)
        assert files.read(f"{root}/a/b.json") == text


def test_names_are_sorted_and_what_is_removed_has_none(reached: tuple[Files, str]) -> None:
    files, root = reached
    assert files.names(f"{root}/a") == []
    for name in ("c/d/e.json", "b.json", "c/f.json"):
        files.write(f"{root}/a/{name}", "{}")
    assert files.names(f"{root}/a") == ["b.json", "c"]
    files.remove(f"{root}/a/c")
    assert files.names(f"{root}/a") == ["b.json"]
    files.remove(f"{root}/a/b.json")
    files.remove(f"{root}/a/none.json")
    assert files.names(f"{root}/a") == []
    assert files.read(f"{root}/a/b.json") is None


@pytest.mark.engine("spark")
def test_an_engine_that_cannot_read_has_not_found_nothing(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = EngineFiles(spark)
    files.write(f"{tmp_path}/a", "here")
    lost = AnalysisException("[CONNECTION_LOST] SLOW_DOWN")
    monkeypatch.setattr(type(spark.range(1)), "collect", Mock(side_effect=lost))
    for ask in (files.read, files.names, lambda path: files.move(path, f"{tmp_path}/b")):
        with pytest.raises(AnalysisException, match="SLOW_DOWN"):
            ask(f"{tmp_path}/a")
    assert not (tmp_path / "b").exists()


@pytest.mark.engine("spark")
def test_whoever_sees_what_the_engine_wrote_is_taken(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, place = files_of(spark, f"{tmp_path}/a b")
    assert (type(files), place) == (Disk, f"{tmp_path}/a b")
    monkeypatch.setattr(Disk, "names", lambda _self, _folder: [])
    files, place = files_of(spark, f"{tmp_path}/a b")
    assert (type(files), place) == (ArrowFiles, f"{tmp_path}/a b")
    monkeypatch.setattr(ArrowFiles, "names", lambda _self, _folder: [])
    files, place = files_of(spark, f"{tmp_path}/a b")
    assert (type(files), place) == (EngineFiles, f"{tmp_path}/a b")
    # The engine can only empty it.
    assert {file.read_text() for file in (tmp_path / "a b").rglob("part-*.txt")} <= {""}


@pytest.mark.engine("spark")
@pytest.mark.parametrize("kind", ["arrow", "engine"])
def test_a_snapshot_where_only_an_engine_reaches(
    spark: SparkSession,
    make_df: MakeDf,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    root = str(tmp_path)
    files: Files = ArrowFiles(LocalFileSystem()) if kind == "arrow" else EngineFiles(spark)
    monkeypatch.setattr(folder, "_reached", lambda _session, _root: (files, root))
    monkeypatch.setattr(
        "jafflegaggle.publish.folder_reader.is_local", lambda _session, _path: False
    )
    runs = []
    for date, user in ((FIRST, 1), (SECOND, 2), (FIRST, 3)):
        with open_store(spark, Output(path=root)) as store:
            assert store.recovered == []
            store.materialize("people", make_df([(user,)], "user_id bigint"))
            store.publish(manifest(store, date))  # type: ignore[arg-type]
        runs.append(store.run_id)

    newest = published(spark, Output(path=root))
    assert [(m.snapshot_date, m.run_id) for m in newest] == [
        (str(FIRST), runs[2]),
        (str(SECOND), runs[1]),
    ]
    for date, user in ((FIRST, 3), (SECOND, 2)):
        assert [row[0] for row in read_snapshot(spark, root, date)["people"].collect()] == [user]
        plain = spark.read.parquet(f"{root}/people/snapshot_date={date}")
        assert [row[0] for row in plain.collect()] == [user]
    with open_store(spark, Output(path=root)) as store:
        assert store.prune(1) == [str(FIRST)]
    assert [m.snapshot_date for m in published(spark, Output(path=root))] == [str(SECOND)]
    table = spark.read.parquet(f"{root}/people")
    assert table.columns == ["user_id", "snapshot_date"]
    assert [row.user_id for row in table.collect()] == [2]
    # The engine alone can only empty a folder.
    left = [SECOND] if kind == "arrow" else [FIRST, SECOND]
    names = reach.EngineFiles(spark).names(f"{root}/people")
    assert names == [f"snapshot_date={date}" for date in left]

    for _ in range(2):  # a run that fails leaves its evidence to the next one
        with open_store(spark, Output(path=root)) as store:
            assert store.recovered == []
            for name in ("people", "quarantine"):
                store.materialize(name, make_df([(4,)], "user_id bigint"))
            assert store.retain(["quarantine"]) == f"{root}/_runs/{store.run_id}"
    assert reach.EngineFiles(spark).names(f"{root}/_runs") == [runs[1], store.run_id]
    assert files.names(f"{root}/_runs/{store.run_id}") == ["failed.json", "quarantine"]
    assert [m.snapshot_date for m in published(spark, Output(path=root))] == [str(SECOND)]
