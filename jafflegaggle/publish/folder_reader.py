"""Reads what a folder holds: the snapshots that are published there, and tables of a run."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType

from jafflegaggle.config import Output
from jafflegaggle.engine import engine_path, failure, is_gone, is_local, is_stored, local_path
from jafflegaggle.errors import InputError
from jafflegaggle.object_store import StoredFile
from jafflegaggle.publish.files import Disk, Files, ask_each, is_of_files, naming_output
from jafflegaggle.publish.manifest import Manifest, Table, last_until, manifests_in, newest_by_date
from jafflegaggle.publish.reach import EngineFiles
from jafflegaggle.publish.stored import StoreFiles

RESTORE = "restore it, or read all events again that the source has with --full-refresh"


class FolderReader:
    """What is published in a folder, and how its tables are read; it changes nothing.

    Attributes:
        published: the manifests of what is published, by date.
        engine_root: the folder, as the engine reads it.
        files: its file system.
        direct: the same, where files can be opened without the engine.
    """

    def __init__(
        self,
        session: SparkSession,
        root: str,
        place: str,
        files: Files,
        published: Mapping[str, Manifest],
    ) -> None:
        """Read a folder.

        Args:
            session: the engine.
            root: the folder, as a path for the engine.
            place: the folder, as a path for `files`.
            files: its file system.
            published: the manifests of what is published, by date.
        """
        self.session = session
        self.root = root
        self.engine_root = engine_path(session, root)
        self.place = place
        self.files = files
        self.direct = files if isinstance(files, Disk | StoreFiles) else None
        self.published = published

    def last(self, snapshot_date: dt.date, with_state: bool = False) -> Manifest | None:
        """The manifest of the last snapshot up to a date, if any; optionally only with state."""
        return last_until(self.published, snapshot_date, with_state)

    def read(self, table: Table) -> DataFrame:
        """Read a table that a manifest names.

        Raises:
            InputError: it is incomplete: an engine may read a missing folder as no rows.
        """
        place = f"{self.root}/{table.folder}"
        try:
            written = self.frame(table.folder, table.columns)
            rows = self.rows(written, table.folder)
        except Exception as error:
            if not is_of_files(error):
                raise
            raise InputError(f"{place}: cannot be read ({failure(error)}); {RESTORE}") from error
        if rows != table.rows:
            raise InputError(
                f"{place}: {rows:,} rows, expected {table.rows:,} by its manifest; {RESTORE}"
            )
        return written

    def published_table(self, manifest: Manifest, name: str) -> DataFrame:
        """Read a table that a manifest has published.

        Raises:
            InputError: it is incomplete.
        """
        return self.read(manifest.tables[name])

    def table_of(self, manifest: Manifest, name: str) -> DataFrame:
        """A table that a manifest has published; that it is complete is not checked."""
        table = manifest.tables[name]
        return self.frame(table.folder, table.columns)

    def document(self, manifest: Manifest, name: str) -> str | None:
        """The text of a document that describes a snapshot; None if it has none of that name."""
        place = manifest.documents.get(name)
        return self.files.read(f"{self.place}/{place}") if place else None

    def is_there(self, manifest: Manifest) -> bool:
        """Whether what a manifest has published can still be read, all of it.

        The engine is asked only where nothing else reaches the files.
        """
        try:
            for table in manifest.tables.values():
                rows = self._rows_in_footers(table.folder)
                if rows is None:
                    self.read(table)
                elif rows != table.rows:
                    return False
        except (OSError, InputError) as error:
            if is_gone(error):
                raise
            return False
        return True

    def frame(self, below: str, schema: StructType | str) -> DataFrame:
        """The rows of a folder below."""
        # That it is a folder need not be asked of a store.
        folder = f"{self.engine_root}/{below}/"
        return self.session.read.schema(schema).parquet(folder)

    def rows(self, written: DataFrame, below: str) -> int:
        """The number of rows of a written table, from the file footers if accessible."""
        rows = self._rows_in_footers(below)
        return written.count() if rows is None else rows

    def _rows_in_footers(self, below: str) -> int | None:
        """The number of rows of a written table; None if its files cannot be opened from here."""
        try:
            from pyarrow import ArrowException
            from pyarrow.parquet import read_metadata
        except ImportError:  # not every engine needs pyarrow
            return None
        if not self.direct:
            return None

        def rows(file: Path | StoredFile) -> int:
            with file.open("rb") as content:
                return int(read_metadata(content).num_rows)

        folder = f"{self.place}/{below}"
        try:
            files: list[Path | StoredFile] = [*self.direct.tables_in(folder)]
            return sum(ask_each(self.direct, rows, files))
        except ArrowException as error:
            raise InputError(f"{folder}: damaged ({error})") from error


def folder_snapshots(session: SparkSession, output: Output) -> FolderReader:
    """What is published in a folder."""
    root = output.path
    files, place = reached(session, root)
    with naming_output(root):
        published = newest_by_date(manifests_in(place, files).values())
    return FolderReader(session, root, place, files, published)


def reached(session: SparkSession, root: str) -> tuple[Files, str]:
    """The file system that a folder is in, and the folder as a path there."""
    if is_local(session, root):
        return Disk(), str(local_path(root))
    if is_stored(session, root):
        return StoreFiles(), root.rstrip("/")
    return EngineFiles(session), root
