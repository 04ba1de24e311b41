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
        ("first_name", "string"),
        ("last_name", "string"),
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
        ("crm_id", "string"),
        ("owner", "string"),
    ]


def test_the_words_of_a_name_are_a_first_and_a_last_one(spark: SparkSession) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | user_name                   | email
        1       | Ann Lee                     | a@x.com
        2       | \u00a0Mary\t Ann\u3000\u00a0 Lee\ufeff | b@x.com
        3       | Ann                         | ann.lee@x.com
        4       |                             | two@x.com, three@x.com
        5       | Bob                         |
        6       |                             |
        """,
    )
    assert_table(
        contacts(people, given(spark, "bridge", "gaggle_id"), DATE),
        """
        user_id | first_name | last_name
        1       | Ann        | Lee
        2       | Mary Ann   | Lee
        3       | Ann        | ann.lee
        4       |            | two
        5       | Bob        | 5
        6       |            | 6
        """,
    )


def test_a_contact_has_the_record_that_is_linked(spark: SparkSession) -> None:
    links = """
        object  | key | crm_id | owner | status
        contact | 1   | b      | Kim   | duplicate
        contact | 1   | a      | Lou   | linked
        contact | 2   |        |       | missing
        company | 2   | c      | Moe   | linked
        contact |     | d      | Moe   | unknown
        """
    actual = contacts(
        given(spark, "people", "user_id\n1\n2"),
        given(spark, "bridge", "gaggle_id"),
        DATE,
        given(spark, "crm_links", links),
    )
    assert_table(actual, "user_id | crm_id | owner\n1 | a | Lou\n2 | |")
