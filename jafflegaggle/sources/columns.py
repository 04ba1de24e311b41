"""Maps canonical columns to a source's own, by name and never by position."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias

from pyspark.sql import types as T

from jafflegaggle.config import Source
from jafflegaggle.errors import InputError
from jafflegaggle.expressions import Expression
from jafflegaggle.staging import SOURCES
from jafflegaggle.text import BLANKS, listed

# From each name to the names within it: none within a column that is no object.
Tree: TypeAlias = Mapping[str, Any]
# The names that lead to a value: of a column, and of what lies within it.
Path: TypeAlias = tuple[str, ...]


def names_in(source: Source, without: Collection[str] = ()) -> list[str]:
    """The names by which a source's own columns are asked for, in its mapping and its SQL.

    Args:
        source: which source.
        without: canonical columns that are not asked for.
    """
    asked = (*SOURCES[source.name].column_names, *source.extra)
    own = [source.own(name) for name in asked if name not in without]
    plain = [name for name in own if isinstance(name, str)]
    computed = [name for sql in source.expressions.values() for name in sql.columns]
    return list(dict.fromkeys([*plain, *computed]))


def tree_of(schema: T.StructType) -> dict[str, Any]:
    """The names of columns, and of what lies within them."""
    return {
        field.name: tree_of(field.dataType) if isinstance(field.dataType, T.StructType) else {}
        for field in schema
    }


def find_path(wanted: str, tree: Tree) -> Path | None:
    """Where a name leads: it is a column as it stands, or else a path with dots.

    >>> tree = {"a.b": {}, "a": {"b": {}, "c": {}, "d.e": {}}}
    >>> find_path("a.b", tree), find_path("a.c", tree), find_path("a.d.e", tree)
    (('a.b',), ('a', 'c'), ('a', 'd.e'))
    >>> find_path("a.x", tree)
    """
    own = _find(wanted, list(tree))
    if own is not None:
        return (own,)
    for at in reversed([at for at, character in enumerate(wanted) if character == "."]):
        outer = _find(wanted[:at], list(tree))
        inner = find_path(wanted[at + 1 :], tree[outer]) if outer is not None else None
        if outer is not None and inner is not None:
            return (outer, *inner)
    return None


def find_paths(source: Source, tree: Tree, optional: Collection[str] = ()) -> dict[str, Path]:
    """From each name by which a column is asked for to where it is.

    Args:
        source: which source, and its mapping.
        tree: the columns that were found.
        optional: canonical columns that may be missing; they are then left out.

    Raises:
        InputError: naming the columns that are missing, and those that are there.
    """
    names = names_in(source)
    found = {name: path for name in names if (path := find_path(name, tree)) is not None}
    missing = [name for name in names_in(source, optional) if name not in found]
    if missing:
        raise InputError(
            f"{source.name} ({source.place}): no column {', '.join(missing)}; "
            f"found {listed(_shown(tree)) or 'none'}. "
            f"If they have other names there, map them in [sources.{source.name}] columns"
        )
    one_of = SOURCES[source.name].one_of
    if one_of and not any(_is_there(source.own(name), found) for name in one_of):
        raise InputError(
            f"{source.name} ({source.place}): none of the columns {', '.join(one_of)}; "
            f"found {listed(_shown(tree)) or 'none'}. "
            f"If one has another name there, map it in [sources.{source.name}] columns"
        )
    _check_double_quotes(source, tree)
    return found


def _is_there(own: str | Expression, found: Mapping[str, Path]) -> bool:
    return isinstance(own, Expression) or own in found


def found_columns(source: Source, names: Sequence[str]) -> dict[str, str]:
    """From each canonical column of a source without SQL and paths to the name that it has there.

    An optional column that is neither there nor in the mapping is left out.

    Raises:
        InputError: naming the columns that are missing, and those that are there.
    """
    spec = SOURCES[source.name]
    optional = set(spec.optional) - set(source.columns)
    found = find_paths(source, {name: {} for name in names}, optional)
    columns = {name: source.own(name) for name in spec.column_names}
    check_two_columns(source, found)
    return {
        name: found[own][0]
        for name, own in columns.items()
        if isinstance(own, str) and own in found
    }


def check_two_columns(source: Source, found: Mapping[str, Path]) -> None:
    """Refuse a list whose two columns are read from one.

    Raises:
        InputError: naming them.
    """
    spec = SOURCES[source.name]
    names = [name for name in spec.column_names if name not in spec.optional]
    paths = [found.get(own) for own in map(source.own, names) if isinstance(own, str)]
    if spec.is_list and paths and paths.count(paths[0]) > 1:
        raise InputError(
            f"{source.name} ({source.place}): {' and '.join(names)} are both read from "
            f"the column {'.'.join(paths[0] or ())}; fix [sources.{source.name}] columns"
        )


def cursor_of(
    source: Source, event_time: str, tree: Tree, paths: Mapping[str, Path]
) -> Path | Expression:
    """Where the column is that is configured as `incremental.event_time`.

    Raises:
        InputError: there is no such column.
    """
    own = source.own(event_time)
    if isinstance(own, Expression):
        return own
    path = paths.get(own) or find_path(own, tree)
    if path is None:
        raise InputError(
            f"incremental.event_time: {source.place} has no column {event_time}; "
            f"found {listed(_shown(tree))}"
        )
    return path


def _shown(tree: Tree) -> list[str]:
    """The names for a message: those within an object behind its own."""
    return [
        name
        for outer, inner in tree.items()
        for name in (outer, *(f"{outer}.{within}" for within in inner))
    ]


def _check_double_quotes(source: Source, tree: Tree) -> None:
    """Refuse text that is the name of a column: it was meant as one, and would hold for each row.

    Raises:
        InputError: naming the key and the text.
    """
    for key, sql in source.expressions.items():
        for text in sql.double_quoted:
            if find_path(text, tree):
                raise InputError(
                    f'sources.{source.name}.{key}: "{text}" in double quotes is text, and also the '
                    f"name of a column; write `{text}` for the column, '{text}' for the text"
                )


def _find(wanted: str, names: Sequence[str]) -> str | None:
    """The column with this name, else the only one that differs just in case or white space."""
    if wanted in names:
        return wanted
    alike = [name for name in names if name.strip(BLANKS).casefold() == wanted.casefold()]
    return alike[0] if len(alike) == 1 else None
