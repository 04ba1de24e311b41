"""The section `[crm]`: which CRM, and how companies and contacts are written there."""

from typing import Any

from jafflegaggle.config.section import Section
from jafflegaggle.config.settings import Crm, CrmObject
from jafflegaggle.config.values import declared_by, read_value

OBJECTS = ("companies", "contacts")


def crm_of(top: Section) -> Crm | None:
    """The settings of the CRM; None if the configuration has no such section.

    Raises:
        InputError: naming the file, the key, what was found and what was expected.
    """
    if "crm" not in top.table:
        return None
    settings = declared_by(Crm)
    reader = top.section_of("crm", [*(one.name for one in settings), *OBJECTS])
    values: dict[str, Any] = {one.name: read_value(reader, one) for one in settings}
    values |= {name: _object_of(reader, name) for name in OBJECTS}
    return Crm(**values)


def _object_of(crm: Section, name: str) -> CrmObject:
    settings = declared_by(CrmObject)
    reader = crm.section_of(name, [one.name for one in settings])
    values: dict[str, Any] = {
        one.name: _fields(reader) if one.name == "fields" else read_value(reader, one)
        for one in settings
    }
    return CrmObject(**values)


def _fields(reader: Section) -> dict[str, str]:
    """Their names and ours.

    Raises:
        InputError: a name is no text, or empty, or the same as another in another case.
    """
    table = reader.section_of("fields", list(reader.table.get("fields", {})))
    names: dict[str, str] = {}
    for theirs in table.table:
        if not theirs.strip():
            raise table.error(theirs, "expected the name of a field of the CRM before the =")
        if (other := names.setdefault(theirs.casefold(), theirs)) != theirs:
            raise table.error(theirs, f"the same field as {other}, in another case")
    return {theirs: table.text(theirs, "").strip() for theirs in table.table}
