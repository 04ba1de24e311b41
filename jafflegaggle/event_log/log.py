"""Which way the events are read."""

import datetime as dt
from typing import Protocol

from pyspark.sql import DataFrame, Row

from jafflegaggle.event_log.exceptions import EventExceptions
from jafflegaggle.event_log.recent import RecentEvents
from jafflegaggle.event_log.whole import WholeLog
from jafflegaggle.frames import Materialize
from jafflegaggle.history import History
from jafflegaggle.rules import Rules


class EventLog(Protocol):
    """The events of a run; `table` is what their activity is called among the steps."""

    @property
    def table(self) -> str:
        """What their activity is called among the steps."""

    def activity(self) -> DataFrame:
        """One row per user: what each user did."""

    def exceptions(
        self,
        totals: Row | None,
        user_activity: DataFrame,
        users: DataFrame,
        materialize: Materialize,
    ) -> EventExceptions:
        """The rows for the quarantine, and those for the findings.

        Args:
            totals: the row of `event_totals`: what does not occur is not looked for; None: all is.
            user_activity: what `activity` gave, kept.
            users: the good users.
            materialize: what to do with a table that is used again.
        """


def event_log(
    staged_events: DataFrame, rules: Rules, history: History | None, snapshot_date: dt.date
) -> EventLog:
    """The events of a run: all of them, or those that its history does not hold."""
    if history is None:
        return WholeLog(staged_events, rules, snapshot_date)
    return RecentEvents(staged_events, rules, history, snapshot_date)
