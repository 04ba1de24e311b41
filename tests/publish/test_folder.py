"""Tables in a folder: kept aside, then put in the place of those of their date."""

import datetime as dt
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from pyarrow import parquet
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from jafflegaggle.config import Output
from jafflegaggle.errors import InputError
from jafflegaggle.models import PUBLISHED
from jafflegaggle.publish import Kind, Manifest
from jafflegaggle.publish.folder import FolderStore, open_folder
from jafflegaggle.publish.folder_reader import folder_snapshots
from tests.conftest import MakeDf
from tests.frames import assert_rows

FIRST, SECOND = dt.date(2021, 12, 1), dt.date(2021, 12, 2)
SCHEMA = "user_id bigint, at timestamp"


def manifest(store: FolderStore, date: dt.date) -> Manifest:
    """Of all that the store has kept."""
    tables = {name: store.table(name) for name in store.tables}
    return Manifest(store.run_id, str(date), "1.0", "Spark", "abc", tables=tables)


def publish(
    spark: SparkSession, make_df: MakeDf, root: Path, date: dt.date, users: list[int]
) -> str:
    """Keep and publish a table `people` of those users; give the run."""
    with open_folder(spark, str(root), wait=0) as store:
        rows = [(user, "2021-09-01 10:00:00.000007") for user in users]
        store.materialize("people", make_df(rows, SCHEMA))
        store.publish(manifest(store, date))
    return store.run_id


def ids(folder: Path) -> list[int]:
    files = folder.glob("*.parquet")
    return sorted(id_ for file in files for id_ in parquet.ParquetFile(file).read()[0].to_pylist())


def users(root: Path, date: dt.date) -> list[int]:
    return ids(root / "people" / f"snapshot_date={date}")


def test_documents_are_published_with_the_tables_that_they_describe(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path
) -> None:
    with open_folder(spark, str(tmp_path), wait=0) as store:
        store.materialize("people", make_df([], SCHEMA))
        (file,) = store.data_files(["people"])["people"]
        store.publish(manifest(store, FIRST), {"a.json": "ä"})
        below = tmp_path / "_runs" / store.run_id
    assert (below / "a.json").read_text(encoding="utf-8") == "ä"
    assert (below / file).is_file()
    before = publish(spark, make_df, tmp_path, SECOND, [1])
    reader = folder_snapshots(spark, Output(path=str(tmp_path)))
    first, second = reader.published.values()
    assert (reader.document(first, "a.json"), reader.document(first, "b.json")) == ("ä", None)
    assert (second.run_id, reader.document(second, "a.json")) == (before, None)


def test_a_manifest_without_documents_is_read() -> None:
    earlier = json.loads(Manifest("run", "2021-12-01", "1.0", "Spark", "abc").to_json())
    del earlier["documents"]
    assert Manifest.from_json(json.dumps(earlier)).documents == {}


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
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["_lock", "_manifests", "_runs", "people"]


def test_the_dates_read_as_one_table(spark: SparkSession, make_df: MakeDf, tmp_path: Path) -> None:
    publish(spark, make_df, tmp_path, FIRST, [1])
    publish(spark, make_df, tmp_path, SECOND, [])
    read = spark.read.parquet(str(tmp_path / "people"))
    table = read.withColumn("snapshot_date", F.col("snapshot_date").cast("date"))  # text on Sail
    expected = [(1, "2021-09-01 10:00:00.000007", FIRST)]
    assert_rows(table, make_df(expected, f"{SCHEMA}, snapshot_date date"))


def test_the_files_take_no_room_twice(spark: SparkSession, make_df: MakeDf, tmp_path: Path) -> None:
    run = publish(spark, make_df, tmp_path, FIRST, [1])
    plain = {file.stat().st_ino for file in (tmp_path / "people").rglob("*.parquet")}
    of_run = (tmp_path / "_runs" / run / "people").glob("*.parquet")
    assert plain == {file.stat().st_ino for file in of_run}


def test_what_was_just_replaced_stays_until_the_next_run(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path
) -> None:
    runs = [publish(spark, make_df, tmp_path, FIRST, [user]) for user in (1, 2, 3)]
    assert sorted(path.name for path in (tmp_path / "_runs").iterdir()) == runs[1:]
    assert ids(tmp_path / "_runs" / runs[1] / "people") == [2]
    other = publish(spark, make_df, tmp_path, SECOND, [4])
    assert sorted(path.name for path in (tmp_path / "_runs").iterdir()) == [runs[2], other]


@pytest.mark.parametrize("id_type", ["bigint", "string"])
def test_a_table_without_rows_reads_as_it_was(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path, id_type: str
) -> None:
    with open_folder(spark, str(tmp_path), wait=0) as store:
        for model in PUBLISHED:
            table = make_df([], model.ddl(id_type))
            kept = store.materialize(model.name, table)
            assert store.table(model.name).rows == 0
            assert kept.collect() == []
            folder = tmp_path / store.table(model.name).folder
            assert list(folder.glob("*.parquet"))
            # The types of the file itself, not those that the reader was told.
            assert spark.read.parquet(str(folder)).dtypes == table.dtypes


def test_a_kept_table_is_what_was_written(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path
) -> None:
    with open_folder(spark, str(tmp_path), wait=0) as store:
        table = make_df([(7, "1582-10-10"), (None, None)], SCHEMA)
        assert_rows(store.materialize("people", table), table)
        assert store.table("people").rows == 2
        assert store.table("people").columns == "`user_id` bigint, `at` timestamp"


@pytest.mark.parametrize(
    ("kind", "codec", "helps_to_search"),
    [("table", "SNAPPY", True), ("state", "SNAPPY", False), ("step", "UNCOMPRESSED", False)],
)
def test_a_table_is_packed_for_those_who_read_it(
    spark: SparkSession,
    make_df: MakeDf,
    tmp_path: Path,
    kind: Kind,
    codec: str,
    helps_to_search: bool,
) -> None:
    with open_folder(spark, str(tmp_path), wait=0) as store:
        store.materialize("people", make_df([(7, "2021-09-01")] * 20, SCHEMA), kind)
        (file,) = (tmp_path / store.table("people").folder).glob("*.parquet")
        column = parquet.read_metadata(file).row_group(0).column(0)
    assert column.compression == codec
    assert column.has_dictionary_page == helps_to_search
    if not spark.version.startswith("3."):  # whose Parquet always writes them
        assert column.is_stats_set == helps_to_search


def test_nothing_is_published_until_it_is_asked_for(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path
) -> None:
    with open_folder(spark, str(tmp_path), wait=0) as store:
        store.materialize("people", make_df([(1, None)], SCHEMA))
        assert not (tmp_path / "people").exists()
    assert list((tmp_path / "_runs").iterdir()) == []
    assert not (tmp_path / "people").exists()


def test_a_failed_run_leaves_its_evidence_until_the_next_one_writes(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path
) -> None:
    runs = tmp_path / "_runs"
    rows = make_df([(1, None)], SCHEMA)
    for _ in range(2):  # the second one replaces it
        with open_folder(spark, str(tmp_path), wait=0) as store:
            for name in ("people", "quarantine"):
                store.materialize(name, rows)
            place = Path(store.retain(["quarantine"]))
        assert list(runs.iterdir()) == [place]
        assert {path.name for path in place.iterdir()} == {"failed.json", "quarantine"}
        assert ids(place / "quarantine") == [1]
    with open_folder(spark, str(tmp_path), wait=0) as reader:  # as `snapshots --keep` does
        assert (reader.recovered, reader.published, list(runs.iterdir())) == ([], {}, [place])
    assert not (tmp_path / "quarantine").exists()

    with open_folder(spark, str(tmp_path), wait=0) as store:
        store.materialize("people", rows)
        assert [path.name for path in runs.iterdir()] == [store.run_id]


def test_the_last_snapshot_is_the_newest_up_to_a_date(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path
) -> None:
    publish(spark, make_df, tmp_path, SECOND, [1])
    publish(spark, make_df, tmp_path, FIRST, [2])
    again = publish(spark, make_df, tmp_path, FIRST, [3])
    with open_folder(spark, str(tmp_path), wait=0) as store:
        last = store.last(FIRST)
        assert last
        assert last.run_id == again
        assert store.last(dt.date(2021, 11, 30)) is None


def test_only_the_last_dates_are_kept(spark: SparkSession, make_df: MakeDf, tmp_path: Path) -> None:
    third = dt.date(2021, 12, 3)
    for date in (FIRST, SECOND, third, FIRST):
        publish(spark, make_df, tmp_path, date, [date.day])
    with open_folder(spark, str(tmp_path), wait=0) as store:
        assert store.prune(2) == [str(FIRST)]
        assert store.prune(2) == []
    assert [users(tmp_path, date) for date in (FIRST, SECOND, third)] == [[], [2], [3]]
    assert len(list((tmp_path / "_manifests").iterdir())) == 2
    assert len(list((tmp_path / "_runs").iterdir())) == 2
    with open_folder(spark, str(tmp_path), wait=0) as store:
        assert store.prune(1) == [str(SECOND)]
        assert store.prune(0) == []  # never the last one


def test_a_removed_date_is_out_of_sight_before_its_first_file_goes(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for date in (FIRST, SECOND):
        publish(spark, make_df, tmp_path, date, [date.day])
    seen = []
    rmtree = shutil.rmtree

    def watched(folder: Path) -> None:
        seen.append([path.name for path in (tmp_path / "people").iterdir()])
        rmtree(folder)

    with open_folder(spark, str(tmp_path), wait=0) as store:
        monkeypatch.setattr(shutil, "rmtree", watched)
        assert store.prune(1) == [str(FIRST)]
    assert seen == [[f"snapshot_date={SECOND}"]]


def test_a_run_keeps_its_own_date_however_old_it_is(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path
) -> None:
    publish(spark, make_df, tmp_path, SECOND, [2])
    with open_folder(spark, str(tmp_path), wait=0) as store:
        store.materialize("people", make_df([(1, None)], SCHEMA))
        store.publish(manifest(store, FIRST))
        assert store.prune(1) == []
    assert (users(tmp_path, FIRST), users(tmp_path, SECOND)) == ([1], [2])


def test_what_a_manifest_will_name_is_on_the_disk_before_a_run_counts_as_audited(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []

    def fsync(file: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{file}"))  # noqa: PTH115 - a text

    with open_folder(spark, str(tmp_path), wait=0) as store:
        store.materialize("people", make_df([(1, None)], SCHEMA))
        store.materialize("state", make_df([(1, None)], SCHEMA))
        told = replace(
            manifest(store, FIRST),
            tables={"people": store.table("people")},
            state={"folders": [store.table("state").folder]},
        )
        run = tmp_path / "_runs" / store.run_id
        files = {str(file) for file in run.rglob("*.parquet")}
        monkeypatch.setattr(os, "fsync", fsync)
        store.publish(told)
    until = synced.index(str(run / ".audited.json.fresh"))
    folders = {str(folder) for folder in (tmp_path, run.parent, run, *run.glob("*"))}
    assert len(files) >= 2
    assert files | folders - {str(run / "people.shown")} <= set(synced[:until])
    assert synced[-1] == str(tmp_path / "_manifests")


def test_a_folder_that_cannot_be_made(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file stands there")
    with (
        pytest.raises(InputError) as error,
        open_folder(spark, str(tmp_path / "out" / "here"), wait=0),
    ):
        pass
    assert str(error.value).startswith(
        f"output.path {tmp_path}/out/here: cannot be read or written ("
    )


@pytest.mark.parametrize("error", [FileNotFoundError(2, "gone", "merges.csv"), ConnectionError()])
def test_an_error_of_the_run_is_not_reported_as_one_of_the_output(
    spark: SparkSession, tmp_path: Path, error: OSError
) -> None:
    with (
        pytest.raises(type(error)) as raised,
        open_folder(spark, str(tmp_path / "out"), wait=0),
    ):
        raise error
    assert raised.value is error
