"""The job as a single Python call: `python examples/python_api.py embedded`, or `spark`."""

import datetime as dt
import sys

from jafflegaggle import Rules, Sources, customer_360
from jafflegaggle.engine import open_session

USERS = [
    ("1", "Ann", "ann@rams.sl", "10", "2021-01-01"),
    ("2", "Ann B.", "ann@rams.la", "10", "2021-01-02"),
    ("3", "Bob", "bob@gmail.com", "10", "2021-01-03"),
]
EVENTS = [
    ("a", "1", "order_placed", "2021-02-01 10:00:00"),
    ("b", "2", "recipe_viewed", "2021-02-02 10:00:00"),
    ("c", "3", "recipe_viewed", "2021-02-03 10:00:00"),
]


def main(engine: str) -> None:
    """Show the contacts and accounts of three users, two of whom are one person."""
    with open_session(engine) as spark:
        sources = Sources(
            users=spark.createDataFrame(
                USERS,
                "user_id string, user_name string, email string, "
                "gaggle_id string, created_at string",
            ),
            gaggles=spark.createDataFrame(
                [("10", "Rams", "2021-01-01")],
                "gaggle_id string, gaggle_name string, created_at string",
            ),
            events=spark.createDataFrame(
                EVENTS, "event_id string, user_id string, event_name string, timestamp string"
            ),
            merged_user=spark.createDataFrame(
                [("ann@rams.sl", "ann@rams.la")], "old_email string, new_email string"
            ),
        )
        tables = customer_360(sources, Rules(), snapshot_date=dt.date(2021, 12, 1))
        contacts = tables["contacts"].orderBy("user_id")
        contacts.select("user_id", "email", "account_corporate_email", "number_of_events").show()
        tables["accounts"].select("corporate_email", "number_of_users_associated").show()


if __name__ == "__main__":
    main(*sys.argv[1:] or ["auto"])
