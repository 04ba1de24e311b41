"""Tables in a folder, as partitioned Parquet."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType

from jafflegaggle.config import Output
from jafflegaggle.engine import (
    engine_of,
    is_local,
    is_stored,
    local_path,
    use_instead,
)
from jafflegaggle.errors import InputError
from jafflegaggle.object_store import SCHEMES
from jafflegaggle.publish.evidence import Evidence
from jafflegaggle.publish.files import Disk, Files, ask_each, naming_output
from jafflegaggle.publish.folder_reader import FolderReader
from jafflegaggle.publish.journal import Journal
from jafflegaggle.publish.layout import RUNS, new_run_id
from jafflegaggle.publish.lock import locked
from jafflegaggle.publish.manifest import Manifest, Table, ddl, newest_by_date
from jafflegaggle.publish.plain import LinkedFolders, Plain, StoredFolders, WrittenFolders
from jafflegaggle.publish.reach import files_of
from jafflegaggle.publish.stored import StoreFiles
from jafflegaggle.publish.write import Kind, write


class FolderStore(FolderReader):
    """Tables as Parquet: `<root>/<table>/snapshot_date=YYYY-MM-DD/`; `layout` shows the rest.

    On a disk the plain folders hold links to what the run wrote, and change in one step each; on
    an object store copies, file by file; elsewhere the engine writes the tables there once more.

    Attributes:
        run_id: the run.
        recovered: what was done about runs that died, for people.
    """

    def __init__(self, session: SparkSession, root: str, place: str, files: Files) -> None:
        """Start a run; `open_folder` does so while it holds the folder.

        Args:
            session: the engine that writes and reads the tables.
            root: the output folder, as a path for the engine.
            place: the output folder, as a path for `files`.
            files: its file system.
        """
        self.disk = Path(place) if isinstance(files, Disk) else None
        self.journal = Journal(place, files, _plain(session, root, place, files))
        self.evidence = Evidence(place, files)
        self.recovered = list(self.journal.recover())
        manifests = self.journal.manifests()
        super().__init__(session, root, place, files, newest_by_date(manifests))
        self.run_id = new_run_id(max((m.run_id for m in manifests), default=""))
        self.tables: dict[str, Table] = {}
        self.just_published = ""

    def materialize(self, name: str, table: DataFrame, kind: Kind = "table") -> DataFrame:
        """Write a table, and read it back."""
        if not self.tables:
            self.evidence.remove()
        below = f"{RUNS}/{self.run_id}/{name}"
        if kind == "step" and not self.disk:
            kind = "state"  # compression pays off over a network
        write(table, f"{self.engine_root}/{below}", kind)
        schema = table.schema
        written = self.frame(below, schema)
        with naming_output(self.root):
            rows = self.rows(written, below)
            if not rows:
                self._write_empty(below, schema)
        self.tables[name] = Table(rows, ddl(schema), below)
        return written

    def table(self, name: str) -> Table:
        """The manifest entry of a table that was written."""
        return self.tables[name]

    def data_files(self, names: Collection[str]) -> Mapping[str, Sequence[str]]:
        """The files of written tables, relative to the run's folder; empty where not known."""
        direct = self.direct
        if not direct:
            return {}

        def of_table(name: str) -> list[str]:
            written = direct.tables_in(f"{self.place}/{self.tables[name].folder}")
            return [f"{name}/{PurePosixPath(str(file)).name}" for file in written]

        with naming_output(self.root):
            return dict(zip(names, ask_each(direct, of_table, names), strict=True))

    def publish(self, manifest: Manifest, documents: Mapping[str, str] | None = None) -> None:
        """Replace the tables of the manifest's date, then record the manifest.

        The documents lie beside the tables of the run, which they name by relative paths.
        """
        below = {name: f"{RUNS}/{self.run_id}/{name}" for name in documents or {}}

        def write_one(document: tuple[str, str]) -> None:
            name, text = document
            self.files.write(f"{self.place}/{below[name]}", text)

        with naming_output(self.root):
            ask_each(self.files, write_one, (documents or {}).items())
            self.journal.finish(self.journal.audit(replace(manifest, documents=below)))
        self.just_published = manifest.snapshot_date

    def retain(self, names: Collection[str]) -> str:
        """Keep tables of a failed run; see `Store`."""
        folder = self.evidence.retain(self.run_id, names)
        return folder and f"{self.root}/{RUNS}/{self.run_id}"

    def prune(self, keep: int) -> list[str]:
        """Remove snapshots; see `Store`."""
        with naming_output(self.root):
            return self.journal.prune(keep, but=self.just_published)

    def close(self) -> None:
        """Remove the run's files, unless they are to be published or were retained."""
        self.journal.drop(self.run_id)

    def _write_empty(self, below: str, schema: StructType) -> None:
        """An engine may write no file for a table without rows, and readers need one."""
        folder = f"{self.place}/{below}"
        if self.direct and not self.direct.tables_in(folder):
            from jafflegaggle.publish.empty import empty_file  # not every engine needs pyarrow

            self.direct.write_bytes(f"{folder}/empty.parquet", empty_file(schema))


def folder_store(session: SparkSession, output: Output) -> AbstractContextManager[FolderStore]:
    """Start a run in the folder of an output; see `open_folder`."""
    return open_folder(session, output.path, output.wait)


@contextmanager
def open_folder(session: SparkSession, root: str, wait: int) -> Iterator[FolderStore]:
    """Lock an output folder, recover from dead runs, and start a run.

    Args:
        session: the engine.
        root: the output folder.
        wait: how many seconds to wait for another run.

    Raises:
        InputError: it cannot be written.
        OutputHeldError: another run holds it.
    """
    with ExitStack() as held:
        with naming_output(root):
            files, place = _reached(session, root)
            held.enter_context(locked(place, files, wait))
            store = FolderStore(session, root, place, files)
        held.callback(store.close)
        yield store


def _plain(session: SparkSession, root: str, place: str, files: Files) -> Plain:
    if isinstance(files, Disk):
        return LinkedFolders(Path(place))
    if isinstance(files, StoreFiles):
        return StoredFolders(place, files)
    return WrittenFolders(session, root, files)


def _reached(session: SparkSession, root: str) -> tuple[Files, str]:
    if is_stored(session, root):
        return StoreFiles(), root.rstrip("/")
    engine = engine_of(session)
    if engine.shares_stores and not is_local(session, root):
        schemes = ", ".join(f"{scheme}://" for scheme in SCHEMES)
        raise InputError(
            f"output.path {root}: {engine.title} publishes on a local filesystem or on an object "
            f"store ({schemes}); use one of them, or "
            f"{use_instead(lambda other: not other.shares_stores)}"
        )
    if not is_local(session, root):
        return files_of(session, root)
    folder = local_path(root)
    folder.mkdir(parents=True, exist_ok=True)
    return Disk(), str(folder)
