"""Reads Spark's event log: what each task has written, shuffled and spilled."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple


class Task(NamedTuple):
    """A task that has ended.

    Attributes:
        ended: when, in seconds since 1970.
        written_bytes: written to files.
        shuffled_bytes: written for other tasks to read.
        spilled_bytes: written to disk for want of memory.
    """

    ended: float
    written_bytes: int
    shuffled_bytes: int
    spilled_bytes: int


def event_log_options(folder: Path) -> str:
    """The options of a Spark that logs its events into a folder, in one plain file."""
    settings = {
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": folder.as_uri(),
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
    }
    return " ".join(f"--conf {name}={value}" for name, value in settings.items())


def tasks_of(folder: Path) -> list[Task]:
    """The tasks of all event logs of a folder."""
    return [task for file in sorted(folder.iterdir()) for task in _tasks_in(file)]


def _tasks_in(file: Path) -> Iterator[Task]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            if event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
                yield _task(event["Task Info"], event["Task Metrics"])


def _task(info: Mapping[str, Any], metrics: Mapping[str, Any]) -> Task:
    return Task(
        ended=info["Finish Time"] / 1000,
        written_bytes=metrics["Output Metrics"]["Bytes Written"],
        shuffled_bytes=metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"],
        spilled_bytes=metrics["Disk Bytes Spilled"],
    )
