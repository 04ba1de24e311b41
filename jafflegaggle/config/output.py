"""The section `[output]`: where tables go, and what each kind of place can do.

To add a kind, add its key to `Output` and its record to KINDS, and the store to `publish/sinks.py`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from jafflegaggle.setting import setting


@dataclass(frozen=True)
class OutputKind:
    """A kind of place where tables go.

    Attributes:
        key: the key of `[output]` that names the place, and so selects the kind.
        table: where a table of a date is, for people.
        read: how to read one in Python.
        formats: the formats of its tables; None for any that the engine has.
        keeps_state: whether incremental runs can go on from what is there.
        why_no_keep: why it cannot remove old dates; '' if it can.
        why_not: what is wrong with the name of a place; '' if nothing is.
    """

    key: str
    table: str
    read: str
    formats: tuple[str, ...] | None = None
    keeps_state: bool = False
    why_no_keep: str = ""
    why_not: Callable[[str], str] = lambda _place: ""


def _why_no_folder(path: str) -> str:
    is_pattern = re.search(r"[*?\[\]{}]", path) or path.startswith("~")
    return "expected no *?[]{} and no ~ in it" if is_pattern else ""


FOLDER = OutputKind(
    key="path",
    table="{place}/<table>/snapshot_date={date}",
    read='spark.read.parquet("{place}/contacts").where("snapshot_date = \'{date}\'")',
    formats=("parquet",),
    keeps_state=True,
    why_not=_why_no_folder,
)
SCHEMA = OutputKind(
    key="schema",
    table="{place}.<table>, snapshot_date = {date}",
    read='spark.table("{place}.contacts").where("snapshot_date = \'{date}\'")',
    why_no_keep="drop old partitions of the schema's tables, or use the retention of their format",
)
KINDS = (FOLDER, SCHEMA)


@dataclass(frozen=True)
class Output:
    """Where the tables go: a folder or a catalog schema."""

    path: str = setting("", "the folder; or")
    schema: str = setting("", "the catalog schema")
    format: str = setting(
        "parquet", "the format of the tables in a schema; a folder is always Parquet"
    )
    wait: int = setting(0, "seconds to wait for another run that is writing there; 0 to refuse")
    keep: int = setting(0, "the number of dates whose snapshots are kept; 0 for all")

    @property
    def kinds(self) -> list[OutputKind]:
        """The kinds of places that are named: one, in a valid configuration."""
        return [kind for kind in KINDS if getattr(self, kind.key)]

    @property
    def kind(self) -> OutputKind:
        """The kind of the place."""
        return self.kinds[0]

    @property
    def place(self) -> str:
        """The place, for people."""
        place: str = getattr(self, self.kind.key)
        return place
