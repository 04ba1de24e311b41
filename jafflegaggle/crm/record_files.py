"""The upserts of one kind of records: rows of the change set become lines, or are rejected."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from jafflegaggle.crm.cells import Kind, Rule, csv_line, refusal, to_millis
from jafflegaggle.crm.files import LoadFile, Part
from jafflegaggle.crm.lists import Lists
from jafflegaggle.crm.systems.spec import COMPANY, Loaded, Object, System
from jafflegaggle.models.audit.crm_changes import DELETE, INSERT, MERGE, REKEY, UPDATE

# A company that is sent by its key alone, since a contact is new to it.
REFERENCE = "reference"
_SHOWN = 200


class Change(NamedTuple):
    """A row of a change set, its values as text.

    Attributes:
        operation: what is done.
        key: the key of the record.
        merged_into: the key of the record that is left of a merge.
        previous_key: the key that a rekeyed record has in the CRM.
        changed_fields: their names.
        record_id: the id of the record in the CRM, if it is known.
        into_id: that of the record that is left of a merge.
        values: those of the mapped fields, in order.
    """

    operation: str
    key: str
    merged_into: str
    previous_key: str
    changed_fields: Collection[str]
    record_id: str
    into_id: str
    values: Sequence[str | None]


@dataclass(frozen=True)
class Column:
    """A column of the upserts.

    Attributes:
        name: the field.
        kind: what it holds.
        rule: what the CRM asks of it.
        default: what new records have, where nothing is mapped to it.
    """

    name: str
    kind: Kind = "text"
    rule: Rule = field(default_factory=Rule)
    default: str | None = None


@dataclass(frozen=True)
class Form:
    """How the records of one kind are written.

    Attributes:
        object: which kind.
        key: the field that holds the key.
        columns: the mapped fields, in order.
        left_out: fields in lower case that get no default.
        is_all: whether unchanged records are among them.
        clears: whether a NULL clears the value in the CRM.
        is_json: whether the upserts are JSON lines.
    """

    object: Object
    key: str
    columns: Sequence[Column]
    left_out: Collection[str] = ()
    is_all: bool = False
    clears: bool = False
    is_json: bool = False


class RecordFiles:
    """The upserts of one kind of records, and what it adds to the lists."""

    def __init__(self, folder: Path, system: System, form: Form, lists: Lists) -> None:
        """Begin the files.

        Args:
            folder: where.
            system: the CRM.
            form: how the records are written.
            lists: where the other changes are listed.
        """
        self.system = system
        self.form = form
        self.lists = lists
        self.key_rule = system.rule(form.object, form.key)
        mapped = {*form.left_out, *(column.name.casefold() for column in form.columns)}
        defaults = system.defaults.get(form.object, {})
        self.columns = [
            *form.columns,
            *(
                Column(name, rule=system.rule(form.object, name), default=default)
                for name, default in defaults.items()
                if name.casefold() not in mapped
            ),
        ]
        name = system.files[form.object]
        if form.is_json:
            name = f"{name.removesuffix('.csv')}.jsonl"
        header = "" if form.is_json else csv_line([form.key, *self._names])
        self.upserts = LoadFile(folder, name, header, system.size)
        delete = system.delete_files.get(form.object)
        self.deletes = (
            LoadFile(folder, delete, csv_line([system.ids[2]]), system.size) if delete else None
        )
        # New companies that the CRM does not get; contacts cannot belong to them.
        self.missing: set[str] = set()
        self.parent = ""
        self.missing_parents: Collection[str] = ()

    @property
    def _names(self) -> list[str]:
        return [column.name for column in self.columns]

    def belong_to(self, companies: "RecordFiles") -> None:
        """Say whose contacts these are."""
        self.parent = self.system.parent_column(companies.form.key)
        self.missing_parents = companies.missing

    def write(self, change: Change) -> None:
        """Write a change."""
        match change.operation:
            case _ if why := refusal(change.key, "text", self.key_rule, self.system.limits):
                self._reject(change, self.form.key, why, change.key)
            case _ if not change.key:
                self._reject(change, self.form.key, "no key", "")
            case operation if operation in (INSERT, UPDATE, REKEY):
                self._upsert(change)
            case operation if operation == REFERENCE:
                self.upserts.write(csv_line([change.key, *("" for _ in self.columns)]))
            case operation if operation == MERGE:
                ids = (change.into_id, change.record_id)
                self.lists.merge(self.form.object, change.key, change.merged_into, *ids)
            case operation if operation == DELETE:
                self.lists.delete(self.form.object, change.key, change.record_id)
                if self.deletes and change.record_id:
                    self.deletes.write(csv_line([change.record_id]))

    def close(self) -> Loaded:
        """End the files."""
        self.upserts.close()
        if self.deletes:
            self.deletes.close()
        return Loaded(self.form.key, self._names, self.upserts.parts)

    @property
    def parts(self) -> list[Part]:
        """All of its files."""
        return [*self.upserts.parts, *(self.deletes.parts if self.deletes else ())]

    def _upsert(self, change: Change) -> None:
        cells = [self._value(column, change, at) for at, column in enumerate(self.columns)]
        for column, cell in zip(self.columns, cells, strict=True):
            if cell is None:
                continue
            why = refusal(cell, column.kind, column.rule, self.system.limits)
            if column.name == self.parent and cell in self.missing_parents:
                why = "its company is rejected"
            if why:
                self._reject(change, column.name, why, cell)
                return
        if change.operation == REKEY:
            keys = (change.previous_key, change.key)
            self.lists.rekey(self.form.object, *keys, change.record_id)
        if self.form.is_json:
            self.upserts.write(self._json(change, cells))
        else:
            self.upserts.write(csv_line([change.key, *self._cells(change, cells)]))

    def _value(self, column: Column, change: Change, at: int) -> str | None:
        is_new = change.operation == INSERT
        if column.rule.on_insert and not is_new:
            return None
        is_old = not (is_new or self.form.is_all or column.name in change.changed_fields)
        if is_old and self._is_association(column):
            return None
        value = column.default if at >= len(change.values) else change.values[at]
        if column.kind == "time" and value is not None and self.system.is_in_millis:
            value = to_millis(value)
        if column.rule.is_required and not (value or "").strip():
            return change.key
        return value

    def _is_cleared(self, column: Column, change: Change) -> bool:
        is_new = change.operation == INSERT or column.rule.on_insert
        is_value = not (is_new or self._is_association(column))
        is_due = self.form.is_all or column.name in change.changed_fields
        return self.form.clears and is_value and is_due

    def _is_association(self, column: Column) -> bool:
        return self.system.is_parent_in_files and column.name == self.parent

    def _cells(self, change: Change, values: Sequence[str | None]) -> Iterator[str]:
        for column, value in zip(self.columns, values, strict=True):
            is_cleared = value is None and self._is_cleared(column, change)
            if is_cleared and self.lists.clears_by_list:
                self.lists.clear(self.form.object, change.key, column.name)
            yield (self.system.clear or "") if is_cleared else value or ""

    def _json(self, change: Change, values: Sequence[str | None]) -> str:
        """A line with those values that are not NULL, and with NULLs that clear one."""
        shown = {self.form.key: json.dumps(change.key, ensure_ascii=False)}
        for column, value in zip(self.columns, values, strict=True):
            if value is not None:
                is_bare = column.kind in ("number", "boolean")
                shown[column.name] = value if is_bare else json.dumps(value, ensure_ascii=False)
            elif self._is_cleared(column, change):
                shown[column.name] = "null"
        pairs = (f"{json.dumps(name, ensure_ascii=False)}: {text}" for name, text in shown.items())
        return f"{{{', '.join(pairs)}}}\n"

    def _reject(self, change: Change, name: str, why: str, value: str) -> None:
        if self.form.object == COMPANY and change.operation == INSERT:
            self.missing.add(change.key)
        shown = value[:_SHOWN].replace("\0", "")
        self.lists.reject(self.form.object, change.key, change.operation, name, why, shown)
