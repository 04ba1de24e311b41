"""The manifests of a catalog schema, where a table keeps them: which of its dates are complete."""

from collections.abc import Sequence

from pyspark.sql import Row

from jafflegaggle.errors import InputError
from jafflegaggle.publish.manifest import Manifest


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
