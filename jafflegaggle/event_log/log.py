"""Which way the events are read."""

from typing import Protocol

from pyspark.sql import DataFrame, Row

from jafflegaggle.event_log.recent import RecentEvents
from jafflegaggle.event_log.whole import WholeLog
from jafflegaggle.frames import Keep
from jafflegaggle.history import History
from jafflegaggle.rules import Rules


class EventLog(Protocol):
    """The events of a run."""

    def activity(self) -> DataFrame:
        """One row a user: what each user did."""

    def oddities(
        self,
        totals: Row,
        user_activity: DataFrame,
        users: DataFrame,
        keep: Keep,
    ) -> tuple[list[DataFrame], list[DataFrame]]:
        """The rows for the quarantine, and those for the findings: each read only if it is needed.

        Args:
            totals: the one row of `event_totals`.
            user_activity: what `activity` gave, kept.
            users: the good users.
            keep: what to do with a table that is used again.
        """


def event_log(staged_events: DataFrame, rules: Rules, history: History | None) -> EventLog:
    """The events of a run: all of them, or those that its history does not hold."""
    if history is None:
        return WholeLog(staged_events, rules)
    return RecentEvents(staged_events, rules, history)
