"""The sources of a run, with their canonical columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame

from jafflegaggle.canonical import COLUMNS
from jafflegaggle.errors import InputError
from jafflegaggle.identity.merges import MergeLines


@dataclass(frozen=True)
class Sources:
    """What the job reads.

    Attributes:
        users: `user_id, user_name, email, gaggle_id, created_at`.
        gaggles: `gaggle_id, gaggle_name, created_at`.
        events: `event_id, user_id, event_name, timestamp`.
        merged_user: `old_email, new_email`, as a table or as lines with their numbers; or None.
        merged_company_domain: `old_domain, new_domain`, likewise.
        deals: `close_date, amount, deal_name, deal_stage, email`, or None.
    """

    users: DataFrame
    gaggles: DataFrame
    events: DataFrame
    merged_user: DataFrame | MergeLines | None = None
    merged_company_domain: DataFrame | MergeLines | None = None
    deals: DataFrame | None = None

    def __post_init__(self) -> None:
        """Refuse a source without its columns.

        Raises:
            InputError: naming the source, and the columns that it lacks and has.
        """
        for source, wanted in COLUMNS.items():
            table = getattr(self, source)
            missing = [] if not isinstance(table, DataFrame) else missing_columns(table, wanted)
            if missing:
                raise InputError(
                    f"{source}: no column {', '.join(missing)}; it has {', '.join(table.columns)}"
                )


def missing_columns(table: DataFrame, wanted: Sequence[str]) -> list[str]:
    """The wanted columns that a table lacks."""
    return [name for name in wanted if name not in table.columns]
