"""Further measurements: the demo, memory, growth, a new day, and skewed data.

A case is a function of the settings that returns its findings, one per line; `CASES` lists them.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench import data
from bench.contestants import CONTESTANTS, EMBEDDED, SPARK, job
from bench.errors import BenchError
from bench.medians import Summary, growth, summaries
from bench.merge_lists import number_of_merges
from bench.page import gigabytes, seconds
from bench.places import ROOT
from bench.rounds import Trial, prepare, run_rounds

MERGE_LINES = 1_000_000
HOPS = 10_000
SMALL_MEMORIES = ("3g", "2g")
JOBS = (EMBEDDED, SPARK)
INCREMENTAL = ("--set", "incremental.enabled=true")
# From events to activity: finalized events, new events, and both together.
EVENT_STEPS = ("state", "user_activity", "user_history")

Found = list[tuple[str, str]]


@dataclass(frozen=True)
class Settings:
    """How large, and how often.

    Attributes:
        scale: the size, as a multiple of the demo company.
        depth: the number of events per user, as a multiple of the demo's.
        rounds: how often each trial runs.
        engines: the jobs to measure.
        driver_memory: the memory of every Spark driver, unless a case sets another.
    """

    scale: int
    depth: int
    rounds: int
    engines: Sequence[str]
    driver_memory: str


def trial(name: str, folder: Path, driver_memory: str, suffix: str = "") -> Trial:
    """A contestant on the data of a folder."""
    contestant = CONTESTANTS[name]
    return Trial(
        name=f"{name}{suffix}",
        arguments=contestant.arguments,
        folder=folder,
        uses_spark=contestant.uses_spark,
        driver_memory=driver_memory,
    )


def demo(settings: Settings) -> Found:
    """The demo, whole process, embedded; and what a merge of 10,000 hops adds to it."""
    config = str(ROOT / "conf" / "demo.toml")
    names = {f"demo{'-hops' if hops else ''}": data.demo(hops) for hops in (0, HOPS)}
    trials = [Trial(name, job("embedded", config), folder) for name, folder in names.items()]
    found = summaries(run_rounds(trials, settings.rounds))
    plain, chained = found["demo"], found["demo-hops"]
    return [
        ("the demo, embedded", _took(plain)),
        (f"a merge of {HOPS:,} hops adds", seconds(chained.median - plain.median)),
    ]


def memory(settings: Settings) -> Found:
    """Whether Spark finishes with a small driver, and how much memory embedded needs."""
    folder = data.seeded(settings.scale, settings.depth)
    found: Found = []
    for size in SMALL_MEMORIES:
        title = f"{CONTESTANTS[SPARK].title}, driver of {size}"
        try:
            runs = run_rounds([trial(SPARK, folder, size, f"-{size}")], settings.rounds)
        except BenchError as error:
            found.append((title, str(error).splitlines()[0]))
        else:
            found.append((title, _took(*summaries(runs).values())))
    runs = run_rounds([trial(EMBEDDED, folder, settings.driver_memory)], settings.rounds)
    return [*found, (CONTESTANTS[EMBEDDED].title, _took(*summaries(runs).values()))]


def scaling(settings: Settings) -> Found:
    """How the time grows from a tenth of the scale to the scale, less that of scale 1."""
    scales = (1, max(settings.scale // 10, 2), settings.scale)
    trials = [
        trial(name, data.seeded(scale, settings.depth), settings.driver_memory, f"-{scale}")
        for scale in scales
        for name in settings.engines
    ]
    found = summaries(run_rounds(trials, settings.rounds))
    return [
        (
            f"{CONTESTANTS[name].title}, scale {scales[1]} to {scales[2]}, less scale 1",
            f"{growth(*(found[f'{name}-{scale}'].median for scale in scales)):.1f} times",
        )
        for name in settings.engines
    ]


def skew(settings: Settings) -> Found:
    """One company with 30 % of all users and one gaggle with 17 %, against the even case."""
    even, skewed = _beside(settings, data.skewed(settings.scale, settings.depth), "-skewed")
    return [
        (
            f"{CONTESTANTS[name].title}, skewed / even",
            f"{skewed[name].median / even[name].median:.2f}",
        )
        for name in settings.engines
    ]


def merges(settings: Settings) -> Found:
    """What a long merge list with chains adds."""
    folder = data.chained(settings.scale, settings.depth, MERGE_LINES)
    lines = number_of_merges(folder / "merged_user")
    even, merged = _beside(settings, folder, "-merges")
    return [
        (
            f"{CONTESTANTS[name].title}, {lines:,} merges in chains of 20 add",
            seconds(merged[name].median - even[name].median),
        )
        for name in settings.engines
    ]


def a_day(settings: Settings) -> Found:
    """An incremental day with 1 % of the events, against a run that reads all of them."""
    today = data.daily(settings.scale, settings.depth)
    day_before = data.day_before(settings.scale, settings.depth)
    full = [trial(name, today, settings.driver_memory) for name in settings.engines]
    days = [
        replace(one, name=f"{one.name}-day", arguments=(*one.arguments, *INCREMENTAL))
        for one in full
    ]
    outputs = [prepare(replace(day, name=f"{day.name}-before", folder=day_before)) for day in days]
    continued = [
        replace(day, starts_from=output) for day, output in zip(days, outputs, strict=True)
    ]
    found = summaries(run_rounds([*full, *continued], settings.rounds))
    for output in outputs:
        shutil.rmtree(output)
    lines = []
    for name in settings.engines:
        whole, day = found[name], found[f"{name}-day"]
        steps = [sum(one.steps.get(step, 0.0) for step in EVENT_STEPS) for one in (whole, day)]
        title = CONTESTANTS[name].title
        lines += [
            (f"{title}, all events", _took(whole)),
            (f"{title}, a day / all events", f"{day.median / whole.median:.2f}"),
            (f"{title}, the same, events to activity", f"{steps[1] / steps[0]:.2f}"),
        ]
    return lines


CASES: dict[str, Callable[[Settings], Found]] = {
    "demo": demo,
    "memory": memory,
    "scaling": scaling,
    "skew": skew,
    "merges": merges,
    "day": a_day,
}


def _beside(
    settings: Settings, folder: Path, suffix: str
) -> tuple[dict[str, Summary], dict[str, Summary]]:
    """The jobs on the even data, and on the data of a folder."""
    even = data.seeded(settings.scale, settings.depth)
    trials = [
        trial(name, place, settings.driver_memory, ending)
        for place, ending in ((even, ""), (folder, suffix))
        for name in settings.engines
    ]
    found = summaries(run_rounds(trials, settings.rounds))
    return found, {name: found[f"{name}{suffix}"] for name in settings.engines}


def _took(found: Summary) -> str:
    return f"{seconds(found.median)}, {gigabytes(found.peak_bytes)}"
