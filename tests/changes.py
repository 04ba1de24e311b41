"""Watches the changes that this process makes below a folder, and dies before one of them.

Python audits a change before it is made; changes to all files of a table count as one. So a test
can reach every moment of a publication, however it is implemented.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

RENAMES = {"os.rename", "ctypes.dlsym"}  # the latter for a system call that Python does not offer
CHANGES = RENAMES | {
    "open",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rmdir",
    "os.symlink",
    "os.truncate",
}


class Died(BaseException):
    """The process is killed: it can no longer change any file."""


class Watch:
    """Counts the changes below a folder, and ends this process before one of them.

    Attributes:
        folder: changes below it count.
        die_before: the number of the change that must not happen, from 1; 0 for none.
        die: ends the process, or prevents any further change.
        record: called with each change.
    """

    def __init__(
        self,
        folder: Path,
        die_before: int,
        die: Callable[[], None],
        record: Callable[[str], object] = lambda _change: None,
    ) -> None:
        self.folder = str(folder.absolute())
        self.die_before = die_before
        self.die = die
        self.record = record
        self.changes = 0
        self.parts: set[tuple[str, str]] = set()

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in CHANGES or not self._is_below(event, arguments):
            return
        if self._is_of_a_table_seen(event, arguments):
            return
        self.changes += 1
        self.record(f"{event} {' '.join(map(str, arguments))}")
        if self.die_before and self.changes >= self.die_before:
            self.die()

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
        """Whether it is a further file of a table: the number of files varies by chance."""
        if event not in {"os.link", "os.remove"} or not str(arguments[0]).endswith(".parquet"):
            return False
        file = Path(os.fsdecode(arguments[0]))
        at = arguments[-1] if event == "os.remove" else -1
        folder = str(file.parent) if at == -1 else os.readlink(f"/proc/self/fd/{at}")  # noqa: PTH115
        is_seen = (event, folder) in self.parts
        self.parts.add((event, folder))
        return is_seen


class _Hook:
    """The only hook of this process: hooks cannot be removed."""

    def __init__(self) -> None:
        self.watch: Watch | None = None
        self.is_there = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.watch:
            self.watch(event, arguments)


_HOOK = _Hook()


def _raise() -> None:
    raise Died


@contextmanager
def watched(folder: Path, die_before: int = 0) -> Iterator[Watch]:
    """Watch changes during the block; a death within it ends only the block.

    Args:
        folder: changes below it count.
        die_before: from this change on, each one raises `Died`, as if the process were killed.
    """
    if not _HOOK.is_there:
        sys.addaudithook(_HOOK)
        _HOOK.is_there = True
    watch = _HOOK.watch = Watch(folder, die_before, _raise)
    try:
        yield watch
    except Died:
        pass
    finally:
        _HOOK.watch = None
