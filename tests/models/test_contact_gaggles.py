import datetime as dt

from pyspark.sql import SparkSession

from jafflegaggle.models import contact_gaggles
from tests.tables import assert_table, given, run

DATE = dt.date(2021, 12, 1)


def test_a_contact_with_one_user_is_in_the_gaggle_of_that_user(spark: SparkSession) -> None:
    contacts = given(
        spark,
        "contacts",
        """
        user_id | gaggle_id | is_internal | number_of_events | active_days_28d
        1       | 10        | false       | 3                | 2
        2       |           | false       | 4                | 1
        3       | 10        | true        | 5                | 1
        4       | 77        | false       | 0                | 0
        """,
    )
    merged_users = given(spark, "merged_users", "user_id | contact_user_id")
    user_activity = given(spark, "user_activity", "user_id | number_of_events\n1 | 9\n | 5")
    assert_table(
        contact_gaggles(contacts, merged_users, user_activity, DATE),
        """
        user_id | gaggle_id | is_current | number_of_users | number_of_events | active_days_28d
        1       | 10        | true       | 1               | 3                | 2
        4       | 77        | true       | 1               | 0                | 0
        """,
    )


def test_users_who_share_a_contact_count_in_their_own_gaggle(spark: SparkSession) -> None:
    contacts = given(
        spark,
        "contacts",
        """
        user_id | gaggle_id | is_internal | number_of_events
        1       | 20        | false       | 9
        5       | 10        | true        | 9
        7       |           | false       | 9
        """,
    )
    merged_users = given(
        spark,
        "merged_users",
        """
        user_id | contact_user_id | gaggle_id | own_gaggle_id
        1       | 1               | 20        | 10
        2       | 1               | 20        | 20
        3       | 1               | 20        | 10
        4       | 1               | 20        |
        5       | 5               | 10        | 10
        6       | 5               | 10        | 20
        7       | 7               |           |
        8       | 7               |           |
        """,
    )
    user_activity = given(
        spark,
        "user_activity",
        """
        user_id | number_of_events | first_event         | most_recent_event   | event_day_bits
        1       | 2                | 2021-11-30          | 2021-12-01          | 3
        3       | 1                | 2021-11-01          | 2021-11-01          | 1073741824
        4       | 8                | 2021-12-01          | 2021-12-01          | 1
        6       | 8                | 2021-12-01          | 2021-12-01          | 1
        """,
    )
    actual = contact_gaggles(contacts, merged_users, user_activity, DATE)
    assert_table(
        actual,
        """
        user_id | gaggle_id | is_current | number_of_users | number_of_events | first_event
        1       | 10        | false      | 2               | 3                | 2021-11-01
        1       | 20        | true       | 1               | 0                |
        """,
    )
    assert_table(
        actual,
        """
        gaggle_id | active_days_28d | active_days_previous_28d | days_since_last_event | lifecycle
        10        | 2               | 1                        | 0                     | retained
        20        | 0               | 0                        |                       | never
        """,
    )


def test_a_person_with_two_gaggles(spark: SparkSession) -> None:
    """The newest user has no gaggle: the next one's is the current one."""
    tables = run(
        spark,
        users="""
        user_id | email      | gaggle_id | created_at
        1       | ann@x.com  | 10        | 2021-01-01
        2       | Ann@X.com  | 20        | 2021-01-02
        3       | ann@y.com  | 10        | 2021-01-03
        4       | ann@x.com  |           | 2021-01-04
        5       | bob@z.com  | 20        | 2021-01-05
        """,
        gaggles="gaggle_id\n10",
        events="""
        event_id | user_id | event_name   | timestamp
        a        | 1       | order_placed | 2021-02-01
        b        | 2       | order_placed | 2021-02-02
        c        | 3       | order_placed | 2021-02-03
        d        | 4       | order_placed | 2021-02-04
        """,
        merged_user="old_email | new_email\nann@y.com | ann@x.com",
    )
    assert_table(tables["contacts"], "user_id | gaggle_id\n1 | 10\n5 | 20")
    assert_table(
        tables["contact_gaggles"],
        """
        user_id | gaggle_id | is_current | number_of_users | number_of_orders | most_recent_order
        1       | 10        | true       | 2               | 2                | 2021-02-03
        1       | 20        | false      | 1               | 1                | 2021-02-02
        5       | 20        | true       | 1               | 0                |
        """,
    )
