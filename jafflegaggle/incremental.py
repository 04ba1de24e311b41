"""Incremental runs: what the last one settled, and what this one hands to the next."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.canonical import CLOCK, DAY
from jafflegaggle.columns.times import as_time, date_of
from jafflegaggle.config import Config, fingerprint
from jafflegaggle.errors import InputError
from jafflegaggle.history import LONG_AGO, History, is_before, is_since, midnight, tomorrow
from jafflegaggle.publish import Manifest, Store, Table
from jafflegaggle.reading import Reading
from jafflegaggle.sources.columns import EVENT_DATE, clock_of
from jafflegaggle.sources.event_files import rows_by_day

# What an incremental run hands to the next one, beside the snapshot; the first by the model
# `user_history`, which is that of `user_activity` and what of it is settled.
STATE = ("user_activity", "odd_events")
FORMAT = 4


def open_history(config: Config, store: Store, events: DataFrame) -> History:
    """What the last snapshot up to this one's date knows of the events.

    Args:
        config: what is run.
        store: where the last snapshot is.
        events: the events, with their clock.

    Raises:
        InputError: it was made with other settings of the events, or its tables are damaged.
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
        recent_by_day=state["recent_by_day"],
    )


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
        "recent_by_day": dict(reading.recent_by_day),
        "setup": _setup(config, events),
        "tables": {name: dataclasses.asdict(table) for name, table in tables.items()},
        "folders": [table.folder for table in tables.values()],
    }


def lost_state(config: Config, replaced: Manifest | None) -> list[str]:
    """A line for people where a run without a state replaces a snapshot that has one."""
    has_state = replaced and replaced.state and replaced.date == config.snapshot_date
    if config.incremental.enabled or not has_state:
        return []
    line = (
        "Events     the snapshot that this run replaces kept what users did, and this one not; "
        "the next incremental run goes on from an older one, or reads all events that are there"
    )
    return [line]


def _settle_until(config: Config, events: DataFrame, until: dt.datetime | None) -> dt.datetime:
    """The day of the last event, less the lookback; what is dated after today does not count."""
    end = tomorrow()
    from_footers = rows_by_day(events.sparkSession, config.sources["events"], clock_of(events))
    if from_footers is None:
        day = _last_day(events, until, end)
    else:
        day = max((day for day in from_footers if day < str(end.date())), default=None)
    # A day before the year 1 is a slip too, and no date for Python.
    if day is None or day < "0001":
        return until or LONG_AGO
    last, lookback = midnight(dt.date.fromisoformat(day)), config.incremental.lookback_days
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
        "rules.event_names": fingerprint(sorted(set(rules.event_names))),
        "rules.order_events": fingerprint(sorted(set(rules.order_events))),
        "job.id_type": fingerprint(rules.id_type),
        # A table's days may be dates or text, which are read in their own ways.
        "incremental.event_time": fingerprint(
            [clock_of(events), events.schema[CLOCK].dataType.simpleString()]
        ),
    }
