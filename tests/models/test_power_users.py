"""Whom to call at a company; the same input gives the same person."""

import datetime as dt

from pyspark.sql import SparkSession

from jafflegaggle.models import power_users
from jafflegaggle.rules import Rules
from tests.tables import assert_table, given

DATE = dt.date(2021, 12, 1)


def test_first_is_the_earliest_then_the_lowest_id(spark: SparkSession) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | company      | created_at
        1       | earliest.com | 2021-01-02
        2       | earliest.com | 2021-01-01
        3       | null.com     |
        4       | null.com     | 2021-01-09
        10      | tie.com      | 2021-01-01
        9       | tie.com      | 2021-01-01
        12      | nulls.com    |
        11      | nulls.com    |
        """,
    )
    assert_table(
        power_users(people, Rules(), DATE),
        """
        corporate_email | first_user_id
        earliest.com    | 2
        null.com        | 4
        tie.com         | 9
        nulls.com       | 11
        """,
    )


def test_most_active_has_most_events_then_is_earliest_then_lowest(spark: SparkSession) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | company      | number_of_events | created_at
        1       | most.com     | 2                | 2021-01-01
        2       | most.com     | 3                | 2021-01-02
        3       | earliest.com | 3                | 2021-01-02
        4       | earliest.com | 3                | 2021-01-01
        5       | earliest.com | 1                | 2020-01-01
        6       | null.com     | 3                |
        7       | null.com     | 3                | 2021-01-01
        10      | tie.com      | 3                | 2021-01-01
        9       | tie.com      | 3                | 2021-01-01
        12      | nulls.com    | 3                |
        11      | nulls.com    | 3                |
        """,
    )
    assert_table(
        power_users(people, Rules(), DATE),
        """
        corporate_email | most_active_user_id
        most.com        | 2
        earliest.com    | 4
        null.com        | 7
        tie.com         | 9
        nulls.com       | 11
        """,
    )


def test_most_orders_has_most_orders_then_is_earliest_then_lowest(spark: SparkSession) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | company      | number_of_events | number_of_orders | created_at
        1       | most.com     | 9                | 2                | 2021-01-01
        2       | most.com     | 3                | 3                | 2021-01-02
        3       | earliest.com | 9                | 3                | 2021-01-02
        4       | earliest.com | 3                | 3                | 2021-01-01
        5       | earliest.com | 9                | 1                | 2020-01-01
        6       | null.com     | 3                | 3                |
        7       | null.com     | 3                | 3                | 2021-01-01
        10      | tie.com      | 3                | 3                | 2021-01-01
        9       | tie.com      | 3                | 3                | 2021-01-01
        12      | nulls.com    | 3                | 3                |
        11      | nulls.com    | 3                | 3                |
        """,
    )
    assert_table(
        power_users(people, Rules(), DATE),
        """
        corporate_email | most_orders_user_id
        most.com        | 2
        earliest.com    | 4
        null.com        | 7
        tie.com         | 9
        nulls.com       | 11
        """,
    )


def test_zero_never_wins(spark: SparkSession) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | company   | number_of_events | number_of_orders
        1       | idle.com  | 0                | 0
        2       | views.com | 1                | 0
        """,
    )
    assert_table(
        power_users(people, Rules(), DATE),
        """
        corporate_email | first_user_id | most_active_user_id | most_orders_user_id
        idle.com        | 1             |                     |
        views.com       | 2             | 2                   |
        """,
    )


def test_three_titles_may_go_to_three_people(spark: SparkSession) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | company | number_of_events | number_of_orders | created_at
        1       | x.com   | 1                | 0                | 2021-01-01
        2       | x.com   | 9                | 1                | 2021-01-02
        3       | x.com   | 5                | 4                | 2021-01-03
        """,
    )
    assert_table(
        power_users(people, Rules(), DATE),
        """
        corporate_email | first_user_id | most_active_user_id | most_orders_user_id
        x.com           | 1             | 2                   | 3
        """,
    )


def test_only_contacts_of_the_resolved_company_are_candidates(spark: SparkSession) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | company_before | company | gaggle_id | number_of_events | created_at
        1       |                |         | 1         | 9                | 2021-01-01
        2       | old.com        | new.com | 1         | 5                | 2021-01-02
        3       |                | new.com | 1         | 1                | 2021-01-03
        """,
    )
    assert_table(
        power_users(people, Rules(), DATE),
        """
        corporate_email | first_user_id | most_active_user_id
        new.com         | 2             | 2
        """,
    )


def test_string_ids_tie_by_their_bytes(spark: SparkSession) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | company    | number_of_events | number_of_orders
        9       | digits.com | 1                | 1
        10      | digits.com | 1                | 1
        😀      | wide.com   | 1                | 1
        ｚ      | wide.com   | 1                | 1
        """,
        id_type="string",
    )
    assert_table(
        power_users(people, Rules(), DATE),
        """
        corporate_email | first_user_id | most_active_user_id | most_orders_user_id
        digits.com      | 10            | 10                  | 10
        wide.com        | ｚ            | ｚ                  | ｚ
        """,
        id_type="string",
    )


def test_when_the_champion_was_there_and_whether_another_is(spark: SparkSession) -> None:
    """2021-11-25 is 6 days before the date. Another one is never the champion itself."""
    people = given(
        spark,
        "people",
        """
        user_id | company    | number_of_events | created_at | most_recent_event
        1       | gone.com   | 9                | 2021-01-01 | 2021-11-01
        2       | gone.com   | 1                | 2021-01-01 | 2021-11-25 00:00:00
        3       | long.com   | 9                |            | 2021-11-01
        4       | long.com   | 1                |            | 2021-11-24 23:59:59
        5       | alone.com  | 9                | 2021-01-01 | 2021-12-01
        6       | both.com   | 9                | 2021-01-02 | 2021-11-30
        7       | both.com   | 9                | 2021-01-01 | 2021-12-01
        8       | tie.com    | 9                | 2021-01-01 | 2021-11-02
        9       | tie.com    | 9                | 2021-01-01 | 2021-11-03
        10      | nulls.com  | 9                |            | 2021-11-03
        11      | nulls.com  | 9                | 2021-01-01 | 2021-11-02
        12      | silent.com | 0                | 2021-01-01 |
        13      |            | 5                | 2021-01-01 | 2021-12-01
        """,
    )
    assert_table(
        power_users(people, Rules(), DATE),
        """
        corporate_email | most_active_user_id | champion_last_event | has_recent_others
        gone.com        | 1                   | 2021-11-01          | true
        long.com        | 3                   | 2021-11-01          | false
        alone.com       | 5                   | 2021-12-01          | false
        both.com        | 7                   | 2021-12-01          | true
        tie.com         | 8                   | 2021-11-02          | false
        nulls.com       | 11                  | 2021-11-02          | false
        silent.com      |                     |                     | false
        """,
    )
    longer = Rules(signals={"champion_gone": {"max_days_others": 28}})
    assert_table(
        power_users(people, longer, DATE),
        """
        corporate_email | has_recent_others
        gone.com        | true
        long.com        | true
        alone.com       | false
        both.com        | true
        tie.com         | true
        nulls.com       | true
        silent.com      | false
        """,
    )
