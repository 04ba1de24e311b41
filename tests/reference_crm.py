"""Names, and links to the CRM, once more in plain Python, from what is known of contacts.

It follows section 11 of the design, with the standard library alone and nothing of the package it
judges but the Public Suffix List.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]
SUFFIXES = Path(__file__).parents[1] / "jafflegaggle" / "public_suffixes.txt"
BLANKS = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)


@dataclass(frozen=True)
class Record:
    """A record of the CRM; `names` are its additional keys, which `others` has in one cell."""

    crm_id: str
    own: str | None
    others: str | None
    company_name: str | None
    owner: str | None
    merged_into: str | None
    names: Sequence[str | None] = ()


def links(
    kind: str, records: Iterable[Record], key_of: Mapping[Any, str], moves: Mapping[str, str]
) -> list[Row]:
    """What each record leads to, and what none leads to; `key_of` has all that is ours."""
    found: list[Row] = []
    taken: set[str] = set()
    # The lowest first, so that a later one of the same key is the duplicate.
    for record in sorted(records, key=lambda one: one.crm_id.encode()):
        if record.merged_into not in (None, record.crm_id):
            continue
        own = key_of.get(moves.get(record.own or "", record.own))
        others = {key_of.get(moves.get(name or "", name)) for name in record.names} - {None}
        key = own or (min(map(str, others)) if len(others) == 1 else None)
        if key is None:
            status = "ambiguous" if others else "unknown"
        else:
            status = "duplicate" if key in taken else "linked"
            taken.add(key)
        found.append(link(kind, key, record.crm_id, record.owner, status))
    missing = [key for key in key_of.values() if key not in taken]
    return [*found, *(link(kind, key, None, None, "missing") for key in missing)]


def link(
    kind: str, key: str | None, crm_id: str | None, owner: str | None, status: str
) -> dict[str, Any]:
    return {"object": kind, "key": key, "crm_id": crm_id, "owner": owner, "status": status}


def record_of(found: Row | None) -> Row:
    return {name: found[name] if found else None for name in ("crm_id", "owner")}


def names(contact: Any) -> Row:
    """First and last name of a contact."""
    text = "".join(" " if letter in BLANKS else letter for letter in contact.user_name or "")
    words = [word for word in text.split(" ") if word]
    if len(words) > 1:
        return {"first_name": " ".join(words[:-1]), "last_name": words[-1]}
    local = contact.email.partition("@")[0] if contact.email else str(contact.user_id)
    return {"first_name": words[0] if words else None, "last_name": local}


def account_name(
    domain: str,
    found: Row | None,
    companies: Iterable[Record],
    contacts: Iterable[Any],
    primary: Mapping[Any, str],
    gaggle_names: Mapping[Any, str | None],
) -> str:
    """The name of an account."""
    for record in companies:
        if found and record.crm_id == found["crm_id"] and record.company_name is not None:
            return record.company_name
    sizes: dict[Any, int] = {}
    for contact in contacts:
        if contact.domain == domain and primary.get(contact.gaggle_id) == domain:
            sizes[contact.gaggle_id] = sizes.get(contact.gaggle_id, 0) + 1
    if sizes:
        most = max(sizes.values())
        name = gaggle_names.get(min(one for one, size in sizes.items() if size == most))
        if name is not None:
            return name
    label = registered_label(domain)
    return label[0].upper() + label[1:]


def registered_label(domain: str) -> str:
    """The first label of the registrable domain, of a public suffix its own first one."""
    labels = domain.split(".")
    for start in range(len(labels)):
        end, wild = ".".join(labels[start:]), ".".join(["*", *labels[start + 1 :]])
        if f"!{end}" in suffixes():
            return labels[start]
        if end in suffixes() or wild in suffixes():
            return labels[max(start - 1, 0)]
    return labels[max(len(labels) - 2, 0)]


@cache
def suffixes() -> frozenset[str]:
    text = SUFFIXES.read_text(encoding="utf-8").partition("===BEGIN PRIVATE")[0]
    return frozenset(line.strip() for line in text.splitlines() if not line.startswith("//"))
