"""A Salesforce: jobs of the Bulk API 2.0, and a record at a time; as its documents say it."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.crm.fakes.setup import fields_to_set_up

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

    def run(self, job: Mapping[str, str], content: bytes) -> None:
        """Run a job; rows with errors are left out."""
        form = {name: job[name] for name in FORM}
        assert form == FORM
        assert len(content) <= MAX_BYTES
        assert not content.startswith(b"\xef\xbb\xbf")
        header, *rows = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
        object_ = job["object"]
        if job["operation"] == "delete":
            assert set(job) == {"object", "operation", *FORM}
            assert header == ["Id"]
            for (record,) in rows:
                self.delete(object_, record)
            return
        assert job["operation"] == "upsert"
        assert set(job) == {"object", "operation", "externalIdFieldName", *FORM}
        assert job["externalIdFieldName"] == self.external_ids[object_]
        for cells in rows:
            assert len(cells) == len(header)
            self._upsert(object_, dict(zip(header, cells, strict=True)))

    def _upsert(self, object_: str, row: Mapping[str, str]) -> None:
        key = self.external_ids[object_]
        values = {name: cell for name, cell in row.items() if cell}
        parent = f"Account.{self.external_ids['Account']}"
        assert set(row) <= {*self.fields[object_], parent} - {
            parent if object_ == "Account" else ""
        }
        account = values.pop(parent, "")
        if account:
            found = "#N/A" if account == "#N/A" else self.find("Account", account)
            if found is None:
                self.errors.append(f"INVALID_FIELD: no Account {account}: {row}")
                return
            values["AccountId"] = found
        for name, value in values.items():
            if name != "AccountId" and value != "#N/A" and not self._is_valid(object_, name, value):
                self.errors.append(f"{object_}.{name}: invalid: {value[:99]!r}")
                return
        found = self.find(object_, row[key]) if row[key] else None
        known = self.records[object_].get(found or "", {})
        now = known | values
        now = {name: value for name, value in now.items() if value != "#N/A"}
        if not now.get(REQUIRED[object_]) or not row[key]:
            self.errors.append(f"REQUIRED_FIELD_MISSING: {row}")
            return
        if found is None:
            self.ids += 1
            found = f"00{self.ids}"
        self.records[object_][found] = now
        self.writes += 1

    def _is_valid(self, object_: str, name: str, value: str) -> bool:
        kind = self.fields[object_][name]
        limit = re.fullmatch(r"(?:Long )?Text\((\d+)\)", kind)
        most = int(limit[1]) if limit else 80 if kind == "Email" else 32_000
        return len(value.encode("utf-16-le")) // 2 <= most and bool(
            re.fullmatch(PATTERNS.get(kind, r"(?s).*"), value)
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
