"""`kill -9` of the driver, anywhere in a run: one complete snapshot or the other is published.

Every killed run publishes the new day into an output that holds the snapshot of the old one: mostly
for the same date, which it replaces, otherwise for the next date.
"""

import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.changes import RENAMES
from tests.faults import runs
from tests.faults.companies import DATE, OTHER_DATE, TABLES
from tests.faults.conftest import copy
from tests.faults.published import (
    Snapshot,
    assert_is_tidy,
    by_folders,
    by_manifest,
    dead_runs,
)

# Steps after whose log line a run is killed, and how many milliseconds later.
STEPS = [("sources", 40), ("user_activity", 10), ("people", 20), ("quarantine", 0), ("checks", 3)]
# Before how many of a publication's changes to kill; `tests/publish/test_kills.py` covers each.
PUBLISH_KILLS = 4
DATES = [DATE, OTHER_DATE]


@dataclass(frozen=True)
class Days:
    """Both days: their configurations, what they publish, and how to run them without a fault."""

    old: Path
    new: Path
    old_snapshot: Snapshot
    new_snapshot: Snapshot
    run_here: runs.RunHere


@pytest.fixture(scope="module")
def days(
    old: Path,
    new: Path,
    old_snapshot: Snapshot,
    new_snapshot: Snapshot,
    run_here: runs.RunHere,
) -> Days:
    return Days(old, new, old_snapshot, new_snapshot, run_here)


@pytest.fixture(scope="module")
def moments(
    days: Days, published_old: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[int]]:
    """By date: the numbers of the renames by which a run publishes, recorded from a run.

    The engine writes the tables, not Python, so nearly all of the renames come after the checks.
    """
    return {
        date: moments_of_a_run(
            days, copy(published_old, tmp_path_factory.mktemp("moments") / "output"), date
        )
        for date in DATES
    }


def moments_of_a_run(days: Days, output: Path, date: str) -> list[int]:
    record = output.with_name("changes.txt")
    call = runs.command(days.new, output, "--snapshot-date", date)
    ended = runs.run(call, "--record", record)
    assert ended.status == 0, ended.err
    changes = record.read_text(encoding="utf-8").splitlines()
    renames = [n for n, change in enumerate(changes, 1) if change.split()[0] in RENAMES]
    assert len(renames) > len(TABLES)
    return renames


def spread(moments: list[int], number: int, of: int) -> int:
    """One of a number of moments spread evenly, including the first and the last."""
    return moments[number * (len(moments) - 1) // (of - 1)]


def assert_one_snapshot_or_the_other(days: Days, output: Path, date: str) -> None:
    """The manifests name complete snapshots: the old one, and all of the new one or nothing."""
    before = days.old_snapshot if date == DATE else None
    assert by_manifest(output, date) in (before, days.new_snapshot)
    assert date == DATE or by_manifest(output, DATE) == days.old_snapshot


def assert_the_next_run_recovers(days: Days, output: Path, date: str) -> None:
    """The same run succeeds, reports what it did about the dead one, and leaves all complete."""
    dead = dead_runs(output)

    ended = days.run_here(runs.command(days.new, output, "--snapshot-date", date))

    assert ended.status == 0, ended.err
    messages = {line.partition(": ")[2] for line in ended.err.splitlines() if " run 2" in line}
    assert messages == {
        f"finished the publication of run {run_id}"
        if has_passed
        else f"removed what run {run_id} left behind"
        for run_id, has_passed in dead.items()
    }
    assert by_manifest(output, date) == days.new_snapshot
    assert by_folders(output, date) == days.new_snapshot
    if date != DATE:
        assert by_manifest(output, DATE) == days.old_snapshot
        assert by_folders(output, DATE) == days.old_snapshot
    assert_is_tidy(output)


def kill_before_change(
    days: Days, output: Path, date: str, number: int, engine: str = "embedded"
) -> None:
    """Run, and die with all processes before a change below the output."""
    call = runs.command(days.new, output, "--snapshot-date", date, engine=engine)
    ended = runs.run(call, "--die-before", number)
    assert ended.status == -signal.SIGKILL, f"it ended before change {number}:\n{ended.err}"


# Embedded ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(len(STEPS)))
def test_killed_while_it_computes(days: Days, output: Path, number: int) -> None:
    date = DATES[number % 2]
    step, milliseconds = STEPS[number]

    running = runs.start(runs.command(days.new, output, "--snapshot-date", date))
    runs.wait_for_step(running, step)
    time.sleep(milliseconds / 1000)
    runs.kill(running)
    runs.end(running)

    assert_one_snapshot_or_the_other(days, output, date)
    assert_the_next_run_recovers(days, output, date)


@pytest.mark.parametrize("number", range(PUBLISH_KILLS))
def test_killed_while_it_publishes(
    days: Days, output: Path, moments: dict[str, list[int]], number: int
) -> None:
    date = OTHER_DATE if number == 1 else DATE

    kill_before_change(days, output, date, spread(moments[date], number, PUBLISH_KILLS))

    assert_one_snapshot_or_the_other(days, output, date)
    assert_the_next_run_recovers(days, output, date)


def test_a_run_of_another_date_recovers_as_well(
    days: Days, output: Path, moments: dict[str, list[int]]
) -> None:
    """So the recovered publication is not hidden by what the next run publishes."""
    kill_before_change(days, output, DATE, spread(moments[DATE], 1, 3))

    ended = days.run_here(runs.command(days.old, output, "--snapshot-date", OTHER_DATE))

    assert ended.status == 0, ended.err
    for date, snapshot in ((DATE, days.new_snapshot), (OTHER_DATE, days.old_snapshot)):
        assert by_manifest(output, date) == by_folders(output, date) == snapshot
    assert_is_tidy(output)

    # What was kept for readers is removed by the run after that.
    ended = days.run_here(runs.command(days.old, output, "--snapshot-date", OTHER_DATE))
    assert ended.status == 0, ended.err
    assert by_folders(output, DATE) == days.new_snapshot
    assert_is_tidy(output, recovered=0)


def test_killed_again_while_it_finishes_a_dead_run(
    days: Days, output: Path, moments: dict[str, list[int]]
) -> None:
    kill_before_change(days, output, DATE, moments[DATE][3])

    kill_before_change(days, output, DATE, 35)  # recovery first, then publication

    assert_one_snapshot_or_the_other(days, output, DATE)
    assert_the_next_run_recovers(days, output, DATE)


# Spark ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "seconds", "with_java"),
    [("user_activity", 0.3, False), ("quarantine", 1.0, True)],
)
def test_spark_killed_while_it_computes(
    days: Days, output: Path, step: str, seconds: float, with_java: bool
) -> None:
    date = DATE if with_java else OTHER_DATE

    call = runs.command(days.new, output, "--snapshot-date", date, engine="spark")
    running = runs.start(call, *runs.QUICK_SPARK)
    runs.wait_for_step(running, step)
    time.sleep(seconds)
    if with_java:
        runs.kill(running)
    else:
        running.kill()  # Java notices it soon, and may write until then

    assert_one_snapshot_or_the_other(days, output, date)
    assert_the_next_run_recovers(days, output, date)
    runs.end(running)
    assert_is_tidy(output)


def test_spark_killed_while_it_publishes(
    days: Days, output: Path, moments: dict[str, list[int]]
) -> None:
    kill_before_change(days, output, DATE, spread(moments[DATE], 2, 4), engine="spark")

    assert_one_snapshot_or_the_other(days, output, DATE)
    assert_the_next_run_recovers(days, output, DATE)


def test_spark_itself_is_killed(days: Days, output: Path) -> None:
    call = runs.command(days.new, output, "--snapshot-date", DATE, engine="spark")
    running = runs.start(call, *runs.QUICK_SPARK)
    runs.wait_for_step(running, "staged_users")
    subprocess.run(["pkill", "-KILL", "-g", str(running.pid), "java"], check=True)
    ended = runs.end(running)

    ended.assert_is_a_short_error()
    assert "lost the connection to the engine (" in ended.message
    assert_one_snapshot_or_the_other(days, output, DATE)
    assert dead_runs(output) == {}
