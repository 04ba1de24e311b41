"""The manifest of a snapshot: its tables, and what they were made from."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from pyspark.sql import types as T

from jafflegaggle.errors import InputError
from jafflegaggle.publish.files import Files, ask_each
from jafflegaggle.publish.layout import MANIFESTS, is_run_id
from jafflegaggle.text import quoted

FORMAT = 1


@dataclass(frozen=True)
class Table:
    """A table of a snapshot.

    Attributes:
        rows: how many rows it has.
        columns: the columns as DDL.
        folder: the folder of its files, relative to the output folder.
    """

    rows: int
    columns: str
    folder: str


@dataclass(frozen=True)
class Manifest:
    """What a run publishes, as one JSON document.

    Attributes:
        run_id: the run.
        snapshot_date: the date of the snapshot, `YYYY-MM-DD`.
        version: the version of this package.
        engine: the engine that computed it.
        config_hash: a hash of what determines the tables: sources, rules and checks.
        inputs: for each source its place, and its files with sizes and times if they are known.
        tables: the published tables.
        checks: the results of the checks.
        state: tables for the next run, which are not published.
        documents: where each document that describes the snapshot is, relative to the output
            folder, or the table that holds it; snapshots of earlier versions have none.
        seconds: how long each step took, by its name; those of earlier versions do not say.
        published_at: when, in UTC.
    """

    run_id: str
    snapshot_date: str
    version: str
    engine: str
    config_hash: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    checks: Sequence[Mapping[str, Any]] = ()
    state: Mapping[str, Any] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    published_at: str = ""

    @property
    def date(self) -> dt.date:
        """The date of the snapshot."""
        return dt.date.fromisoformat(self.snapshot_date)

    @property
    def folders(self) -> set[str]:
        """The folders that it names: those of its tables and of its state."""
        return {table.folder for table in self.tables.values()} | set(self.state.get("folders", ()))

    def published(self) -> "Manifest":
        """The same manifest, published now."""
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        return replace(self, published_at=now)

    def to_json(self) -> str:
        """The manifest as a JSON document."""
        return json.dumps({"format": FORMAT} | asdict(self), indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """The manifest in a JSON document.

        Raises:
            ValueError: it is not a manifest, or of another format.
        """
        try:
            table: Any = json.loads(text)
            if (found := table.pop("format")) != FORMAT:
                raise ValueError(f"a manifest of format {found}, expected {FORMAT}")
            table["tables"] = {name: Table(**what) for name, what in table["tables"].items()}
            return cls(**table)
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"not a manifest ({error})") from None


def ddl(schema: T.StructType) -> str:
    """A schema as DDL, which a reader takes."""
    return ", ".join(f"{quoted(field.name)} {field.dataType.simpleString()}" for field in schema)


def newest_by_date(manifests: Iterable[Manifest]) -> dict[str, Manifest]:
    """What is published: the manifest of the last run of each date, ordered by date."""
    by_run = sorted(manifests, key=lambda manifest: manifest.run_id)
    newest = {manifest.snapshot_date: manifest for manifest in by_run}
    return dict(sorted(newest.items()))


def last_until(
    newest: Mapping[str, Manifest], snapshot_date: dt.date, with_state: bool = False
) -> Manifest | None:
    """The last published snapshot up to a date; None if there is none.

    Args:
        newest: what is published, by date.
        snapshot_date: the date.
        with_state: whether to skip snapshots without a state for incremental runs.
    """
    until = [
        manifest
        for manifest in newest.values()
        if manifest.date <= snapshot_date and (manifest.state or not with_state)
    ]
    return until[-1] if until else None


def manifests_in(
    root: str, files: Files, known: Mapping[str, Manifest] | None = None
) -> dict[str, Manifest]:
    """All manifests under an output folder, those that were replaced included, by their names.

    Args:
        root: the output folder.
        files: what reaches it.
        known: what was read before: a manifest never changes.

    Raises:
        InputError: one of them cannot be read.
    """
    folder, before = f"{root}/{MANIFESTS}", known or {}
    names = [name for name in files.names(folder) if is_run_id(name.removesuffix(".json"))]

    def read(name: str) -> Manifest | None:
        return before.get(name) or manifest_at(f"{folder}/{name}", files)

    found = zip(names, ask_each(files, read, names), strict=True)
    return {name: manifest for name, manifest in found if manifest}


def manifest_at(place: str, files: Files) -> Manifest | None:
    """The manifest in a file; None where there is no file.

    Raises:
        InputError: it holds none, or one of another version. To pass it over would be to take what
            it names for left behind, and what it has replaced for published.
    """
    try:
        text = files.read(place)
        return None if text is None else Manifest.from_json(text)
    except ValueError as error:
        raise InputError(
            f"{place}: cannot be read as a manifest ({error}); use the version of jafflegaggle "
            "that wrote it, or restore the file; to give up what it publishes, remove it"
        ) from None
