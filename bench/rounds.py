"""Rounds: every trial runs once in each, so that what else happens on the machine meets all."""

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
# What the job tells of a step: its name, its rows where it has some, and its time.
STEP = re.compile(r" INFO \S+ (\w+): (?:[\d,]+ rows in )?([\d.]+) s$", re.MULTILINE)


@dataclass(frozen=True)
class Trial:
    """A contestant on some data.

    Attributes:
        name: how its results are found again.
        arguments: those of `python -m`, but for the output.
        folder: the directory of the data, in which it runs.
        uses_spark: whether it starts a Spark, and so needs Java.
        driver_memory: the memory of that Spark.
        goes_on_from: an output that a copy of is there when it starts; an empty one if None.
    """

    name: str
    arguments: tuple[str, ...]
    folder: Path
    uses_spark: bool = False
    driver_memory: str = DRIVER_MEMORY
    goes_on_from: Path | None = None


@dataclass(frozen=True)
class Run:
    """A trial that ran once: on which data, what it took, by step where it told, and its totals."""

    trial: str
    data: str
    seconds: float
    peak_bytes: int
    totals: dict[str, int] = field(default_factory=dict)
    steps: dict[str, float] = field(default_factory=dict)


def run_rounds(trials: Sequence[Trial], rounds: int) -> list[Run]:
    """Run the trials in turn, each as a process of its own, so many times.

    Every run is told on standard error, and kept as a line of `results/runs.jsonl`.

    Raises:
        BenchError: a trial failed, or those on the same data do not agree on the totals.
    """
    runs = []
    for folder in {trial.folder for trial in trials}:
        _warm(folder)
    for number in range(rounds):
        for trial in trials:
            run = _run(trial)
            runs.append(run)
            _tell(run, f"{number + 1}/{rounds}")
    for data in {run.data for run in runs}:
        wrong = disagreements((run.trial, run.totals) for run in runs if run.data == data)
        if wrong:
            raise BenchError("\n".join([f"on {data} they do not agree:", *wrong]))
    return runs


def prepare(trial: Trial) -> Path:
    """Run a trial once for what it leaves, and give that."""
    _ended(trial)
    return OUTPUT / trial.name


def _run(trial: Trial) -> Run:
    took, told = _ended(trial)
    output = OUTPUT / trial.name
    steps = {name: float(seconds) for name, seconds in STEP.findall(told)}
    run = Run(trial.name, trial.folder.name, took.seconds, took.peak_bytes, totals(output), steps)
    shutil.rmtree(output)
    return run


def _ended(trial: Trial) -> tuple[Measured, str]:
    """What a trial took, and what it told; its output stays."""
    output, log = OUTPUT / trial.name, OUTPUT / f"{trial.name}.log"
    shutil.rmtree(output, ignore_errors=True)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    if trial.goes_on_from:
        # Not with shutil: a published table is the same file twice, and has to stay so.
        subprocess.run(["cp", "-a", trial.goes_on_from, output], check=True)
    command = [sys.executable, "-m", *trial.arguments, "--output", str(output)]
    environ = environ_of(trial.driver_memory, trial.uses_spark)
    took = measure(command, trial.folder, log, environ)
    told = log.read_text(encoding="utf-8", errors="replace")
    if took.exit_status:
        last = told.splitlines()[-LINES_OF_LOG:]
        status = f"ended with status {took.exit_status} after {took.seconds:.0f} s"
        raise BenchError("\n".join([f"{trial.name} {status}; {log} ends so:", *last]))
    return took, told


def _tell(run: Run, place: str) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    with (RESULTS / "runs.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(run)) + "\n")
    gigabytes = run.peak_bytes / 1e9
    print(f"  {place}  {run.trial:<32}{run.seconds:>8.1f} s{gigabytes:>7.2f} GB", file=sys.stderr)


def _warm(folder: Path) -> None:
    """Read the files once, so that the first to run finds them in memory as the others do."""
    for part in folder.iterdir():  # some are links
        for file in part.resolve().rglob("*"):
            if file.is_file():
                with file.open("rb") as stream:
                    while stream.read(CHUNK):
                        pass
