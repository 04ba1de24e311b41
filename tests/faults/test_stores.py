"""Object stores: real servers, runs at once, runs that are killed, and what they leave."""

import json
import os
import random
import signal
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
from pyspark.sql import SparkSession

from jafflegaggle import read_snapshot
from jafflegaggle.object_store import names_below, read_bytes, stored_files, write_bytes
from tests import stores
from tests.faults import runs
from tests.faults.companies import DATE, OTHER_DATE
from tests.faults.published import (
    Snapshot,
    by_folders,
    by_manifest,
    dead_runs,
    manifests,
    named_by,
    plain,
)
from tests.incremental.test_runs import DAY, START, TABLES, Company, some_events
from tests.small_company import FILES, write_company
from tests.stores import Request, Watched, download, upload

WAIT = ["--wait", 120]
# In CI fewer: every whole run asks a store several hundred times.
IS_CI = "CI" in os.environ
KILLS = 2 if IS_CI else 4
KILLED_AFTER = ["people"] if IS_CI else ["sources", "people", "quarantine"]


@pytest.fixture(scope="session")
def azure_server() -> Iterator[None]:
    """An Azure Blob store on this machine, for all that this process runs from now on."""
    try:
        with stores.azure_server(Path(sys.prefix) / "azurite") as environ:
            os.environ.update(environ)
            yield
            for name in environ:
                del os.environ[name]
    except stores.UnavailableError as error:
        pytest.skip(str(error))


@pytest.fixture(params=["s3", "abfss"])
def bucket(request: pytest.FixtureRequest) -> str:
    """The URL of a place of the test's own on each store."""
    if request.param == "s3":
        return str(request.getfixturevalue("s3"))
    request.getfixturevalue("azure_server")
    name = f"test-{uuid.uuid4().hex[:8]}"
    stores.make_container(os.environ, name)
    return f"abfss://{name}@{stores.ACCOUNT}.dfs.core.windows.net"


@dataclass(frozen=True)
class Output:
    """An output on a store, looked at as the other fault tests look at a disk."""

    place: str
    copies: Path

    def copy(self) -> Path:
        """A copy of all of it, on a disk."""
        return download(self.place, self.copies / uuid.uuid4().hex)

    def assert_is_tidy(self) -> None:
        """Nothing is left of runs that are not published, nor a lock."""
        copy = self.copy()
        assert dead_runs(copy) == {}
        found = manifests(copy)
        assert names_below(f"{self.place}/_runs") == [m["run_id"] for m in found]
        dates = [manifest["snapshot_date"] for manifest in found]
        assert all(dates.count(date) <= 2 for date in dates)
        for manifest in found:
            run = f"_runs/{manifest['run_id']}"
            there = {f"{run}/{name}" for name in names_below(f"{self.place}/{run}")}
            assert there == named_by(manifest)
        assert names_below(f"{self.place}/_lock") == []


@pytest.fixture
def output(bucket: str, tmp_path: Path) -> Output:
    return Output(f"{bucket}/out", tmp_path / "copies")


def command(config: Path, output: Output, *options: object, date: str = DATE) -> list[str]:
    return runs.command(config, output.place, "--snapshot-date", date, *options)


class Run(Protocol):
    """The type of the fixture `run`."""

    def __call__(
        self, config: Path, output: Output, *options: object, date: str = DATE
    ) -> None: ...


@pytest.fixture
def run(run_here: runs.RunHere) -> Run:
    """Run a command that must succeed, in this process."""

    def succeed(config: Path, output: Output, *options: object, date: str = DATE) -> None:
        ended = run_here(command(config, output, *options, date=date))
        assert ended.status == 0, ended.err

    return succeed


def test_a_snapshot_and_the_same_date_again(
    run: Run, old: Path, new: Path, old_snapshot: Snapshot, new_snapshot: Snapshot, output: Output
) -> None:
    for config, snapshot in ((old, old_snapshot), (new, new_snapshot), (old, old_snapshot)):
        run(config, output)
        copy = output.copy()
        assert by_manifest(copy, DATE) == by_folders(copy, DATE) == snapshot
        output.assert_is_tidy()


def test_it_is_read_by_a_session(
    run: Run, spark: SparkSession, old: Path, old_snapshot: Snapshot, output: Output
) -> None:
    run(old, output)
    tables = read_snapshot(spark, output.place)
    rows = {
        name: plain([row.asDict() for row in table.collect()]) for name, table in tables.items()
    }
    rows["check_results"] = old_snapshot["check_results"]  # where a snapshot was before, one more
    assert rows == old_snapshot


def test_three_at_once_that_wait_publish_one_after_the_other(
    old: Path, new: Path, old_snapshot: Snapshot, new_snapshot: Snapshot, output: Output
) -> None:
    running = [runs.start(command(config, output, *WAIT)) for config in (old, new, old)]
    ended = list(map(runs.end, running))
    assert [one.status for one in ended] == [0, 0, 0], ended
    copy = output.copy()
    assert by_manifest(copy, DATE) in (old_snapshot, new_snapshot)
    assert by_folders(copy, DATE) == by_manifest(copy, DATE)
    output.assert_is_tidy()


def test_a_second_run_is_refused_and_told_who_holds_it(
    old: Path, new: Path, new_snapshot: Snapshot, output: Output
) -> None:
    call = command(new, output)
    with runs.stopped_after("people", call) as first:
        refused = runs.run(command(old, output))
        refused.assert_is_a_short_error(4)
        assert f"process {first.pid} on " in refused.message
    ended = runs.end(first)
    assert ended.status == 0, ended.err
    assert by_manifest(output.copy(), DATE) == new_snapshot


@pytest.mark.parametrize("step", KILLED_AFTER)
def test_killed_while_it_computes(
    run: Run,
    old: Path,
    new: Path,
    old_snapshot: Snapshot,
    new_snapshot: Snapshot,
    output: Output,
    step: str,
) -> None:
    run(old, output)
    running = runs.start(command(new, output))
    runs.wait_for_step(running, step)
    runs.kill(running)
    runs.end(running)
    assert by_manifest(output.copy(), DATE) == old_snapshot

    run(new, output)

    assert by_manifest(output.copy(), DATE) == by_folders(output.copy(), DATE) == new_snapshot
    output.assert_is_tidy()


@pytest.mark.parametrize("bucket", ["s3"], indirect=True)
def test_killed_before_its_changes_on_the_store(
    run: Run,
    old: Path,
    new: Path,
    old_snapshot: Snapshot,
    new_snapshot: Snapshot,
    output: Output,
    s3_server: Watched,
) -> None:
    """The server ends the run before it does what it is asked for the n-th time."""
    run(old, output)
    s3_server.requests.clear()
    run(new, output, date=OTHER_DATE)
    changes = sum(asked.is_change for asked in s3_server.requests)
    for number in range(KILLS):
        before = by_manifest(output.copy(), DATE)
        config = new if before == old_snapshot else old
        change = 1 + number * (changes - 1) // (KILLS - 1)
        _die_before(change, command(config, output), s3_server)
        after = (old_snapshot, new_snapshot)[config == new]
        assert by_manifest(output.copy(), DATE) in (before, after)
        run(config, output)
        copy = output.copy()
        assert by_manifest(copy, DATE) == by_folders(copy, DATE) == after
        output.assert_is_tidy()


def _die_before(change: int, call: list[str], server: Watched) -> None:
    running = runs.start(call)
    left = iter(range(change - 1))

    def kill(asked: Request) -> None:
        if asked.is_change and next(left, None) is None:
            runs.kill(running)
            raise ConnectionAbortedError

    server.before = kill
    try:
        ended = runs.end(running)
    finally:
        server.before = None
    assert ended.status == -signal.SIGKILL, f"it ended before change {change}:\n{ended.err}"


def test_old_dates_go_and_the_others_stay(
    run: Run, old: Path, new: Path, old_snapshot: Snapshot, new_snapshot: Snapshot, output: Output
) -> None:
    for config, date in ((old, "2021-11-30"), (old, DATE)):
        run(config, output, date=date)
    run(new, output, "--keep", 2, date=OTHER_DATE)
    copy = output.copy()
    assert names_below(f"{output.place}/contacts") == [
        f"snapshot_date={date}" for date in (DATE, OTHER_DATE)
    ]
    for date, snapshot in ((DATE, old_snapshot), (OTHER_DATE, new_snapshot)):
        assert by_manifest(copy, date) == snapshot
    assert by_folders(copy, OTHER_DATE) == new_snapshot
    output.assert_is_tidy()


@pytest.mark.parametrize("bucket", ["s3"], indirect=True)
def test_many_older_runs_cost_a_look_each(
    run: Run, old: Path, old_snapshot: Snapshot, output: Output, s3_server: Watched
) -> None:
    """Nothing that they hold is fetched but their manifests."""
    run(old, output)
    (name,) = names_below(f"{output.place}/_manifests")
    found = read_bytes(f"{output.place}/_manifests/{name}")
    assert found
    manifest = json.loads(found[0])
    files = stored_files(f"{output.place}/_runs/{manifest['run_id']}")
    older = 150
    for number in range(older):
        date = f"20{number // 28:02}-01-{number % 28 + 1:02}"
        run_id = f"20210101T100000.{number:06}Z-00000000"
        for file in files:
            write_bytes(file.place.replace(manifest["run_id"], run_id), bytes(100_000))
        text = json.dumps(manifest).replace(manifest["run_id"], run_id).replace(DATE, date)
        write_bytes(f"{output.place}/_manifests/{run_id}.json", text.encode())
    s3_server.requests.clear()

    run(old, output, date=OTHER_DATE)

    read = [asked for asked in s3_server.requests if asked.method in {"GET", "HEAD"}]
    of_older = [asked for asked in read if "20210101T" in asked.path]
    assert not [asked for asked in of_older if asked.path.endswith(".parquet")]
    assert len(of_older) <= 3 * older
    assert sum(asked.sent for asked in of_older) < older * 10 * len(found[0])
    assert by_manifest(output.copy(), OTHER_DATE) == old_snapshot


def test_days_of_events_give_the_tables_of_a_full_run(
    run: Run, bucket: str, tmp_path: Path
) -> None:
    """Sources, state and tables all on the store."""
    luck = random.Random(0)
    company = Company(tmp_path, by_day=True)
    config = write_company(tmp_path)
    settings = [f"sources.{name}.path={bucket}/in/{name}.csv" for name in FILES]
    settings += [f"sources.events.path={bucket}/in/events", "sources.events.format=parquet"]

    def tables(date: str, is_incremental: bool) -> Snapshot:
        output = Output(f"{bucket}/{is_incremental}", tmp_path / "copies")
        given = [*settings, f"incremental.enabled={str(is_incremental).lower()}"]
        run(config, output, *(part for one in given for part in ("--set", one)), date=date)
        snapshot = by_manifest(output.copy(), date)
        assert snapshot
        output.assert_is_tidy()
        return {name: snapshot[name] for name in TABLES}

    for day in range(3):
        date = str((START + day * DAY).date())
        company.receive(some_events(luck, day, 25, f"{day}-"), date)
        upload(tmp_path, f"{bucket}/in")
        found = tables(date, is_incremental=True)
    assert found == tables(date, is_incremental=False)
