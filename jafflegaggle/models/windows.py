"""Windows and lifecycle: who is active of late, from the bitmaps of days.

A window consists of whole UTC days and ends with the snapshot's date, that day included. What one
contact did follows from its own bitmaps; what several did is a sum over contacts, or follows from
their merged bitmaps.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, reduce
from operator import add

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.columns.days import days_among, days_since, is_within
from jafflegaggle.columns.numbers import quotient
from jafflegaggle.models.spec import Field

WEEK_DAYS, MONTH_DAYS, WEEKS = 7, 28, 4
EVENT_BITS, ORDER_BITS = "event_day_bits", "order_day_bits"
LIFECYCLES = ("never", "new", "retained", "resurrected", "dormant", "inactive")


@dataclass(frozen=True)
class Window:
    """Some days up to the snapshot's date, or up to a number of days before it.

    Attributes:
        suffix: what the names of its columns end with.
        first: how many days before the snapshot's date its last day is.
        days: how long it is.
        comment: which days it has, for people.
    """

    suffix: str
    first: int
    days: int
    comment: str

    def count(self, bitmap: str) -> Column:
        """How many of its days are set in a bitmap."""
        return days_among(F.col(bitmap), self.first, self.days)

    def has_any(self, bitmap: str) -> Column:
        """Whether any of its days is set in a bitmap."""
        return self.count(bitmap) > F.lit(0)


LAST_WEEK = Window("_7d", 0, WEEK_DAYS, "the last 7 days")
LAST = Window("_28d", 0, MONTH_DAYS, "the last 28 days")
PREVIOUS = Window("_previous_28d", MONTH_DAYS, MONTH_DAYS, "the 28 days before the last 28")
WINDOWS = (LAST_WEEK, LAST, PREVIOUS)

_SINCE = Field("days_since_last_event", "int", "days since the last event; NULL: no event")
_LIFECYCLE = Field(
    "lifecycle",
    "string",
    "never (no event), new (first event in the last 28 days), retained (active in the last 28 days "
    "and in the 28 before), resurrected (in the last only), dormant (in those before only) or "
    "inactive (in neither)",
)


def recency(snapshot_date: dt.date, suffix: str = "") -> dict[str, Column]:
    """The days since the last event, and the lifecycle, of measures with that suffix."""
    first, last = F.col(f"first_event{suffix}"), F.col(f"most_recent_event{suffix}")
    is_active, was_active = (one.has_any(EVENT_BITS + suffix) for one in (LAST, PREVIOUS))
    lifecycle = (
        F.when(first.isNull(), F.lit("never"))
        .when(is_within(first, snapshot_date, MONTH_DAYS), F.lit("new"))
        .when(is_active & was_active, F.lit("retained"))
        .when(is_active, F.lit("resurrected"))
        .when(was_active, F.lit("dormant"))
        .otherwise(F.lit("inactive"))
    )
    return {_SINCE.name: days_since(last, snapshot_date), _LIFECYCLE.name: lifecycle}


# Of one contact, or of some of its users ---------------------------------------------------------

CONTACT_FIELDS = (
    *(
        Field(f"active_days{one.suffix}", "int", f"days with an event among {one.comment}")
        for one in WINDOWS
    ),
    Field("order_days_28d", "int", f"days with an order among {LAST.comment}"),
    _SINCE,
    _LIFECYCLE,
)


def contact_windows(snapshot_date: dt.date) -> dict[str, Column]:
    """The windows of one contact: the columns of CONTACT_FIELDS."""
    active = {f"active_days{one.suffix}": one.count(EVENT_BITS) for one in WINDOWS}
    return {**active, "order_days_28d": LAST.count(ORDER_BITS), **recency(snapshot_date)}


# Of several contacts -----------------------------------------------------------------------------


@dataclass(frozen=True)
class ContactSum:
    """A sum over contacts.

    Attributes:
        name: the column's name.
        comment: what it means; the table adds whose.
        of_contact: what each contact adds, by the snapshot's date; NULL: nothing.
    """

    name: str
    comment: str
    of_contact: Callable[[dt.date], Column]


def _is_active(window: Window, _date: dt.date) -> Column:
    return F.when(window.has_any(EVENT_BITS), F.lit(1))


def _days(window: Window, bitmap: str, _date: dt.date) -> Column:
    return window.count(bitmap)


def _is_new(date: dt.date) -> Column:
    return F.when(is_within(F.col("created_at"), date, MONTH_DAYS), F.lit(1))


CONTACT_SUMS = (
    *(
        ContactSum(
            f"active_users{one.suffix}",
            f"contacts with an event in {one.comment}",
            partial(_is_active, one),
        )
        for one in WINDOWS
    ),
    *(
        ContactSum(
            f"user_days{one.suffix}",
            f"days with an event among {one.comment}, summed over contacts",
            partial(_days, one, EVENT_BITS),
        )
        for one in (LAST, PREVIOUS)
    ),
    ContactSum(
        "order_days_28d",
        f"days with an order among {LAST.comment}, summed over contacts",
        partial(_days, LAST, ORDER_BITS),
    ),
    ContactSum("new_users_28d", f"contacts who signed up in {LAST.comment}", _is_new),
)


def sum_contacts(snapshot_date: dt.date) -> list[Column]:
    """Aggregates over contacts: the sums."""
    return [
        F.coalesce(F.sum(one.of_contact(snapshot_date)), F.lit(0)).alias(one.name)
        for one in CONTACT_SUMS
    ]


def sum_sums() -> list[Column]:
    """Aggregates over groups of contacts: the sums over all of theirs."""
    return [F.coalesce(F.sum(one.name), F.lit(0)).alias(one.name) for one in CONTACT_SUMS]


def sum_fields(of_whom: str) -> tuple[Field, ...]:
    """The sums as columns."""
    return tuple(Field(one.name, "bigint", f"{one.comment}; {of_whom}") for one in CONTACT_SUMS)


def group_fields(of_whom: str) -> tuple[Field, ...]:
    """The windows of several contacts as columns of a published table."""
    return (
        *sum_fields(of_whom),
        Field(
            "active_share_28d",
            "double",
            "`active_users_28d` by all of these contacts; NULL: there are none",
        ),
        Field(
            "stickiness",
            "double",
            "`user_days_28d / (28 * active_users_28d)`: the share of days on which an active "
            "contact is active; NULL: nobody is",
        ),
        Field("active_weeks_of_4", "int", "of the last four weeks of 7 days, those with an event"),
        _SINCE,
        _LIFECYCLE,
    )


def group_windows(
    snapshot_date: dt.date, users: str = "number_of_users", suffix: str = ""
) -> dict[str, Column]:
    """The windows of several contacts that are no sums: the other columns of `group_fields`.

    Args:
        snapshot_date: the date of the snapshot.
        users: the column with the number of these contacts.
        suffix: what the names of their measures end with.
    """
    active, days, all_users = F.col("active_users_28d"), F.col("user_days_28d"), F.col(users)
    weeks = (
        Window("", week * WEEK_DAYS, WEEK_DAYS, "").has_any(EVENT_BITS + suffix).cast("int")
        for week in range(WEEKS)
    )
    return {
        "active_share_28d": quotient(active, all_users),
        "stickiness": quotient(days, active * F.lit(MONTH_DAYS)),
        "active_weeks_of_4": reduce(add, weeks),
        **recency(snapshot_date, suffix),
    }
