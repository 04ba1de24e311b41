import datetime as dt

from pyspark.sql import SparkSession

from jafflegaggle.models import contacts
from tests.tables import assert_table, given

DATE = dt.date(2021, 12, 1)


def test_the_account_is_the_own_company_or_the_primary_one_of_the_gaggle(
    spark: SparkSession,
) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | email         | company_before | company | gaggle_id
        1       | ann@rams.sl   | rams.sl        | rams.la | 1
        2       | ann@gmail.com |                |         | 1
        3       | ann@bad,y.com |                |         | 1
        4       |               |                |         | 1
        5       | ann@y.com     |                | y.com   | 1
        6       | bob@gmail.com |                |         | 2
        7       | eve@gmail.com |                |         |
        8       | joe@z.com     |                | z.com   |
        """,
    )
    bridge = given(
        spark,
        "bridge",
        """
        gaggle_id | corporate_email | is_primary
        1         | rams.la         | true
        1         | y.com           | false
        1         |                 | false
        2         |                 | false
                  |                 | false
                  | z.com           | false
        """,
    )
    assert_table(
        contacts(people, bridge, DATE),
        """
        user_id | email         | corporate_email | account_corporate_email | gaggle_id
        1       | ann@rams.sl   | rams.sl         | rams.la                 | 1
        2       | ann@gmail.com |                 | rams.la                 | 1
        3       | ann@bad,y.com |                 | rams.la                 | 1
        4       |               |                 | rams.la                 | 1
        5       | ann@y.com     | y.com           | y.com                   | 1
        6       | bob@gmail.com |                 |                         | 2
        7       | eve@gmail.com |                 |                         |
        8       | joe@z.com     | z.com           | z.com                   |
        """,
    )


def test_the_cohort_is_the_date_of_the_first_sign_up(spark: SparkSession) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | created_at
        1       | 2021-01-01 23:59:59.999999
        2       | 2021-01-02
        3       |
        """,
    )
    assert_table(
        contacts(people, given(spark, "bridge", "gaggle_id"), DATE),
        """
        user_id | created_at                 | user_cohort
        1       | 2021-01-01 23:59:59.999999 | 2021-01-01
        2       | 2021-01-02                 | 2021-01-02
        3       |                            |
        """,
    )


def test_the_columns_of_the_design(spark: SparkSession) -> None:
    people = given(spark, "people", "user_id | user_name | number_of_orders\n1 | Ann | 3")
    actual = contacts(people, given(spark, "bridge", "gaggle_id"), DATE)
    assert_table(actual, "user_id | user_name | number_of_orders\n1 | Ann | 3")
    assert actual.dtypes == [
        ("user_id", "bigint"),
        ("user_name", "string"),
        ("email", "string"),
        ("corporate_email", "string"),
        ("account_corporate_email", "string"),
        ("gaggle_id", "bigint"),
        ("created_at", "timestamp"),
        ("user_cohort", "date"),
        ("first_event", "timestamp"),
        ("most_recent_event", "timestamp"),
        ("number_of_events", "bigint"),
        ("first_order", "timestamp"),
        ("most_recent_order", "timestamp"),
        ("number_of_orders", "bigint"),
        ("active_days_7d", "int"),
        ("active_days_28d", "int"),
        ("active_days_previous_28d", "int"),
        ("order_days_28d", "int"),
        ("days_since_last_event", "int"),
        ("lifecycle", "string"),
        ("days_to_first_order", "int"),
        ("account_reason", "string"),
        ("personal_list", "string"),
        ("is_internal", "boolean"),
    ]
