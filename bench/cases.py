"""The other measurements: the demo, memory, growth, and data that is not even.

A case is a function of the settings that returns what was found, a line each; `CASES` lists them.
An incremental day beside a full run is another one, as soon as the job runs incrementally.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import data
from bench.contestants import CONTESTANTS, EMBEDDED, SPARK, job
from bench.errors import BenchError
from bench.medians import Summary, growth, summaries
from bench.merge_lists import number_of_merges
from bench.page import gigabytes, seconds
from bench.places import ROOT
from bench.rounds import Trial, run_rounds

MERGE_LINES = 1_000_000
HOPS = 10_000
SMALL_MEMORIES = ("3g", "2g")
JOBS = (EMBEDDED, SPARK)

Found = list[tuple[str, str]]


@dataclass(frozen=True)
class Settings:
    """How large, and how often.

    Attributes:
        scale: how many times the demo company.
        depth: how many times as many events a user.
        rounds: how often each trial runs.
        engines: the jobs to measure.
        driver_memory: of every Spark, where the case does not say another.
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
    """Whether Spark finishes with a small driver, and what embedded needs."""
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
    """One company with 30 % of all users and one gaggle with 17 % of them, beside the even case."""
    even, skewed = _beside(settings, data.skewed(settings.scale, settings.depth), "-skewed")
    return [
        (
            f"{CONTESTANTS[name].title}, skewed / even",
            f"{skewed[name].median / even[name].median:.2f}",
        )
        for name in settings.engines
    ]


def merges(settings: Settings) -> Found:
    """What a long merge list of chains adds."""
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


CASES: dict[str, Callable[[Settings], Found]] = {
    "demo": demo,
    "memory": memory,
    "scaling": scaling,
    "skew": skew,
    "merges": merges,
}


def _beside(
    settings: Settings, folder: Path, suffix: str
) -> tuple[dict[str, Summary], dict[str, Summary]]:
    """The jobs on the even data, and on that of a folder."""
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
