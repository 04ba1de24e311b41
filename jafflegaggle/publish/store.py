"""Where the tables of a run are stored until they are published together."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from pyspark.sql import DataFrame

from jafflegaggle.publish.manifest import Manifest, Table
from jafflegaggle.publish.write import Kind


class Snapshots(Protocol):
    """What is published, to be read only."""

    @property
    def published(self) -> Mapping[str, Manifest]:
        """The manifests of what is published, by date."""

    def last(self, snapshot_date: dt.date, with_state: bool = False) -> Manifest | None:
        """The manifest of the last snapshot up to a date, if any; optionally only with state."""

    def read(self, table: Table) -> DataFrame:
        """Read a table that only runs read, of the state that a manifest names."""

    def table_of(self, manifest: Manifest, name: str) -> DataFrame:
        """A table that a manifest has published; that it is complete is not checked."""

    def published_table(self, manifest: Manifest, name: str) -> DataFrame:
        """Read a table that a manifest has published.

        Raises:
            InputError: it is incomplete.
        """

    def document(self, manifest: Manifest, name: str) -> str | None:
        """The text of a document that describes a snapshot; None if it has none of that name."""

    def is_there(self, manifest: Manifest) -> bool:
        """Whether what a manifest has published can still be read, all of it."""


class Store(Snapshots, Protocol):
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

    def data_files(self, names: Collection[str]) -> Mapping[str, Sequence[str]]:
        """The files of written tables, relative to the run's folder; empty where not known."""

    def publish(self, manifest: Manifest, documents: Mapping[str, str] | None = None) -> None:
        """Replace the tables of the manifest's date, then record the manifest.

        Args:
            manifest: names every published table; other dates are not changed.
            documents: documents that describe the snapshot, by name; they are published with it.
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
