import datetime as dt

from pyspark.sql import SparkSession

from jafflegaggle.models import user_activity
from tests.tables import assert_table, given

DATE = dt.date(2021, 12, 1)
NAMES = ["recipe_viewed", "order_placed"]


def test_orders_are_events_too(spark: SparkSession) -> None:
    events = given(
        spark,
        "staged_events",
        """
        user_id | event_name    | timestamp
        1       | order_placed  | 2021-01-02
        1       | recipe_viewed | 2021-01-04
        1       | order_placed  | 2021-01-03
        1       | recipe_viewed | 2021-01-01
        2       | recipe_viewed | 2021-01-05
        """,
    )
    actual = user_activity(events, NAMES, ["order_placed"], DATE)
    assert_table(
        actual,
        """
        user_id | number_of_events | first_event | most_recent_event
        1       | 4                | 2021-01-01  | 2021-01-04
        2       | 1                | 2021-01-05  | 2021-01-05
        """,
    )
    assert_table(
        actual,
        """
        user_id | number_of_orders | first_order | most_recent_order
        1       | 2                | 2021-01-02  | 2021-01-03
        2       | 0                |             |
        """,
    )


def test_events_quarantined_are_rows_of_unknown_users(spark: SparkSession) -> None:
    events = given(
        spark,
        "staged_events",
        """
        user_id | event_name    | timestamp  | reason
        1       | recipe_viewed | 2021-01-01 |
        1       | recipe_viewed |            | unreadable_timestamp
        1       |               | 2021-01-09 | missing_event_name
                | recipe_viewed | 2021-01-09 | missing_user_id
        """,
    )
    assert_table(
        user_activity(events, NAMES, ["order_placed"], DATE).drop("number_of_orders"),
        """
        user_id | number_of_rows
        1       | 1
                | 3
        """,
    )


def test_an_unexpected_event_name_counts_and_is_noticed(spark: SparkSession) -> None:
    events = given(
        spark,
        "staged_events",
        """
        user_id | event_name     | timestamp
        1       | recipe_viewed  | 2021-01-01
        1       | recipe_printed | 2021-01-02
        1       | Order_Placed   | 2021-01-03
        """,
    )
    assert_table(
        user_activity(events, NAMES, ["order_placed"], DATE),
        """
        user_id | number_of_events | most_recent_event | number_of_orders | number_of_unknown_names
        1       | 3                | 2021-01-03        | 0                | 2
        """,
    )


def test_the_rules_name_the_orders(spark: SparkSession) -> None:
    events = given(
        spark,
        "staged_events",
        """
        user_id | event_name | timestamp
        1       | bought     | 2021-01-01
        1       | subscribed | 2021-01-02
        1       | looked     | 2021-01-03
        """,
    )
    assert_table(
        user_activity(events, ["bought", "subscribed", "looked"], ["bought", "subscribed"], DATE),
        """
        user_id | number_of_orders | first_order | most_recent_order | number_of_unknown_names
        1       | 2                | 2021-01-01  | 2021-01-02        | 0
        """,
    )


def test_an_event_after_the_snapshot_is_a_row_and_counts_nowhere(spark: SparkSession) -> None:
    events = given(
        spark,
        "staged_events",
        """
        user_id | event_name    | timestamp                  | reason
        1       | order_placed  | 2021-12-01 23:59:59.999999 |
        1       | order_placed  | 2021-12-02 00:00:00        |
        1       | sneezed       | 2099-01-01 00:00:00        |
        2       | recipe_viewed | 2021-12-02 00:00:00        |
                | recipe_viewed | 2099-01-01 00:00:00        | missing_user_id
        """,
    )
    assert_table(
        user_activity(events, NAMES, ["order_placed"], DATE),
        """
        user_id | number_of_rows | number_of_events | number_of_orders | number_of_unknown_names
        1       | 3              | 1                | 1                | 0
        2       | 1              | 0                | 0                | 0
                | 1              | 0                | 0                | 0
        """,
    )
    assert_table(
        user_activity(events, NAMES, ["order_placed"], DATE).where("user_id IS NOT NULL"),
        """
        user_id | first_event                | most_recent_event
        1       | 2021-12-01 23:59:59.999999 | 2021-12-01 23:59:59.999999
        2       |                            |
        """,
    )


def test_the_last_date_that_there_is(spark: SparkSession) -> None:
    events = given(spark, "staged_events", "user_id | timestamp\n1 | 9999-12-31 23:59:59.999999")
    assert_table(
        user_activity(events, NAMES, ["order_placed"], dt.date.max),
        "user_id | number_of_events\n1 | 1",
    )
