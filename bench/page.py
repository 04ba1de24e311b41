"""The page of results, as Markdown."""

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version

import psutil

from bench.contestants import CONTESTANTS, RATIOS
from bench.medians import Summary, ratios
from bench.profile import Profiled
from bench.rounds import Run
from bench.totals import Totals

HOW = (
    "Wall time of the whole process, from start to end: the median, the fastest and the slowest. "
    "Memory is the peak of the resident memory of the process and its descendants, sampled five "
    "times a second. The contestants ran in turn, round by round, on files in the system's page "
    "cache."
)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are numbers, aligned to the right."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(header))]
    padded = (
        [
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        for line in lines
    )
    return "\n".join(f"| {' | '.join(line)} |" for line in padded)


def contestants_table(found: Mapping[str, Summary]) -> str:
    """One row per contestant."""
    return table(
        ("contestant", "median", "from", "to", "memory"),
        [
            (
                CONTESTANTS[name].title,
                seconds(one.median),
                seconds(one.fastest),
                seconds(one.slowest),
                gigabytes(one.peak_bytes),
            )
            for name, one in found.items()
        ],
    )


def ratios_table(found: Mapping[str, Summary]) -> str:
    """One row per pair of contestants that both ran."""
    return table(
        ("ratio of medians", "is"),
        [
            (f"{CONTESTANTS[one].title} / {CONTESTANTS[other].title}", f"{value:.2f}")
            for (one, other), value in ratios(found, RATIOS).items()
        ],
    )


def comparison(title: str, found: Mapping[str, Summary], runs: Sequence[Run]) -> str:
    """The section of one scale: times, ratios, and totals."""
    parts = [f"## {title}", contestants_table(found)]
    if ratios(found, RATIOS):
        parts.append(ratios_table(found))
    agreed: Totals = {name: value for run in runs for name, value in run.totals.items()}
    shown = ", ".join(f"{value:,} {name}" for name, value in agreed.items())
    return "\n\n".join([*parts, f"All agree on the totals: {shown}."])


def profile_table(steps: Sequence[Profiled]) -> str:
    """One row per step of a run: time, processors, bytes, and what it reads."""
    total = sum(step.seconds for step in steps)
    return table(
        ("step", "seconds", "share", "CPU", "read", "shuffled", "spilled", "written", "reads"),
        [
            (
                step.name,
                f"{step.seconds:.2f}",
                f"{step.seconds / total:.0%}",
                f"{step.cpu_seconds:.2f}",
                *(
                    "" if value is None else f"{value / 1e6:,.0f} MB"
                    for value in (
                        step.read_bytes,
                        step.shuffled_bytes,
                        step.spilled_bytes,
                        step.written_bytes,
                    )
                ),
                ", ".join(step.reads),
            )
            for step in steps
        ],
    )


def page(sections: Iterable[str], driver_memory: str) -> str:
    """The whole page."""
    return "\n\n".join(["# Results", machine(driver_memory), HOW, *sections]) + "\n"


def machine(driver_memory: str) -> str:
    """The environment: the machine, the versions, and the memory of every Spark driver."""
    versions = {
        "Python": platform.python_version(),
        "PySpark": version("pyspark"),
        "Sail": version("pysail"),
        "DuckDB": version("duckdb"),
    }
    memory = psutil.virtual_memory().total / 1e9
    shown = ", ".join(f"{name} {value}" for name, value in versions.items())
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}; "
        f"{shown}; {driver_memory} per Spark driver unless stated otherwise."
    )


def seconds(value: float) -> str:
    """A time, for people."""
    return f"{value:.1f} s" if value >= 10 else f"{value:.2f} s"


def gigabytes(value: int) -> str:
    """An amount of memory, for people."""
    return f"{value / 1e9:.2f} GB"
