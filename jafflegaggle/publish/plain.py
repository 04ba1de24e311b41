"""The plain folders `<root>/<table>/snapshot_date=YYYY-MM-DD/`, which any reader understands."""

import ctypes
import os
import shutil
from pathlib import Path
from typing import Protocol

from pyspark.sql import SparkSession

from jafflegaggle.errors import InputError
from jafflegaggle.publish.files import Disk, Files, sync_folder
from jafflegaggle.publish.layout import GONE, MANIFESTS, RUNS, SHOWN, SNAPSHOT_DATE
from jafflegaggle.publish.manifest import Manifest
from jafflegaggle.publish.stored import StoreFiles
from jafflegaggle.publish.write import write

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class Plain(Protocol):
    """The plain folders of an output."""

    def prepare(self, manifest: Manifest) -> None:
        """Do all that can fail, before the first folder changes."""

    def expose(self, manifest: Manifest) -> None:
        """Let the folders of the manifest's date hold its tables; what is done is passed over."""

    def remove(self, name: str, manifest: Manifest) -> None:
        """Remove the folder of a table, if it is there; whoever lists it sees all of it or none."""


class LinkedFolders:
    """On a disk: each folder holds links to a run's files, and changes in one step."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def prepare(self, manifest: Manifest) -> None:
        """Make the new folders beside the run's tables: after that, only names change.

        Raises:
            InputError: a place cannot be written or exchanged, or something else stands there.
        """
        for parent in (self.root / name for name in (*manifest.tables, MANIFESTS)):
            parent.mkdir(parents=True, exist_ok=True)
            self._check(parent)
        for name, table in manifest.tables.items():
            place = self._place(name, manifest)
            if place.exists() and not place.is_dir():
                raise InputError(f"{place}: a file is in the way; move it elsewhere")
            if not _shows(place, self.root / table.folder):
                if place.exists():
                    self._check(place)
                self._link(self.root / table.folder)

    def _check(self, folder: Path) -> None:
        """A folder that moves has to be one's own to write, too, and to stay on its disk."""
        if not os.access(folder, os.W_OK | os.X_OK):
            raise InputError(f"{folder}: cannot be written (no permission)")
        if _disk(folder) != _disk(self.root / RUNS):
            raise InputError(
                f"{folder}: is on a different filesystem than {self.root}, so it cannot be swapped "
                "atomically; put all of the output on one"
            )

    def expose(self, manifest: Manifest) -> None:
        """Exchange the folders, one after the other; the new ones take no room twice."""
        for name, table in manifest.tables.items():
            files, place = self.root / table.folder, self._place(name, manifest)
            if not _shows(place, files):
                exchange(files.with_name(f"{files.name}{SHOWN}"), place)
                sync_folder(place.parent)

    def remove(self, name: str, manifest: Manifest) -> None:
        """Move the folder away as it is; it goes with the run's own files."""
        place = self._place(name, manifest)
        if place.exists():
            place.rename(self.root / RUNS / manifest.run_id / f"{name}{GONE}")

    def _place(self, name: str, manifest: Manifest) -> Path:
        return self.root / name / f"{SNAPSHOT_DATE}={manifest.snapshot_date}"

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
        # Like the run's own files; a link is one of them, a copy is not.
        Disk().sync([str(shown)])


class WrittenFolders:
    """Where only an engine and Arrow reach: the engine writes each table there once more."""

    def __init__(self, session: SparkSession, root: str, files: Files) -> None:
        self.session = session
        self.root = root
        self.files = files

    def prepare(self, manifest: Manifest) -> None:
        """Nothing: there is no room that could be held."""

    def expose(self, manifest: Manifest) -> None:
        """Overwrite the folders, one after the other."""
        for name, table in manifest.tables.items():
            rows = self.session.read.schema(table.columns).parquet(f"{self.root}/{table.folder}")
            write(rows, self._place(name, manifest))

    def remove(self, name: str, manifest: Manifest) -> None:
        """Remove the folder; where an engine alone reaches, only its rows: the table stays one."""
        if self.files.can_remove:
            self.files.remove(self._place(name, manifest))
        else:
            rows = self.session.createDataFrame([], manifest.tables[name].columns)
            write(rows, self._place(name, manifest))

    def _place(self, name: str, manifest: Manifest) -> str:
        return f"{self.root}/{name}/{SNAPSHOT_DATE}={manifest.snapshot_date}"


class StoredFolders:
    """On an object store: each folder holds copies of a run's files, which the store makes."""

    def __init__(self, root: str, files: StoreFiles) -> None:
        self.root = root
        self.files = files

    def prepare(self, manifest: Manifest) -> None:
        """Nothing: what else could fail does so before anything is gone."""

    def expose(self, manifest: Manifest) -> None:
        """Copy the files over those that are there, one folder after the other."""
        for name, table in manifest.tables.items():
            written = self.files.tables_in(f"{self.root}/{table.folder}")
            self.files.copy(written, self._place(name, manifest))

    def remove(self, name: str, manifest: Manifest) -> None:
        """Remove the folder."""
        self.files.remove(self._place(name, manifest))

    def _place(self, name: str, manifest: Manifest) -> str:
        return f"{self.root}/{name}/{SNAPSHOT_DATE}={manifest.snapshot_date}"


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


def _disk(folder: Path) -> int:
    return folder.stat().st_dev


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
