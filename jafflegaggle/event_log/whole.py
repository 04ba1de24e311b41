"""The whole event stream, in one pass."""

from dataclasses import dataclass

from pyspark.sql import DataFrame, Row

from jafflegaggle import models as model
from jafflegaggle import staging as stage
from jafflegaggle.frames import Keep
from jafflegaggle.rules import Rules


@dataclass(frozen=True)
class WholeLog:
    """All events; the odd ones are read a second time, filtered, where there are any."""

    events: DataFrame
    rules: Rules

    def activity(self) -> DataFrame:
        """One row a user: what each user did."""
        return model.user_activity(self.events, self.rules.event_names, self.rules.order_events)

    def oddities(
        self,
        totals: Row,
        user_activity: DataFrame,
        users: DataFrame,
        keep: Keep,
    ) -> tuple[list[DataFrame], list[DataFrame]]:
        """The rows for the quarantine, and those for the findings."""
        quarantine, findings = [], []
        if totals.rows_unreadable:
            quarantine.append(model.unreadable_events(self.events))
        if totals.rows_read > totals.rows_unreadable + totals.rows_counted:
            nobody = keep("unknown_users", model.nobody(user_activity, users))
            quarantine.append(model.events_of_nobody(self.events, nobody))
        if totals.rows_of_unknown_names:
            events = stage.kept(self.events)
            findings.append(model.unknown_event_names(events, users, self.rules.event_names))
        return quarantine, findings
