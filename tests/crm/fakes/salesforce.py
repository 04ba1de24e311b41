"""A Salesforce: jobs of the Bulk API 2.0, and a record at a time; as its documents say it.

Jobs and files: Bulk API 2.0 and Bulk API Developer Guide, "Create a Job", "Prepare CSV Files",
"Limits" (150 MB after base64 encoding, 32,000 characters a field, 400,000 a record).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import jsonschema

from tests.crm.fakes.schemas import JOB
from tests.crm.fakes.setup import fields_to_set_up
from tests.crm.fakes.strict_csv import BadCsvError, read_csv

STANDARD = {
    "Account": {"Name": "Text(255)", "Website": "Text(255)"},
    "Contact": {"FirstName": "Text(40)", "LastName": "Text(80)", "Email": "Email"},
}
REQUIRED = {"Account": "Name", "Contact": "LastName"}
PATTERNS = {
    "Number": r"-?\d+(\.\d+)?",
    "Checkbox": "true|false",
    "Date": r"(1[7-9]|[23]\d|40)\d\d-\d\d-\d\d",
    "DateTime": r"(1[7-9]|[23]\d|40)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
    "Email": r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+",
}
MAX_BYTES = 100_000_000
FORM = {"contentType": "CSV", "columnDelimiter": "COMMA", "lineEnding": "LF"}


MAX_RECORD = 400_000
CLEAR = "#N/A"


class RefusedError(Exception):
    """A job that fails as a whole."""


class Failed(NamedTuple):
    """A row that a job has not taken, and why."""

    row: Mapping[str, str]
    why: str


@dataclass
class Salesforce:
    """An organization with the standard fields, and those that the documentation sets up."""

    records: dict[str, dict[str, dict[str, str]]] = field(
        default_factory=lambda: {"Account": {}, "Contact": {}}
    )
    errors: list[str] = field(default_factory=list)
    writes: int = 0
    ids: int = 100

    def __post_init__(self) -> None:
        self.fields = {name: dict(fields) for name, fields in STANDARD.items()}
        self.external_ids: dict[str, str] = {}
        for (object_, name), type_ in fields_to_set_up("Salesforce").items():
            kind, _, external = type_.partition(", ")
            self.fields[object_][name] = kind
            if external:
                self.external_ids[object_] = name

    def run(self, job: Mapping[str, str], content: bytes) -> list[Failed]:
        """Run a job; rows with errors are left out, and given.

        Raises:
            RefusedError: the job or its file is none that the API takes.
        """
        try:
            jsonschema.validate(job, JOB)
        except jsonschema.ValidationError as error:
            raise RefusedError(f"INVALIDJOB: {error.message}") from None
        form = {name: job.get(name) for name in FORM}
        object_, operation = job.get("object", ""), job.get("operation")
        if form != FORM or object_ not in self.records:
            raise RefusedError(f"INVALIDJOB: {job}")
        if len(content) > MAX_BYTES:
            raise RefusedError(f"InvalidBatch: {len(content)} bytes")
        header, rows = _read(content)
        if operation == "delete":
            if header != ["Id"]:
                raise RefusedError(f"InvalidBatch: delete: {header}")
            results = [(row, self._deleted(object_, row["Id"])) for row in rows]
        else:
            external = self.external_ids[object_]
            if operation != "upsert" or job["externalIdFieldName"] != external:
                raise RefusedError(f"INVALIDJOB: {job}")
            unknown = {*header} - {*self.fields[object_], self._parent(object_)}
            if unknown or external not in header:
                raise RefusedError(f"InvalidBatch: Field name not found : {sorted(unknown)}")
            results = [(row, self._upsert(object_, row)) for row in rows]
        failed = [Failed(row, why) for row, why in results if why]
        self.errors += [f"{why}: {row}" for row, why in failed]
        return failed

    def _parent(self, object_: str) -> str:
        """The column of a contact with its account."""
        return f"Account.{self.external_ids['Account']}" if object_ == "Contact" else ""

    def _deleted(self, object_: str, record: str) -> str:
        if record not in self.records[object_]:
            return "ENTITY_IS_DELETED:entity is deleted"
        self.delete(object_, record)
        return ""

    def _upsert(self, object_: str, row: Mapping[str, str]) -> str:
        key = self.external_ids[object_]
        values = {name: cell for name, cell in row.items() if cell}
        if sum(map(len, values.values())) > MAX_RECORD:
            return f"STRING_TOO_LONG: more than {MAX_RECORD} characters"
        account = values.pop(self._parent(object_), "")
        if account:
            parent = CLEAR if account == CLEAR else self.find("Account", account)
            if parent is None:
                return f"INVALID_FIELD:Foreign key external ID: {account} not found for Account"
            values["AccountId"] = parent
        for name, value in values.items():
            if name != "AccountId" and value != CLEAR and not self._is_valid(object_, name, value):
                return f"INVALID_FIELD_VALUE: {name}: {value[:99]!r}"
        found = self.find(object_, row[key]) if row[key] not in ("", CLEAR) else None
        known = self.records[object_].get(found or "", {})
        now = {name: value for name, value in (known | values).items() if value != CLEAR}
        if not now.get(REQUIRED[object_], "").strip() or not now.get(key):
            return "REQUIRED_FIELD_MISSING"
        if found is None:
            self.ids += 1
            found = f"00{self.ids}"
        self.records[object_][found] = now
        self.writes += 1
        return ""

    def _is_valid(self, object_: str, name: str, value: str) -> bool:
        kind = self.fields[object_][name]
        limit = re.fullmatch(r"(?:Long )?Text\((\d+)\)", kind)
        most = int(limit[1]) if limit else 80 if kind == "Email" else 32_000
        return (
            "\0" not in value
            and len(value.encode("utf-16-le")) // 2 <= most
            and bool(re.fullmatch(PATTERNS.get(kind, r"(?s).*"), value))
        )

    def find(self, object_: str, key: str) -> str | None:
        """The id of the record with this external id."""
        name = self.external_ids[object_]
        found = [one for one, known in self.records[object_].items() if known.get(name) == key]
        assert len(found) <= 1
        return found[0] if found else None

    def rekey(self, object_: str, record: str, key: str) -> None:
        """Give a record another external id."""
        assert self.find(object_, key) is None
        self.records[object_][record][self.external_ids[object_]] = key

    def merge(self, object_: str, master: str, merged: str) -> None:
        """Merge a record into another, which keeps its values."""
        assert master != merged
        del self.records[object_][merged]
        if object_ == "Account":
            for contact in self.records["Contact"].values():
                if contact.get("AccountId") == merged:
                    contact["AccountId"] = master

    def delete(self, object_: str, record: str) -> None:
        """Move a record into the recycle bin; an account takes its contacts along."""
        del self.records[object_][record]
        if object_ == "Account":
            contacts = self.records["Contact"]
            for contact in [one for one, row in contacts.items() if row.get("AccountId") == record]:
                del contacts[contact]


def _read(content: bytes) -> tuple[list[str], list[dict[str, str]]]:
    """Header and rows of a file: UTF-8 without a mark, records that end with a line feed."""
    if content.startswith(b"\xef\xbb\xbf"):
        raise RefusedError("InvalidBatch: a byte order mark in the first column's name")
    try:
        header, *rows = read_csv(content.decode())
    except (BadCsvError, UnicodeDecodeError) as error:
        raise RefusedError(f"InvalidBatch: {error}") from None
    if len({*header}) != len(header):
        raise RefusedError(f"InvalidBatch: a column twice: {header}")
    return header, [dict(zip(header, cells, strict=True)) for cells in rows]
