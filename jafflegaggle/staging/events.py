"""Events: one row a thing that a user did."""

from pyspark.sql import DataFrame

from jafflegaggle.canonical import CLOCK
from jafflegaggle.staging.cells import Cells, staged


def staged_events(events: DataFrame, id_type: str) -> DataFrame:
    """One row a row of `events`: `event_id, user_id, event_name, timestamp, reason`.

    Set aside: a missing `user_id`, `event_name` or `timestamp`, and an unreadable `user_id` or
    `timestamp`. Whether the user is known is not yet seen, and the cells as
    they were read stay beside, at no cost until a row is set aside; so does `CLOCK`, where the
    events have one.
    """
    read = Cells(events)
    cells = [
        read.text("event_id"),
        read.id("user_id", id_type, required=True),
        read.text("event_name", required=True),
        read.time("timestamp", required=True),
    ]
    return staged(events, cells, beside=[CLOCK] if CLOCK in events.columns else [])
