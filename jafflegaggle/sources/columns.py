"""A source's own column names, found by name and never by position."""

from collections.abc import Mapping, Sequence

from jafflegaggle.config import Source
from jafflegaggle.errors import InputError
from jafflegaggle.staging import SOURCES
from jafflegaggle.text import BLANKS, listed


def found_columns(source: Source, names: Sequence[str]) -> dict[str, str]:
    """From each canonical column of the source to the name that it has there.

    Args:
        source: which source, and its mapping.
        names: the columns that were found.

    Raises:
        InputError: naming the columns that are missing, and those that are there.
    """
    spec = SOURCES[source.name]
    wanted = {name: source.columns.get(name, name) for name in spec.column_names}
    found = {canonical: _find(own, names) for canonical, own in wanted.items()}
    missing = [wanted[canonical] for canonical, own in found.items() if own is None]
    if missing:
        raise InputError(
            f"{source.name} ({source.place}): no column {', '.join(missing)}; "
            f"found {listed(names) or 'none'}. "
            f"If they have other names there, map them in [sources.{source.name}] columns"
        )
    named = {canonical: own for canonical, own in found.items() if own is not None}
    if spec.is_list and len(set(named.values())) < len(named):
        raise InputError(
            f"{source.name} ({source.place}): {' and '.join(named)} are both read from the column "
            f"{listed(sorted(set(named.values())))}; fix [sources.{source.name}] columns"
        )
    return named


def cursor_column(
    source: Source, event_time: str, found: Mapping[str, str], names: Sequence[str]
) -> str:
    """The source's own name of the column that is configured as `incremental.event_time`.

    Raises:
        InputError: there is no such column.
    """
    own = found.get(event_time) or _find(event_time, names)
    if own is None:
        raise InputError(
            f"incremental.event_time: {source.place} has no column {event_time}; "
            f"found {', '.join(names)}"
        )
    return own


def _find(wanted: str, names: Sequence[str]) -> str | None:
    """The column of that name; else the only one that differs in case or blanks alone."""
    if wanted in names:
        return wanted
    alike = [name for name in names if name.strip(BLANKS).casefold() == wanted.casefold()]
    return alike[0] if len(alike) == 1 else None
