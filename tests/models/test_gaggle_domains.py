"""The bridge between gaggles and companies, and which company a gaggle is taken to be of."""

import datetime as dt

from pyspark.sql import SparkSession

from jafflegaggle.models import bridge, gaggle_domains
from tests.tables import assert_table, given

DATE = dt.date(2021, 12, 1)


def test_one_row_per_gaggle_and_company_with_what_its_contacts_do(spark: SparkSession) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | gaggle_id | company | number_of_events | most_recent_event
        1       | 1         | x.com   | 2                | 2021-01-03
        2       | 1         | x.com   | 3                | 2021-01-02
        3       | 1         | y.com   | 0                |
        4       | 1         |         | 4                | 2021-01-06
        5       | 1         |         | 1                | 2021-01-04
        6       | 2         | x.com   | 1                | 2021-01-07
        """,
    )
    assert_table(
        gaggle_domains(bridge(people, DATE)),
        """
        gaggle_id | corporate_email | number_of_users | number_of_events | most_recent_event
        1         | x.com           | 2               | 5                | 2021-01-03
        1         | y.com           | 1               | 0                |
        1         |                 | 2               | 5                | 2021-01-06
        2         | x.com           | 1               | 1                | 2021-01-07
        """,
    )


def test_the_bridge_goes_by_the_resolved_company(spark: SparkSession) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | gaggle_id | company_before | company | number_of_orders
        1       | 1         | old.com        | new.com | 1
        2       | 1         |                | new.com | 2
        """,
    )
    assert_table(
        gaggle_domains(bridge(people, DATE)),
        """
        gaggle_id | corporate_email | is_primary | number_of_users | number_of_orders
        1         | new.com         | true       | 2               | 3
        """,
    )


def test_primary_is_most_users_then_events_then_earliest_then_alphabet(
    spark: SparkSession,
) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | gaggle_id | company      | number_of_events | created_at
        1       | 1         | users.com    | 0                | 2021-01-09
        2       | 1         | users.com    | 0                | 2021-01-09
        3       | 1         | a.com        | 9                | 2021-01-01
        4       | 2         | events.com   | 2                | 2021-01-09
        5       | 2         | a.com        | 1                | 2021-01-01
        6       | 3         | earliest.com | 1                | 2021-01-01
        7       | 3         | earliest.com | 1                | 2021-01-09
        8       | 3         | a.com        | 1                | 2021-01-02
        9       | 3         | a.com        | 1                | 2021-01-03
        10      | 4         | dated.com    | 1                | 2021-01-09
        11      | 4         | a.com        | 1                |
        12      | 5         | b.com        | 1                | 2021-01-01
        13      | 5         | a.com        | 1                | 2021-01-01
        14      | 6         | b.com        | 1                |
        15      | 6         | a.com        | 1                |
        """,
    )
    assert_table(
        gaggle_domains(bridge(people, DATE)),
        """
        gaggle_id | corporate_email | is_primary
        1         | users.com       | true
        1         | a.com           | false
        2         | events.com      | true
        2         | a.com           | false
        3         | earliest.com    | true
        3         | a.com           | false
        4         | dated.com       | true
        4         | a.com           | false
        5         | a.com           | true
        5         | b.com           | false
        6         | a.com           | true
        6         | b.com           | false
        """,
    )


def test_no_company_and_no_gaggle_are_never_primary(spark: SparkSession) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | gaggle_id | company | number_of_events
        1       | 1         |         | 9
        2       | 1         |         | 9
        3       | 1         | x.com   | 0
        4       | 2         |         | 1
        5       |           | x.com   | 1
        6       |           |         | 1
        """,
    )
    assert_table(
        gaggle_domains(bridge(people, DATE)),
        """
        gaggle_id | corporate_email | is_primary | number_of_users
        1         |                 | false      | 2
        1         | x.com           | true       | 1
        2         |                 | false      | 1
                  | x.com           | false      | 1
                  |                 | false      | 1
        """,
    )
