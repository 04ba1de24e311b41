"""Tables in a folder, as partitioned Parquet."""

import datetime as dt
import shutil
import sys
import uuid
from collections.abc import Iterable
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.engine import is_local, local_path
from jafflegaggle.errors import InputError
from jafflegaggle.publish.store import PARTITION

STAGING = "_staging"


class FolderStore:
    """Tables as Parquet: `<root>/<table>/snapshot_date=YYYY-MM-DD/`.

    On a local disk a finished folder is renamed into its place; elsewhere the engine writes it
    there once more.
    """

    def __init__(self, session: SparkSession, root: str) -> None:
        self.session = session
        self.root = root.rstrip("/")
        self.staging = f"{self.root}/{STAGING}/{uuid.uuid4().hex}"
        self.is_local = is_local(session, root)
        self.kept: dict[str, DataFrame] = {}
        if self.is_local:
            self._make(local_path(self.staging))

    def keep(self, name: str, table: DataFrame) -> DataFrame:
        """Write a table, and give it back as it was written."""
        folder = f"{self.staging}/{name}"
        table.write.mode("overwrite").parquet(folder)
        if self.is_local and not any(local_path(folder).glob("*.parquet")):
            from jafflegaggle.publish.empty import write_empty  # Spark alone needs no pyarrow

            write_empty(local_path(folder), table.schema)
        self.kept[name] = self.session.read.schema(table.schema).parquet(folder)
        return self.kept[name]

    def rows(self, name: str) -> int:
        """The number of rows of a kept table: from the files' footers where they are at hand."""
        folder = f"{self.staging}/{name}"
        if not self.is_local:
            return self.kept[name].count()
        try:
            from pyarrow.parquet import read_metadata
        except ImportError:  # Spark needs none
            return self.kept[name].count()
        return sum(read_metadata(file).num_rows for file in local_path(folder).glob("*.parquet"))

    def publish(self, names: Iterable[str], snapshot_date: dt.date) -> None:
        """Put kept tables in the place of those of that date."""
        names = list(names)
        if self.is_local:  # all places are there before the first table moves
            for name in names:
                self._make(local_path(f"{self.root}/{name}"))
        for name in names:
            kept = f"{self.staging}/{name}"
            published = f"{self.root}/{name}/{PARTITION}={snapshot_date}"
            if self.is_local:
                self._swap(local_path(kept), local_path(published))
            else:
                self.kept[name].write.mode("overwrite").parquet(published)

    def clean(self) -> None:
        """Remove what was kept."""
        if not self.is_local:
            self._clean_remote()
            return
        staging = local_path(self.staging)
        shutil.rmtree(staging, ignore_errors=True)
        if staging.parent.is_dir() and not any(staging.parent.iterdir()):
            staging.parent.rmdir()

    def _swap(self, kept: Path, published: Path) -> None:
        if published.exists():
            published.rename(kept.with_name(f"{kept.name}.replaced"))
        kept.rename(published)

    def _clean_remote(self) -> None:
        """Remove what was kept where only an engine and Arrow reach; say so where Arrow cannot."""
        try:
            from pyarrow.fs import FileSystem

            files, path = FileSystem.from_uri(self._uri())
            files.delete_dir(path)
        except (ImportError, OSError, ValueError) as error:
            print(f"  {self.staging} was left behind, remove it ({error})", file=sys.stderr)

    def _uri(self) -> str:
        """The staging folder as Arrow takes it: a URI, or a whole path."""
        return self.staging if "://" in self.staging else str(local_path(self.staging).absolute())

    def _make(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"output.path {self.root}: cannot be written ({error})") from None
