"""The state within a snapshot: its tables beside the others, the rest in the manifest."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import Any

from pyspark.sql import functions as F

from jafflegaggle.config import Config, fingerprint
from jafflegaggle.errors import InputError
from jafflegaggle.incremental.event_stream import EVENT_DATE, EventStream
from jafflegaggle.incremental.reconcile import Reconciliation
from jafflegaggle.incremental.state import State
from jafflegaggle.incremental.watermark import next_watermark
from jafflegaggle.models.measures import MEASURES
from jafflegaggle.publish import Manifest, Snapshots, Store, Table

# The tables of the state; without exceptions there is only the first.
TABLES = ("user_history", "event_exceptions", "deferred_events")
FORMAT = 7
# Formats of which an engine reads every row to know which are new.
WITHOUT_STATISTICS = ("csv", "json")
WAY_OUT = "run with --full-refresh to read all events again"


def load_state(config: Config, snapshots: Snapshots, stream: EventStream) -> State:
    """The state of the last snapshot up to this one's date; an empty one if there is none.

    Args:
        config: the configuration of the run.
        snapshots: where the last snapshot is.
        stream: the events as they were read.

    Raises:
        InputError: the state is of another version or was built with different settings, or its
            tables are damaged.
    """
    lookback_days, date = config.incremental.lookback_days, config.snapshot_date
    last = None if config.full_refresh else snapshots.last(date, with_state=True)
    if last is None:
        why = f"no snapshot up to {date} has an incremental state"
        watermark = next_watermark(stream, lookback_days, None, date)
        return State(None, watermark, why_none="--full-refresh" if config.full_refresh else why)
    stored = last.state
    if stored.get("format") != FORMAT:
        raise InputError(
            f"the snapshot of {last.snapshot_date} has an incremental state of another version "
            f"of jafflegaggle ({last.version}); {WAY_OUT}"
        )
    changed = [
        name
        for name, hash_ in _settings(config, stream).items()
        if stored["settings"].get(name) != hash_
    ]
    if changed:
        raise InputError(
            f"the incremental state of the snapshot of {last.snapshot_date} was built with "
            f"different settings ({', '.join(changed)}); {WAY_OUT}"
        )
    watermark = dt.datetime.fromisoformat(stored["watermark"])
    tables = {name: snapshots.read(Table(**table)) for name, table in stored["tables"].items()}
    exceptions = tables.get("event_exceptions")
    return State(
        watermark=watermark,
        next_watermark=next_watermark(stream, lookback_days, watermark, date),
        user_history=tables["user_history"],
        event_exceptions=None if exceptions is None else exceptions.where(F.col("is_finalized")),
        finalized_rows=stored["finalized_rows"],
        present=stored["present_rows"],
        recent=stored["recent_rows"],
        as_of=last.date,
        deferred_events=tables.get("deferred_events"),
        event_names=frozenset(stored["event_names"]),
    )


def stored_state(
    config: Config,
    state: State,
    found: Reconciliation,
    stream: EventStream,
    store: Store,
    steps: Collection[str],
    event_names: Collection[str],
) -> dict[str, Any]:
    """The state that this run passes on to the next one, for the manifest."""
    tables = {name: store.table(name) for name in TABLES if name in steps}
    return {
        "format": FORMAT,
        "watermark": state.next_watermark.isoformat(),
        "finalized_rows": found.finalized_rows,
        "present_rows": dict(found.present),
        "recent_rows": dict(found.recent),
        "event_names": sorted(event_names),
        "settings": _settings(config, stream),
        "tables": {name: dataclasses.asdict(table) for name, table in tables.items()},
        "folders": [table.folder for table in tables.values()],
    }


def lost_state(config: Config, replaced: Manifest | None) -> list[str]:
    """A line for the summary if a run without a state replaces a snapshot with one."""
    has_state = replaced and replaced.state and replaced.date == config.snapshot_date
    if config.incremental.enabled or not has_state:
        return []
    line = (
        "Events     the snapshot that this run replaces had an incremental state, and this one has "
        "none; the next incremental run goes on from an older one, or reads all events"
    )
    return [line]


def cursor_advice(config: Config, stream: EventStream) -> list[str]:
    """A line for the summary where every run has to read all files for what is in them."""
    source = config.sources["events"]
    if stream.cursor == EVENT_DATE or source.format not in WITHOUT_STATISTICS or not source.path:
        return []
    line = (
        f"Events     every run opens all {source.format} files, since the cursor {stream.cursor} "
        f"stands in their rows; of folders {EVENT_DATE}=YYYY-MM-DD it would skip the finalized days"
    )
    return [line]


def _settings(config: Config, stream: EventStream) -> dict[str, str]:
    """The settings that a state depends on, each as a hash."""
    rules, source = config.rules, config.sources["events"]
    return {
        "sources.events": fingerprint(source),
        "rules.event_names": fingerprint(sorted(set(rules.event_names))),
        "rules.order_events": fingerprint(sorted(set(rules.order_events))),
        "job.id_type": fingerprint(rules.id_type),
        "the measures": fingerprint([(one.name, one.type, one.state_type) for one in MEASURES]),
        # A table's days may be dates or strings, which are read differently.
        "incremental.event_time": fingerprint([stream.cursor, stream.cursor_type.simpleString()]),
    }
