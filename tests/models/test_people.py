"""Persons: users with what they did, rolled up over those who are one, and their company."""

from collections.abc import Collection

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.models import people
from tests.tables import assert_table, given


def people_of(
    spark: SparkSession,
    users: str,
    user_activity: str = "user_id",
    merged_users: str = "user_id",
    resolved_domains: str | None = None,
    internal_emails: Collection[str] = (),
) -> DataFrame:
    return people(
        given(spark, "valid_users", users),
        given(spark, "user_activity", user_activity),
        given(spark, "merged_users", merged_users),
        None if resolved_domains is None else given(spark, "resolved_domains", resolved_domains),
        internal_emails,
    )


def test_users_of_one_person_are_rolled_up(spark: SparkSession) -> None:
    actual = people_of(
        spark,
        users="""
        user_id | user_name | email     | gaggle_id | created_at
        1       | Old       | old@y.com | 9         | 2021-01-01
        2       | Ann       | ann@x.com | 3         | 2021-01-02
        3       | Bob       | bob@x.com | 3         | 2021-01-03
        """,
        merged_users="""
        user_id | contact_user_id | email     | user_name | gaggle_id | created_at
        1       | 2               | ann@x.com | Ann       | 3         | 2021-01-01
        2       | 2               | ann@x.com | Ann       | 3         | 2021-01-02
        """,
        user_activity="""
        user_id | number_of_events | most_recent_event | number_of_orders | most_recent_order
        1       | 4                | 2021-02-09        | 2                | 2021-02-08
        2       | 1                | 2021-02-05        | 1                | 2021-02-05
        3       | 1                | 2021-02-07        | 0                |
        """,
    )
    assert_table(
        actual,
        """
        user_id | user_name | email     | company | gaggle_id | created_at
        2       | Ann       | ann@x.com | x.com   | 3         | 2021-01-01
        3       | Bob       | bob@x.com | x.com   | 3         | 2021-01-03
        """,
    )
    assert_table(
        actual,
        """
        user_id | number_of_events | most_recent_event | number_of_orders | most_recent_order
        2       | 5                | 2021-02-09        | 3                | 2021-02-08
        3       | 1                | 2021-02-07        | 0                |
        """,
    )


def test_the_first_times_of_merged_users_are_the_earliest(spark: SparkSession) -> None:
    actual = people_of(
        spark,
        users="user_id | email\n1 | old@x.com\n2 | ann@x.com",
        merged_users="""
        user_id | contact_user_id | email
        1       | 2               | ann@x.com
        2       | 2               | ann@x.com
        """,
        user_activity="""
        user_id | number_of_events | first_event | number_of_orders | first_order
        1       | 2                | 2021-02-01  | 1                | 2021-02-03
        2       | 2                | 2021-01-01  | 0                |
        """,
    )
    assert_table(
        actual,
        """
        user_id | created_at | first_event | first_order
        2       |            | 2021-01-01  | 2021-02-03
        """,
    )


def test_without_events_counts_are_zero_and_times_null(spark: SparkSession) -> None:
    actual = people_of(
        spark,
        users="user_id | email\n1 | ann@x.com\n2 | bob@x.com\n3 | bob@x.com",
        merged_users="""
        user_id | contact_user_id | email
        2       | 2               | bob@x.com
        3       | 2               | bob@x.com
        """,
    )
    assert_table(
        actual,
        """
        user_id | number_of_events | first_event | number_of_orders | most_recent_order
        1       | 0                |             | 0                |
        2       | 0                |             | 0                |
        """,
    )


def test_events_of_unknown_users_make_no_person(spark: SparkSession) -> None:
    actual = people_of(
        spark,
        users="user_id\n1",
        user_activity="""
        user_id | number_of_events
        1       | 2
        7       | 3
                | 4
        """,
    )
    assert_table(actual, "user_id | number_of_events\n1 | 2")


def test_the_company_is_a_well_formed_domain_that_is_not_personal(spark: SparkSession) -> None:
    actual = people_of(
        spark,
        users="""
        user_id | email              | no_address
        1       | ann@x.com.         |
        2       | ann@gmail.com      |
        3       | ann@notgmail.com   |
        4       | ann@bad domain.com |
        5       | ann@nodot          |
        6       |                    | nobody
        8       |                    |
        9       | ann@x.com; a@y.com |
        10      | ann@192.168.0.1    |
        """,
        resolved_domains="""
        domain    | target    | personal_list
        gmail.com | gmail.com | preset
        """,
    )
    assert_table(
        actual,
        """
        user_id | company      | personal_list | email_flaw
        1       | x.com        |               |
        2       |              | preset        |
        3       | notgmail.com |               |
        4       |              |               | malformed_domain
        5       |              |               | malformed_domain
        6       |              |               | no_address
        8       |              |               | no_email
        9       |              |               | malformed_address
        10      |              |               | malformed_domain
        """,
    )


def test_the_companys_own_people_are_internal(spark: SparkSession) -> None:
    actual = people_of(
        spark,
        users="""
        user_id | email
        1       | ann@ours.com
        2       | bob@bought.com
        3       | test@gmail.com
        4       | bob@gmail.com
        5       | ann@notours.com
        6       |
        7       | ann@ours
        """,
        resolved_domains="""
        domain     | target    | personal_list | is_internal
        ours.com   | ours.com  |               | true
        bought.com | ours.com  |               | true
        gmail.com  | gmail.com | preset        | false
        ours       | ours      |               | true
        """,
        internal_emails={"test@gmail.com", "nobody@x.com"},
    )
    assert_table(
        actual,
        """
        user_id | is_internal | company
        1       | true        | ours.com
        2       | true        | ours.com
        3       | true        |
        4       | false       |
        5       | false       | notours.com
        6       | false       |
        7       | true        |
        """,
    )


def test_without_lists_nobody_is_personal_or_internal(spark: SparkSession) -> None:
    actual = people_of(spark, users="user_id | email\n1 | ann@gmail.com\n2 |")
    assert_table(
        actual,
        """
        user_id | company   | personal_list | is_internal
        1       | gmail.com |               | false
        2       |           |               | false
        """,
    )


def test_a_company_moves_and_a_malformed_domain_is_fixed(spark: SparkSession) -> None:
    actual = people_of(
        spark,
        users="""
        user_id | email
        1       | ann@rams.sl
        2       | ann@rams.la
        3       | ann@nopain,nogain.com
        4       | ann@pain,gain.com
        """,
        resolved_domains="""
        domain            | target
        rams.sl           | rams.la
        nopain,nogain.com | nopainnogain.com
        """,
    )
    assert_table(
        actual,
        """
        user_id | company_before | company          | email_flaw
        1       | rams.sl        | rams.la          |
        2       |                | rams.la          |
        3       |                | nopainnogain.com |
        4       |                |                  | malformed_domain
        """,
    )
