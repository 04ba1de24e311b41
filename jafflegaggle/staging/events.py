"""Events: one row a thing that a user did."""

from pyspark.sql import DataFrame

from jafflegaggle.canonical import CLOCK
from jafflegaggle.staging.cells import Cells, staged


def staged_events(events: DataFrame, id_type: str, deduplicate: bool = False) -> DataFrame:
    """One row a row of `events`: `event_id, user_id, event_name, timestamp, reason`.

    Set aside: a missing `user_id`, `event_name` or `timestamp`, and an unreadable `user_id` or
    `timestamp`. Whether the user is known is not yet seen, and the cells as
    they were read stay beside, at no cost until a row is set aside; so does `CLOCK`, where the
    events have one.

    Args:
        events: the source.
        id_type: the type of `user_id`.
        deduplicate: set the second and later rows of one `event_id` aside too. This reads the
            events three times, and moves all ids; those that repeat go to every task.
    """
    read = Cells(events)
    cells = [
        read.text("event_id"),
        read.id("user_id", id_type, required=True),
        read.text("event_name", required=True),
        read.time("timestamp", required=True),
    ]
    return staged(
        events,
        cells,
        key="event_id" if deduplicate else None,
        beside=[CLOCK] if CLOCK in events.columns else [],
    )
