"""Measures one process from start to end, with all the processes that it starts."""

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psutil

from bench.places import ROOT

SAMPLE_SECONDS = 0.2
SAMPLES_PER_SEARCH = 5  # searching for descendants takes a hundred times as long as sampling one


@dataclass(frozen=True)
class Measured:
    """What a process took.

    Attributes:
        seconds: wall time, from before it starts until it has ended.
        peak_bytes: the peak of the summed resident memory of the process and its descendants,
            sampled five times a second. Descendants are searched for once a second and count from
            the second search on: at first, a child of Java seems to hold all of Java's memory.
            Shared pages count twice, and peaks between two samples are missed.
        exit_status: its exit status, or minus the signal that ended it.
    """

    seconds: float
    peak_bytes: int
    exit_status: int


def measure(
    command: Sequence[str], folder: Path, log: Path, environ: Mapping[str, str]
) -> Measured:
    """Run a command in a folder; its output goes to the log."""
    with log.open("wb") as file:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environ, stdout=file, stderr=subprocess.STDOUT
        )
        with _Sampler(process.pid) as sampler:
            # No time-out: that would poll, and notice the end too late.
            process.wait()
            seconds = time.perf_counter() - started
    return Measured(seconds, sampler.peak_bytes, process.returncode)


class _Sampler:
    """Samples the memory of a process and its descendants in a thread, until the block ends."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.peak_bytes = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "_Sampler":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        family: list[psutil.Process] = []
        seen: set[psutil.Process] = set()
        for number in count():
            with suppress(psutil.Error):  # it has ended
                if number % SAMPLES_PER_SEARCH == 0:
                    root = psutil.Process(self.pid)
                    found = root.children(recursive=True)
                    family = [root, *seen.intersection(found)]
                    seen = set(found)
            self.peak_bytes = max(self.peak_bytes, sum(map(_resident, family)))
            if self._ended.wait(SAMPLE_SECONDS):
                return


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it has ended
        return 0


def environ_of(driver_memory: str, uses_spark: bool) -> dict[str, str]:
    """The environment of a contestant: this source tree, and the same memory for every Spark."""
    environ = dict(os.environ)
    environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), environ.get("PYTHONPATH", "")])
    environ["TZ"] = "UTC"
    if uses_spark:
        from tests.java import java_environ

        environ["PYSPARK_SUBMIT_ARGS"] = f"--driver-memory {driver_memory} pyspark-shell"
        environ |= java_environ()
    return environ
