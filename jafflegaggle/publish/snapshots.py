"""Lists and reads what is published, by its manifests."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.config import Output
from jafflegaggle.errors import InputError
from jafflegaggle.publish.manifest import Manifest
from jafflegaggle.publish.removal import assert_there, naming_reader, noticing_removal
from jafflegaggle.publish.sinks import open_snapshots
from jafflegaggle.publish.store import Snapshots


@dataclass(frozen=True)
class Snapshot:
    """What one run has published.

    Attributes:
        place: the output, for people.
        manifest: which run it was, and of what.
        tables: its tables by name; their rows are read when they are asked for.
        among: what is published there.
    """

    place: str
    manifest: Manifest
    tables: Mapping[str, DataFrame]
    among: Snapshots

    def assert_there(self) -> None:
        """Refuse what was read of it if a run has removed or replaced it meanwhile.

        Raises:
            OutputHeldError: it is gone.
        """
        assert_there(self.among, self.manifest)


def published(session: SparkSession, output: Output) -> list[Manifest]:
    """The manifests of what is published, ordered by date."""
    return list(open_snapshots(session, output).published.values())


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
    snapshots = open_snapshots(session, output)
    manifests = snapshots.published
    date = str(snapshot_date) if snapshot_date else max(manifests, default="")
    if date not in manifests:
        dates = ", ".join(manifests) or "none"
        raise InputError(f"{output.place}: no snapshot {date or 'at all'}; published: {dates}")
    manifest = manifests[date]
    tables = {name: snapshots.table_of(manifest, name) for name in manifest.tables}
    return Snapshot(output.place, manifest, tables, snapshots)


@contextmanager
def use_snapshot(
    session: SparkSession, output: Output, snapshot_date: dt.date | str | None = None
) -> Iterator[Snapshot]:
    """One snapshot for a command that reads it in the block, and ends with a message if it cannot.

    Args:
        session: the engine.
        output: the output.
        snapshot_date: the date; the last one if None or ''.

    Raises:
        InputError: no such snapshot is published there, or the engine failed.
        OutputHeldError: a run has removed or replaced it by the end of the block.
    """
    with naming_reader(session, output.place):
        snapshot = open_snapshot(session, output, snapshot_date)
        with noticing_removal(snapshot.among, snapshot.manifest):
            yield snapshot
