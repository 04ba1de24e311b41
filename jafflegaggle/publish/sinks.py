"""The sinks: for each kind of output, how a run starts there, and how what is there is read."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from pyspark.sql import SparkSession

from jafflegaggle.config import Output
from jafflegaggle.config.output import FOLDER, SCHEMA
from jafflegaggle.publish.folder import folder_store
from jafflegaggle.publish.folder_reader import folder_snapshots
from jafflegaggle.publish.schema import schema_snapshots, schema_store
from jafflegaggle.publish.store import Snapshots, Store


@dataclass(frozen=True)
class Sink:
    """A kind of output, as runs and readers use it.

    Attributes:
        open: starts a run there; in the end, removes what was not published.
        snapshots: what is published there; nothing is changed, nor locked.
    """

    open: Callable[[SparkSession, Output], AbstractContextManager[Store]]
    snapshots: Callable[[SparkSession, Output], Snapshots]


# By the key of `[output]` that names the place.
SINKS: Mapping[str, Sink] = {
    FOLDER.key: Sink(folder_store, folder_snapshots),
    SCHEMA.key: Sink(schema_store, schema_snapshots),
}


def open_store(session: SparkSession, output: Output) -> AbstractContextManager[Store]:
    """Start a run in the output; in the end, remove what was not published.

    Raises:
        InputError: the engine has no catalog, or the folder cannot be written.
        OutputHeldError: another run is writing there.
    """
    return SINKS[output.kind.key].open(session, output)


def open_snapshots(session: SparkSession, output: Output) -> Snapshots:
    """What is published in the output; nothing is changed there, nor locked."""
    return SINKS[output.kind.key].snapshots(session, output)
