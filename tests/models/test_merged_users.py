"""Who survives a merge, and what the survivor takes from the others."""

from pyspark.sql import SparkSession

from jafflegaggle.models import merged_users
from tests.tables import assert_table, given


def test_users_of_one_email_are_one_person(spark: SparkSession) -> None:
    users = given(
        spark,
        "users",
        """
        user_id | email      | created_at
        1       | ann@x.com  | 2021-01-01
        2       | ann@x.com  | 2021-01-02
        3       | bob@x.com  | 2021-01-03
        4       | bobb@x.com | 2021-01-04
        """,
    )
    assert_table(
        merged_users(users, None),
        """
        user_id | contact_user_id | reason     | email
        1       | 1               | self       | ann@x.com
        2       | 1               | same_email | ann@x.com
        """,
    )


def test_users_without_an_email_are_not_one_person(spark: SparkSession) -> None:
    users = given(spark, "users", "user_id | email\n1 |\n2 |")
    assert_table(merged_users(users, None), "user_id | contact_user_id")


def test_of_one_email_the_earliest_created_survives(spark: SparkSession) -> None:
    users = given(
        spark,
        "users",
        """
        user_id | email            | created_at
        1       | earliest@x.com   | 2021-01-02
        2       | earliest@x.com   | 2021-01-01
        3       | null_last@x.com  |
        4       | null_last@x.com  | 2021-01-01
        6       | lowest_id@x.com  | 2021-01-01
        5       | lowest_id@x.com  | 2021-01-01
        10      | both_null@x.com  |
        9       | both_null@x.com  |
        """,
    )
    assert_table(
        merged_users(users, None),
        """
        email           | user_id | contact_user_id
        earliest@x.com  | 1       | 2
        earliest@x.com  | 2       | 2
        null_last@x.com | 3       | 4
        null_last@x.com | 4       | 4
        lowest_id@x.com | 5       | 5
        lowest_id@x.com | 6       | 5
        both_null@x.com | 9       | 9
        both_null@x.com | 10      | 9
        """,
    )


def test_string_ids_tie_by_their_bytes(spark: SparkSession) -> None:
    users = given(
        spark,
        "users",
        """
        user_id | email
        9       | digits@x.com
        10      | digits@x.com
        😀      | wide@x.com
        ｚ      | wide@x.com
        """,
        id_type="string",
    )
    assert_table(
        merged_users(users, None),
        """
        user_id | contact_user_id
        9       | 10
        10      | 10
        😀      | ｚ
        ｚ      | ｚ
        """,
        id_type="string",
    )


def test_who_has_the_target_survives_however_new(spark: SparkSession) -> None:
    users = given(
        spark,
        "users",
        """
        user_id | email     | created_at
        1       | old@x.com | 2021-01-01
        2       | new@x.com | 2021-01-03
        3       | new@x.com | 2021-01-02
        """,
    )
    targets = given(spark, "resolved_emails", "email | target\nold@x.com | new@x.com")
    assert_table(
        merged_users(users, targets),
        """
        user_id | contact_user_id | email
        1       | 3               | new@x.com
        2       | 3               | new@x.com
        3       | 3               | new@x.com
        """,
    )


def test_merged_wins_over_same_email(spark: SparkSession) -> None:
    users = given(
        spark,
        "users",
        """
        user_id | email     | created_at
        1       | old@x.com | 2021-01-01
        2       | old@x.com | 2021-01-02
        3       | new@x.com | 2021-01-03
        4       | new@x.com | 2021-01-04
        """,
    )
    targets = given(spark, "resolved_emails", "email | target\nold@x.com | new@x.com")
    assert_table(
        merged_users(users, targets),
        """
        user_id | contact_user_id | reason
        1       | 3               | merged
        2       | 3               | merged
        3       | 3               | self
        4       | 3               | same_email
        """,
    )


def test_the_newest_name_and_the_newest_gaggle_stay(spark: SparkSession) -> None:
    users = given(
        spark,
        "users",
        """
        user_id | email            | user_name | gaggle_id | created_at
        1       | newest@x.com     | old       | 9         | 2021-01-01
        2       | newest@x.com     | new       | 3         | 2021-01-02
        3       | each@x.com       | name      |           | 2021-01-03
        4       | each@x.com       |           | 4         | 2021-01-02
        5       | each@x.com       | older     | 5         | 2021-01-01
        6       | nulls@x.com      | dated     | 6         | 2021-01-01
        7       | nulls@x.com      | undated   | 7         |
        8       | nothing@x.com    |           |           | 2021-01-01
        9       | nothing@x.com    |           |           | 2021-01-02
        """,
    )
    assert_table(
        merged_users(users, None).where("reason = 'self'"),
        """
        email         | contact_user_id | user_name | gaggle_id
        newest@x.com  | 1               | new       | 3
        each@x.com    | 5               | name      | 4
        nulls@x.com   | 6               | dated     | 6
        nothing@x.com | 8               |           |
        """,
    )


def test_names_of_one_time_tie_by_survivor_then_lowest_id(spark: SparkSession) -> None:
    users = given(
        spark,
        "users",
        """
        user_id | email            | user_name | gaggle_id | created_at
        1       | old@x.com        | one       | 1         | 2021-01-01
        2       | survivor@x.com   | two       | 2         | 2021-01-01
        4       | old@y.com        | four      | 4         | 2021-01-01
        3       | old@y.com        | three     | 3         | 2021-01-01
        5       | survivor@y.com   |           |           | 2021-01-01
        7       | old@z.com        | seven     | 7         |
        6       | old@z.com        | six       | 6         |
        8       | survivor@z.com   |           |           | 2021-01-01
        """,
    )
    targets = given(
        spark,
        "resolved_emails",
        """
        email     | target
        old@x.com | survivor@x.com
        old@y.com | survivor@y.com
        old@z.com | survivor@z.com
        """,
    )
    assert_table(
        merged_users(users, targets).where("reason = 'self'"),
        """
        email          | contact_user_id | user_name | gaggle_id
        survivor@x.com | 2               | two       | 2
        survivor@y.com | 5               | three     | 3
        survivor@z.com | 8               | six       | 6
        """,
    )
