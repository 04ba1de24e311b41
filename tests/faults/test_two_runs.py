"""Two runs for one output: one after the other, or one is refused, naming the other."""

import os
import signal
from pathlib import Path

import pytest

from tests.faults import runs
from tests.faults.companies import DATE
from tests.faults.published import (
    Snapshot,
    assert_is_tidy,
    by_folders,
    by_manifest,
    is_locked,
    manifests,
)

WAIT = ["--wait", 120]
TIMES = 3 if "CI" in os.environ else 5


def start_both(
    old: Path, new: Path, output: Path, *options: object
) -> tuple[runs.Ended, runs.Ended]:
    """Start a run of each day at the same moment, and wait for both."""
    both = [
        runs.start(runs.command(config, output, "--snapshot-date", DATE, *options))
        for config in (old, new)
    ]
    first, second = map(runs.end, both)
    return first, second


def assert_is_refused(ended: runs.Ended, output: Path, holder: int) -> None:
    ended.assert_is_a_short_error(4)
    assert str(output) in ended.message
    assert f" {holder} " in ended.message, "the message names the process that holds the output"
    assert "--wait" in ended.message


@pytest.mark.parametrize("_time", range(TIMES))
def test_two_at_once_that_wait_publish_one_after_the_other(
    old: Path,
    new: Path,
    old_snapshot: Snapshot,
    new_snapshot: Snapshot,
    tmp_path: Path,
    _time: int,
) -> None:
    output = tmp_path / "output"

    ended = start_both(old, new, output, *WAIT)

    assert [one.status for one in ended] == [0, 0], ended
    assert len(manifests(output)) == 2
    published = by_manifest(output, DATE)
    assert published in (old_snapshot, new_snapshot)
    assert by_folders(output, DATE) == published
    assert_is_tidy(output)


@pytest.mark.parametrize("_time", range(TIMES))
def test_of_two_at_once_one_is_refused_or_both_publish(
    old: Path,
    new: Path,
    old_snapshot: Snapshot,
    new_snapshot: Snapshot,
    tmp_path: Path,
    _time: int,
) -> None:
    output = tmp_path / "output"

    of_old, of_new = start_both(old, new, output)

    for ended in (of_old, of_new):
        if ended.status:
            ended.assert_is_a_short_error(4)
            assert str(output) in ended.message
    published = [
        snapshot
        for ended, snapshot in ((of_old, old_snapshot), (of_new, new_snapshot))
        if ended.status == 0
    ]
    assert published, (of_old.err, of_new.err)
    assert len(manifests(output)) == len(published)
    assert by_manifest(output, DATE) in published
    assert by_folders(output, DATE) == by_manifest(output, DATE)
    assert_is_tidy(output)


def test_the_second_run_is_refused_with_the_name_of_the_holder(
    new: Path, output: Path, new_snapshot: Snapshot
) -> None:
    call = runs.command(new, output, "--snapshot-date", DATE)
    with runs.stopped_after("people", call) as first:
        assert_is_refused(runs.run(call), output, first.pid)
        assert_is_refused(runs.run([*call, "--wait", "1"]), output, first.pid)
    ended = runs.end(first)

    assert ended.status == 0, ended.err
    assert by_manifest(output, DATE) == by_folders(output, DATE) == new_snapshot
    assert_is_tidy(output)


def test_a_run_that_waits_goes_on_when_the_first_has_ended(
    old: Path, new: Path, output: Path, old_snapshot: Snapshot
) -> None:
    with runs.stopped_after("people", runs.command(new, output, "--snapshot-date", DATE)) as first:
        second = runs.start(runs.command(old, output, "--snapshot-date", DATE, *WAIT))
    ended = [runs.end(first), runs.end(second)]

    assert [one.status for one in ended] == [0, 0], ended
    assert by_manifest(output, DATE) == by_folders(output, DATE) == old_snapshot


def test_a_lock_left_by_a_dead_run_is_no_obstacle(
    new: Path, output: Path, new_snapshot: Snapshot
) -> None:
    call = runs.command(new, output, "--snapshot-date", DATE)
    with runs.stopped_after("people", call) as first:
        assert is_locked(output)
        os.killpg(first.pid, signal.SIGKILL)
        runs.end(first)

        ended = runs.run(call)

    assert ended.status == 0, ended.err
    assert by_manifest(output, DATE) == by_folders(output, DATE) == new_snapshot
    assert_is_tidy(output)
