"""The data of the benchmark: generated once, and cached under `bench/data/`.

Each data set is a folder like those that `python -m bench generate` writes. A variant links to what
it shares with the even set. A set is moved into place when it is complete.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench.errors import BenchError
from bench.merge_lists import write_chains, write_hops
from bench.places import DATA, ROOT
from bench.process import environ_of

SCALED_SOURCES = (
    "raw_user.csv",
    "raw_gaggle.csv",
    "raw_event.csv.gz",
    "merged_user.csv",
    "merged_company_domain.csv",
    "deals.csv",
)
SOURCES = tuple(name.partition(".")[0] for name in SCALED_SOURCES)


def seeded(scale: int, depth: int = 1) -> Path:
    """The demo company `scale` times as large, with `depth` times the events per user."""

    def make(folder: Path) -> None:
        generate(folder, scale, depth)

    return _made(f"scale-{scale}-depth-{depth}", make)


def generate(folder: Path, scale: int, depth: int = 1) -> None:
    """Write the demo company `scale` times, with `depth` times the events per user, to a folder."""
    size = ("--scale", str(scale), "--depth", str(depth))
    _python("bench.derive", "scaled", str(folder), *size)


def skewed(scale: int, depth: int = 1) -> Path:
    """The same, except that one company has 30 % of all users, and one gaggle 17 % of them."""
    even = seeded(scale, depth)

    def make(folder: Path) -> None:
        folder.mkdir()
        _python("bench.derive", "skewed", str(folder), "--even", str(even))
        _link_the_rest(even, folder)

    return _made(f"{even.name}-skewed", make)


def chained(scale: int, depth: int, lines: int) -> Path:
    """The same with another list of merged users, with this many lines, in chains of 20 hops."""
    even = seeded(scale, depth)

    def make(folder: Path) -> None:
        (folder / "merged_user").mkdir(parents=True)
        write_chains(even / "raw_user", folder / "merged_user" / "merges.csv", lines)
        _link_the_rest(even, folder)

    return _made(f"{even.name}-merges-{lines}", make)


def daily(scale: int, depth: int = 1) -> Path:
    """The same with the events partitioned by day, 1 % of them each."""
    even = seeded(scale, depth)

    def make(folder: Path) -> None:
        folder.mkdir()
        _python("bench.derive", "daily", str(folder), "--even", str(even))
        _link_the_rest(even, folder)

    return _made(f"{even.name}-daily", make)


def day_before(scale: int, depth: int = 1) -> Path:
    """The same, before the last day's events arrived."""
    today = daily(scale, depth)

    def make(folder: Path) -> None:
        # Hard links: not every engine follows symbolic links inside a source's folder.
        for day in sorted((today / "raw_event").glob("event_date=*"))[:-1]:
            shutil.copytree(day, folder / "raw_event" / day.name, copy_function=os.link)
        _link_the_rest(today, folder)

    return _made(f"{today.name}-day-before", make)


def demo(hops: int = 0) -> Path:
    """A directory in which `conf/demo.toml` finds the demo, plus a merge chain of `hops` hops."""

    def make(folder: Path) -> None:
        seeds = folder / "seeds"
        seeds.mkdir(parents=True)
        for file in (ROOT / "seeds").glob("*.csv*"):
            shutil.copy(file, seeds)
        if hops:
            write_hops(seeds / "merged_user.csv", hops)

    return _made(f"demo-hops-{hops}", make)


def _made(name: str, make: Callable[[Path], None]) -> Path:
    folder = DATA / name
    if folder.is_dir():
        return folder
    print(f"Making bench/data/{name} (once)", file=sys.stderr)
    half_made = DATA / f".{name}"
    shutil.rmtree(half_made, ignore_errors=True)
    half_made.parent.mkdir(parents=True, exist_ok=True)
    make(half_made)
    half_made.rename(folder)
    return folder


def _link_the_rest(even: Path, folder: Path) -> None:
    for name in SOURCES:
        if not (folder / name).exists():
            (folder / name).symlink_to(Path("..", even.name, name), target_is_directory=True)


def _python(*arguments: str) -> None:
    """Run a module in its own process, which frees its memory at the end."""
    answer = subprocess.run(
        [sys.executable, "-m", *arguments],
        env=environ_of("1g", uses_spark=False),
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise BenchError(f"python -m {' '.join(arguments)}:\n{answer.stderr}")
