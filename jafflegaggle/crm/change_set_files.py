"""A change set beside the load files of an export, from which it is acknowledged later."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.config import Config
from jafflegaggle.crm.change_set import ChangeSet
from jafflegaggle.crm.columns import CHANGE_SET_COLUMNS, UNCHANGED
from jafflegaggle.crm.mapping import crm_settings
from jafflegaggle.engine import engine_path
from jafflegaggle.errors import InputError
from jafflegaggle.frames import local_table, union_all
from jafflegaggle.publish import reached
from jafflegaggle.publish.write import write

# In the folder of an export; the description is written last.
CHANGES, DESCRIPTION = "changes.parquet", "changes.json"
EXPORTS = "_exports"
FORMAT = 1
DDL = ", ".join(f"{name} {kind}" for name, kind in CHANGE_SET_COLUMNS.items())


@dataclass(frozen=True)
class Description:
    """What a change set is of.

    Attributes:
        export: the name of the export.
        system: the CRM that it is for.
        snapshot_date: the date of the snapshot.
        run_id: the run that published it.
        baseline: the baseline that it is held against; '' for none.
        rows: the number of its rows.
        counts: the number of records by object and operation.
    """

    export: str
    system: str
    snapshot_date: str
    run_id: str
    baseline: str
    rows: int
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class StoredChangeSet:
    """A change set of an export: its description, and its rows with `CHANGE_SET_COLUMNS`."""

    description: Description
    rows: DataFrame


def write_change_set(folder: str, export: str, change_set: ChangeSet) -> Description:
    """Write a change set into the folder of an export.

    Args:
        folder: the folder, as the job names it.
        export: the name of the export.
        change_set: the change set, best materialized.
    """
    columns = list(CHANGE_SET_COLUMNS)
    is_needed = (F.col("operation") != F.lit(UNCHANGED)) | F.col("is_regrouped")
    both = (change_set.companies, change_set.contacts)
    rows = union_all(one.where(is_needed).select(*columns) for one in both)
    session = rows.sparkSession
    place = f"{engine_path(session, folder)}/{CHANGES}"
    write(rows, place, "state")
    description = Description(
        export,
        change_set.mapping.system,
        change_set.snapshot_date,
        change_set.run_id,
        change_set.baseline.id,
        rows.count(),
        change_set.counts(),
    )
    files, root = reached(session, folder)
    text = json.dumps({"format": FORMAT} | asdict(description), indent=1)
    files.write(f"{root}/{DESCRIPTION}", text)
    return description


def read_change_set(session: SparkSession, folder: str) -> StoredChangeSet:
    """Read the change set of an export.

    Raises:
        InputError: it is no export, or not whole.
    """
    files, root = reached(session, folder)
    text = files.read(f"{root}/{DESCRIPTION}")
    if text is None:
        raise InputError(f"{folder}: no export; expected a folder with a {DESCRIPTION}")
    try:
        found: Any = json.loads(text)
        if (version := found.pop("format")) != FORMAT:
            raise ValueError(f"of format {version}, expected {FORMAT}")
        description = Description(**found)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{folder}/{DESCRIPTION}: cannot be read ({error})") from None
    if not description.rows:  # an engine may have written no file
        return StoredChangeSet(description, local_table(session, CHANGE_SET_COLUMNS, []))
    rows = session.read.schema(DDL).parquet(f"{engine_path(session, folder)}/{CHANGES}/")
    if (there := rows.count()) != description.rows:
        raise InputError(
            f"{folder}/{CHANGES}: {there:,} rows, expected {description.rows:,}; it is damaged: "
            "export again"
        )
    return StoredChangeSet(description, rows)


def exports_root(config: Config) -> str:
    """The folder of all exports.

    Raises:
        InputError: the tables are in a catalog schema, and no folder is configured.
    """
    if root := crm_settings(config).output:
        return root.rstrip("/") or "/"
    if config.output.path:
        return f"{config.output.path}/{EXPORTS}"
    raise InputError("crm.output: expected a folder for exports, since the tables are in a schema")


def export_folder(session: SparkSession, config: Config, export: str) -> str:
    """The folder of an export, by its name or itself.

    Raises:
        InputError: there is none.
    """
    root = exports_root(config)
    for folder in (f"{root}/{export}".rstrip("/"), export.rstrip("/")):
        files, place = reached(session, folder)
        if files.read(f"{place}/{DESCRIPTION}") is not None:
            return folder
    files, place = reached(session, root)
    names = ", ".join(files.names(place)[-5:]) or "none"
    raise InputError(f"{export}: no export of that name or folder; the last in {root}: {names}")
