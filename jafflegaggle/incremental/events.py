"""The events of a run: all of them, or those since the watermark beside the state of the others."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from jafflegaggle.frames import Materialize, union_all
from jafflegaggle.incremental import event_exceptions as exception
from jafflegaggle.incremental.event_stream import EventStream
from jafflegaggle.incremental.state import State
from jafflegaggle.incremental.user_history import FINALIZED, user_history
from jafflegaggle.models import user_activity as activity_table
from jafflegaggle.models.audit import quarantine
from jafflegaggle.models.audit.findings import unknown_event_names
from jafflegaggle.models.audit.quarantine import unknown_users
from jafflegaggle.models.measures import age_measures
from jafflegaggle.rules import Rules
from jafflegaggle.staging.stage import valid_rows

Look = Callable[[DataFrame], Row | None]


class Exceptions(NamedTuple):
    """Parts of the quarantine and of the findings, each read only if it is needed."""

    quarantine: Sequence[DataFrame] = ()
    findings: Sequence[DataFrame] = ()


class Events(Protocol):
    """The events of a run; lazy, but for what `materialize` and `look` do."""

    def activity(self, materialize: Materialize) -> DataFrame:
        """One row per user: what each user did (`user_activity`)."""

    def exceptions(
        self,
        totals: Row | None,
        user_activity: DataFrame,
        users: DataFrame,
        materialize: Materialize,
        look: Look,
    ) -> Exceptions:
        """The events that are quarantined or have an unexpected name.

        Args:
            totals: the row of `event_totals`: what does not occur is not looked for; None: all is.
            user_activity: what `activity` gave.
            users: the valid users.
            materialize: what to do with a table that is used again.
            look: the row of a frame of one row, where that is cheap; else None.
        """


def events_of(
    stream: EventStream, rules: Rules, state: State | None, snapshot_date: dt.date
) -> Events:
    """The events of a run; stream: the staged ones; state: None to read all of them."""
    if state is None:
        return FullEvents(stream.frame, rules, snapshot_date)
    return IncrementalEvents(stream, rules, state, snapshot_date)


@dataclass(frozen=True)
class FullEvents:
    """All events, in one pass; exceptions are read a second time, filtered, where there are any."""

    events: DataFrame
    rules: Rules
    snapshot_date: dt.date

    def activity(self, materialize: Materialize) -> DataFrame:
        """One row per user: what each user did."""
        names, orders = self.rules.event_names, self.rules.order_events
        activity = activity_table(self.events, names, orders, self.snapshot_date)
        return materialize("user_activity", activity)

    def exceptions(
        self,
        totals: Row | None,
        user_activity: DataFrame,
        users: DataFrame,
        materialize: Materialize,
        look: Look,  # noqa: ARG002
    ) -> Exceptions:
        """The events that are quarantined or have an unexpected name."""
        rows, findings = [], []
        if totals is None or totals.rows_unreadable:
            rows.append(quarantine.unreadable_events(self.events))
        if totals is None or totals.rows_read > totals.rows_unreadable + totals.rows_counted:
            unknown = materialize("unknown_users", unknown_users(user_activity, users))
            rows.append(quarantine.events_of_unknown_users(self.events, unknown))
        if totals is None or totals.rows_of_unknown_names:
            valid, names = valid_rows(self.events), self.rules.event_names
            findings.append(unknown_event_names(valid, users, names))
        return Exceptions(rows, findings)


@dataclass(frozen=True)
class IncrementalEvents:
    """The events that the state does not hold, and what it holds of the others.

    The tables are those of all events, row by row. One thing needs old events again: rows of a
    user who was known when they were finalized, and is not known any more.
    """

    stream: EventStream
    rules: Rules
    state: State
    snapshot_date: dt.date

    def activity(self, materialize: Materialize) -> DataFrame:
        """One row per user: what each user did; `user_history` is materialized for the state."""
        history = user_history(
            self.stream.where(self.state.is_new(self.stream)),
            self._past(),
            self.state.next_watermark,
            self.rules.event_names,
            self.rules.order_events,
            self.snapshot_date,
        )
        return activity_table.select(materialize("user_history", history))

    def _past(self) -> DataFrame | None:
        """What each user did until the last run, as of this snapshot's date."""
        past, as_of = self.state.user_history, self.state.as_of
        if past is None or as_of is None:
            return past
        older = age_measures((self.snapshot_date - as_of).days, FINALIZED)
        return past.withColumns(older) if older else past

    def exceptions(
        self,
        totals: Row | None,
        user_activity: DataFrame,
        users: DataFrame,
        materialize: Materialize,
        look: Look,
    ) -> Exceptions:
        """The events that are quarantined or have an unexpected name."""
        has_all_rows = totals is not None and totals.rows_read == totals.rows_counted
        if totals is not None and has_all_rows and not totals.rows_of_unknown_names:
            return Exceptions()
        unknown = materialize("unknown_users", unknown_users(user_activity, users))
        is_new, held = self.state.is_new(self.stream), self.state.event_exceptions
        parts = [self._exceptions(self.stream.where(is_new), unknown)]
        if self.state.user_history is not None:
            removed = exception.removed_users(unknown, self.state.user_history, held)
            removed = materialize("removed_users", removed)
            number = look(removed.agg(F.count(F.lit(1)).alias("users")))
            if number is None or number.users:
                old = self.stream.where(~is_new & F.col("reason").isNull())
                theirs = old.frame.join(removed, on="user_id", how="left_semi")
                parts.append(self._exceptions(old.with_frame(theirs), unknown))
                if held is not None:
                    held = held.join(removed, on="user_id", how="left_anti")
        if held is not None:
            parts.append(held)
        found = materialize("event_exceptions", union_all(parts))
        names = exception.name_findings_of(found, unknown, self.rules.event_names)
        return Exceptions([exception.quarantine_of(found, unknown)], [names])

    def _exceptions(self, events: EventStream, unknown: DataFrame) -> DataFrame:
        names, watermark = self.rules.event_names, self.state.next_watermark
        return exception.event_exceptions(events, unknown, names, watermark)
