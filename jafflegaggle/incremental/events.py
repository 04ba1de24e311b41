"""The events of a run: all of them, or those since the watermark plus the state of the others."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from jafflegaggle.frames import Materialize, union_all
from jafflegaggle.incremental import event_exceptions as exception
from jafflegaggle.incremental.deferred_events import deferred_events, is_after_snapshot
from jafflegaggle.incremental.event_names import (
    Look,
    expected_names,
    names_found,
    unused_name_findings,
)
from jafflegaggle.incremental.event_stream import EventStream
from jafflegaggle.incremental.state import State
from jafflegaggle.incremental.user_history import DEFERRED, FINALIZED, user_history
from jafflegaggle.models import user_activity as activity_table
from jafflegaggle.models.audit import quarantine
from jafflegaggle.models.audit.findings import unknown_event_names
from jafflegaggle.models.audit.quarantine import unknown_users
from jafflegaggle.models.measures import age_measures
from jafflegaggle.rules import Rules
from jafflegaggle.staging.stage import valid_rows


class Exceptions(NamedTuple):
    """Parts of the quarantine and of the findings, each read only if it is needed.

    Attributes:
        quarantine: parts of the quarantine.
        findings: parts of the findings.
        event_names: which names of the rules events have, as far as that is known.
    """

    quarantine: Sequence[DataFrame] = ()
    findings: Sequence[DataFrame] = ()
    event_names: Collection[str] = ()


class Events(Protocol):
    """The events of a run; lazy, except for what `materialize` and `look` do."""

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
            totals: the row of `event_totals`, to skip what does not occur; None if unknown.
            user_activity: the result of `activity`.
            users: the valid users.
            materialize: what to do with a table that is used again.
            look: fetches the row of a one-row frame if that is cheap; otherwise returns None.
        """


def events_of(
    stream: EventStream, rules: Rules, state: State | None, snapshot_date: dt.date
) -> Events:
    """The events of a run; stream: the staged ones; state: None to read all of them."""
    if state is None:
        return FullEvents(stream.frame, rules, snapshot_date, stream.partitions)
    return IncrementalEvents(stream, rules, state, snapshot_date)


@dataclass(frozen=True)
class FullEvents:
    """All events, in one pass; if there are exceptions, these are read a second time."""

    events: DataFrame
    rules: Rules
    snapshot_date: dt.date
    partitions: int | None = None

    def activity(self, materialize: Materialize) -> DataFrame:
        """One row per user: what each user did."""
        names, orders = self.rules.event_names, self.rules.order_events
        activity = activity_table(self.events, names, orders, self.snapshot_date, self.partitions)
        return materialize("user_activity", activity)

    def exceptions(
        self,
        totals: Row | None,
        user_activity: DataFrame,
        users: DataFrame,
        materialize: Materialize,
        look: Look,
    ) -> Exceptions:
        """The events that are quarantined or have an unexpected name."""
        rows, unexpected = [], None
        if totals is None or totals.rows_unreadable:
            rows.append(quarantine.unreadable_events(self.events))
        if totals is None or totals.rows_read > totals.rows_unreadable + totals.rows_counted:
            unknown = materialize("unknown_users", unknown_users(user_activity, users))
            if has_users(unknown, look):  # or else the events are after the snapshot's date
                rows.append(quarantine.events_of_unknown_users(self.events, unknown))
        if totals is None or totals.rows_of_unknown_names:
            counted = valid_rows(self.events.where(~is_after_snapshot(self.snapshot_date)))
            unexpected = unknown_event_names(counted, users, self.rules.event_names)
        found = names_found(self.events, expected_names(self.rules), look)
        unused = unused_name_findings(self.events, self.rules, found, unexpected, totals)
        findings = unused if unexpected is None else [unexpected, *unused]
        return Exceptions(rows, findings, found or ())


@dataclass(frozen=True)
class IncrementalEvents:
    """The events that the state does not hold, and what it holds of the others.

    The tables equal those of all events, row by row. Old events are needed again in one case: rows
    of a user who was known when they were finalized, and no longer is.
    """

    stream: EventStream
    rules: Rules
    state: State
    snapshot_date: dt.date

    def activity(self, materialize: Materialize) -> DataFrame:
        """One row per user: what each user did; `user_history` is materialized for the state."""
        return activity_table.select(self._history(materialize))

    def _history(self, materialize: Materialize) -> DataFrame:
        history = user_history(
            self._new(),
            self._past(),
            self.state.deferred_events,
            self.state.next_watermark,
            self.rules.event_names,
            self.rules.order_events,
            self.snapshot_date,
        )
        return materialize("user_history", history)

    def _new(self) -> EventStream:
        return self.stream.where(self.state.is_new(self.stream))

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
        new = self._new().frame
        before = self.state.event_names
        names = names_found(new, expected_names(self.rules) - before, look)
        found = None if names is None else names | before
        self._defer(totals, materialize, look)
        has_all_rows = totals is not None and totals.rows_read == totals.rows_counted
        if totals is not None and has_all_rows and not totals.rows_of_unknown_names:
            unused = unused_name_findings(new, self.rules, found, None, totals)
            return Exceptions(findings=unused, event_names=found or ())
        unknown = materialize("unknown_users", unknown_users(user_activity, users))
        exceptions = materialize("event_exceptions", self._exceptions(unknown, materialize, look))
        unexpected = exception.name_findings_of(exceptions, unknown, self.rules.event_names)
        unused = unused_name_findings(new, self.rules, found, unexpected, totals)
        rows = exception.quarantine_of(exceptions, unknown)
        return Exceptions([rows], [unexpected, *unused], found or ())

    def _defer(self, totals: Row | None, materialize: Materialize, look: Look) -> None:
        """Keep for the next run what it does not read again, and may have to count."""
        if totals is not None and not totals.rows_after_snapshot:
            return
        number = look(self._history(materialize).agg(F.sum(DEFERRED).alias("rows")))
        if number is None or number.rows:
            state = self.state
            deferred = deferred_events(
                self._new(), state.deferred_events, state.next_watermark, self.snapshot_date
            )
            materialize("deferred_events", deferred)

    def _exceptions(self, unknown: DataFrame, materialize: Materialize, look: Look) -> DataFrame:
        state, names = self.state, self.rules.event_names
        parts, held = [self._exceptions_of(self._new(), unknown)], state.event_exceptions
        if state.deferred_events is not None:
            parts.append(
                exception.exceptions_of_deferred(
                    state.deferred_events, unknown, names, self.snapshot_date
                )
            )
        if state.user_history is not None:
            removed = exception.removed_users(unknown, state.user_history, held)
            removed = materialize("removed_users", removed)
            if has_users(removed, look):
                parts.append(self._exceptions_of(self._old(removed), unknown))
                if held is not None:
                    held = held.join(removed, on="user_id", how="left_anti")
        if held is not None:
            parts.append(held)
        return union_all(parts)

    def _old(self, users: DataFrame) -> EventStream:
        """The valid events of some users that the state holds, but for the deferred ones."""
        is_old = ~self.state.is_new(self.stream) & F.col("reason").isNull()
        if self.state.as_of is not None:
            is_old &= ~is_after_snapshot(self.state.as_of)
        old = self.stream.where(is_old)
        return old.with_frame(old.frame.join(users, on="user_id", how="left_semi"))

    def _exceptions_of(self, events: EventStream, unknown: DataFrame) -> DataFrame:
        names, watermark = self.rules.event_names, self.state.next_watermark
        return exception.event_exceptions(events, unknown, names, watermark, self.snapshot_date)


def has_users(users: DataFrame, look: Look) -> bool:
    """Whether there are any, or may be."""
    number = look(users.agg(F.count(F.lit(1)).alias("users")))
    return number is None or number.users > 0
