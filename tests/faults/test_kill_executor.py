"""`kill -9` of an executor of a real cluster at work: the job ends with the same rows."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster import PATIENCE, cluster
from tests.faults import runs
from tests.faults.companies import DATE
from tests.faults.published import by_folders, by_manifest

pytestmark = pytest.mark.cluster

DEMO = runs.ROOT / "conf" / "demo.toml"  # its single file of events makes one long task
RUNNING = r"Running task \S+ in stage \S+ \(TID (\d+)\)"
FINISHED = r"Finished task \S+ in stage \S+ \(TID (\d+)\)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the cluster keeps its logs."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    return folder


@pytest.fixture
def master(folder: Path) -> Iterator[str]:
    with cluster(folder, runs.environ()) as url:
        yield url


def unfinished(executor: Path) -> set[str]:
    """The tasks that an executor has begun and not finished, by its log."""
    log = (executor / "stderr").read_text(encoding="utf-8")
    return set(re.findall(RUNNING, log)) - set(re.findall(FINISHED, log))


def process_in(folder: Path) -> int:
    """The process with this current folder: each executor has its own."""
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if link.readlink() == folder:
                return int(link.parent.name)
        except OSError:  # it has ended, or is somebody else's
            continue
    raise AssertionError(f"no process runs in {folder}")


def kill_one_at_work(workers: Path, running: subprocess.Popen[str]) -> tuple[Path, set[str]]:
    """Kill the first executor seen with a task; return it and its tasks at that moment.

    It is paused for a second look: a task may end between the first one and the signal. Of a task
    that the log does not call finished, the driver has not been told.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and running.poll() is None:
        for log in workers.glob("worker*/app-*/*/stderr"):
            if not unfinished(log.parent):
                continue
            process = process_in(log.parent)
            os.kill(process, signal.SIGSTOP)
            if tasks := unfinished(log.parent):
                os.kill(process, signal.SIGKILL)
                return log.parent, tasks
            os.kill(process, signal.SIGCONT)
        time.sleep(0.01)
    raise AssertionError(f"no executor was seen at work:\n{runs.end(running).err}")


def test_a_job_survives_the_death_of_an_executor(
    master: str, folder: Path, tmp_path: Path, run_here: runs.RunHere
) -> None:
    options = ["--snapshot-date", DATE]
    call = runs.command(DEMO, tmp_path / "spark", *options, engine="spark")
    running = runs.start(call, "--master", master)
    runs.wait_for_step(running, "staged_gaggles")  # next it reads the events
    executor, tasks = kill_one_at_work(folder, running)
    ended = runs.end(running)
    expected = run_here(runs.command(DEMO, tmp_path / "embedded", *options))

    assert unfinished(executor) & tasks, "the kill came between two tasks"
    assert (ended.status, expected.status) == (0, 0), ended.err + expected.err
    assert by_folders(tmp_path / "spark", DATE) == by_folders(tmp_path / "embedded", DATE)
    assert by_manifest(tmp_path / "spark", DATE) == by_folders(tmp_path / "spark", DATE)
