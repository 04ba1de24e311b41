"""Rounds: every trial runs once per round, so that disturbances affect all of them."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.errors import BenchError
from bench.places import OUTPUT, RESULTS
from bench.process import Measured, environ_of, measure
from bench.totals import disagreements, totals

DRIVER_MEMORY = "4g"
LINES_OF_LOG = 15
CHUNK = 1 << 24
# The job's log line of a step: its name, its rows if it has any, and its time.
STEP = re.compile(r" INFO \S+ (\w+): (?:[\d,]+ rows in )?([\d.]+) s$", re.MULTILINE)


@dataclass(frozen=True)
class Trial:
    """A contestant on some data.

    Attributes:
        name: the name of its results.
        arguments: the arguments of `python -m`, without the output.
        folder: the directory of the data, in which it runs.
        uses_spark: whether it starts Spark, and so needs Java.
        driver_memory: the memory of the Spark driver.
        starts_from: an output that is copied before it starts; None for an empty one.
    """

    name: str
    arguments: tuple[str, ...]
    folder: Path
    uses_spark: bool = False
    driver_memory: str = DRIVER_MEMORY
    starts_from: Path | None = None


@dataclass(frozen=True)
class Run:
    """One run of a trial: its data, time and memory, the times of logged steps, and totals."""

    trial: str
    data: str
    seconds: float
    peak_bytes: int
    totals: dict[str, int] = field(default_factory=dict)
    steps: dict[str, float] = field(default_factory=dict)


def run_rounds(trials: Sequence[Trial], rounds: int) -> list[Run]:
    """Run the trials in turn, each in its own process, in a number of rounds.

    Every run is reported on standard error, and appended to `results/runs.jsonl`.

    Raises:
        BenchError: a trial failed, or trials on the same data disagree on the totals.
    """
    runs = []
    for folder in {trial.folder for trial in trials}:
        _warm(folder)
    for number in range(rounds):
        for trial in trials:
            run = _run(trial)
            runs.append(run)
            _report(run, f"{number + 1}/{rounds}")
    for data in {run.data for run in runs}:
        wrong = disagreements((run.trial, run.totals) for run in runs if run.data == data)
        if wrong:
            raise BenchError("\n".join([f"on {data} they disagree:", *wrong]))
    return runs


def prepare(trial: Trial) -> Path:
    """Run a trial once for its output, and return the folder."""
    _run_to_the_end(trial)
    return OUTPUT / trial.name


def _run(trial: Trial) -> Run:
    took, text = _run_to_the_end(trial)
    output = OUTPUT / trial.name
    steps = {name: float(seconds) for name, seconds in STEP.findall(text)}
    run = Run(trial.name, trial.folder.name, took.seconds, took.peak_bytes, totals(output), steps)
    shutil.rmtree(output)
    return run


def _run_to_the_end(trial: Trial) -> tuple[Measured, str]:
    """Run a trial; return what was measured, and its log. Its output stays."""
    output, log = OUTPUT / trial.name, OUTPUT / f"{trial.name}.log"
    shutil.rmtree(output, ignore_errors=True)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    if trial.starts_from:
        # Not with shutil: the hard links of published tables must be preserved.
        subprocess.run(["cp", "-a", trial.starts_from, output], check=True)
    command = [sys.executable, "-m", *trial.arguments, "--output", str(output)]
    environ = environ_of(trial.driver_memory, trial.uses_spark)
    took = measure(command, trial.folder, log, environ)
    text = log.read_text(encoding="utf-8", errors="replace")
    if took.exit_status:
        last = text.splitlines()[-LINES_OF_LOG:]
        status = f"ended with status {took.exit_status} after {took.seconds:.0f} s"
        raise BenchError("\n".join([f"{trial.name} {status}; {log} ends with:", *last]))
    return took, text


def _report(run: Run, place: str) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    with (RESULTS / "runs.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(run)) + "\n")
    gigabytes = run.peak_bytes / 1e9
    print(f"  {place}  {run.trial:<32}{run.seconds:>8.1f} s{gigabytes:>7.2f} GB", file=sys.stderr)


def _warm(folder: Path) -> None:
    """Read the files once, so that the first run finds them in the page cache, like the others."""
    for part in folder.iterdir():  # some are links
        for file in part.resolve().rglob("*"):
            if file.is_file():
                with file.open("rb") as stream:
                    while stream.read(CHUNK):
                        pass
