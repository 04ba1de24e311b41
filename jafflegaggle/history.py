"""What earlier runs know of the events, so that a run reads only what came after."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.canonical import CLOCK

LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class History:
    """The events before a time, as earlier runs settled them.

    Attributes:
        until: events with a clock before that time are settled; None where none are.
        settle_until: what this run settles for the next one.
        activity: what each user did (`user_history`); None where nothing is settled.
        odd_events: the settled events that are odd (`odd_events`); None where there are none.
        rows_by_day: how many rows are settled, by the day of their clock, `YYYY-MM-DD`.
        seen_by_day: how many of them every run since then has found in the source.
        recent_by_day: how many rows the last run read that came in since `until`.
    """

    until: dt.datetime | None
    settle_until: dt.datetime
    activity: DataFrame | None = None
    odd_events: DataFrame | None = None
    rows_by_day: Mapping[str, int] = field(default_factory=dict)
    seen_by_day: Mapping[str, int] = field(default_factory=dict)
    recent_by_day: Mapping[str, int] = field(default_factory=dict)

    def unsettled(self, events: DataFrame) -> Column:
        """Whether one of the events has to be read; one without a clock always has."""
        return F.lit(True) if self.until is None else is_since(events, self.until)


def is_since(events: DataFrame, until: dt.datetime) -> Column:
    """Whether one of the events came in at a time or later, or has no clock.

    Args:
        events: events with their clock.
        until: the time, a midnight.
    """
    return F.col(CLOCK).isNull() | ~is_before(events, until)


def is_settled(events: DataFrame, until: dt.datetime) -> Column:
    """Whether one of the events came in before a time, and need not be read again; never NULL."""
    return ~is_since(events, until)


def is_before(events: DataFrame, until: dt.datetime) -> Column:
    """Whether one of the events came in before a midnight; NULL if it has no clock."""
    clock, start = F.col(CLOCK), F.lit(until)
    kind = events.schema[CLOCK].dataType
    if isinstance(kind, T.DateType):
        start = F.lit(until.date())
    elif isinstance(kind, T.StringType):
        start = F.lit(str(until.date()))
    return clock < start


def midnight(day: dt.date) -> dt.datetime:
    """When a day begins, UTC."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def tomorrow() -> dt.datetime:
    """When today ends, UTC: what came in later is a slip, and settles nothing."""
    return midnight(dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1))
