"""Where the tables of a run are stored until they are published together."""

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Protocol

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.config import Output
from jafflegaggle.engine import engine_of
from jafflegaggle.errors import InputError
from jafflegaggle.publish.folder import open_folder
from jafflegaggle.publish.manifest import Manifest, Table
from jafflegaggle.publish.schema import open_schema
from jafflegaggle.publish.write import Kind


class Store(Protocol):
    """Where the tables of a run are stored until they are published.

    Attributes:
        run_id: the run.
        recovered: what was done about runs that died, for people.
    """

    run_id: str
    recovered: list[str]

    def materialize(self, name: str, table: DataFrame, kind: Kind = "table") -> DataFrame:
        """Write a table, and read it back.

        Args:
            name: its name.
            table: its rows.
            kind: who reads it: anybody, the next run, or only this one.
        """

    def table(self, name: str) -> Table:
        """The manifest entry of a table that was written."""

    def read(self, table: Table) -> DataFrame:
        """Read a table that a manifest names."""

    def published_table(self, manifest: Manifest, name: str) -> DataFrame:
        """Read a table that a manifest has published."""

    def last(self, snapshot_date: dt.date, with_state: bool = False) -> Manifest | None:
        """The manifest of the last snapshot up to a date, if any; optionally only with state."""

    def publish(self, manifest: Manifest) -> None:
        """Replace the tables of the manifest's date, then record the manifest.

        Args:
            manifest: names every published table; other dates are not changed.
        """

    def retain(self, names: Collection[str]) -> str:
        """Keep tables of a run that failed its checks until the next run starts to write.

        Args:
            names: the tables, which were all written before.

        Returns:
            Where they are, for people; '' if they could not be kept.
        """

    def prune(self, keep: int) -> list[str]:
        """Remove snapshots, except the run's own, those of the last dates, the last with state.

        Args:
            keep: the number of dates whose snapshots stay.

        Returns:
            The dates removed.
        """


@contextmanager
def open_store(session: SparkSession, output: Output) -> Iterator[Store]:
    """Start a run in a folder or a catalog schema; in the end, remove what was not published.

    Raises:
        InputError: the engine has no catalog, or the folder cannot be written.
        OutputHeldError: another run is writing there.
    """
    if output.path:
        with open_folder(session, output.path, output.wait) as folder:
            yield folder
        return
    engine = engine_of(session)
    if not engine.has_catalog:
        raise InputError(f"output.schema: {engine.title} has no catalog; use output.path")
    with open_schema(session, output.schema, output.format) as schema:
        yield schema
