"""The knowledge of earlier runs about finalized events."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.incremental.event_stream import EventStream


@dataclass(frozen=True)
class State:
    """The state from which an incremental run continues, and its next watermark.

    Attributes:
        watermark: events before it are finalized; None if none are.
        next_watermark: the next run's watermark: this run finalizes events before it.
        user_history: what each user did (`user_history`); None where nothing is finalized.
        event_exceptions: the finalized ones (`event_exceptions`); None where there are none.
        finalized_rows: how many rows are finalized.
        present: how many of them every run since then has found, by day (`YYYY-MM-DD`).
        recent: how many rows the last run found after its next watermark.
        as_of: the date of its snapshot.
        deferred_events: the finalized events after that date (`deferred_events`); None where there
            are none.
        event_names: which names of the rules its events have.
        why_none: why no state is there, and all events are read.
    """

    watermark: dt.datetime | None
    next_watermark: dt.datetime
    user_history: DataFrame | None = None
    event_exceptions: DataFrame | None = None
    finalized_rows: int = 0
    present: Mapping[str, int] = field(default_factory=dict)
    recent: Mapping[str, int] = field(default_factory=dict)
    as_of: dt.date | None = None
    deferred_events: DataFrame | None = None
    event_names: frozenset[str] = frozenset()
    why_none: str = ""

    def is_new(self, stream: EventStream) -> Column:
        """Whether an event is not in the state, so that it has to be read."""
        return F.lit(True) if self.watermark is None else stream.is_since(self.watermark)
