"""The only writer: first to the run's own folder, then, once audited, all tables together."""

from jafflegaggle.publish.folder_reader import reached
from jafflegaggle.publish.manifest import Manifest, Table
from jafflegaggle.publish.removal import naming_reader, noticing_removal
from jafflegaggle.publish.sinks import open_snapshots, open_store
from jafflegaggle.publish.snapshots import (
    Snapshot,
    open_snapshot,
    published,
    read_snapshot,
    use_snapshot,
)
from jafflegaggle.publish.store import Snapshots, Store
from jafflegaggle.publish.write import Kind

__all__ = [
    "Kind",
    "Manifest",
    "Snapshot",
    "Snapshots",
    "Store",
    "Table",
    "naming_reader",
    "noticing_removal",
    "open_snapshot",
    "open_snapshots",
    "open_store",
    "published",
    "reached",
    "read_snapshot",
    "use_snapshot",
]
