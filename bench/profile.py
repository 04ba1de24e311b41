"""Where the time of a run goes: each step's time, processors, and bytes read, shuffled, written.

The run is a process like any other, and is watched from outside: at each line that it logs, what
the process has used so far is read from the system. Of Spark, which knows more, the event log is
read afterwards.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import psutil

from bench.contestants import CONTESTANTS, EMBEDDED, SPARK
from bench.errors import BenchError
from bench.event_log import Task, event_log_options, tasks_of
from bench.places import OUTPUT
from bench.process import environ_of
from jafflegaggle.models import TABLES

PROFILED = (EMBEDDED, SPARK)
START = "start"


@dataclass(frozen=True)
class Profiled:
    """A step, or the start of Python and the engine.

    Attributes:
        name: its name.
        reads: the tables that it reads.
        rows: the rows that it wrote; None if it is no table.
        seconds: wall time, from the end of the step before.
        cpu_seconds: what all processors spent on it.
        read_bytes: read from files, as the system counts it: with what Spark shuffles on a disk.
        written_bytes: written to files.
        shuffled_bytes: exchanged between tasks; None if the engine does not tell.
        spilled_bytes: what found no place in memory; None if the engine does not tell.
    """

    name: str
    reads: tuple[str, ...]
    rows: int | None
    seconds: float
    cpu_seconds: float
    read_bytes: int
    written_bytes: int
    shuffled_bytes: int | None = None
    spilled_bytes: int | None = None


class Used(NamedTuple):
    """What a process and its descendants have used so far."""

    at: float
    cpu_seconds: float
    read_bytes: int
    written_bytes: int


class Line(NamedTuple):
    """A step that the run has logged."""

    step: str
    rows: int | None
    seconds: float


def profile(name: str, folder: Path, driver_memory: str) -> list[Profiled]:
    """Run the job once in a folder of data; its steps, in order.

    Args:
        name: the contestant, one of `PROFILED`.
        folder: the data.
        driver_memory: the memory of a Spark driver.

    Raises:
        BenchError: the run failed.
    """
    contestant = CONTESTANTS[name]
    output, events = OUTPUT / f"profile-{name}", OUTPUT / f"profile-{name}-events"
    for old in (output, events):
        shutil.rmtree(old, ignore_errors=True)
        old.mkdir(parents=True)
    environ = environ_of(driver_memory, contestant.uses_spark)
    if contestant.uses_spark:
        environ["PYSPARK_SUBMIT_ARGS"] = " ".join(
            [event_log_options(events), environ["PYSPARK_SUBMIT_ARGS"]]
        )
    command = [sys.executable, "-m", *contestant.arguments, "--output", str(output)]
    steps = _watched([*command, "--log-format", "json"], folder, environ)
    shutil.rmtree(output)
    if contestant.uses_spark:
        return _with_tasks(steps, tasks_of(events))
    return [step for _, step in steps]


def _watched(
    command: Sequence[str], folder: Path, environ: Mapping[str, str]
) -> list[tuple[float, Profiled]]:
    """The steps of a run, each with the time of its end."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=dict(environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        before = Used(psutil.Process(process.pid).create_time(), 0, 0, 0)
        found: list[tuple[float, Profiled]] = []
        last = ""
        for text in process.stderr:
            last = text
            line = _step_in(text)
            if line is None:
                continue
            used = _used(process.pid)
            if not found:  # before the first step, Python and the engine start
                started = used._replace(at=used.at - line.seconds)
                found.append((started.at, _between(before, started, Line(START, None, 0))))
                before = started
            found.append((used.at, _between(before, used, line)))
            before = used
    if process.returncode:
        raise BenchError(f"{' '.join(command)} ended with {process.returncode}: {last.strip()}")
    return found


def _step_in(text: str) -> Line | None:
    with suppress(ValueError):
        record = json.loads(text)
        if "seconds" in record:
            return Line(record["step"], record["rows"], record["seconds"])
    return None


def _between(before: Used, after: Used, line: Line) -> Profiled:
    table = TABLES.get(line.step)
    return Profiled(
        name=line.step,
        reads=tuple(name for name in table.inputs if name in TABLES) if table else (),
        rows=line.rows,
        seconds=after.at - before.at,
        cpu_seconds=after.cpu_seconds - before.cpu_seconds,
        read_bytes=after.read_bytes - before.read_bytes,
        written_bytes=after.written_bytes - before.written_bytes,
    )


def _used(pid: int) -> Used:
    """What a process and its living descendants have used, as the system counts it."""
    root = psutil.Process(pid)
    cpu, read, written = 0.0, 0, 0
    for one in [root, *root.children(recursive=True)]:
        with suppress(psutil.Error):  # it has ended
            times, counters = one.cpu_times(), one.io_counters()
            cpu += times.user + times.system
            # Characters, not blocks: files in the page cache are read, too.
            read += counters.read_chars
            written += counters.write_chars
    return Used(time.time(), cpu, read, written)


def _with_tasks(steps: Sequence[tuple[float, Profiled]], tasks: Sequence[Task]) -> list[Profiled]:
    """The steps, with what Spark's tasks that ended within each of them say of themselves."""
    return [
        replace(
            step,
            written_bytes=sum(task.written_bytes for task in ended),
            shuffled_bytes=sum(task.shuffled_bytes for task in ended),
            spilled_bytes=sum(task.spilled_bytes for task in ended),
        )
        for step, ended in _by_step(steps, tasks)
    ]


def _by_step(
    steps: Sequence[tuple[float, Profiled]], tasks: Sequence[Task]
) -> Iterator[tuple[Profiled, list[Task]]]:
    since = 0.0
    for until, step in steps:
        yield step, [task for task in tasks if since < task.ended <= until]
        since = until
