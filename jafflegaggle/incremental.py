"""Incremental runs: what the last one settled, what this one settles, and what came too late."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.canonical import CLOCK, DAY
from jafflegaggle.config import Config, fingerprint
from jafflegaggle.errors import InputError
from jafflegaggle.history import History, is_before, is_settled, is_since
from jafflegaggle.publish import Store, Table
from jafflegaggle.sources.columns import EVENT_DATE, clock_of
from jafflegaggle.sources.event_files import files_needed, rows_by_day
from jafflegaggle.staging.parse import as_time, date_of

# What an incremental run hands to the next one, beside the snapshot; the first by the model
# `user_history`, which is that of `user_activity` and what of it is settled.
STATE = ("user_activity", "odd_events")
FORMAT = 3
LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def open_history(config: Config, store: Store, events: DataFrame) -> History:
    """What the last snapshot up to this one's date knows of the events.

    Args:
        config: what is run.
        store: where the last snapshot is.
        events: the events, with their clock.

    Raises:
        InputError: it was made with other settings of the events.
    """
    last = None if config.full_refresh else store.last(config.snapshot_date, with_state=True)
    if last is None:
        return History(None, _settle_until(config, events, None))
    state = last.state
    changed = [
        name for name, hash_ in _setup(config, events).items() if state["setup"].get(name) != hash_
    ]
    if changed:
        raise InputError(
            f"the snapshot of {last.snapshot_date} keeps what users did by other settings "
            f"({', '.join(changed)}); run with --full-refresh to read all events again"
        )
    until = dt.datetime.fromisoformat(state["until"])
    kept = {name: store.read(Table(**table)) for name, table in state["tables"].items()}
    odd_events = kept.get("odd_events")
    return History(
        until=until,
        settle_until=max(until, _settle_until(config, events, until)),
        activity=kept["user_activity"],
        odd_events=odd_events.where(F.col("is_settled")) if odd_events is not None else None,
        rows_by_day=state["rows_by_day"],
        seen_by_day=state["seen_by_day"],
    )


@dataclasses.dataclass(frozen=True)
class Reading:
    """What a run read of the events.

    Attributes:
        rows: the rows that it read.
        rows_there: the rows that the source has.
        rows_late: those that came after their day was settled, and those that were gone for some
            time: only the latter are in the tables.
        rows_gone: those that were settled, and that the source no longer has; they count.
        rows_by_day: those that are settled now, by the day of their clock.
        seen_by_day: of these, those that were there in every run.
    """

    rows: int
    rows_there: int
    rows_late: int
    rows_gone: int
    rows_by_day: Mapping[str, int]
    seen_by_day: Mapping[str, int]


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
    there = _settled_by_day(config, history, events)
    start = str(history.until.date()) if history.until else ""
    before, seen = history.rows_by_day, history.seen_by_day
    old = {day: number for day, number in there.items() if day < start}
    fresh = {day: number for day, number in there.items() if day >= start}
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
        rows_by_day={**before, **fresh},
        seen_by_day={**still_there, **fresh},
    )


def _settled_by_day(config: Config, history: History, events: DataFrame) -> dict[str, int]:
    """How many rows of the source are settled now, by day."""
    from_footers = rows_by_day(events.sparkSession, config.sources["events"], clock_of(events))
    if from_footers is not None:
        end = str(history.settle_until.date())
        return {day: rows for day, rows in from_footers.items() if day < end}
    by_day = (
        events.where(is_settled(events, history.settle_until))
        .groupBy(F.col(DAY).alias("day"))
        .agg(F.count(F.lit(1)).alias("rows"))
        .select(F.col("day").cast("string"), "rows")
    )
    return {row.day: row.rows for row in by_day.collect()}


def state_of(
    config: Config,
    history: History,
    reading: Reading,
    store: Store,
    steps: Mapping[str, Any],
    events: DataFrame,
) -> dict[str, Any]:
    """What the manifest says for the next run."""
    tables = {name: store.table(name) for name in STATE if name in steps}
    return {
        "until": history.settle_until.isoformat(),
        "rows_by_day": dict(reading.rows_by_day),
        "seen_by_day": dict(reading.seen_by_day),
        "setup": _setup(config, events),
        "tables": {name: dataclasses.asdict(table) for name, table in tables.items()},
        "folders": [table.folder for table in tables.values()],
    }


def line_for_people(
    history: History, reading: Reading, files: Sequence[str], events: DataFrame
) -> str:
    """A line for people: how much was read, and what is settled."""
    needed = files_needed(files, clock_of(events), history.until)
    of_files = f", {needed:,} of {len(files):,} files" if files and needed is not None else ""
    gone = f"; {reading.rows_gone:,} settled rows are gone there" if reading.rows_gone else ""
    return (
        f"Events     read {reading.rows:,} of {reading.rows_there:,} rows{of_files}{gone}; "
        f"settled are those before {history.settle_until:%Y-%m-%d}"
    )


def _settle_until(config: Config, events: DataFrame, until: dt.datetime | None) -> dt.datetime:
    """The day of the last event, less the lookback; what is dated after today does not count."""
    tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    from_footers = rows_by_day(events.sparkSession, config.sources["events"], clock_of(events))
    if from_footers is None:
        day = _last_day(events, until, _midnight(tomorrow))
    else:
        day = max((day for day in from_footers if day < str(tomorrow)), default=None)
    if day is None:
        return until or LONG_AGO
    last, lookback = _midnight(dt.date.fromisoformat(day)), config.incremental.lookback_days
    if lookback >= (last - LONG_AGO).days:
        return LONG_AGO
    return last - dt.timedelta(days=lookback)


def _last_day(events: DataFrame, until: dt.datetime | None, end: dt.datetime) -> str | None:
    """The day of the last event before a midnight; None where none came since a time."""
    past = events.where(is_before(events, end))
    if clock_of(events) != EVENT_DATE:
        last = date_of(F.max(CLOCK)).cast("string")
    else:  # the name of a folder, and perhaps no day at all
        last = F.max(DAY).cast("string")
        past = past.where(as_time(F.col(DAY).cast("string"), T.StringType()).isNotNull())
    new = past.where(is_since(events, until)) if until else past
    day: str | None = new.agg(last).collect()[0][0]
    return day


def _setup(config: Config, events: DataFrame) -> dict[str, str]:
    """What the state depends on, by the names that a person knows it by."""
    rules, source = config.rules, config.sources["events"]
    return {
        "format of the state": str(FORMAT),
        "sources.events": fingerprint(source),
        "rules.event_names": fingerprint(sorted(rules.event_names)),
        "rules.order_events": fingerprint(sorted(rules.order_events)),
        "job.id_type": fingerprint(rules.id_type),
        # Names of folders are dates to one engine and text to another, which differ in rare ones.
        "incremental.event_time": fingerprint(
            [clock_of(events), events.schema[CLOCK].dataType.simpleString()]
        ),
    }


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
