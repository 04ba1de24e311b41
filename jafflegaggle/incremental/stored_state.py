"""The state in a snapshot: its tables beside the others, the rest in the manifest."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import Any

from pyspark.sql import functions as F

from jafflegaggle.config import Config, fingerprint
from jafflegaggle.errors import InputError
from jafflegaggle.incremental.event_stream import EventStream
from jafflegaggle.incremental.reconcile import Reconciliation
from jafflegaggle.incremental.state import State
from jafflegaggle.incremental.watermark import next_watermark
from jafflegaggle.publish import Manifest, Store, Table

# The tables of the state; without exceptions there is only the first.
TABLES = ("user_history", "event_exceptions")
FORMAT = 6
WAY_OUT = "run with --full-refresh to read all events again"


def load_state(config: Config, store: Store, stream: EventStream) -> State:
    """The state of the last snapshot up to this one's date; an empty one if there is none.

    Args:
        config: what is run.
        store: where the last snapshot is.
        stream: the events as they were read.

    Raises:
        InputError: the state is of another version or of other settings of the events, or its
            tables are damaged.
    """
    lookback_days = config.incremental.lookback_days
    last = None if config.full_refresh else store.last(config.snapshot_date, with_state=True)
    if last is None:
        return State(None, next_watermark(stream, lookback_days, None))
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
    tables = {name: store.read(Table(**table)) for name, table in stored["tables"].items()}
    exceptions = tables.get("event_exceptions")
    return State(
        watermark=watermark,
        next_watermark=next_watermark(stream, lookback_days, watermark),
        user_history=tables["user_history"],
        event_exceptions=None if exceptions is None else exceptions.where(F.col("is_finalized")),
        finalized_rows=stored["finalized_rows"],
        present=stored["present_rows"],
        recent=stored["recent_rows"],
        as_of=last.date,
    )


def stored_state(
    config: Config,
    state: State,
    found: Reconciliation,
    stream: EventStream,
    store: Store,
    steps: Collection[str],
) -> dict[str, Any]:
    """The state that this run leaves to the next one, for the manifest."""
    tables = {name: store.table(name) for name in TABLES if name in steps}
    return {
        "format": FORMAT,
        "watermark": state.next_watermark.isoformat(),
        "finalized_rows": found.finalized_rows,
        "present_rows": dict(found.present),
        "recent_rows": dict(found.recent),
        "settings": _settings(config, stream),
        "tables": {name: dataclasses.asdict(table) for name, table in tables.items()},
        "folders": [table.folder for table in tables.values()],
    }


def lost_state(config: Config, replaced: Manifest | None) -> list[str]:
    """A line for the summary where a run without a state replaces a snapshot that has one."""
    has_state = replaced and replaced.state and replaced.date == config.snapshot_date
    if config.incremental.enabled or not has_state:
        return []
    line = (
        "Events     the snapshot that this run replaces had an incremental state, and this one has "
        "none; the next incremental run goes on from an older one, or reads all events"
    )
    return [line]


def _settings(config: Config, stream: EventStream) -> dict[str, str]:
    """What a state depends on, each as a hash."""
    rules, source = config.rules, config.sources["events"]
    return {
        "sources.events": fingerprint(source),
        "rules.event_names": fingerprint(sorted(set(rules.event_names))),
        "rules.order_events": fingerprint(sorted(set(rules.order_events))),
        "job.id_type": fingerprint(rules.id_type),
        # A table's days may be dates or text, which are read in their own ways.
        "incremental.event_time": fingerprint([stream.cursor, stream.cursor_type.simpleString()]),
    }
