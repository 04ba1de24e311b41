"""The command, watched: `python -m tests.faults.driver [options] -- run --config ...`.

It counts the changes that this process makes below a folder (Python tells of them before they are
made; those of all files of a table are one), records them, and may die by SIGKILL before one of
them: so a test can reach every moment of a publication, however it is written.
"""

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import Any

from tests.quick import FAST

RENAMES = {"os.rename", "ctypes.dlsym"}  # the latter for what Python itself does not offer
CHANGES = RENAMES | {
    "open",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rmdir",
    "os.symlink",
    "os.truncate",
}


class Watch:
    """Counts the changes below a folder, and ends this process before one of them.

    Attributes:
        folder: below which.
        die_before: the number of the change that must not happen, from 1 on.
        record: a file that takes them down.
    """

    def __init__(self, folder: Path, die_before: int, record: Path | None) -> None:
        self.folder = str(folder.absolute())
        self.die_before = die_before
        self.record = os.open(record, os.O_CREAT | os.O_WRONLY) if record else None
        self.changes = 0
        self.parts: set[tuple[str, str]] = set()

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in CHANGES or not self._is_below(event, arguments):
            return
        if self._is_of_a_table_seen(event, arguments):
            return
        change = f"{event} {' '.join(map(str, arguments))}"
        self.changes += 1
        if self.record:
            os.write(self.record, f"{change}\n".encode())
        if self.changes == self.die_before:
            os.killpg(0, signal.SIGKILL)  # and what it has started: Spark's Java

    def _is_below(self, event: str, arguments: tuple[Any, ...]) -> bool:
        if event == "ctypes.dlsym":
            return str(arguments[1]).startswith("rename")
        if event == "open":
            path, _, flags = arguments
            places = [path] if flags & (os.O_CREAT | os.O_RDWR | os.O_WRONLY) else []
        else:
            places = [place for place in arguments if not isinstance(place, int)]
            if event in {"os.remove", "os.rmdir"} and arguments[-1] != -1:
                return True  # named within an open folder, as shutil.rmtree does
        texts = [os.fsdecode(place) for place in places if not isinstance(place, int)]
        return any(os.path.abspath(text).startswith(self.folder) for text in texts)  # noqa: PTH100

    def _is_of_a_table_seen(self, event: str, arguments: tuple[Any, ...]) -> bool:
        """Whether it is a second file of a table: how many an engine writes differs by chance."""
        if event not in {"os.link", "os.remove"} or not str(arguments[0]).endswith(".parquet"):
            return False
        file = Path(os.fsdecode(arguments[0]))
        at = arguments[-1] if event == "os.remove" else -1
        folder = str(file.parent) if at == -1 else os.readlink(f"/proc/self/fd/{at}")  # noqa: PTH115
        is_seen = (event, folder) in self.parts
        self.parts.add((event, folder))
        return is_seen


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

        # The job takes the session that it finds.
        SparkSession.builder.master(called.master).config(map=FAST).getOrCreate()
    from jafflegaggle.cli import main as command

    sys.addaudithook(Watch(called.folder, called.die_before, called.record))
    return command(called.arguments)


if __name__ == "__main__":
    sys.exit(main())
