"""The activity of something: a small algebra of measures, said once and rolled up at every level.

To add a measure, add a line to MEASURES; every table that shows activity gets the column.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F


@dataclass(frozen=True)
class Measure:
    """One measure of activity.

    Attributes:
        name: the column's name.
        type: the column's type.
        comment: what it means.
        subject: what is measured: every `event`, or every `order`.
        aggregate: how it follows from the times of events.
        roll_up: how it follows from the same measure of the parts.
    """

    name: str
    type: str
    comment: str
    subject: str
    aggregate: Callable[[Column], Column]
    roll_up: Callable[[Column], Column]

    @property
    def is_count(self) -> bool:
        """A count is 0 where nothing happened; a time is NULL."""
        return self.type == "bigint"


MEASURES = (
    Measure("first_event", "timestamp", "time of the first event", "event", F.min, F.min),
    Measure("most_recent_event", "timestamp", "time of the last event", "event", F.max, F.max),
    Measure("number_of_events", "bigint", "number of events", "event", F.count, F.sum),
    Measure("first_order", "timestamp", "time of the first order", "order", F.min, F.min),
    Measure("most_recent_order", "timestamp", "time of the last order", "order", F.max, F.max),
    Measure("number_of_orders", "bigint", "number of orders", "order", F.count, F.sum),
)
# The order in which accounts show them: of each subject the count first.
COUNTS_FIRST = tuple(sorted(MEASURES, key=lambda measure: (measure.subject, not measure.is_count)))


def of_events(
    timestamp: Column, is_order: Column, suffix: str = "", where: Column | None = None
) -> list[Column]:
    """Aggregates that measure events.

    Args:
        timestamp: the time of the event, never NULL.
        is_order: whether the event is an order.
        suffix: what the names of the results end with.
        where: which events count; all of them if None.
    """
    time = timestamp if where is None else F.when(where, timestamp)
    # Every row is an event: counting rows needs no look at their times.
    row = F.lit(1) if where is None else F.when(where, F.lit(1))
    times = {"event": time, "order": F.when(is_order, time)}
    rows = {"event": row, "order": times["order"]}
    return [
        measure.aggregate((rows if measure.is_count else times)[measure.subject]).alias(
            measure.name + suffix
        )
        for measure in MEASURES
    ]


def rolled_up(suffix: str = "", where: Column | None = None, parts: str = "") -> list[Column]:
    """Aggregates that measure a whole from the measures of its parts.

    Args:
        suffix: what the names of the results end with, such as `_corporate`.
        where: which parts count; all of them if None.
        parts: what the names of the parts' measures end with.
    """
    return [
        or_zero(measure, measure.roll_up(_counted(F.col(measure.name + parts), where))).alias(
            measure.name + suffix
        )
        for measure in MEASURES
    ]


def filled() -> list[Column]:
    """The measures after an outer join: counts are 0 where nothing happened."""
    return [or_zero(measure, F.col(measure.name)).alias(measure.name) for measure in MEASURES]


def names(suffix: str = "", measures: Sequence[Measure] = MEASURES) -> list[str]:
    """The names of the measures, each with the suffix.

    >>> names("_corporate")[:3]
    ['first_event_corporate', 'most_recent_event_corporate', 'number_of_events_corporate']
    """
    return [measure.name + suffix for measure in measures]


def or_zero(measure: Measure, column: Column) -> Column:
    """A count is 0, never NULL, where nothing happened."""
    return F.coalesce(column, F.lit(0)) if measure.is_count else column


def _counted(part: Column, where: Column | None) -> Column:
    return part if where is None else F.when(where, part)
