"""The algebra of activity: measured from events, rolled up from parts."""

import datetime as dt

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from jafflegaggle.models.event import event_columns
from jafflegaggle.models.measures import (
    fill_measures,
    measure_events,
    measure_names,
    merge_measures,
)
from tests.tables import assert_table, given

EVENTS = """
    user_id | event_name    | timestamp
    1       | order_placed  | 2021-01-02
    1       | recipe_viewed | 2021-01-09
    2       | recipe_viewed | 2021-01-01
    2       | order_placed  | 2021-01-03
    2       | order_placed  | 2021-01-08
    3       | recipe_viewed | 2021-01-04
    """


def test_events_are_measured(spark: SparkSession) -> None:
    is_order = F.col("event_name") == F.lit("order_placed")
    events = given(spark, "staged_events", EVENTS).withColumn("is_order", is_order)
    event = event_columns(dt.date(2021, 1, 9))
    measured = events.groupBy("user_id").agg(*measure_events(event))
    assert_table(
        measured,
        """
        user_id | first_event | most_recent_event | number_of_events
        1       | 2021-01-02  | 2021-01-09        | 2
        2       | 2021-01-01  | 2021-01-08        | 3
        3       | 2021-01-04  | 2021-01-04        | 1
        """,
    )
    assert_table(
        measured,
        """
        user_id | first_order | most_recent_order | number_of_orders
        1       | 2021-01-02  | 2021-01-02        | 1
        2       | 2021-01-03  | 2021-01-08        | 2
        3       |             |                   | 0
        """,
    )


# What the test above says of EVENTS, with a user who did nothing.
PARTS = """
    user_id | number_of_events | first_event | most_recent_event | number_of_orders | first_order
    1       | 2                | 2021-01-02  | 2021-01-09        | 1                | 2021-01-02
    2       | 3                | 2021-01-01  | 2021-01-08        | 2                | 2021-01-03
    3       | 1                | 2021-01-04  | 2021-01-04        | 0                |
    4       | 0                |             |                   | 0                |
    """


def test_parts_roll_up_to_the_whole(spark: SparkSession) -> None:
    assert_table(
        given(spark, "people", PARTS).agg(*merge_measures()),
        """
        number_of_events | first_event | most_recent_event | number_of_orders | first_order
        6                | 2021-01-01  | 2021-01-09        | 3                | 2021-01-02
        """,
    )


def test_some_parts_roll_up_under_a_name_of_their_own(spark: SparkSession) -> None:
    some = merge_measures("_corporate", where=F.col("user_id") > F.lit(1))
    assert_table(
        given(spark, "people", PARTS).agg(*some),
        """
        number_of_events_corporate | most_recent_event_corporate | first_order_corporate
        4                          | 2021-01-08                  | 2021-01-03
        """,
    )


def test_nothing_rolls_up_to_zero_and_no_time(spark: SparkSession) -> None:
    assert_table(
        given(spark, "people", "user_id").agg(*merge_measures()),
        """
        number_of_events | first_event | most_recent_event | number_of_orders | first_order
        0                |             |                   | 0                |
        """,
    )


def test_who_did_nothing_counts_zero(spark: SparkSession) -> None:
    users = given(spark, "users", "user_id\n1\n5")
    parts = given(spark, "people", PARTS).select("user_id", *measure_names())
    active = users.join(parts, on="user_id", how="left")
    assert_table(
        active.select("user_id", *fill_measures()),
        """
        user_id | number_of_events | first_event | number_of_orders | first_order
        1       | 2                | 2021-01-02  | 1                | 2021-01-02
        5       | 0                |             | 0                |
        """,
    )
