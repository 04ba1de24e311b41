"""Whom to call at a company; the same input gives the same person."""

from pyspark.sql import SparkSession

from jafflegaggle.models import power_users
from tests.tables import assert_table, given


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
        power_users(people),
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
        power_users(people),
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
        power_users(people),
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
        power_users(people),
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
        power_users(people),
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
        power_users(people),
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
        power_users(people),
        """
        corporate_email | first_user_id | most_active_user_id | most_orders_user_id
        digits.com      | 10            | 10                  | 10
        wide.com        | ｚ            | ｚ                  | ｚ
        """,
        id_type="string",
    )
