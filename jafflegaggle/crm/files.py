"""The files of an export: each within the limits of the CRM, all of them complete or not there."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from jafflegaggle.errors import InputError
from jafflegaggle.publish.files import Disk, sync_folder

_AT_ONCE = 2**20


@dataclass(frozen=True)
class Size:
    """How large a file may be.

    Attributes:
        rows: its rows, without the header.
        bytes: its bytes.
    """

    rows: int = 2**63
    bytes: int = 2**63


@dataclass
class Part:
    """A file that was written.

    Attributes:
        name: its name.
        rows: its rows, without the header.
        bytes: its bytes.
    """

    name: str
    rows: int = 0
    bytes: int = 0


class LoadFile:
    """A file with a header; the next one begins where it would be too large."""

    def __init__(self, folder: Path, name: str, header: str, size: Size) -> None:
        """Begin the first file.

        Args:
            folder: where.
            name: its name; further ones are `companies.2.csv` and so on.
            header: its first line; '' for none.
            size: how large a file may be.
        """
        self.folder = folder
        self.header = header.encode()
        self.size = size
        self.name = name
        self.parts: list[Part] = []
        self._file = self._next()

    def write(self, line: str) -> None:
        """Write a line."""
        content = line.encode()
        part = self.parts[-1]
        is_full = part.rows >= self.size.rows or part.bytes + len(content) > self.size.bytes
        if is_full and part.rows:
            self._file.close()
            self._file = self._next()
            part = self.parts[-1]
        self._file.write(content)
        part.rows += 1
        part.bytes += len(content)

    def append(self, content: BinaryIO, rows: int) -> None:
        """Write rows that are lines already."""
        while read := content.read(_AT_ONCE):
            self._file.write(read)
            self.parts[-1].bytes += len(read)
        self.parts[-1].rows += rows

    def close(self) -> None:
        """End the last file."""
        self._file.close()

    @property
    def rows(self) -> int:
        """The rows of all files."""
        return sum(part.rows for part in self.parts)

    def _next(self) -> BinaryIO:
        stem, dot, ending = self.name.rpartition(".")
        name = f"{stem}.{len(self.parts) + 1}{dot}{ending}" if self.parts else self.name
        self.parts.append(Part(name, bytes=len(self.header)))
        file = (self.folder / name).open("wb")
        file.write(self.header)
        return file


@contextmanager
def complete_folder(folder: Path) -> Iterator[Path]:
    """Give a folder beside the one that is wanted; in the end, without a failure, it is renamed.

    Raises:
        InputError: it is there already, or cannot be written.
    """
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists():
            raise InputError(f"{folder}: is there already; try again")
        fresh.mkdir()
        try:
            yield fresh
            folders = [fresh, *(path for path in fresh.rglob("*") if path.is_dir())]
            Disk().sync(map(str, folders))
            fresh.rename(folder)
            sync_folder(folder.parent)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
    except ConnectionError:  # the engine's
        raise
    except OSError as error:
        raise InputError(f"crm.output {folder.parent}: cannot be written ({error})") from error
