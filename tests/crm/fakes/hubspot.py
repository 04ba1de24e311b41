"""A HubSpot: the imports API, and a record at a time; as its documents of 2026 say it."""

import re
from collections.abc import Mapping
from typing import Any

import jsonschema

from tests.crm.fakes.schemas import IMPORT_REQUEST
from tests.crm.fakes.setup import fields_to_set_up
from tests.crm.fakes.strict_csv import read_csv

CONTACTS, COMPANIES = "0-1", "0-2"
STAGES = ("subscriber", "lead", "marketingqualifiedlead", "opportunity", "customer")
STANDARD = {
    COMPANIES: {
        "name": "text",
        "domain": "text",
        "hs_additional_domains": "text",
        "lifecyclestage": "stage",
    },
    CONTACTS: {
        "email": "email",
        "firstname": "text",
        "lastname": "text",
        "lifecyclestage": "stage",
    },
}
PATTERNS = {
    "number": r"-?\d+(\.\d+)?",
    "checkbox": "true|false",
    "date": r"\d{4}-\d\d-\d\d",
    "datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z",
    "email": r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+",
    "stage": "|".join(STAGES),
}
MAX_ROWS, MAX_BYTES, MAX_TEXT = 1_048_576, 512 * 2**20, 65_536
TABLES = {"companies": COMPANIES, "contacts": CONTACTS}


class RefusedError(Exception):
    """What the API answers with an error."""


class HubSpot:
    """An account with the standard properties, and those that the documentation sets up."""

    def __init__(self) -> None:
        self.properties = {type_: dict(fields) for type_, fields in STANDARD.items()}
        self.unique = {CONTACTS: {"email"}, COMPANIES: set[str]()}
        for (object_, name), type_ in fields_to_set_up("HubSpot").items():
            kind, _, unique = type_.partition(", ")
            self.properties[TABLES[object_]][name] = kind
            if unique:
                self.unique[TABLES[object_]].add(name)
        self.records: dict[str, dict[str, dict[str, str]]] = {CONTACTS: {}, COMPANIES: {}}
        self.companies_of: dict[str, str] = {}
        self.other_emails: dict[str, str] = {}
        self.errors: list[str] = []
        self.writes = 0
        self.ids = 100

    def import_files(self, request: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
        """Import files; rows with errors are left out."""
        try:
            jsonschema.validate(request, IMPORT_REQUEST)
        except jsonschema.ValidationError as error:
            raise RefusedError(error.message) from None
        if request["dateFormat"] != "YEAR_MONTH_DAY":
            raise RefusedError(request["dateFormat"])
        if {file["fileName"] for file in request["files"]} != set(files):
            raise RefusedError("the files are not those of the request")
        associated: list[tuple[str, str]] = []
        reachable: set[str] = set()
        for file in request["files"]:
            self._import_file(file, files[file["fileName"]], request, associated, reachable)
        for contact, company in associated:
            found = self.find(COMPANIES, self._key(COMPANIES), company)
            if company not in reachable or found is None:
                self.errors.append(f"{contact}: no company {company} to associate")
            else:
                self.companies_of[contact] = found

    def _key(self, type_: str) -> str:
        (key,) = self.unique[type_] - {"email"}
        return key

    def _import_file(
        self,
        file: Mapping[str, Any],
        content: bytes,
        request: Mapping[str, Any],
        associated: list[tuple[str, str]],
        reachable: set[str],
    ) -> None:
        assert file["fileFormat"] == "CSV"
        assert len(content) <= MAX_BYTES
        page = file["fileImportPage"]
        assert page["hasHeader"] is True
        header, *rows = read_csv(content.decode())
        assert len(rows) < MAX_ROWS  # the header is one
        mappings = page["columnMappings"]
        assert [mapping["columnName"] for mapping in mappings] == header
        assert len({name.casefold() for name in header}) == len(header) < 1_000
        (type_,) = {mapping["columnObjectTypeId"] for mapping in mappings}
        assert request["importOperations"][type_] == "UPSERT"
        key = foreign = ""
        for mapping in mappings:
            name = mapping["propertyName"]
            if name is None:
                assert (type_, mapping["toColumnObjectTypeId"]) == (CONTACTS, COMPANIES)
                assert mapping["foreignKeyType"] == {
                    "associationTypeId": 279,
                    "associationCategory": "HUBSPOT_DEFINED",
                }
                foreign = mapping["columnName"]
            elif name not in self.properties[type_]:
                raise RefusedError(f"unknown property {name}")
            elif mapping["columnType"] == "HUBSPOT_ALTERNATE_ID":
                assert name in self.unique[type_], f"{name} is not unique"
                key = name
            else:
                assert mapping["columnType"] == "STANDARD"
        assert key, "an upsert needs a unique property"
        identifies = [m["columnName"] for m in mappings if m.get("associationIdentifierColumn")]
        assert identifies == ([key] if type_ == COMPANIES else [])
        for cells in rows:
            assert len(cells) == len(header)
            row = dict(zip(header, cells, strict=True))
            company = row.pop(foreign, "")
            # An empty cell leaves the value alone.
            given = {name: cell for name, cell in row.items() if cell}
            record = self._upsert(type_, key, given)
            if type_ == COMPANIES:
                reachable.add(row[key])
            elif record and company:
                associated.append((record, company))

    def _upsert(self, type_: str, key: str, given: Mapping[str, str]) -> str | None:
        if key not in given:
            self.errors.append(f"no {key}: {given}")
            return None
        found = self.find(type_, key, given[key])
        try:
            if found is None:
                self.ids += 1
                found = str(self.ids)
                self._check(type_, found, given)
                self.records[type_][found] = {}
            else:
                self._check(type_, found, given)
        except RefusedError as error:
            self.errors.append(str(error))
            return None
        self.records[type_][found].update(given)
        self.writes += 1
        return found

    def _check(self, type_: str, record: str, given: Mapping[str, str]) -> None:
        for name, value in given.items():
            kind = self.properties[type_][name]
            if kind in PATTERNS and not re.fullmatch(PATTERNS[kind], value):
                raise RefusedError(f"{name}: no {kind}: {value!r}")
            if len(value) > MAX_TEXT:
                raise RefusedError(f"{name}: too long")
            if name in self.unique[type_] and self.find(type_, name, value) not in (None, record):
                raise RefusedError(f"{name}: {value!r} is that of another record")
            if name == "email" and self.other_emails.get(value.casefold(), record) != record:
                raise RefusedError(f"email: {value!r} is a further one of another record")

    def find(self, type_: str, name: str, value: str) -> str | None:
        """The record with this value of a unique property."""
        assert name in self.unique[type_]
        found = [one for one, known in self.records[type_].items() if known.get(name) == value]
        assert len(found) <= 1
        return found[0] if found else None

    def update(self, type_: str, record: str, given: Mapping[str, str]) -> None:
        """Update some properties of a record; an empty text clears one."""
        self._check(type_, record, {name: value for name, value in given.items() if value})
        self.records[type_][record].update(given)
        for name, value in given.items():
            if not value:
                del self.records[type_][record][name]

    def merge(self, type_: str, primary: str, merged: str) -> None:
        """Merge a record into another, which keeps its values, and gets those it lacks."""
        assert primary != merged
        lost = self.records[type_].pop(merged)
        known = self.records[type_][primary]
        if "email" in lost:
            self.other_emails[lost["email"].casefold()] = primary
        missing = {name: value for name, value in lost.items() if name not in known}
        known.update(missing)
        if type_ == COMPANIES:
            for contact, company in self.companies_of.items():
                if company == merged:
                    self.companies_of[contact] = primary

    def archive(self, type_: str, record: str) -> None:
        """Move a record into the recycle bin."""
        del self.records[type_][record]
        self.companies_of = {
            contact: company
            for contact, company in self.companies_of.items()
            if record not in (contact, company)
        }
