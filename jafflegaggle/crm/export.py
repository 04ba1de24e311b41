"""Writes a change set as the files that a CRM's own import takes."""

import datetime as dt
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyspark.sql import DataFrame

from jafflegaggle.config import Crm, CrmObject
from jafflegaggle.crm.cells import kind_of
from jafflegaggle.crm.change_set import ChangeSet
from jafflegaggle.crm.change_set_files import write_change_set
from jafflegaggle.crm.files import Part, complete_folder
from jafflegaggle.crm.lists import REJECTED, Lists
from jafflegaggle.crm.mapping import COMPANY, CONTACT, Object, ObjectSpec
from jafflegaggle.crm.record_files import Column, Form, RecordFiles
from jafflegaggle.crm.record_ids import KnownRecords
from jafflegaggle.crm.stream import changes_in_order, referenced
from jafflegaggle.crm.systems import SYSTEMS
from jafflegaggle.crm.systems.spec import System, Written
from jafflegaggle.engine import engine_path
from jafflegaggle.publish.write import write
from jafflegaggle.text import quoted

_STEPS = "steps"


@dataclass(frozen=True)
class Exported:
    """What an export has written.

    Attributes:
        folder: its folder.
        counts: the number of records by object and operation, as in the change set.
        parts: its files.
        why_all: why every record is an insert, if that is so, for people.
    """

    folder: Path
    counts: Mapping[str, Mapping[str, int]]
    parts: Sequence[Part]
    why_all: str = ""

    @property
    def rejected(self) -> int:
        """How many rows the CRM would refuse."""
        return sum(part.rows for part in self.parts if part.name == REJECTED)


def export(
    change_set: ChangeSet,
    crm: Crm,
    known: KnownRecords | None,
    output: Path,
    now: dt.datetime,
    send_all: bool = False,
    audit: Callable[[], None] = lambda: None,
) -> Exported:
    """Write the load files of a change set into a folder of their own.

    Args:
        change_set: what has to change in the CRM.
        crm: the settings of the CRM.
        known: which records the CRM has, if that is known.
        output: the folder for exports.
        now: the time, in UTC, which names the folder.
        send_all: whether unchanged records are among the changes.
        audit: looks, once all is written, whether what was read may count; raises if not.

    Raises:
        InputError: they cannot be written there.
    """
    name = f"{change_set.snapshot_date}_{now:%Y%m%dT%H%M%S.%f}_{change_set.run_id[-8:]}"
    folder = output / name
    with complete_folder(folder) as fresh:
        steps = fresh / _STEPS
        written = change_set.materialize(lambda step, rows: _materialize(steps / step, rows))
        parts = write_load_files(fresh, written, crm, known, send_all)
        description = write_change_set(str(fresh), name, written)
        shutil.rmtree(steps)
        audit()
    return Exported(folder, description.counts, parts, change_set.baseline.why_none)


def write_load_files(
    folder: Path,
    change_set: ChangeSet,
    crm: Crm,
    known: KnownRecords | None,
    send_all: bool = False,
) -> list[Part]:
    """Write the load files of a change set, and give them.

    Args:
        folder: where.
        change_set: what has to change in the CRM.
        crm: the settings of the CRM.
        known: which records the CRM has, if that is known.
        send_all: whether unchanged records are among the changes.
    """
    system = SYSTEMS[crm.system]
    lists = Lists(folder, system)
    files: dict[Object, RecordFiles] = {}
    settings = {COMPANY: crm.companies, CONTACT: crm.contacts}
    for spec in change_set.mapping.objects:
        rows = change_set.rows(spec.object)
        if spec.object == COMPANY and system.is_parent_in_files:
            rows = _with_referenced(change_set, rows, system)
        form = replace(
            _form(system, spec, rows, settings[spec.object]),
            is_all=send_all,
            is_json=crm.format == "json" and system.is_json_possible,
        )
        one = files[spec.object] = RecordFiles(folder, system, form, lists)
        if spec.object == CONTACT:
            one.belong_to(files[COMPANY])
        for change in changes_in_order(rows, spec, known):
            one.write(change)
    upserts = {object_: one.close() for object_, one in files.items()}
    parts = [part for one in files.values() for part in one.parts] + lists.close()
    written = Written(f"jafflegaggle {change_set.snapshot_date}", upserts, files[CONTACT].parent)
    for name, document in system.documents(written).items():
        content = (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
        (folder / name).write_bytes(content)
        parts.append(Part(name, 0, len(content)))
    return parts


def _with_referenced(change_set: ChangeSet, companies: DataFrame, system: System) -> DataFrame:
    """The changes of companies, and those companies that contacts are new to."""
    specs = {spec.object: spec for spec in change_set.mapping.objects}
    name = system.parent_column(specs[COMPANY].key).casefold()
    for field in specs[CONTACT].fields:
        if field.theirs.casefold() == name:
            contacts = change_set.rows(CONTACT)
            further = referenced(contacts, change_set.all_rows(COMPANY), field)
            return companies.unionByName(further)
    return companies


def _form(system: System, spec: ObjectSpec, rows: DataFrame, settings: CrmObject) -> Form:
    types = {field.name: field.dataType for field in rows.schema}
    columns = [
        Column(field.theirs, kind_of(types[field.column]), system.rule(spec.object, field.theirs))
        for field in spec.fields
    ]
    left_out = {theirs.casefold() for theirs, ours in settings.fields.items() if not ours}
    clears = spec.when_null == "clear"
    return Form(spec.object, spec.key, columns, left_out, clears=clears)


def _materialize(folder: Path, rows: DataFrame) -> DataFrame:
    place = engine_path(rows.sparkSession, str(folder))
    write(rows, place, "state")
    # Whether values may be NULL is not known of what is read back.
    ddl = ", ".join(f"{quoted(one.name)} {one.dataType.simpleString()}" for one in rows.schema)
    session = rows.sparkSession
    if not any(folder.glob("*.parquet")):  # an engine may write no file for no rows
        return session.createDataFrame([], ddl)
    return session.read.schema(ddl).parquet(f"{place}/")
