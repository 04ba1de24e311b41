"""An output on an object store: a real server, and what it is asked for."""

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle import object_store, read_snapshot
from jafflegaggle.config import Output
from jafflegaggle.engine import engine_path
from jafflegaggle.errors import InputError, OutputHeldError
from jafflegaggle.object_store import (
    StoredFile,
    names_below,
    read_bytes,
    stored_files,
    write_bytes,
)
from jafflegaggle.publish import Manifest, Table, open_store, published, stored
from jafflegaggle.publish.folder import open_folder
from jafflegaggle.publish.folder_reader import folder_snapshots
from jafflegaggle.publish.journal import Journal
from jafflegaggle.publish.lock import locked
from jafflegaggle.publish.manifest import manifests_in
from jafflegaggle.publish.plain import StoredFolders
from jafflegaggle.publish.stored import StoreFiles
from tests.conftest import MakeDf
from tests.publish.test_folder import FIRST, SECOND, manifest
from tests.stores import Watched

pytestmark = pytest.mark.engine("embedded")

PEOPLE = "user_id bigint, at timestamp"


def publish(spark: SparkSession, make_df: MakeDf, root: str, date: dt.date, *users: int) -> str:
    """Publish a table `people` of those users, and one without rows; give the run."""
    with open_folder(spark, root, wait=0) as store:
        assert store.recovered == []
        store.materialize("people", make_df([(user, None) for user in users], PEOPLE))
        store.materialize("nobody", make_df([], PEOPLE))
        store.publish(manifest(store, date))
    return store.run_id


def users(spark: SparkSession, root: str, date: dt.date) -> list[int]:
    """The users of a date, by its manifest, which the plain folder agrees with."""
    tables = read_snapshot(spark, root, date)
    engine_root = engine_path(spark, root)
    plain = spark.read.parquet(f"{engine_root}/people/snapshot_date={date}")
    found = sorted(row.user_id for row in tables["people"].collect())
    assert sorted(row.user_id for row in plain.collect()) == found
    assert tables["nobody"].collect() == []
    assert spark.read.parquet(f"{engine_root}/nobody/snapshot_date={date}").columns == [
        "user_id",
        "at",
    ]
    return found


def test_documents_are_published_with_their_tables(
    spark: SparkSession, make_df: MakeDf, s3: str
) -> None:
    root = f"{s3}/documents"
    with open_folder(spark, root, wait=0) as store:
        store.materialize("people", make_df([(1, None)], PEOPLE))
        files = store.data_files(["people"])["people"]
        store.publish(manifest(store, FIRST), {"a.json": "a", "b.json": "b"})
    reader = folder_snapshots(spark, Output(path=root))
    (published,) = reader.published.values()
    assert [reader.document(published, name) for name in ("a.json", "b.json")] == ["a", "b"]
    assert [name.partition("/")[0] for name in files] == ["people"]
    assert names_below(f"{root}/_runs/{store.run_id}") == ["a.json", "b.json", "people"]


def test_a_date_is_replaced_and_the_others_stay(
    spark: SparkSession, make_df: MakeDf, s3: str
) -> None:
    root = f"s3a://{s3.removeprefix('s3://')}/some%20Out put/ü/"
    publish(spark, make_df, root, FIRST, 1, 2)
    replaced = publish(spark, make_df, root, SECOND, 3)
    last = publish(spark, make_df, root, SECOND, *range(4, 2000))
    root = root.rstrip("/")
    assert users(spark, root, FIRST) == [1, 2]
    assert users(spark, root, SECOND) == list(range(4, 2000))
    # Its files stay for whoever may be reading them.
    assert names_below(f"{root}/_runs")[1:] == [replaced, last]

    publish(spark, make_df, root, SECOND, 5)
    assert users(spark, root, SECOND) == [5]
    assert len(stored_files(f"{root}/people/snapshot_date={SECOND}")) == 1
    assert replaced not in names_below(f"{root}/_runs")
    assert names_below(root) == ["_manifests", "_runs", "nobody", "people"]
    with open_store(spark, Output(path=root)) as store:
        assert store.prune(1) == [str(FIRST)]
    assert [m.snapshot_date for m in published(spark, Output(path=root))] == [str(SECOND)]
    assert names_below(f"{root}/people") == [f"snapshot_date={SECOND}"]


def test_older_runs_are_named_and_not_fetched(
    spark: SparkSession, make_df: MakeDf, s3: str, s3_server: Watched
) -> None:
    for day in range(1, 6):
        publish(spark, make_df, s3, dt.date(2021, 12, day), *range(day))
    before = {file.place for file in stored_files(f"{s3}/_runs")}
    s3_server.requests.clear()

    run = publish(spark, make_df, s3, dt.date(2021, 12, 6), 1)

    fetched = [asked for asked in s3_server.requests if asked.method == "GET"]
    bucket = f"/{s3.removeprefix('s3://')}/"
    contents = [asked.path for asked in fetched if not asked.path.startswith(f"{bucket}?")]
    assert not {path for path in contents if f"{s3}/{path.removeprefix(bucket)}" in before}
    assert any(run in path for path in contents)
    assert sum("_manifests/" in path for path in contents) == 6, "each manifest once, also its own"
    assert len(fetched) < 60
    assert sum(asked.sent for asked in fetched) < 100_000


def test_a_file_that_only_an_engine_could_write_is_read(
    spark: SparkSession, make_df: MakeDf, s3: str
) -> None:
    """As outputs have them that were written before: a folder with one line, or with none."""
    runs = [publish(spark, make_df, s3, date, 1) for date in (FIRST, SECOND)]
    files = StoreFiles()
    for run in runs:
        text = files.read(f"{s3}/_manifests/{run}.json")
        assert text
        files.remove(f"{s3}/_manifests/{run}.json")
        line = spark.createDataFrame([(" ".join(text.split("\n")),)], "value string")
        line.write.text(f"{s3}/_manifests/{run}.json")
    gone = f"{s3}/_manifests/20211101T100000.000000Z-00000000.json"
    write_bytes(f"{gone}/part-0.txt", b"")  # emptied, since nothing could be removed
    write_bytes(f"{s3}/_lock/17-0a.json/part-0.txt", b"")

    assert [m.run_id for m in published(spark, Output(path=s3))] == runs
    assert users(spark, s3, FIRST) == [1]
    # The engine takes a file of the same name, size and second for the one that it has seen.
    time.sleep(1)
    publish(spark, make_df, s3, FIRST, 2)
    publish(spark, make_df, s3, FIRST, 3)
    assert users(spark, s3, FIRST) == [3]
    assert users(spark, s3, SECOND) == [1]
    assert stored_files(f"{s3}/_manifests/{runs[0]}.json") == []


def test_evidence_stays_until_the_next_run(spark: SparkSession, make_df: MakeDf, s3: str) -> None:
    for _ in range(2):
        with open_store(spark, Output(path=s3)) as store:
            for name in ("people", "quarantine"):
                store.materialize(name, make_df([(4,)], "user_id bigint"))
            assert store.retain(["quarantine"]) == f"{s3}/_runs/{store.run_id}"
    assert names_below(f"{s3}/_runs") == [store.run_id]
    assert names_below(f"{s3}/_runs/{store.run_id}") == ["failed.json", "quarantine"]


def test_what_is_no_store_of_this_engine_is_refused(spark: SparkSession) -> None:
    with (
        pytest.raises(InputError) as error,
        open_store(spark, Output(path="hdfs://host:8020/out")),
    ):
        pass
    assert str(error.value) == (
        "output.path hdfs://host:8020/out: the embedded engine publishes on a local filesystem or "
        "on an object store (s3://, s3a://, gs://, az://, azure://, adl://, abfs://, abfss://); "
        "use one of them, or use --engine spark or --engine sc://host:port"
    )


def test_a_bucket_that_is_not_there_is_named(spark: SparkSession, s3: str) -> None:
    with pytest.raises(InputError) as error, open_store(spark, Output(path=f"{s3}-not/out")):
        pass
    assert str(error.value).startswith(f"output.path {s3}-not/out: cannot be read or written (")
    assert "NoSuchBucket" in str(error.value)


# The lock ---------------------------------------------------------------------------------------


@pytest.fixture(params=["conditional", "passed over", "unknown"])
def write_if(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Stores that write only where there is no file, whatever is there, or have no such step."""

    def passed_over(place: str, content: bytes, _etag: str = "") -> bool:
        write_bytes(place, content)
        return True

    if request.param == "passed over":
        monkeypatch.setattr(stored, "write_if", passed_over)
    if request.param == "unknown":
        monkeypatch.setattr(stored, "write_if", lambda *_given: None)
    return str(request.param)


def test_one_run_at_a_time(s3: str, write_if: str) -> None:
    files = StoreFiles()
    for _ in range(2):
        with locked(s3, files, wait=0):
            assert len(names_below(f"{s3}/_lock")) == 1
            for _ in range(2):
                with pytest.raises(OutputHeldError, match=r"process \d+ on "):
                    locked(s3, files, wait=0).__enter__()
        assert names_below(f"{s3}/_lock") == [], write_if


@pytest.mark.parametrize(
    ("where", "is_taken_over"), [({}, True), ({"host": "elsewhere"}, False)], ids=["here", "there"]
)
def test_the_lock_of_a_dead_process(
    s3: str, where: Mapping[str, str], is_taken_over: bool, tmp_path: Path
) -> None:
    from tests.publish.test_lock import NO_SUCH_PROCESS, left_behind

    said = left_behind(tmp_path, NO_SUCH_PROCESS, **where).read_bytes()
    place = f"{s3}/_lock/held.json"
    write_bytes(place, said)
    if is_taken_over:
        with locked(s3, StoreFiles(), wait=0):
            holder = read_bytes(place)
            assert holder
            assert holder[0] != said
    else:
        with pytest.raises(OutputHeldError, match=f"if it is no more, remove {place}"):
            locked(s3, StoreFiles(), wait=0).__enter__()


def test_of_several_that_take_over_a_dead_lock_one_does(s3: str) -> None:
    place = f"{s3}/_lock/held.json"
    write_bytes(place, b"dead")
    runs = [stored.StoreLock(place, str(n)) for n in range(3)]
    assert [run.take() for run in runs] == ["dead"] * 3
    assert [run.take_over("dead") for run in runs] == [True, False, False]
    found = object_store.read_bytes(place)
    assert found
    seen = found[1]
    assert not object_store.write_if(place, b"late", f"{seen[:-1]}0{seen[-1]}")
    runs[1].release()  # it is not its own
    assert runs[2].take() == "0"
    runs[0].release()
    assert runs[2].take() is None


# A run that dies --------------------------------------------------------------------------------

OLD, NEW, LATER = (f"20211201T10000{second}.000000Z-00000000" for second in (1, 2, 3))


class Died(BaseException):
    """The process is killed."""


def written(root: str, run_id: str) -> Manifest:
    """What a run is to publish: two tables of one file each, which is a text here."""
    tables = {}
    for name in ("contacts", "accounts"):
        below = f"_runs/{run_id}/{name}"
        write_bytes(f"{root}/{below}/1.parquet", f"{name} of {run_id}".encode())
        tables[name] = Table(1, "x bigint", below)
    write_bytes(f"{root}/_runs/{run_id}/step/1.parquet", b"")
    return Manifest(run_id, "2021-12-01", "1.0", "an engine", "abc", tables=tables)


def journal_of(root: str) -> Journal:
    return Journal(root, StoreFiles(), StoredFolders(root, StoreFiles()))


def run_once(root: str, run_id: str) -> list[str]:
    """A run as the store does it; give what it found of dead ones."""
    journal = journal_of(root)
    found = list(journal.recover())
    journal.finish(journal.audit(written(root, run_id)))
    return found


def content(place: str) -> bytes:
    found = read_bytes(place)
    return found[0] if found else b""


def by_manifest(root: str) -> dict[str, bytes]:
    """The newest snapshot's tables."""
    manifest = max(manifests_in(root, StoreFiles()).values(), key=lambda one: one.run_id)
    return {
        name: content(f"{root}/{table.folder}/1.parquet") for name, table in manifest.tables.items()
    }


def texts(run_id: str) -> dict[str, bytes]:
    return {name: f"{name} of {run_id}".encode() for name in ("contacts", "accounts")}


def die_before(change: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process die before it changes something on the store for the n-th time."""
    left = iter(range(change))
    as_it_is = object_store.write_bytes, object_store.copy_file, object_store.remove_files

    def step() -> None:
        if next(left, None) is None:
            raise Died

    def write(place: str, content: bytes) -> None:
        step()
        as_it_is[0](place, content)

    def copy(file: StoredFile, place: str) -> None:
        step()
        as_it_is[1](file, place)

    def remove(files: Sequence[str]) -> None:
        for file in files:  # which may be cut anywhere
            step()
            as_it_is[2]([file])

    monkeypatch.setattr(stored, "write_bytes", write)
    monkeypatch.setattr(stored, "copy_file", copy)
    monkeypatch.setattr(stored, "remove_files", remove)


def test_killed_before_each_change(s3: str) -> None:
    for change in range(100):
        root = f"{s3}/{change}"
        assert run_once(root, OLD) == []
        with pytest.MonkeyPatch.context() as monkeypatch:
            die_before(change, monkeypatch)
            try:
                run_once(root, NEW)
                break
            except Died:
                pass
        seen = by_manifest(root)
        assert seen in (texts(OLD), texts(NEW))

        found = run_once(root, LATER)

        assert len(found) <= 1
        assert ("finished" in str(found)) <= (seen == texts(OLD))
        assert by_manifest(root) == texts(LATER)
        plain = stored_files(f"{root}/contacts") + stored_files(f"{root}/accounts")
        assert sorted(content(file.place) for file in plain) == sorted(texts(LATER).values())
        runs = [OLD, LATER] if found and "removed" in found[0] else [NEW, LATER]
        assert names_below(f"{root}/_runs") == runs
        assert names_below(f"{root}/_manifests") == [f"{run}.json" for run in runs]
        left = {name for run in runs for name in names_below(f"{root}/_runs/{run}")}
        assert left == {"contacts", "accounts"}
    assert change > 5
