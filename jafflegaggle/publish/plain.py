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
        """Do everything that can fail, before the first folder changes."""

    def expose(self, manifest: Manifest) -> None:
        """Put the manifest's tables into the folders of its date; skip those already done."""

    def remove(self, name: str, manifest: Manifest) -> None:
        """Remove the folder of a table, if it exists; readers see all of it or nothing."""


class LinkedFolders:
    """On a local filesystem: each folder holds hard links to a run's files, and is swapped."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def prepare(self, manifest: Manifest) -> None:
        """Make the new folders beside the run's tables: after that, folders are only renamed.

        Raises:
            InputError: a folder cannot be written or swapped, or a file is in its place.
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
        """A folder to be moved must itself be writable, and stay on its filesystem."""
        if not os.access(folder, os.W_OK | os.X_OK):
            raise InputError(f"{folder}: cannot be written (no permission)")
        if _disk(folder) != _disk(self.root / RUNS):
            raise InputError(
                f"{folder}: is on a different filesystem than {self.root}, so it cannot be swapped "
                "atomically; put the whole output on one filesystem"
            )

    def expose(self, manifest: Manifest) -> None:
        """Swap the folders, one after the other; hard links need no extra space."""
        for name, table in manifest.tables.items():
            files, place = self.root / table.folder, self._place(name, manifest)
            if not _shows(place, files):
                exchange(files.with_name(f"{files.name}{SHOWN}"), place)
                sync_folder(place.parent)

    def remove(self, name: str, manifest: Manifest) -> None:
        """Move the whole folder into the run's folder; it is removed with that."""
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
            except OSError:  # a filesystem without hard links
                shutil.copy2(file, shown / file.name)
        # Synced like the run's own files: a copy, unlike a link, is a new file.
        Disk().sync([str(shown)])


class WrittenFolders:
    """Elsewhere: the engine writes each table into its plain folder once more."""

    def __init__(self, session: SparkSession, root: str, files: Files) -> None:
        self.session = session
        self.root = root
        self.files = files

    def prepare(self, manifest: Manifest) -> None:
        """Nothing: no space can be reserved."""

    def expose(self, manifest: Manifest) -> None:
        """Overwrite the folders, one after the other."""
        for name, table in manifest.tables.items():
            rows = self.session.read.schema(table.columns).parquet(f"{self.root}/{table.folder}")
            write(rows, self._place(name, manifest))

    def remove(self, name: str, manifest: Manifest) -> None:
        """Remove the folder; if only an engine has access, remove its rows: it stays a table."""
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
    """Swap a folder into its place; the old one takes the place of the new one, and stays there.

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
    """Whether a folder holds the files of a run, as links or as copies with the same times."""
    if not place.is_dir():
        return False
    shown, wanted = sorted(place.iterdir()), sorted(files.glob("*.parquet"))
    return [_mark(file) for file in shown] == [_mark(file) for file in wanted]


def _mark(file: Path) -> tuple[str, int, int]:
    stat = file.stat()
    return file.name, stat.st_size, stat.st_mtime_ns


def _exchange_at_once(one: Path, other: Path) -> bool:
    """Swap two folders atomically, as Linux can; False if that is not supported."""
    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    code: int = renameat2(
        _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE
    )
    return code == 0
