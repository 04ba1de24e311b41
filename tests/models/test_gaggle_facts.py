import datetime as dt

from pyspark.sql import SparkSession

from jafflegaggle.models import gaggle_facts
from tests.tables import assert_table, given

DATE = dt.date(2021, 12, 1)


def test_a_gaggle_shows_all_its_contacts_and_those_of_its_primary_company(
    spark: SparkSession,
) -> None:
    gaggles = given(
        spark, "gaggles", "gaggle_id | gaggle_name | created_at\n1 | Geese | 2021-01-01"
    )
    bridge = given(
        spark,
        "bridge",
        """
        gaggle_id | corporate_email | is_primary | number_of_users | number_of_events | first_event
        1         | x.com           | true       | 2               | 3                | 2021-02-02
        1         | y.com           | false      | 1               | 4                | 2021-02-01
        1         |                 | false      | 5               | 1                | 2021-02-03
        """,
    )
    actual = gaggle_facts(gaggles, bridge, DATE)
    assert_table(
        actual,
        """
        gaggle_id | gaggle_name | created_at | number_of_users | number_of_events | first_event
        1         | Geese       | 2021-01-01 | 8               | 8                | 2021-02-01
        """,
    )
    assert_table(
        actual,
        """
        corporate_email | number_of_corporate_domains | number_of_users_corporate
        x.com           | 2                           | 2
        """,
    )
    assert_table(
        actual,
        """
        gaggle_id | number_of_events_corporate | first_event_corporate
        1         | 3                          | 2021-02-02
        """,
    )


def test_an_empty_gaggle_and_one_without_a_company_count_zero(spark: SparkSession) -> None:
    gaggles = given(spark, "gaggles", "gaggle_id\n1\n2")
    bridge = given(
        spark,
        "bridge",
        """
        gaggle_id | corporate_email | number_of_users | number_of_events | first_event
        2         |                 | 3               | 4                | 2021-01-01
        """,
    )
    actual = gaggle_facts(gaggles, bridge, DATE)
    assert_table(
        actual,
        """
        gaggle_id | number_of_users | number_of_events | number_of_orders | first_event
        1         | 0               | 0                | 0                |
        2         | 3               | 4                | 0                | 2021-01-01
        """,
    )
    assert_table(
        actual,
        """
        gaggle_id | corporate_email | number_of_corporate_domains | number_of_users_corporate
        1         |                 | 0                           | 0
        2         |                 | 0                           | 0
        """,
    )
    assert_table(
        actual,
        """
        gaggle_id | number_of_events_corporate | number_of_orders_corporate | first_event_corporate
        1         | 0                          | 0                          |
        2         | 0                          | 0                          |
        """,
    )


def test_only_gaggles_that_are_there_have_a_row(spark: SparkSession) -> None:
    gaggles = given(spark, "gaggles", "gaggle_id\n1")
    bridge = given(
        spark,
        "bridge",
        """
        gaggle_id | corporate_email | is_primary | number_of_users
        1         | x.com           | true       | 1
        7         | x.com           | true       | 2
                  | x.com           | false      | 3
        """,
    )
    assert_table(gaggle_facts(gaggles, bridge, DATE), "gaggle_id | number_of_users\n1 | 1")
