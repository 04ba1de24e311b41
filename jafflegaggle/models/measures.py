"""Measures of activity: a small algebra, declared once in MEASURES and merged at every level."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.columns.days import day_bit, shift_days
from jafflegaggle.models.event import Event, without_date
from jafflegaggle.models.spec import Field

# How the partial results of an aggregate are merged. An average of averages, or a sum of distinct
# counts, would not be the value of the whole.
MERGES: dict[Callable[..., Column], Callable[..., Column]] = {
    F.min: F.min,
    F.max: F.max,
    F.sum: F.sum,
    F.count: F.sum,
    F.bit_or: F.bit_or,
}


@dataclass(frozen=True)
class Measure:
    """One measure of activity.

    Attributes:
        name: the column's name.
        type: the column's type in published tables.
        comment: what it means; each table appends whose it is.
        partial: the value of one event; NULL if the event does not count.
        merge: the aggregate over those values, which must merge (a key of MERGES).
        final: turns the merged value into the published one.
        state_type: the type of the merged value, if it is not `type`.
        age: for a measure that uses the snapshot's date: carries a merged value forward by a number
            of days, since an incremental run continues from the state of an earlier date. Without
            it, `partial` may not look at the date.
        default: the value without any event: 0 for a count, NULL for a time.
        subject: what it counts or dates, `event` or `order`; accounts group columns by it.
        is_published: whether tables show it; what others are derived from stays with the steps.
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
    is_published: bool = True

    def __post_init__(self) -> None:
        """Refuse an aggregate that does not merge.

        Raises:
            TypeError: merging partial results would not give the result for the whole.
        """
        if self.merge not in MERGES:
            names = ", ".join(f"F.{merge.__name__}" for merge in MERGES)
            name = getattr(self.merge, "__name__", self.merge)
            raise TypeError(
                f"measure {self.name}: merge is {name}, which does not merge: partial results do "
                f"not combine into that of the whole; expected one of {names}. To count distinct "
                "days or kinds, set one bit for each, merge with F.bit_or and count the bits in "
                "`final`"
            )

    def of(self, event: Event) -> Column:
        """The value of one event.

        Raises:
            TypeError: it depends on the snapshot's date, and says not how its values age.
        """
        return self.partial(event if self.age else without_date(event, self.name))

    @property
    def is_additive(self) -> bool:
        """Whether its sums are conserved from level to level."""
        return MERGES[self.merge] is F.sum and self.final is None

    def or_default(self, value: Column) -> Column:
        """The value, or the default."""
        return value if self.default is None else F.coalesce(value, F.lit(self.default))


def _order(value: Callable[[Event], Column]) -> Callable[[Event], Column]:
    """A value for orders only."""
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
        _order(lambda e: e.time),  # never NULL, and already read for the other measures
        F.count,
        default=0,
        subject="order",
    ),
    Measure(
        "event_day_bits",
        "bigint",
        "bitmap of the days with an event; bit 0 is the snapshot's date",
        lambda e: day_bit(e.time, e.last_day),
        F.bit_or,
        age=shift_days,
        default=0,
        is_published=False,
    ),
    Measure(
        "order_day_bits",
        "bigint",
        "bitmap of the days with an order; bit 0 is the snapshot's date",
        _order(lambda e: day_bit(e.time, e.last_day)),
        F.bit_or,
        age=shift_days,
        default=0,
        subject="order",
        is_published=False,
    ),
)
PUBLISHED = tuple(one for one in MEASURES if one.is_published)
# The order in which accounts show them: for each subject, the count first.
COUNTS_FIRST = tuple(sorted(PUBLISHED, key=lambda one: (one.subject, not one.is_additive)))
ADDITIVE = tuple(one.name for one in MEASURES if one.is_additive)


def measure_events(event: Event, suffix: str = "") -> list[Column]:
    """Aggregates over events, named after the measures with a suffix."""
    return [one.merge(one.of(event)).alias(one.name + suffix) for one in MEASURES]


def merge_measures(
    suffix: str = "",
    where: Column | None = None,
    parts: str = "",
) -> list[Column]:
    """Aggregates that merge the measures of parts into those of the whole.

    Args:
        suffix: the suffix of the results' names, for example `_corporate`.
        where: which parts count; all of them if None.
        parts: the suffix of the names of the parts' measures.
    """
    return [
        one.or_default(MERGES[one.merge](_where(F.col(one.name + parts), where))).alias(
            one.name + suffix
        )
        for one in MEASURES
    ]


def age_measures(days: int, suffix: str) -> dict[str, Column]:
    """The measures that use the date, as of so many days later; none if it is the same."""
    return {
        one.name + suffix: one.age(F.col(one.name + suffix), days)
        for one in MEASURES
        if one.age and days
    }


def fill_measures() -> list[Column]:
    """The measures after an outer join: the default where there were no events."""
    return [one.or_default(F.col(one.name)).alias(one.name) for one in MEASURES]


def final_measures(*suffixes: str) -> dict[str, Column]:
    """The published values of merged measures, by column, if they differ."""
    return {
        one.name + suffix: one.final(F.col(one.name + suffix))
        for suffix in suffixes or ("",)
        for one in PUBLISHED
        if one.final
    }


def measure_names(suffix: str = "") -> list[str]:
    """The names of the measures, each with the suffix."""
    return [one.name + suffix for one in MEASURES]


def activity_fields(
    of_whom: str, suffix: str = "", measures: Sequence[Measure] = PUBLISHED
) -> tuple[Field, ...]:
    """The measures as columns of a published table."""
    return tuple(
        Field(one.name + suffix, one.type, f"{one.comment} of {of_whom}") for one in measures
    )


def state_fields(of_whom: str, suffix: str = "") -> tuple[Field, ...]:
    """The measures as columns of an intermediate step, still mergeable."""
    return tuple(
        Field(one.name + suffix, one.state_type or one.type, f"{one.comment} of {of_whom}")
        for one in MEASURES
    )


def _where(value: Column, where: Column | None) -> Column:
    return value if where is None else F.when(where, value)
