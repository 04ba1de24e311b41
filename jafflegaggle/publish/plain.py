"""The plain folders `<root>/<table>/snapshot_date=YYYY-MM-DD/`, which any reader understands."""

import ctypes
import os
import shutil
from pathlib import Path
from typing import Protocol

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.engine import is_engine_error
from jafflegaggle.errors import InputError
from jafflegaggle.publish.layout import MANIFESTS, PARTITION, SHOWN
from jafflegaggle.publish.manifest import Manifest

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class Plain(Protocol):
    """The plain folders of an output."""

    def prepare(self, manifest: Manifest) -> None:
        """Do all that can fail, before the first folder changes."""

    def expose(self, manifest: Manifest) -> None:
        """Let the folders of the manifest's date hold its tables; what is done is passed over."""


class LinkedFolders:
    """On a disk: each folder holds links to a run's files, and changes in one step."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def prepare(self, manifest: Manifest) -> None:
        """Make the new folders beside the run's tables: after that, only names change.

        Raises:
            InputError: a place cannot be written, or something else stands there.
        """
        for parent in (self.root / name for name in (*manifest.tables, MANIFESTS)):
            parent.mkdir(parents=True, exist_ok=True)
            if not os.access(parent, os.W_OK | os.X_OK):
                raise InputError(f"{parent}: cannot be written (no permission)")
        for name, table in manifest.tables.items():
            place = self._place(name, manifest)
            if place.exists() and not place.is_dir():
                raise InputError(f"{place}: a file is in the way; move it elsewhere")
            if not _shows(place, self.root / table.folder):
                self._link(self.root / table.folder)

    def expose(self, manifest: Manifest) -> None:
        """Exchange the folders, one after the other; the new ones take no room twice."""
        for name, table in manifest.tables.items():
            files, place = self.root / table.folder, self._place(name, manifest)
            if not _shows(place, files):
                exchange(files.with_name(f"{files.name}{SHOWN}"), place)

    def _place(self, name: str, manifest: Manifest) -> Path:
        return self.root / name / f"{PARTITION}={manifest.snapshot_date}"

    def _link(self, files: Path) -> None:
        shown = files.with_name(f"{files.name}{SHOWN}")
        if shown.exists():
            shutil.rmtree(shown)
        shown.mkdir(parents=True)
        for file in files.glob("*.parquet"):
            try:
                os.link(file, shown / file.name)
            except OSError:  # a disk without hard links
                shutil.copy2(file, shown / file.name)


class WrittenFolders:
    """Where only an engine and Arrow reach: the engine writes each table there once more."""

    def __init__(self, session: SparkSession, root: str) -> None:
        self.session = session
        self.root = root

    def prepare(self, manifest: Manifest) -> None:
        """Nothing: there is no room that could be held."""

    def expose(self, manifest: Manifest) -> None:
        """Overwrite the folders, one after the other."""
        for name, table in manifest.tables.items():
            rows = self.session.read.schema(table.columns).parquet(f"{self.root}/{table.folder}")
            write(rows, f"{self.root}/{name}/{PARTITION}={manifest.snapshot_date}")


def write(table: DataFrame, folder: str) -> None:
    """Write a table as Parquet; an engine's error says where."""
    try:
        table.write.mode("overwrite").parquet(folder)
    except Exception as error:
        if is_engine_error(error):
            error.add_note(f"while writing {folder}")
        raise


def exchange(new: Path, place: Path) -> None:
    """Put a folder in its place. What stood there goes where the new one came from, and stays.

    Somebody may have just begun to list it: an emptied folder would be a table without rows.
    """
    if not place.exists():
        new.rename(place)
    elif not _exchange_at_once(new, place):
        replaced = new.with_name(f"{new.name}.replaced")
        place.rename(replaced)
        new.rename(place)
        replaced.rename(new)


def _shows(place: Path, files: Path) -> bool:
    """Whether a folder holds the files of a run: the same ones, or copies of the same age."""
    if not place.is_dir():
        return False
    shown, wanted = sorted(place.iterdir()), sorted(files.glob("*.parquet"))
    return [_mark(file) for file in shown] == [_mark(file) for file in wanted]


def _mark(file: Path) -> tuple[str, int, int]:
    stat = file.stat()
    return file.name, stat.st_size, stat.st_mtime_ns


def _exchange_at_once(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, as Linux can; False where it cannot."""
    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    code: int = renameat2(
        _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE
    )
    return code == 0
