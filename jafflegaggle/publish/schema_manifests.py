"""What a catalog schema holds: which of its dates are complete, and tables of other columns."""

from collections.abc import Sequence

from pyspark.sql import Row

from jafflegaggle.errors import InputError
from jafflegaggle.publish.manifest import Manifest
from jafflegaggle.text import quoted


def complete_manifests(rows: Sequence[Row], place: str) -> list[Manifest]:
    """The manifests of dates that no run has left half replaced."""
    begun: dict[str, str] = {}
    for row in rows:
        begun[row.date] = max(begun.get(row.date, ""), row.run_id)
    try:
        return [
            Manifest.from_json(row.manifest)
            for row in rows
            if row.manifest and row.run_id == begun[row.date]
        ]
    except ValueError as error:
        raise InputError(
            f"{place}: a row cannot be read ({error}); use the version of jafflegaggle that wrote "
            "it, or delete the row to give up what it publishes"
        ) from None


def way_out(place: str, published: Sequence[str], columns: Sequence[str]) -> str:
    """What to do about a published table that has other columns."""
    added = [column for column in columns if column not in published]
    if not added or set(published) - set(columns):
        return "alter it, or rename it"
    types = ", ".join(f"{quoted(column)} STRING" for column in added)
    return f"alter it (of further columns: ALTER TABLE {place} ADD COLUMNS ({types}))"
