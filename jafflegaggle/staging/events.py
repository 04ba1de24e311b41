"""Events: one row a thing that a user did."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.staging.cells import Cell, staged
from jafflegaggle.staging.parse import as_id, as_text, as_time


def staged_events(events: DataFrame, id_type: str) -> DataFrame:
    """One row a row of `events`: `event_id, user_id, event_name, timestamp, reason`.

    Set aside: a missing `user_id`, `event_name` or `timestamp`, and an unreadable `user_id` or
    `timestamp`. Whether the user is known is not yet seen, and the cells as
    they were read stay beside, at no cost until a row is set aside.
    """
    types = {field.name: field.dataType for field in events.schema}
    cells = [
        Cell("event_id", as_text(F.col("event_id"))),
        Cell("user_id", as_id(F.col("user_id"), types["user_id"], id_type), required=True),
        Cell("event_name", as_text(F.col("event_name")), required=True),
        Cell("timestamp", as_time(F.col("timestamp"), types["timestamp"]), required=True),
    ]
    return staged(events, cells)
