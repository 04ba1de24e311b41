"""What a measure of activity may use of an event."""

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F


@dataclass(frozen=True)
class Event:
    """What a measure may use of a valid event, as columns.

    Attributes:
        name: the event's name.
        time: when it happened; NULL of an event that does not count, such as one after the
            snapshot's date: what is measured has to depend on it.
        is_order: whether it counts as an order.
        snapshot_date: the date of the snapshot.
        last_day: the same, as a date of Python.
    """

    name: Column
    time: Column
    is_order: Column
    snapshot_date: Column
    last_day: dt.date


def event_columns(
    snapshot_date: dt.date, where: Column | None = None, time: str = "timestamp"
) -> Event:
    """The columns of an event, of those events alone that a condition holds for."""
    return Event(
        name=F.col("event_name"),
        time=F.col(time) if where is None else F.when(where, F.col(time)),
        is_order=F.col("is_order"),
        snapshot_date=F.lit(snapshot_date),
        last_day=snapshot_date,
    )


class _Undated(Event):
    """An event whose measure may not look at the date; engines need no session to find out."""

    def __getattribute__(self, name: str) -> Any:
        if name in {"snapshot_date", "last_day"}:
            raise TypeError(
                f"measure {object.__getattribute__(self, 'measure')}: its value depends on the "
                f"snapshot's date ({name}), and an incremental run goes on from values of an "
                "earlier date; expected `age`, which carries a merged value forward by some days"
            )
        return object.__getattribute__(self, name)


def without_date(event: Event, measure: str) -> Event:
    """The event for a measure that does not say how its values age: its date cannot be read."""
    undated = _Undated(**{field.name: getattr(event, field.name) for field in fields(event)})
    object.__setattr__(undated, "measure", measure)
    return undated
