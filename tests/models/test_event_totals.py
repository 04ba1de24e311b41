from pyspark.sql import SparkSession

from jafflegaggle.models import event_totals
from tests.tables import assert_table, given


def test_what_was_read_is_counted_or_quarantined(spark: SparkSession) -> None:
    user_activity = given(
        spark,
        "user_activity",
        """
        user_id | number_of_rows | number_of_events | number_of_unknown_names
        1       | 6              | 5                | 2
        2       | 4              | 4                | 1
        99      | 3              | 1                | 0
                | 7              | 0                | 6
        """,
    )
    people = given(spark, "people", "user_id | number_of_events\n1 | 9\n3 | 0")
    assert_table(
        event_totals(user_activity, people),
        """
        number_of_people | rows_read | rows_unreadable | rows_counted | rows_of_unknown_names
        2                | 20        | 7               | 9            | 3
        """,
    )


def test_what_is_after_the_snapshot_is_read_and_not_counted(spark: SparkSession) -> None:
    user_activity = given(
        spark,
        "user_activity",
        """
        user_id | number_of_rows | number_of_events
        1       | 5              | 3
        99      | 4              | 0
                | 7              | 0
        """,
    )
    assert_table(
        event_totals(user_activity, given(spark, "people", "user_id | number_of_events\n1 | 3")),
        """
        rows_read | rows_unreadable | rows_counted | rows_after_snapshot
        16        | 7               | 3            | 6
        """,
    )


def test_without_events_and_people_all_is_zero(spark: SparkSession) -> None:
    assert_table(
        event_totals(given(spark, "user_activity", "user_id"), given(spark, "people", "user_id")),
        """
        number_of_people | rows_read | rows_unreadable | rows_counted | rows_of_unknown_names
        0                | 0         | 0               | 0            | 0
        """,
    )
