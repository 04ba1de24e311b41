"""What a CRM is: its defaults, its limits and the files that its own import takes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jafflegaggle.crm.cells import Kind, Limits, Rule
from jafflegaggle.crm.files import Part, Size
from jafflegaggle.models import TABLES
from jafflegaggle.models.marts.crm_links import COMPANY_RECORD, CONTACT_RECORD, Object

COMPANY, CONTACT = COMPANY_RECORD, CONTACT_RECORD
PLURALS: Mapping[str, str] = {COMPANY: "companies", CONTACT: "contacts"}
# In the name of a field of contacts: the key of companies.
ACCOUNT = "{account}"


@dataclass(frozen=True)
class Loaded:
    """The upserts of one kind of records.

    Attributes:
        key: the field that holds the key.
        columns: the other columns of the files, in order.
        parts: the files.
    """

    key: str
    columns: Sequence[str]
    parts: Sequence[Part]


@dataclass(frozen=True)
class Written:
    """What an export has written, for the documents beside it.

    Attributes:
        name: the name of the load.
        upserts: by object.
        parent: the column of contacts with the key of their company.
    """

    name: str
    upserts: Mapping[Object, Loaded]
    parent: str


def no_documents(_: Written) -> Mapping[str, Any]:
    """A CRM that needs none."""
    return {}


@dataclass(frozen=True)
class System:
    """A CRM; no column in its defaults changes by the date alone.

    Attributes:
        name: its name in the configuration.
        company_key: the unique field of companies that holds our key.
        contact_key: that of contacts.
        companies: a field of companies = a column of `accounts`, in order.
        contacts: a field of contacts = a column of `contacts`, in order; `{account}` in the name of
            a field is the key of companies.
        files: the file of upserts, by object.
        ids: what the CRM calls the record that is left of a merge, the one that is merged into it,
            and any record.
        limits: what it asks of any cell.
        rules: what it asks of fields, by object and name.
        defaults: what new records have in fields that nothing is mapped to, by object.
        size: how large a file may be.
        parent: the column of contacts with the key of their company; '' if it is no relation.
        is_parent_in_files: whether a contact finds its company only in the file of companies.
        clear: the cell that clears a value; None: no cell does, and `clears.csv` lists the values.
        delete_files: the files with the ids of records to delete, by object.
        is_json_possible: whether JSON lines do as well.
        is_in_millis: whether times are cut to milliseconds.
        documents: JSON files beside the others, by name.
    """

    name: str
    company_key: str
    contact_key: str
    companies: Mapping[str, str]
    contacts: Mapping[str, str]
    files: Mapping[Object, str]
    ids: tuple[str, str, str]
    limits: Limits
    rules: Mapping[Object, Mapping[str, Rule]] = field(default_factory=dict)
    defaults: Mapping[Object, Mapping[str, str]] = field(default_factory=dict)
    size: Size = field(default_factory=Size)
    parent: str = ""
    is_parent_in_files: bool = False
    clear: str | None = ""
    delete_files: Mapping[Object, str] = field(default_factory=dict)
    is_json_possible: bool = False
    is_in_millis: bool = True
    documents: Callable[[Written], Mapping[str, Any]] = no_documents

    def contact_fields(self, company_key: str) -> dict[str, str]:
        """The fields of contacts, whose company has its key in this field."""
        key = company_key or self.company_key
        return {name.replace(ACCOUNT, key): ours for name, ours in self.contacts.items()}

    def parent_column(self, company_key: str) -> str:
        """The column of contacts with the key of their company."""
        return self.parent.replace(ACCOUNT, company_key)

    def rule(self, object_: Object, name: str) -> Rule:
        """What it asks of a field."""
        rules = {known.casefold(): rule for known, rule in self.rules.get(object_, {}).items()}
        return rules.get(name.casefold(), Rule())


def mapped(table: str, fields: Mapping[str, Sequence[str] | str]) -> dict[str, str]:
    """Fields, each with the first of its columns that the table has; without one it is left out.

    >>> mapped("accounts", {"name": ("no_such_name", "corporate_email"), "x": "no_such_column"})
    {'name': 'corporate_email'}
    """
    there = [*TABLES[table].columns(), "additional_domains", "additional_emails"]
    found = {
        theirs: next((name for name in _names(ours) if name in there), "")
        for theirs, ours in fields.items()
    }
    return {theirs: ours for theirs, ours in found.items() if ours}


def _names(ours: Sequence[str] | str) -> Sequence[str]:
    return (ours,) if isinstance(ours, str) else ours


__all__ = ["COMPANY", "CONTACT", "Kind", "Loaded", "Object", "System", "Written", "mapped"]
