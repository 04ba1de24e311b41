"""The file operations of publishing, and their implementation for a local filesystem."""

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

from jafflegaggle.engine import is_engine_error
from jafflegaggle.errors import InputError

Given = TypeVar("Given")
Result = TypeVar("Result")


class Files(Protocol):
    """The part of a file system that publishing needs.

    Attributes:
        can_remove: whether what is removed is gone, and not only empty.
        at_once: how many questions to ask at once: far away an answer takes its time.
    """

    can_remove: bool
    at_once: int

    def write(self, path: str, text: str) -> None:
        """Write a text atomically: readers see the old content or the new one."""

    def read(self, path: str) -> str | None:
        """The text of a file; None only if there is no file.

        Raises:
            UnicodeDecodeError: it is not UTF-8.
        """

    def sync(self, folders: Iterable[str]) -> None:
        """Make the files of some folders survive a power cut."""

    def move(self, path: str, target: str) -> None:
        """Move a file atomically: at the target, readers see the whole file or nothing."""

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted; none if there is no folder."""

    def remove(self, path: str) -> None:
        """Remove a file, or a folder with its contents, if it exists."""


def ask_each(files: Files, ask: Callable[[Given], Result], of: Iterable[Given]) -> list[Result]:
    """What each question is answered with, in their order."""
    if files.at_once == 1:
        return [ask(given) for given in of]
    with ThreadPoolExecutor(files.at_once) as pool:
        return list(pool.map(ask, of))


def is_of_files(error: Exception) -> bool:
    """Whether files could not be accessed: a person must act, it is no internal error."""
    return isinstance(error, OSError | InputError) or is_engine_error(error)


@contextmanager
def naming_output(root: str) -> Iterator[None]:
    """Make file errors name the output; only for the store's own calls.

    Raises:
        InputError: the output cannot be accessed. A broken connection is the engine's error, and is
            raised as it is.
    """
    try:
        yield
    except ConnectionError:
        raise
    except OSError as error:
        raise InputError(f"output.path {root}: cannot be read or written ({error})") from error


class Disk:
    """A local filesystem, or one that is mounted on this machine."""

    can_remove = True
    at_once = 1

    def write(self, path: str, text: str) -> None:
        """Write a text in one step."""
        self.write_bytes(path, text.encode())

    def write_bytes(self, path: str, content: bytes) -> None:
        """Write beside, then rename: at every moment the file is whole."""
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.fresh")
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
        sync_folder(target.parent)

    def read(self, path: str) -> str | None:
        """The text of a file; None if there is none."""
        try:
            return Path(path).read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return None

    def sync(self, folders: Iterable[str]) -> None:
        """Sync the files, then the folders that hold them, up to the output folder."""
        named: set[Path] = set()
        for folder in map(Path, folders):
            for file in folder.iterdir():
                _sync(file)
            named |= {folder, *folder.parents[:3]}  # the run's, `_runs`, and the output
        for folder in named:
            sync_folder(folder)

    def move(self, path: str, target: str) -> None:
        """Rename, which is atomic and needs no space."""
        Path(path).replace(target)
        sync_folder(Path(target).parent)

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted, without hidden ones."""
        try:
            return sorted(p.name for p in Path(folder).iterdir() if not p.name.startswith("."))
        except (FileNotFoundError, NotADirectoryError):
            return []

    def tables_in(self, folder: str) -> list[Path]:
        """The Parquet files of a table."""
        return sorted(Path(folder).glob("*.parquet"))

    def remove(self, path: str) -> None:
        """Remove a file, or a folder with its contents, if it exists."""
        target = Path(path)
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Sync the entries of a folder, if the system supports it."""
    try:
        _sync(folder)
    except OSError as error:
        # Windows cannot open folders; some mounted filesystems do not support the call.
        if error.errno not in {errno.EACCES, errno.EINVAL, errno.ENOTSUP}:
            raise


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
