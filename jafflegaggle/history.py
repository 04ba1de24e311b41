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
    clock, start = _compared(events, until)
    return clock.isNull() | ~(clock < start)


def is_settled(events: DataFrame, until: dt.datetime) -> Column:
    """Whether one of the events came in before a time, and need not be read again; never NULL."""
    return ~is_since(events, until)


def is_before(events: DataFrame, until: dt.datetime) -> Column:
    """Whether one of the events came in before a midnight; NULL if it has no clock."""
    clock, start = _compared(events, until)
    return clock < start


def named_day(name: Column) -> Column:
    """The day that the name of a folder starts with, as text; NULL where it is none.

    A name is a day as it is: to make a time of it for every row takes long.

    >>> names = make_df({"name": ["2021-11-10", "2021-11-10 12:00", "10-11-2021"]}, "name string")
    >>> [row.day for row in names.select(named_day(F.col("name")).alias("day")).collect()]
    ['2021-11-10', '2021-11-10', None]
    """
    start = F.substring(name, 1, 10)
    is_year = start.between(F.lit("0001-01-01"), F.lit("9999-12-31"))
    return F.when(start.like("____-__-__") & is_year, start)


def _compared(events: DataFrame, until: dt.datetime) -> tuple[Column, Column]:
    """When one of the events came in, and a midnight in the same type.

    The clock is NULL where a folder's name is no day. What a name says is looked at here and not
    where it is read: some engines skip folders by a condition on their names alone.
    """
    clock, kind = F.col(CLOCK), events.schema[CLOCK].dataType
    if isinstance(kind, T.StringType):
        return named_day(clock), F.lit(str(until.date()))
    if isinstance(kind, T.DateType):
        return clock, F.lit(until.date())
    return clock, F.lit(until)


def midnight(day: dt.date) -> dt.datetime:
    """When a day begins, UTC."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def tomorrow() -> dt.datetime:
    """When today ends, UTC: what came in later is a slip, and settles nothing."""
    return midnight(dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1))
