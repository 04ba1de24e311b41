"""What a run read of the events, and whether the source still has what earlier runs settled."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.canonical import DAY
from jafflegaggle.checks.observed import LateRows, RowsGone
from jafflegaggle.config import Config
from jafflegaggle.errors import InputError
from jafflegaggle.history import LONG_AGO, History, is_settled, tomorrow
from jafflegaggle.sources.columns import clock_of
from jafflegaggle.sources.event_files import files_needed, rows_by_day


@dataclass(frozen=True)
class Reading:
    """What a run read of the events.

    Attributes:
        rows: the rows that it read.
        rows_there: the rows that the source has.
        rows_late: those that came after their day was settled, and those that were gone for some
            time: only the latter are in the tables.
        rows_gone: those that were settled, and that the source no longer has; they count.
        rows_gone_early: those gone since the last run, of days that the source keeps: were they
            moved to another day, they count twice.
        rows_by_day: those that are settled now, by the day of their clock.
        seen_by_day: of these, those that were there in every run.
        recent_by_day: those that came in later, up to today.
    """

    rows: int
    rows_there: int
    rows_late: int
    rows_gone: int
    rows_gone_early: int
    rows_by_day: Mapping[str, int]
    seen_by_day: Mapping[str, int]
    recent_by_day: Mapping[str, int]

    @property
    def failing_rows(self) -> dict[str, int]:
        """What the checks of incremental runs find."""
        return {LateRows.name: self.rows_late, RowsGone.name: self.rows_gone_early}


def reading_of(
    config: Config, history: History, events: DataFrame, user_activity: DataFrame
) -> Reading:
    """What a run read, and whether the source still has what earlier runs settled.

    The settled rows are counted by the day of their clock, and no more is read of them: what came
    late on one day must not be hidden by what the source gave up of another; of one day it is.
    What was gone once and is there again counts as late: nobody can tell it from what was never
    there.

    Raises:
        InputError: rows of the days that are settled now came or went during the run.
    """
    rows, settled = (F.sum(name) for name in ("number_of_rows", "number_of_rows_settled"))
    known, known_settled = (number or 0 for number in user_activity.agg(rows, settled).collect()[0])
    there = _rows_there(config, events)
    start = str(history.until.date()) if history.until else ""
    end = str(history.settle_until.date())
    old = {day: number for day, number in there.items() if day < start}
    fresh = {day: number for day, number in there.items() if start <= day < end}
    before, seen = history.rows_by_day, history.seen_by_day
    still_there = {day: min(number, old.get(day, 0)) for day, number in seen.items()}
    rows_before = sum(before.values())
    if sum(fresh.values()) != known_settled - rows_before:
        raise InputError("events: some came or went while they were read; run again")
    read = known - rows_before
    return Reading(
        rows=read,
        rows_there=read + sum(old.values()),
        rows_late=sum(old.values()) - sum(still_there.values()),
        rows_gone=rows_before - sum(still_there.values()),
        rows_gone_early=gone_early(history, there, config.incremental.retention_days),
        rows_by_day={**before, **fresh},
        seen_by_day={**still_there, **fresh},
        recent_by_day={day: number for day, number in there.items() if day >= end},
    )


def gone_early(history: History, there: Mapping[str, int], retention_days: int) -> int:
    """The rows gone since the last run, of days that the source keeps.

    Were they moved to another day, or stamped anew, they would count twice. Of a day that was not
    settled some rows may go, since it is read again; that all of it goes is no correction, and
    whoever gave it up has lost its events.

    Args:
        history: what the last run found.
        there: how many rows the source has now, by day.
        retention_days: how many days the source keeps, up to its last one; 0: all.
    """
    if not history.rows_by_day:  # all is read again, and nothing counts twice
        return 0
    last = max([*there, *history.seen_by_day, *history.recent_by_day])
    given_up = _days_before(last, retention_days) if retention_days else ""
    settled = (
        max(number - there.get(day, 0), 0)
        for day, number in history.seen_by_day.items()
        if day > given_up
    )
    recent = (number for day, number in history.recent_by_day.items() if not there.get(day))
    return sum(settled) + sum(recent)


def _days_before(day: str, number: int) -> str:
    """The day so many days earlier; before the year 1 there is none."""
    try:
        return str(dt.date.fromisoformat(day) - dt.timedelta(days=number))
    except (OverflowError, ValueError):
        return ""


def _rows_there(config: Config, events: DataFrame) -> Mapping[str, int]:
    """How many rows the source has now, by day, up to today."""
    end = tomorrow()
    from_footers = rows_by_day(events.sparkSession, config.sources["events"], clock_of(events))
    if from_footers is not None:
        return {day: rows for day, rows in from_footers.items() if day < str(end.date())}
    by_day = (
        events.where(is_settled(events, end))
        .groupBy(F.col(DAY).alias("day"))
        .agg(F.count(F.lit(1)).alias("rows"))
        .select(F.col("day").cast("string"), "rows")
    )
    return {row.day: row.rows for row in by_day.collect()}


def line_for_people(
    history: History,
    reading: Reading,
    files: Sequence[str],
    events: DataFrame,
    users_gone: int = 0,
) -> str:
    """A line for people: how much was read, and what is settled."""
    needed = files_needed(files, clock_of(events), history.until)
    of_files = f", {needed:,} of {len(files):,} files" if files and needed is not None else ""
    gone = f"; {reading.rows_gone:,} settled rows are gone there" if reading.rows_gone else ""
    again = f"; and the others for {users_gone:,} users who are gone" if users_gone else ""
    settled = f"settled are those before {history.settle_until:%Y-%m-%d}"
    if history.settle_until <= LONG_AGO:
        settled = "none is settled: no day is older than the lookback"
    return (
        f"Events     read {reading.rows:,} of {reading.rows_there:,} rows{of_files}{again}{gone}; "
        f"{settled}"
    )
