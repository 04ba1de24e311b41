"""The events since the last run, less the lookback, and what earlier runs settled."""

from dataclasses import dataclass

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from jafflegaggle import models as model
from jafflegaggle.frames import Keep, union_all
from jafflegaggle.history import History
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

    def activity(self) -> DataFrame:
        """One row a user: what each user did, and what of it is settled."""
        return model.user_history(
            self.events.where(self.history.unsettled(self.events)),
            self.history.activity,
            self.history.settle_until,
            self.rules.event_names,
            self.rules.order_events,
        )

    def oddities(
        self,
        totals: Row,
        user_activity: DataFrame,
        users: DataFrame,
        keep: Keep,
    ) -> tuple[list[DataFrame], list[DataFrame]]:
        """The rows for the quarantine, and those for the findings."""
        if totals.rows_read == totals.rows_counted and not totals.rows_of_unknown_names:
            return [], []
        nobody = keep("unknown_users", model.nobody(user_activity, users))
        names = self.rules.event_names
        parts = [self._odd(self.events.where(self.history.unsettled(self.events)), nobody)]
        if self.history.activity is not None:
            held = self.history.odd_events
            gone = keep("users_gone", model.users_gone(nobody, self.history.activity, held))
            if gone.limit(1).count():
                is_old = ~self.history.unsettled(self.events) & F.col("reason").isNull()
                old = self.events.where(is_old)
                parts.append(self._odd(old.join(gone, on="user_id", how="left_semi"), nobody))
                if held is not None:
                    held = held.join(gone, on="user_id", how="left_anti")
            if held is not None:
                parts.append(held)
        odd = keep("odd_events", union_all(parts))
        return [model.rows_set_aside(odd, nobody)], [model.unexpected_names(odd, nobody, names)]

    def _odd(self, events: DataFrame, nobody: DataFrame) -> DataFrame:
        return model.odd_events(events, nobody, self.rules.event_names, self.history.settle_until)
