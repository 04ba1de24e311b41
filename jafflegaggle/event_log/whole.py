"""The whole event stream, in one pass."""

import datetime as dt
from dataclasses import dataclass

from pyspark.sql import DataFrame, Row

from jafflegaggle import models as model
from jafflegaggle.event_log.exceptions import EventExceptions
from jafflegaggle.frames import Materialize
from jafflegaggle.models.audit.findings import unknown_event_names
from jafflegaggle.models.audit.quarantine import (
    events_of_unknown_users,
    unknown_users,
    unreadable_events,
)
from jafflegaggle.rules import Rules
from jafflegaggle.staging.stage import valid_rows


@dataclass(frozen=True)
class WholeLog:
    """All events; the odd ones are read a second time, filtered, where there are any."""

    events: DataFrame
    rules: Rules
    snapshot_date: dt.date
    table = "user_activity"

    def activity(self) -> DataFrame:
        """One row a user: what each user did."""
        rules = self.rules
        return model.user_activity(
            self.events, rules.event_names, rules.order_events, self.snapshot_date
        )

    def exceptions(
        self,
        totals: Row | None,
        user_activity: DataFrame,
        users: DataFrame,
        materialize: Materialize,
    ) -> EventExceptions:
        """The rows for the quarantine, and those for the findings."""
        quarantine, findings = [], []
        if totals is None or totals.rows_unreadable:
            quarantine.append(unreadable_events(self.events))
        if totals is None or totals.rows_read > totals.rows_unreadable + totals.rows_counted:
            unknown = materialize("unknown_users", unknown_users(user_activity, users))
            quarantine.append(events_of_unknown_users(self.events, unknown))
        if totals is None or totals.rows_of_unknown_names:
            events = valid_rows(self.events)
            findings.append(unknown_event_names(events, users, self.rules.event_names))
        return EventExceptions(quarantine, findings)
