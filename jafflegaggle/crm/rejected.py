"""The records that a CRM has not taken, by lists of them."""

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from jafflegaggle.crm.cells import as_read
from jafflegaggle.crm.mapping import COMPANY, CONTACT, CrmMapping
from jafflegaggle.errors import InputError
from jafflegaggle.models.marts.crm_links import OBJECTS


class Rejected(NamedTuple):
    """A record that the CRM has not taken."""

    object: str
    key: str


def read_rejected(text: str, place: str, mapping: CrmMapping) -> list[Rejected]:
    """The records in a CSV with a header.

    Either it has the columns `object` and `key`, or one with the CRM's field of the key, as the
    results of a load have it.

    Args:
        text: the content of the file.
        place: the file, for messages.
        mapping: how records are written.

    Raises:
        InputError: it has no such column, or a line has no key or another object.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        raise InputError(f"{place}, line {reader.line_num}: no CSV ({error})") from None
    return list(_rows(lines, place, mapping)) if lines else []


def _rows(
    lines: list[tuple[int, list[str]]], place: str, mapping: CrmMapping
) -> Iterator[Rejected]:
    header = [name.strip().casefold() for name in lines[0][1]]
    at_object, at_key, object_ = _columns(header, place, mapping)
    for number, cells in lines[1:]:
        where = f"{place}, line {number}"
        if len(cells) != len(header):
            raise InputError(f"{where}: {len(cells)} cells, expected {len(header)} by the header")
        found = object_ or cells[at_object].strip().casefold()
        if found not in OBJECTS:
            raise InputError(f"{where}: object: expected {' or '.join(OBJECTS)}, found {found!r}")
        if not (key := as_read(cells[at_key].strip())):
            if object_:
                raise InputError(f"{where}: the cell with the key is empty")
            continue  # it was rejected for having none
        yield Rejected(found, key)


def _columns(header: list[str], place: str, mapping: CrmMapping) -> tuple[int, int, str]:
    """Where the object and the key are, and the object if all lines are of one."""
    if "object" in header and "key" in header:
        return header.index("object"), header.index("key"), ""
    keys = {spec.object: spec.key.casefold() for spec in mapping.objects}
    if keys[COMPANY] != keys[CONTACT]:
        # A file of contacts may name their companies, too.
        for object_ in (CONTACT, COMPANY):
            if keys[object_] in header:
                return -1, header.index(keys[object_]), object_
    names = " or ".join(spec.key for spec in mapping.objects)
    raise InputError(
        f"{place}: expected the columns object and key, or {names}, found {', '.join(header)}"
    )
