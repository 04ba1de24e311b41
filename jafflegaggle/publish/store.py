"""Where the tables of a run stand until they are published together."""

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
    """Where the tables of a run stand until they are published.

    Attributes:
        run_id: the run.
        recovered: what was done about runs that died, for people.
    """

    run_id: str
    recovered: list[str]

    def materialize(self, name: str, table: DataFrame, kind: Kind = "table") -> DataFrame:
        """Write a table, and give it back as it was written.

        Args:
            name: its name.
            table: its rows.
            kind: who reads it: anybody, the next run, or only this one.
        """

    def table(self, name: str) -> Table:
        """What a manifest says of a table that was written."""

    def read(self, table: Table) -> DataFrame:
        """A table that a manifest names."""

    def last(self, snapshot_date: dt.date, with_state: bool = False) -> Manifest | None:
        """The manifest of the last snapshot up to a date, or of one with state; None: none."""

    def publish(self, manifest: Manifest) -> None:
        """Put the tables of a manifest in the place of those of its date, and then say so.

        Args:
            manifest: with every table that is published, by name; other dates stay as they are.
        """

    def retain(self, names: Collection[str]) -> str:
        """Keep tables of a run that failed its checks until the next run starts to write.

        Args:
            names: which; all of them were written before.

        Returns:
            Where they are, for people; '' where that did not work.
        """

    def prune(self, keep: int) -> list[str]:
        """Remove snapshots, but for the run's own, those of the last dates and the last with state.

        Args:
            keep: of how many dates they stay.

        Returns:
            The dates removed.
        """


@contextmanager
def open_store(session: SparkSession, output: Output) -> Iterator[Store]:
    """Start a run in a folder, or in a catalog schema; what it wrote and did not publish goes.

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
