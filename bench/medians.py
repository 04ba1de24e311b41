"""From runs to medians and ratios."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from bench.rounds import Run


@dataclass(frozen=True)
class Summary:
    """The runs of one trial.

    Attributes:
        median: the median wall time, in seconds.
        fastest: the shortest wall time.
        slowest: the longest wall time.
        peak_bytes: the highest peak of memory.
        runs: the number of runs.
        steps: the median time of every logged step, in seconds.
    """

    median: float
    fastest: float
    slowest: float
    peak_bytes: int
    runs: int
    steps: Mapping[str, float] = field(default_factory=dict)


def summaries(runs: Iterable[Run]) -> dict[str, Summary]:
    """A summary by trial, in the order in which they first ran."""
    by_trial: dict[str, list[Run]] = {}
    for run in runs:
        by_trial.setdefault(run.trial, []).append(run)
    return {trial: _summary(of_trial) for trial, of_trial in by_trial.items()}


def ratios(
    found: Mapping[str, Summary], pairs: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], float]:
    """How many times as long the first of each pair takes, for pairs of which both ran."""
    return {
        (one, other): found[one].median / found[other].median
        for one, other in pairs
        if one in found and other in found
    }


def growth(fixed: float, small: float, large: float) -> float:
    """How many times as long the large data takes as the small, both minus the fixed part."""
    return (large - fixed) / (small - fixed)


def _summary(runs: Sequence[Run]) -> Summary:
    seconds = [run.seconds for run in runs]
    return Summary(
        median=median(seconds),
        fastest=min(seconds),
        slowest=max(seconds),
        peak_bytes=max(run.peak_bytes for run in runs),
        runs=len(runs),
        steps={
            step: median(run.steps[step] for run in runs if step in run.steps)
            for step in {step: None for run in runs for step in run.steps}
        },
    )
