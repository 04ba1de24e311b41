"""The command, watched: `python -m tests.faults.driver [options] -- run --config ...`.

It records the changes that this process makes below a folder, and may die by SIGKILL before one.
"""

import argparse
import os
import signal
import sys
from pathlib import Path

from tests.changes import Watch
from tests.quick import FAST


def _kill_all() -> None:
    os.killpg(0, signal.SIGKILL)  # including what it has started: Spark's Java


def main() -> int:
    """Run the command under watch."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--die-before", type=int, default=0)
    parser.add_argument("--record", type=Path)
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("arguments", nargs="+")
    called = parser.parse_args()
    if "spark" in called.arguments:
        from pyspark.sql import SparkSession

        # The job uses the active session.
        SparkSession.builder.master(called.master).config(map=FAST).getOrCreate()
    from jafflegaggle.cli import main as command

    watch = Watch(called.folder, called.die_before, _kill_all)
    if called.record:
        record = os.open(called.record, os.O_CREAT | os.O_WRONLY)
        watch.record = lambda change: os.write(record, f"{change}\n".encode())
    sys.addaudithook(watch)
    return command(called.arguments)


if __name__ == "__main__":
    sys.exit(main())
