"""What earlier runs know of the events, so that a run reads only what came after."""

import datetime as dt
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.canonical import CLOCK


@dataclass(frozen=True)
class History:
    """The events before a time, as earlier runs settled them.

    Attributes:
        until: events with a clock before that time are settled; None where none are.
        settle_until: what this run settles for the next one.
        activity: what each user did (`user_history`); None where nothing is settled.
        odd_events: the settled events that are odd (`odd_events`); None where there are none.
        rows_gone: how many settled rows the source no longer holds; they count all the same.
    """

    until: dt.datetime | None
    settle_until: dt.datetime
    activity: DataFrame | None = None
    odd_events: DataFrame | None = None
    rows_gone: int = 0

    def unsettled(self) -> Column:
        """Whether an event has to be read; one without a clock always has."""
        return is_since(self.until)


def is_since(until: dt.datetime | None) -> Column:
    """Whether an event came in at a time or later, or has no clock."""
    clock = F.col(CLOCK)
    return F.lit(True) if until is None else clock.isNull() | (clock >= F.lit(until))
