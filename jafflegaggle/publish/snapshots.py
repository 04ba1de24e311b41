"""Lists and reads what is published, by its manifests."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.config import Output
from jafflegaggle.engine import engine_path, is_local, is_stored, local_path
from jafflegaggle.errors import InputError
from jafflegaggle.publish.files import Disk, Files, naming_output
from jafflegaggle.publish.folder_reader import FolderReader
from jafflegaggle.publish.layout import SNAPSHOT_DATE
from jafflegaggle.publish.manifest import Manifest, Table, manifests_in, newest_by_date
from jafflegaggle.publish.reach import EngineFiles
from jafflegaggle.publish.schema import SchemaStore
from jafflegaggle.publish.stored import StoreFiles


class Snapshots(Protocol):
    """What is published, to be read only."""

    def last(self, snapshot_date: dt.date, with_state: bool = False) -> Manifest | None:
        """The manifest of the last snapshot up to a date, if any; optionally only with state."""

    def read(self, table: Table) -> DataFrame:
        """Read a table that only runs read, of the state that a manifest names."""

    def published_table(self, manifest: Manifest, name: str) -> DataFrame:
        """Read a table that a manifest has published."""


def open_snapshots(session: SparkSession, output: Output) -> Snapshots:
    """What is published in a folder or a catalog schema; nothing is changed there, nor locked."""
    if output.schema:
        return SchemaStore(session, output.schema, output.format)
    files, place = _reached(session, output.path)
    return FolderReader(session, output.path, place, files, _manifests(session, output.path))


@dataclass(frozen=True)
class Snapshot:
    """What one run has published.

    Attributes:
        place: the output, for people.
        manifest: which run it was, and of what.
        tables: its tables by name; their rows are read when they are asked for.
    """

    place: str
    manifest: Manifest
    tables: Mapping[str, DataFrame]


def published(session: SparkSession, output: Output) -> list[Manifest]:
    """The manifests of what is published, ordered by date."""
    if output.schema:
        return list(SchemaStore(session, output.schema, output.format).published.values())
    return list(_manifests(session, output.path).values())


def read_snapshot(
    session: SparkSession, output: str, snapshot_date: dt.date | str | None = None
) -> dict[str, DataFrame]:
    """All tables of one snapshot, by name: consistently of one run, even while others publish.

    When a date is rerun, its plain folders change one after the other. The files that a manifest
    names never change; once replaced, they stay until the next run, of whatever date, has
    published.

    Args:
        session: any session that can read the output.
        output: the output folder.
        snapshot_date: the date; the last one if None.

    Raises:
        InputError: no such snapshot is published there.
    """
    return dict(open_snapshot(session, Output(path=output), snapshot_date).tables)


def open_snapshot(
    session: SparkSession, output: Output, snapshot_date: dt.date | str | None = None
) -> Snapshot:
    """One snapshot of a folder or a catalog schema, with its manifest.

    A schema has one version of a date only: its rows are those of the run that replaces them last.

    Args:
        session: any session that can read the output.
        output: the output.
        snapshot_date: the date; the last one if None or ''.

    Raises:
        InputError: no such snapshot is published there.
    """
    manifests = {manifest.snapshot_date: manifest for manifest in published(session, output)}
    date = str(snapshot_date) if snapshot_date else max(manifests, default="")
    if date not in manifests:
        dates = ", ".join(manifests) or "none"
        raise InputError(f"{output.place}: no snapshot {date or 'at all'}; published: {dates}")
    manifest = manifests[date]
    read = _table_of_schema if output.schema else _table_of_folder
    tables = {name: read(session, output, manifest, name) for name in manifest.tables}
    return Snapshot(output.place, manifest, tables)


def _table_of_folder(
    session: SparkSession, output: Output, manifest: Manifest, name: str
) -> DataFrame:
    table = manifest.tables[name]
    path = f"{engine_path(session, output.path)}/{table.folder}"
    return session.read.schema(table.columns).parquet(path)


def _table_of_schema(
    session: SparkSession, output: Output, manifest: Manifest, name: str
) -> DataFrame:
    rows = session.table(f"{output.schema}.{name}")
    return rows.where(F.col(SNAPSHOT_DATE) == F.lit(manifest.date)).drop(SNAPSHOT_DATE)


def _manifests(session: SparkSession, root: str) -> dict[str, Manifest]:
    files, place = _reached(session, root)
    with naming_output(root):
        return newest_by_date(manifests_in(place, files).values())


def _reached(session: SparkSession, root: str) -> tuple[Files, str]:
    if is_local(session, root):
        return Disk(), str(local_path(root))
    if is_stored(session, root):
        return StoreFiles(), root.rstrip("/")
    return EngineFiles(session), root
