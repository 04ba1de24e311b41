"""The command `python -m bench run|scales|cases|profile`, called by `make`, and `generate`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import page
from bench.bars import bars
from bench.cases import CASES, JOBS, Settings, trial
from bench.contestants import CONTESTANTS
from bench.data import generate, seeded
from bench.errors import BenchError
from bench.medians import Summary, summaries
from bench.picture import picture
from bench.places import RESULTS
from bench.profile import PROFILED, profile
from bench.rounds import DRIVER_MEMORY, run_rounds

SCALES = (1, 10, 100, 1000)
PICTURE = "scales.svg"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark.

    Args:
        arguments: the command-line arguments; those of the process if None.

    Returns:
        The exit status: 0, or 1 if a contestant failed or contestants disagree.
    """
    called = _parser().parse_args(arguments)
    try:
        called.command(called)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    return 0


def _run(called: argparse.Namespace) -> None:
    _, section = _compare(called, called.scale)
    _write(called, f"scale-{called.scale}-depth-{called.depth}", [section])


def _scales(called: argparse.Namespace) -> None:
    times: dict[str, dict[int, float]] = {}
    sections = [f"![Seconds for a whole run, by scale]({PICTURE})"]
    for scale in called.scales:
        found, section = _compare(called, scale)
        sections.append(section)
        for name, summary in found.items():
            times.setdefault(CONTESTANTS[name].title, {})[scale] = summary.median
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / PICTURE).write_text(picture(times), encoding="utf-8")
    _write(called, "scales", sections)


def _cases(called: argparse.Namespace) -> None:
    settings = Settings(
        scale=called.scale,
        depth=called.depth,
        rounds=called.runs,
        engines=called.only or JOBS,
        driver_memory=called.driver_memory,
    )
    found = [line for name in called.case or CASES for line in CASES[name](settings)]
    title = f"## Scale {called.scale}, depth {called.depth}, medians of {called.runs}"
    found_table = page.table(("what", "found"), found)
    _write(called, f"cases-{called.scale}-depth-{called.depth}", [title, found_table])


def _profile(called: argparse.Namespace) -> None:
    folder = seeded(called.scale, called.depth)
    runs = {}
    for name in called.only or PROFILED:
        print(f"Profiling {CONTESTANTS[name].title}", file=sys.stderr)
        runs[CONTESTANTS[name].title] = profile(name, folder, called.driver_memory)
    drawn = f"profile-{called.scale}.svg"
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / drawn).write_text(bars(runs, os.cpu_count() or 1), encoding="utf-8")
    sections = [f"![Seconds of each step]({drawn})"]
    sections += [f"## {title}\n\n{page.profile_table(steps)}" for title, steps in runs.items()]
    _write(called, f"profile-{called.scale}-depth-{called.depth}", sections)


def _compare(called: argparse.Namespace, scale: int) -> tuple[dict[str, Summary], str]:
    """All contestants at one scale: the medians, and the section of the page."""
    folder = seeded(scale, called.depth)
    names = called.only or _all_that_can_run()
    print(f"Scale {scale}, depth {called.depth}", file=sys.stderr)
    runs = run_rounds([trial(name, folder, called.driver_memory) for name in names], called.runs)
    found = summaries(runs)
    title = f"Scale {scale}, depth {called.depth}, {called.runs} runs each"
    return found, page.comparison(title, found, runs)


def _all_that_can_run() -> list[str]:
    """All contestants but those that lack what they need, which are said."""
    for one in CONTESTANTS.values():
        if not one.can_run:
            print(f"Without {one.title}: {one.needs} is missing", file=sys.stderr)
    return [name for name, one in CONTESTANTS.items() if one.can_run]


def _write(called: argparse.Namespace, name: str, sections: Sequence[str]) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{name}.md"
    file.write_text(page.page(sections, called.driver_memory), encoding="utf-8")
    print("\n\n".join([page.machine(called.driver_memory), *sections]))
    print(f"\nWritten to {file}")


def _generate(called: argparse.Namespace) -> None:
    generate(Path(called.output), called.scale, called.depth)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Benchmark this job against alternatives."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run_command = commands.add_parser("run", help="all contestants at one scale")
    run_command.set_defaults(command=_run)
    scales_command = commands.add_parser("scales", help="all contestants at several scales")
    scales_command.add_argument("--scales", type=int, nargs="+", default=SCALES, metavar="K")
    scales_command.set_defaults(command=_scales)
    cases_command = commands.add_parser("cases", help="memory, growth, skewed data, long lists")
    cases_command.add_argument("--case", action="append", choices=CASES, help="repeatable")
    cases_command.set_defaults(command=_cases)
    profile_command = commands.add_parser("profile", help="where the time of a run goes")
    profile_command.set_defaults(command=_profile)
    profile_command.add_argument(
        "--only", action="append", choices=PROFILED, help="an engine; repeatable"
    )
    generate_command = commands.add_parser(
        "generate", help="write the demo company, K times as large"
    )
    generate_command.add_argument("--output", required=True, metavar="PATH")
    generate_command.set_defaults(command=_generate)
    for command in (run_command, cases_command, profile_command, generate_command):
        command.add_argument("--scale", type=int, default=100, metavar="K")
    for command in (
        run_command,
        scales_command,
        cases_command,
        profile_command,
        generate_command,
    ):
        command.add_argument("--depth", type=int, default=1, metavar="D")
    for command in (run_command, scales_command, cases_command):
        command.add_argument("--runs", type=int, default=3, metavar="N", help="runs per contestant")
        command.add_argument(
            "--only", action="append", choices=CONTESTANTS, help="a contestant; repeatable"
        )
    for command in (run_command, scales_command, cases_command, profile_command):
        command.add_argument(
            "--driver-memory",
            default=DRIVER_MEMORY,
            metavar="SIZE",
            help=f"memory of every Spark driver (default {DRIVER_MEMORY})",
        )
    return parser


if __name__ == "__main__":
    sys.exit(main())
