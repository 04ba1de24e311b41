"""Whether the source still has the finalized events, and whether others arrived late."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.observed import LateRows, RowsGone
from jafflegaggle.errors import InputError
from jafflegaggle.incremental.event_stream import EventStream, RowsByDay
from jafflegaggle.incremental.state import State
from jafflegaggle.incremental.watermark import EPOCH, rows_by_day


@dataclass(frozen=True)
class Reconciliation:
    """The rows of the source, of the state and of this run, compared.

    Attributes:
        rows_read: the rows that this run read.
        rows_in_source: the rows that the source has.
        late_rows: rows that arrived for a finalized day, or were missing for a while: only the
            latter are in the tables.
        missing_rows: finalized rows that the source no longer has; they count.
        rows_gone: rows missing since the last run, on days that the source retains: if they moved
            to another day, they are counted twice.
        finalized_rows: the number of finalized rows.
        present: how many of these every run has found, by day.
        recent: how many arrived later, up to today.
    """

    rows_read: int
    rows_in_source: int
    late_rows: int
    missing_rows: int
    rows_gone: int
    finalized_rows: int
    present: Mapping[str, int]
    recent: Mapping[str, int]

    @property
    def failing_rows(self) -> dict[str, int]:
        """What the checks of incremental runs found."""
        return {LateRows.name: self.late_rows, RowsGone.name: self.rows_gone}


def reconcile(
    state: State, stream: EventStream, user_history: DataFrame, retention_days: int
) -> Reconciliation:
    """Compare what the source has now with what this run and earlier ones read.

    Finalized rows are only counted, by day, so that late rows of one day are not hidden by missing
    rows of another; on the same day they are. Rows that were missing and reappear count as late,
    since they cannot be distinguished from new ones.

    Args:
        state: the state that this run went on from.
        stream: the events as they were read.
        user_history: what each user did, as this run made it.
        retention_days: how many days the source retains, up to its last one; 0: all.

    Raises:
        InputError: rows of finalized days were added or removed during the run.
    """
    # Deferred events are finalized by their cursor, and do not count yet.
    names = ("number_of_rows", "number_of_rows_finalized", "number_of_rows_deferred")
    sums = user_history.agg(*(F.sum(name) for name in names)).collect()[0]
    rows, counted, deferred = (number or 0 for number in sums)
    rows_finalized = counted + deferred
    in_source = rows_by_day(stream)
    start = str(state.watermark.date()) if state.watermark else ""
    end = str(state.next_watermark.date())
    old = {day: number for day, number in in_source.items() if day < start}
    new = {day: number for day, number in in_source.items() if start <= day < end}
    present = {day: min(number, old.get(day, 0)) for day, number in state.present.items()}
    rows_before = state.finalized_rows
    if sum(new.values()) != rows_finalized - rows_before:
        raise InputError("events: the source changed while it was being read; run again")
    return Reconciliation(
        rows_read=rows - rows_before,
        rows_in_source=rows - rows_before + sum(old.values()),
        late_rows=sum(old.values()) - sum(present.values()),
        missing_rows=rows_before - sum(present.values()),
        rows_gone=rows_gone(state, in_source, retention_days),
        finalized_rows=rows_finalized,
        present={**present, **new},
        recent={day: number for day, number in in_source.items() if day >= end},
    )


def rows_gone(state: State, in_source: RowsByDay, retention_days: int) -> int:
    """The rows missing since the last run, of days that the source retains.

    If they moved to another day, or got a new timestamp, they would count twice. A day that was
    not finalized may lose rows, since it is read again; losing all of them is not a correction: its
    events would be lost.

    Args:
        state: what the last run found.
        in_source: how many rows the source has now, by day.
        retention_days: how many days the source retains, up to its last one; 0: all.
    """
    if not state.finalized_rows:  # everything is read again, and nothing is counted twice
        return 0
    last = max([*in_source, *state.present, *state.recent])
    expired = _days_before(last, retention_days) if retention_days else ""
    finalized = (
        max(number - in_source.get(day, 0), 0)
        for day, number in state.present.items()
        if day > expired
    )
    recent = (number for day, number in state.recent.items() if not in_source.get(day))
    return sum(finalized) + sum(recent)


def summary_line(state: State, found: Reconciliation, users_removed: int) -> str:
    """A line for the summary: the rows read, and the watermark."""
    missing = f"; {found.missing_rows:,} finalized rows are not there" if found.missing_rows else ""
    again = f"; and those of {users_removed:,} removed users again" if users_removed else ""
    why = f"; all of them: {state.why_none}" if state.why_none else ""
    finalized = f"finalized are those before {state.next_watermark:%Y-%m-%d}"
    if state.next_watermark <= EPOCH:
        finalized = "none is finalized: no day is older than the lookback"
    return (
        f"Events     read {found.rows_read:,} of {found.rows_in_source:,} rows{why}{again}{missing}"
        f"; {finalized}"
    )


def _days_before(day: str, number: int) -> str:
    """The day a number of days earlier; there is none before the year 1."""
    try:
        return str(dt.date.fromisoformat(day) - dt.timedelta(days=number))
    except (OverflowError, ValueError):
        return ""
