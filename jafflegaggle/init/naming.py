"""Which columns of an export may be which of ours, by their names alone."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from jafflegaggle.staging import SOURCES
from jafflegaggle.staging.spec import Id, SourceColumn, SourceSpec

OF_KEYS = ("id", "uuid", "guid", "key", "pk")


def words(name: str) -> str:
    """A name in lower case, with `_` between its words.

    >>> [words(name) for name in ("userId", "E-Mail", "properties.$insert_id", "Record ID")]
    ['user_id', 'e_mail', 'properties_insert_id', 'record_id']
    """
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"[\W_]+", "_", parted).strip("_").casefold()


def names_of(spec: SourceSpec, column: SourceColumn) -> tuple[str, ...]:
    """What exports call a column, the likeliest first."""
    return _names_of(spec.name, column.name)


@cache
def _names_of(source: str, name: str) -> tuple[str, ...]:
    spec = SOURCES[source]
    column = spec.column(name)
    names = [name]
    if name == spec.key:
        names += [*OF_KEYS[:1], *_keys(spec), *OF_KEYS[1:]]
    elif isinstance(column, Id) and column.key:
        owner = next((one for one in SOURCES.values() if one.key == column.key), None)
        names += [*_keys(owner), *owner.nouns, *owner.column(column.key).aliases] if owner else []
    for alias in (name, *column.aliases):
        names += [alias, *(f"{noun}_{alias}" for noun in spec.nouns)]
    return tuple(dict.fromkeys(names))


def _keys(spec: SourceSpec) -> Iterator[str]:
    for key in ("id", "uuid", "guid", "key"):
        yield from (f"{noun}_{key}" for noun in spec.nouns)
    yield from (f"{noun}id" for noun in spec.nouns)


def candidates(
    spec: SourceSpec, column: SourceColumn, names: Iterable[str]
) -> list[tuple[str, bool]]:
    """The columns that a column may be, the likeliest first, and whether the name is a usual one.

    What only ends in such a name, within an object, is less sure, and only taken instead.
    """
    ranks = {alias: at for at, alias in enumerate(names_of(spec, column))}
    whole = [(ranks[words(name)], name) for name in names if words(name) in ranks]
    ends = [
        (ranks[words(name.rpartition(".")[2])], name)
        for name in names
        if words(name) not in ranks and words(name.rpartition(".")[2]) in ranks
    ]
    return [(name, bool(whole)) for _, name in sorted(whole or ends, key=lambda one: one[0])]


def is_named(spec: SourceSpec, file: str) -> bool:
    """Whether a file is named after a source.

    >>> is_named(SOURCES["events"], "raw_events-2021.csv"), is_named(SOURCES["users"], "teams.csv")
    (True, False)
    """
    parts = set(words(file).split("_"))
    whole = words(file)
    own = (spec.name, *spec.nouns)
    return any(
        noun in parts
        or f"{noun}s" in parts
        or f"{noun[:-1]}ies" in parts
        or whole == noun
        or (("_" in noun) and noun in whole)
        for noun in own
    )
