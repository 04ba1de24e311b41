"""The places of baselines: a folder, or a catalog schema.

<output>/_crm/<id>/*.parquet     the rows of a baseline; immutable
<output>/_crm/baseline.json      which one counts: replaced in one step, when its rows are whole
In a catalog schema: tables `crm_baseline_<id>_rows`, and one row per baseline in `crm_baselines`.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.crm.columns import BASELINE_COLUMNS
from jafflegaggle.engine import engine_path
from jafflegaggle.publish import reached
from jafflegaggle.publish.files import naming_output
from jafflegaggle.publish.folder_reader import FolderReader
from jafflegaggle.publish.layout import is_run_id, prefix_of, run_of
from jafflegaggle.publish.write import write

FOLDER, POINTER = "_crm", "baseline.json"
TABLES, POINTERS = "crm_baseline_", "crm_baselines"
FORMAT = 1
DDL = ", ".join(f"{name} {kind}" for name, kind in BASELINE_COLUMNS.items())


@dataclass(frozen=True)
class Pointer:
    """Which baseline counts.

    Attributes:
        id: the baseline.
        previous: the one before, which somebody may be reading.
        system: the CRM that it is of.
        export: the export that was acknowledged.
        acknowledged_at: when, in UTC.
        counts: the number of its records by object.
        keys: the field that holds the key, by object.
    """

    id: str
    previous: str
    system: str
    export: str
    acknowledged_at: str
    counts: Mapping[str, int]
    keys: Mapping[str, str]

    @property
    def rows(self) -> int:
        """The number of its records."""
        return sum(self.counts.values())

    def to_json(self) -> str:
        """It as a JSON document."""
        return json.dumps({"format": FORMAT} | asdict(self), indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Pointer":
        """It from a JSON document.

        Raises:
            ValueError: it is none, or of another format.
        """
        try:
            found: Any = json.loads(text)
            if (version := found.pop("format")) != FORMAT:
                raise ValueError(f"of format {version}, expected {FORMAT}")
            pointer = cls(**found)
            assert isinstance(pointer.rows, int)
        except (AssertionError, AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"no baseline ({error})") from None
        return pointer


class Place(Protocol):
    """Where the rows and the pointer are."""

    def pointer(self) -> str | None:
        """The document that says which baseline counts; None if there is none."""

    def read(self, id_: str) -> tuple[DataFrame, int]:
        """The rows of a baseline, and how many there are."""

    def write(self, id_: str, rows: DataFrame) -> DataFrame:
        """Write the rows of a baseline, and read them back."""

    def point(self, pointer: Pointer) -> None:
        """Let a baseline count, in one step."""

    def tidy(self, pointer: Pointer) -> None:
        """Remove all baselines but this one and the one before."""


class FolderPlace:
    """Baselines below an output folder."""

    def __init__(self, session: SparkSession, root: str) -> None:
        self.root = root
        self.files, self.place = reached(session, root)
        self.reader = FolderReader(session, root, self.place, self.files, {})
        self.engine_root = engine_path(session, root)

    def pointer(self) -> str | None:
        """See `Place`."""
        return self.files.read(f"{self.place}/{FOLDER}/{POINTER}")

    def read(self, id_: str) -> tuple[DataFrame, int]:
        """See `Place`."""
        below = f"{FOLDER}/{id_}"
        rows = self.reader.frame(below, DDL)
        return rows, self.reader.rows(rows, below)

    def write(self, id_: str, rows: DataFrame) -> DataFrame:
        """See `Place`."""
        write(rows, f"{self.engine_root}/{FOLDER}/{id_}", "state")
        return self.reader.frame(f"{FOLDER}/{id_}", DDL)

    def point(self, pointer: Pointer) -> None:
        """See `Place`."""
        with naming_output(self.root):
            self.files.sync([f"{self.place}/{FOLDER}/{pointer.id}"])
            self.files.write(f"{self.place}/{FOLDER}/{POINTER}", pointer.to_json())

    def tidy(self, pointer: Pointer) -> None:
        """See `Place`."""
        for name in self.files.names(f"{self.place}/{FOLDER}"):
            if is_run_id(name) and name not in (pointer.id, pointer.previous):
                self.files.remove(f"{self.place}/{FOLDER}/{name}")


class SchemaPlace:
    """Baselines in a catalog schema."""

    def __init__(self, session: SparkSession, schema: str, table_format: str) -> None:
        self.session = session
        self.schema = schema
        self.format = table_format

    def pointer(self) -> str | None:
        """See `Place`."""
        if not self.session.catalog.tableExists(f"{self.schema}.{POINTERS}"):
            return None
        rows = self.session.table(f"{self.schema}.{POINTERS}")
        found = rows.orderBy(F.desc("id")).limit(1).collect()
        return found[0].pointer if found else None

    def read(self, id_: str) -> tuple[DataFrame, int]:
        """See `Place`."""
        rows = self.session.table(self._table(id_))
        return rows, rows.count()

    def write(self, id_: str, rows: DataFrame) -> DataFrame:
        """See `Place`."""
        rows.write.format(self.format).mode("overwrite").saveAsTable(self._table(id_))
        return self.session.table(self._table(id_))

    def point(self, pointer: Pointer) -> None:
        """See `Place`."""
        row = self.session.createDataFrame(
            [(pointer.id, pointer.to_json())], "id string, pointer string"
        )
        row.write.format(self.format).mode("append").saveAsTable(f"{self.schema}.{POINTERS}")

    def tidy(self, pointer: Pointer) -> None:
        """See `Place`."""
        for table in self.session.catalog.listTables(self.schema):
            id_ = run_of(table.name, TABLES)
            if id_ and id_ not in (pointer.id, pointer.previous):
                self.session.sql(f"DROP TABLE IF EXISTS {self.schema}.{table.name}")

    def _table(self, id_: str) -> str:
        return f"{self.schema}.{prefix_of(id_, TABLES)}rows"
