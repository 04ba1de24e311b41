"""The change set of a snapshot against a baseline: its rows, their order and their number."""

from dataclasses import dataclass, replace

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.crm.baseline import Baseline
from jafflegaggle.crm.changes import changes, first_changes
from jafflegaggle.crm.columns import CHANGE_COLUMNS, UNCHANGED
from jafflegaggle.crm.mapping import COMPANY, CONTACT, CrmMapping, Object
from jafflegaggle.crm.records import Tables, records
from jafflegaggle.frames import Materialize
from jafflegaggle.models.audit.crm_changes import DELETE, INSERT, MERGE, OPERATIONS, REKEY, UPDATE

_STAGES = {INSERT: 0, REKEY: 0, MERGE: 1, UPDATE: 2, DELETE: 3}


@dataclass(frozen=True)
class ChangeSet:
    """What a load has to change in the CRM.

    Attributes:
        mapping: how records are written.
        snapshot_date: the date of the snapshot.
        run_id: the run that published it.
        baseline: what it is held against.
        companies: one row per company, with `CHANGE_SET_COLUMNS`, `is_regrouped` and the values;
            unchanged ones too.
        contacts: one row per contact, likewise.
    """

    mapping: CrmMapping
    snapshot_date: str
    run_id: str
    baseline: Baseline
    companies: DataFrame
    contacts: DataFrame

    def all_rows(self, object_: Object) -> DataFrame:
        """The records of one kind, unchanged ones too."""
        return self.companies if object_ == COMPANY else self.contacts

    def rows(self, object_: Object) -> DataFrame:
        """The changes of one kind."""
        return self.all_rows(object_).where(F.col("operation") != F.lit(UNCHANGED))

    def table(self) -> DataFrame:
        """The changes of both kinds, without values: `crm_changes`."""
        columns = list(CHANGE_COLUMNS)
        companies, contacts = (self.rows(one).select(*columns) for one in (COMPANY, CONTACT))
        return companies.unionByName(contacts)

    def materialize(self, materialize: Materialize) -> "ChangeSet":
        """The same, written and read back."""
        return replace(
            self,
            companies=materialize("crm_companies", self.companies),
            contacts=materialize("crm_contacts", self.contacts),
        )

    def counts(self) -> dict[str, dict[str, int]]:
        """The number of records by object and operation, in one job; `unchanged` is one."""
        return count_changes(self.table(), self.baseline)


def count_changes(changes_: DataFrame, baseline: Baseline) -> dict[str, dict[str, int]]:
    """The number of records by object and operation, in one job; `unchanged` is one.

    Args:
        changes_: the changes, `object, operation` and more.
        baseline: what they were made against: each of its records is unchanged, or has a change.
    """
    columns = ("object", "operation")
    counted = changes_.groupBy(*columns).agg(F.count(F.lit(1)).alias("rows")).collect()
    found = {(row.object, row.operation): row.rows for row in counted}
    counts: dict[str, dict[str, int]] = {}
    for object_ in (COMPANY, CONTACT):
        of = {name: found.get((object_, name), 0) for name in OPERATIONS}
        changed = sum(rows for name, rows in of.items() if name != INSERT)
        counts[object_] = of | {UNCHANGED: baseline.counts.get(object_, 0) - changed}
    return counts


def load_order() -> list[Column]:
    """What the changes are ordered by when they are loaded, up to their keys.

    Inserts and rekeys, merges, updates, deletes; companies before contacts, but deleted after them.
    """
    stage = F.lit(0)
    for operation, at in _STAGES.items():
        stage = F.when(F.col("operation") == F.lit(operation), F.lit(at)).otherwise(stage)
    is_contact = (F.col("object") == F.lit(CONTACT)).cast("int")
    is_delete = F.col("operation") == F.lit(DELETE)
    return [stage, F.when(is_delete, -is_contact).otherwise(is_contact), F.col("key")]


def change_set_of(
    tables: Tables,
    mapping: CrmMapping,
    baseline: Baseline,
    snapshot_date: str,
    run_id: str,
    send_all: bool = False,
) -> ChangeSet:
    """The change set of the tables of a run; lazy.

    Args:
        tables: `accounts`, `contacts`, `contact_aliases` and `merge_report`.
        mapping: how records are written.
        baseline: what was acknowledged.
        snapshot_date: the date of the snapshot.
        run_id: the run.
        send_all: whether unchanged records are updates, too.

    Raises:
        InputError: the tables lack a mapped column.
    """
    companies, contacts = (
        changes(spec, records(spec, tables), baseline.rows, tables, send_all)
        if baseline.id
        else first_changes(spec, records(spec, tables))
        for spec in mapping.objects
    )
    return ChangeSet(mapping, snapshot_date, run_id, baseline, companies, contacts)
