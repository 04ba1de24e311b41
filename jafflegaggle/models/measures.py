"""The activity of something: a small algebra of measures, declared once and merged at every level.

To add a measure, add an entry to MEASURES: every table that shows activity gets its column.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.models.spec import Field

# How an aggregate over events goes on over parts of them. An average of averages, or a distinct
# count of distinct counts, says nothing about the whole.
MERGES: dict[Callable[..., Column], Callable[..., Column]] = {
    F.min: F.min,
    F.max: F.max,
    F.sum: F.sum,
    F.count: F.sum,
    F.bit_or: F.bit_or,
}


@dataclass(frozen=True)
class Event:
    """What a measure may look at: of a valid event, as columns.

    Attributes:
        name: the event's name.
        time: when it happened; NULL of an event that does not count, such as one after the
            snapshot's date: what is measured has to depend on it.
        is_order: whether it counts as an order.
        snapshot_date: the date of the snapshot.
    """

    name: Column
    time: Column
    is_order: Column
    snapshot_date: Column


@dataclass(frozen=True)
class Measure:
    """One measure of activity.

    Attributes:
        name: the column's name.
        type: the column's type in published tables.
        comment: what it means; the table adds whose.
        partial: what of an event is measured; NULL: nothing.
        merge: how that becomes one number: an aggregate that merges (a key of MERGES).
        final: from the merged number to what is published.
        state_type: the type of the merged number, where it is another one.
        age: for a measure that looks at the snapshot's date: what a merged number becomes when the
            date is so many days later. An incremental run goes on from the state of another date.
        default: what nothing is; a count is 0, a time NULL.
        subject: what it counts or dates: `event` or `order`; accounts show them together.
    """

    name: str
    type: str
    comment: str
    partial: Callable[[Event], Column]
    merge: Callable[..., Column]
    final: Callable[[Column], Column] | None = None
    state_type: str = ""
    age: Callable[[Column, int], Column] | None = None
    default: int | None = None
    subject: str = "event"

    def __post_init__(self) -> None:
        """Refuse what does not merge.

        Raises:
            TypeError: the aggregate over the parts would not be that over the whole.
        """
        if self.merge not in MERGES:
            names = ", ".join(f"F.{merge.__name__}" for merge in MERGES)
            name = getattr(self.merge, "__name__", self.merge)
            raise TypeError(
                f"measure {self.name}: merge is {name}, which does not merge: applied to parts, it "
                f"does not give that of the whole; expected one of {names}. For distinct days or "
                "kinds, set a bit for each, merge by F.bit_or and count the bits in `final`"
            )

    @property
    def is_additive(self) -> bool:
        """Whether sums over it are conserved from level to level."""
        return MERGES[self.merge] is F.sum and self.final is None

    def or_default(self, value: Column) -> Column:
        """The value, or what nothing is."""
        return value if self.default is None else F.coalesce(value, F.lit(self.default))


def _order(value: Callable[[Event], Column]) -> Callable[[Event], Column]:
    """A value of orders alone."""
    return lambda event: F.when(event.is_order, value(event))


MEASURES = (
    Measure("first_event", "timestamp", "time of the first event", lambda e: e.time, F.min),
    Measure("most_recent_event", "timestamp", "time of the last event", lambda e: e.time, F.max),
    Measure("number_of_events", "bigint", "number of events", lambda e: e.time, F.count, default=0),
    Measure(
        "first_order",
        "timestamp",
        "time of the first order",
        _order(lambda e: e.time),
        F.min,
        subject="order",
    ),
    Measure(
        "most_recent_order",
        "timestamp",
        "time of the last order",
        _order(lambda e: e.time),
        F.max,
        subject="order",
    ),
    Measure(
        "number_of_orders",
        "bigint",
        "number of orders",
        _order(lambda e: e.time),  # never NULL, and looked at for the times already
        F.count,
        default=0,
        subject="order",
    ),
)
# The order in which accounts show them: of each subject the count first.
COUNTS_FIRST = tuple(sorted(MEASURES, key=lambda one: (one.subject, not one.is_additive)))
ADDITIVE = tuple(one.name for one in MEASURES if one.is_additive)


def event_columns(
    snapshot_date: dt.date, where: Column | None = None, time: str = "timestamp"
) -> Event:
    """The columns of an event, of those events alone that a condition holds for."""
    return Event(
        name=F.col("event_name"),
        time=_where(F.col(time), where),
        is_order=F.col("is_order"),
        snapshot_date=F.lit(snapshot_date),
    )


def measure_events(event: Event, suffix: str = "") -> list[Column]:
    """Aggregates that measure events, by the names of the measures with a suffix."""
    return [one.merge(one.partial(event)).alias(one.name + suffix) for one in MEASURES]


def merge_measures(
    suffix: str = "",
    where: Column | None = None,
    parts: str = "",
) -> list[Column]:
    """Aggregates that measure a whole from the measures of its parts.

    Args:
        suffix: what the names of the results end with, such as `_corporate`.
        where: which parts count; all of them if None.
        parts: what the names of the parts' measures end with.
    """
    return [
        one.or_default(MERGES[one.merge](_where(F.col(one.name + parts), where))).alias(
            one.name + suffix
        )
        for one in MEASURES
    ]


def age_measures(days: int, suffix: str) -> dict[str, Column]:
    """The measures that look at the date, as of so many days later; none if it is the same."""
    return {
        one.name + suffix: one.age(F.col(one.name + suffix), days)
        for one in MEASURES
        if one.age and days
    }


def fill_measures() -> list[Column]:
    """The measures after an outer join: what nothing is, where nothing happened."""
    return [one.or_default(F.col(one.name)).alias(one.name) for one in MEASURES]


def final_measures(*suffixes: str) -> dict[str, Column]:
    """What is published of merged measures, by column; those published as they are left out."""
    return {
        one.name + suffix: one.final(F.col(one.name + suffix))
        for suffix in suffixes or ("",)
        for one in MEASURES
        if one.final
    }


def measure_names(suffix: str = "") -> list[str]:
    """The names of the measures, each with the suffix."""
    return [one.name + suffix for one in MEASURES]


def activity_fields(
    of_whom: str, suffix: str = "", measures: Sequence[Measure] = MEASURES
) -> tuple[Field, ...]:
    """The measures as columns of a published table."""
    return tuple(
        Field(one.name + suffix, one.type, f"{one.comment} of {of_whom}") for one in measures
    )


def state_fields(of_whom: str, suffix: str = "") -> tuple[Field, ...]:
    """The measures as columns of a step, which merge on."""
    return tuple(
        Field(one.name + suffix, one.state_type or one.type, f"{one.comment} of {of_whom}")
        for one in MEASURES
    )


def _where(value: Column, where: Column | None) -> Column:
    return value if where is None else F.when(where, value)
