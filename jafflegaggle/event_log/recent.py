"""The events since the last run, less the lookback, and what earlier runs settled."""

import datetime as dt
from dataclasses import dataclass

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from jafflegaggle.event_log.exceptions import EventExceptions
from jafflegaggle.frames import Materialize, union_all
from jafflegaggle.history import History
from jafflegaggle.models.audit.quarantine import unknown_users
from jafflegaggle.models.odd_events import (
    odd_events,
    rows_set_aside,
    unexpected_names,
    users_gone,
)
from jafflegaggle.models.user_history import user_history
from jafflegaggle.rules import Rules


@dataclass(frozen=True)
class RecentEvents:
    """The events that a history does not hold; beside them, what it holds of the others.

    The tables are those of all events, row by row. One thing needs old events again: rows of a
    user who was known when they were settled, and is not known any more.
    """

    events: DataFrame
    rules: Rules
    history: History
    snapshot_date: dt.date
    table = "user_activity"

    def activity(self) -> DataFrame:
        """One row a user: what each user did, and what of it is settled."""
        return user_history(
            self.events.where(self.history.unsettled(self.events)),
            self.history.activity,
            self.history.settle_until,
            self.rules.event_names,
            self.rules.order_events,
            self.snapshot_date,
        )

    def exceptions(
        self,
        totals: Row | None,
        user_activity: DataFrame,
        users: DataFrame,
        materialize: Materialize,
    ) -> EventExceptions:
        """The rows for the quarantine, and those for the findings."""
        is_clean = totals is not None and totals.rows_read == totals.rows_counted
        if totals is not None and is_clean and not totals.rows_of_unknown_names:
            return EventExceptions()
        nobody = materialize("unknown_users", unknown_users(user_activity, users))
        names = self.rules.event_names
        parts = [self._odd(self.events.where(self.history.unsettled(self.events)), nobody)]
        if self.history.activity is not None:
            held = self.history.odd_events
            gone = materialize("users_gone", users_gone(nobody, self.history.activity, held))
            if gone.limit(1).count():
                is_old = ~self.history.unsettled(self.events) & F.col("reason").isNull()
                old = self.events.where(is_old)
                parts.append(self._odd(old.join(gone, on="user_id", how="left_semi"), nobody))
                if held is not None:
                    held = held.join(gone, on="user_id", how="left_anti")
            if held is not None:
                parts.append(held)
        odd = materialize("odd_events", union_all(parts))
        rows, unexpected = rows_set_aside(odd, nobody), unexpected_names(odd, nobody, names)
        return EventExceptions([rows], [unexpected])

    def _odd(self, events: DataFrame, nobody: DataFrame) -> DataFrame:
        return odd_events(events, nobody, self.rules.event_names, self.history.settle_until)
