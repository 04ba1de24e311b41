"""Tables in a catalog schema."""

import datetime as dt
import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.config import Output
from jafflegaggle.engine import engine_of, failure, is_engine_error
from jafflegaggle.errors import InputError
from jafflegaggle.publish.layout import (
    FAILED_TABLES,
    SNAPSHOT_DATE,
    STAGED_TABLES,
    new_run_id,
    prefix_of,
    run_of,
    started_at,
)
from jafflegaggle.publish.manifest import Manifest, Table, ddl, last_until, newest_by_date
from jafflegaggle.publish.schema_documents import DOCUMENTS, read_document, write_documents
from jafflegaggle.publish.schema_manifests import complete_manifests, way_out
from jafflegaggle.publish.write import Kind
from jafflegaggle.text import quoted

MANIFESTS = "snapshot_manifests"
# Without a lock nobody knows whether a run is alive; after this time it is taken for dead.
LONGEST_RUN = dt.timedelta(days=1)

log = logging.getLogger(__name__)


class SchemaStore:
    """Tables of a catalog schema, partitioned by `snapshot_date`; each is replaced on its own.

    The manifest is a row of the table `snapshot_manifests`, written last. A catalog has no
    transaction across tables: between the first and the last of them, a date has tables of two
    runs. So a row without a manifest is written first: a date counts as published only if the last
    run that began to replace it has also finished.

    Attributes:
        run_id: the run.
        recovered: what was done about runs that died, for people.
    """

    def __init__(self, session: SparkSession, schema: str, table_format: str) -> None:
        self.session = session
        self.schema = schema
        self.format = table_format
        rows = self._rows()
        self.published = newest_by_date(complete_manifests(rows, f"{schema}.{MANIFESTS}"))
        self.run_id = new_run_id(max((row.run_id for row in rows), default=""))
        self.recovered: list[str] = []
        self.tables: dict[str, Table] = {}

    def materialize(self, name: str, table: DataFrame, kind: Kind = "table") -> DataFrame:  # noqa: ARG002
        """Write a table, and read it back; all kinds in one format."""
        if not self.tables:
            self._drop_failed()
        own_name = f"{prefix_of(self.run_id)}{name}"
        full_name = f"{self.schema}.{own_name}"
        table.write.format(self.format).mode("overwrite").saveAsTable(full_name)
        written = self.session.table(full_name)
        self.tables[name] = Table(written.count(), ddl(written.schema), own_name)
        return written

    def table(self, name: str) -> Table:
        """The manifest entry of a table that was written."""
        return self.tables[name]

    def read(self, table: Table) -> DataFrame:
        """Read a table that a manifest names."""
        return self.session.table(f"{self.schema}.{table.folder}")

    def is_there(self, manifest: Manifest) -> bool:
        """Whether no run has begun to replace the date since."""
        now = SchemaStore(self.session, self.schema, self.format).published
        date = manifest.snapshot_date
        return date in now and now[date].run_id == manifest.run_id

    def published_table(self, manifest: Manifest, name: str) -> DataFrame:
        """Read a table that a manifest has published, of its date."""
        rows = self.session.table(f"{self.schema}.{name}")
        return rows.where(F.col(SNAPSHOT_DATE) == F.lit(manifest.date)).drop(SNAPSHOT_DATE)

    table_of = published_table  # there is nothing to check beforehand

    def last(self, snapshot_date: dt.date, with_state: bool = False) -> Manifest | None:
        """The manifest of the last snapshot up to a date, if any; optionally only with state."""
        return last_until(self.published, snapshot_date, with_state)

    def document(self, manifest: Manifest, name: str) -> str | None:
        """The text of a document that describes a snapshot; None if it has none of that name."""
        return read_document(self.session, self.schema, manifest, name)

    def data_files(self, names: Collection[str]) -> Mapping[str, Sequence[str]]:  # noqa: ARG002
        """None are known: they are the catalog's."""
        return {}

    def publish(self, manifest: Manifest, documents: Mapping[str, str] | None = None) -> None:
        """Replace the tables of the manifest's date, then record the manifest.

        Raises:
            InputError: a published table has other columns; nothing was changed.
        """
        columns = {name: self._columns(name, table) for name, table in manifest.tables.items()}
        manifest = replace(manifest, documents=dict.fromkeys(documents or {}, DOCUMENTS))
        self._record(manifest, None)
        try:
            write_documents(self.session, self.schema, self.format, manifest, documents or {})
            for name, table in manifest.tables.items():
                self._replace(name, table, manifest, columns[name])
            self._record(manifest, manifest.published().to_json())
        except Exception as error:
            date = manifest.snapshot_date
            error.add_note(f"({self.schema}: {date} is not published; run it again)")
            raise

    def _columns(self, name: str, table: Table) -> list[str]:
        """The run's columns in the order of the published table."""
        place = f"{self.schema}.{name}"
        columns = self.session.table(f"{self.schema}.{table.folder}").columns
        if not self.session.catalog.tableExists(place):
            return columns
        published = [
            column for column in self.session.table(place).columns if column != SNAPSHOT_DATE
        ]
        if set(published) != set(columns):
            raise InputError(
                f"{place}: has the columns {', '.join(published)}, expected {', '.join(columns)}; "
                f"{way_out(place, published, columns)}"
            )
        return published

    def _replace(self, name: str, table: Table, manifest: Manifest, columns: list[str]) -> None:
        published, written = f"{self.schema}.{name}", f"{self.schema}.{table.folder}"
        if self.session.catalog.tableExists(published):
            selected = ", ".join(map(quoted, columns))
            self.session.sql(
                f"INSERT OVERWRITE TABLE {published} "
                f"PARTITION ({SNAPSHOT_DATE} = DATE'{manifest.snapshot_date}') "
                f"SELECT {selected} FROM {written}"
            )
        else:
            dated = self.session.table(written).withColumn(SNAPSHOT_DATE, F.lit(manifest.date))
            dated.write.format(self.format).partitionBy(SNAPSHOT_DATE).saveAsTable(published)

    def _record(self, manifest: Manifest, text: str | None) -> None:
        """Add a row: a run begins to replace a date (no manifest), or has finished."""
        row = (manifest.run_id, manifest.snapshot_date, text)
        recorded = self.session.createDataFrame(
            [row], "run_id string, date string, manifest string"
        )
        recorded.write.format(self.format).mode("append").saveAsTable(f"{self.schema}.{MANIFESTS}")

    def _rows(self) -> list[Row]:
        if not self.session.catalog.tableExists(f"{self.schema}.{MANIFESTS}"):
            return []
        return self.session.table(f"{self.schema}.{MANIFESTS}").collect()

    def retain(self, names: Collection[str]) -> str:
        """Keep tables of a failed run, under names that recovery does not touch."""
        place = f"{self.schema}.{prefix_of(self.run_id, FAILED_TABLES)}"
        try:
            for name in names:
                rows = self.read(self.table(name))
                rows.write.format(self.format).mode("overwrite").saveAsTable(f"{place}{name}")
        except Exception as error:
            if not is_engine_error(error):
                raise
            log.warning("%s*: the tables of the failed run are lost (%s)", place, failure(error))
            return ""
        return f"{place}*"

    def prune(self, keep: int) -> list[str]:
        """Refuse: retention is a matter of the catalog's table format."""
        raise InputError(
            f"--keep {keep}: {self.schema} is a catalog schema; drop old partitions of its tables, "
            "or use the retention of their format"
        )

    def close(self) -> None:
        """Drop the staged tables; a failure does not affect the result of the run."""
        prefix = prefix_of(self.run_id)
        try:
            self._drop(prefix)
        except Exception as error:
            if not is_engine_error(error):
                raise
            log.warning(
                "%s.%s*: left behind (%s); a run after %d day(s) removes it",
                self.schema,
                prefix,
                failure(error),
                LONGEST_RUN.days,
            )

    def recover(self) -> Iterator[str]:
        """Drop the staged tables of runs that started more than a day ago."""
        now = dt.datetime.now(dt.UTC)
        for run_id in self._runs(STAGED_TABLES):
            if now - started_at(run_id) > LONGEST_RUN:
                self._drop(prefix_of(run_id))
                yield f"removed what run {run_id} left behind"

    def _runs(self, start: str) -> list[str]:
        tables = [table.name for table in self.session.catalog.listTables(self.schema)]
        return sorted(set(filter(None, (run_of(table, start) for table in tables))))

    def _drop_failed(self) -> None:
        for run_id in self._runs(FAILED_TABLES):
            prefix = prefix_of(run_id, FAILED_TABLES)
            try:
                self._drop(prefix)
            except Exception as error:
                if not is_engine_error(error):
                    raise
                log.warning("%s.%s*: cannot be dropped (%s)", self.schema, prefix, failure(error))

    def _drop(self, prefix: str) -> None:
        for table in self.session.catalog.listTables(self.schema):
            if table.name.startswith(prefix):
                self.session.sql(f"DROP TABLE IF EXISTS {self.schema}.{table.name}")


def schema_snapshots(session: SparkSession, output: Output) -> SchemaStore:
    """What is published in a catalog schema."""
    return SchemaStore(session, output.schema, output.format)


@contextmanager
def schema_store(session: SparkSession, output: Output) -> Iterator[SchemaStore]:
    """Start a run in a catalog schema. There is no lock: do not run two jobs at once.

    Raises:
        InputError: the engine has no catalog.
    """
    engine = engine_of(session)
    if not engine.has_catalog:
        raise InputError(f"output.schema: {engine.title} has no catalog; use output.path")
    store = SchemaStore(session, output.schema, output.format)
    store.recovered = list(store.recover())
    try:
        yield store
    finally:
        store.close()
