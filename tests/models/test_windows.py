"""Windows and lifecycle: of a contact by its bitmaps, of several by sums and merged bitmaps."""

import datetime as dt

from pyspark.sql import SparkSession

from jafflegaggle.models import accounts, bridge, contacts, gaggle_facts
from jafflegaggle.rules import Rules
from tests.tables import assert_table, given

DATE = dt.date(2021, 12, 1)


def bits(*days: int) -> str:
    """A bitmap of days before the snapshot's date."""
    return str(sum(1 << day for day in days))


# 2021-11-04 is the first of the last 28 days, 2021-10-07 the first of the 28 before.
PEOPLE = f"""
    user_id | first_event | most_recent_event   | event_day_bits          | order_day_bits
    1       |             |                     | 0                       | 0
    2       | 2021-11-04  | 2021-11-04          | {bits(27)}              | 0
    3       | 2021-11-03  | 2021-12-01 23:59:59 | {bits(0, 6, 7, 28)}     | {bits(0, 28)}
    4       | 2021-10-06  | 2021-11-30 23:59:59 | {bits(1, 56)}           | {bits(1)}
    5       | 2021-10-07  | 2021-11-03          | {bits(28, 55)}          | 0
    6       | 2021-10-06  | 2021-10-06          | {bits(56)}              | 0
    7       | 2019-01-01  | 2019-01-01          | 0                       | 0
    """


def test_the_windows_and_the_phase_of_a_contact(spark: SparkSession) -> None:
    actual = contacts(given(spark, "people", PEOPLE), given(spark, "bridge", "gaggle_id"), DATE)
    assert_table(
        actual,
        """
        user_id | active_days_7d | active_days_28d | active_days_previous_28d | order_days_28d
        1       | 0              | 0               | 0                        | 0
        2       | 0              | 1               | 0                        | 0
        3       | 2              | 3               | 1                        | 1
        4       | 1              | 1               | 0                        | 1
        5       | 0              | 0               | 2                        | 0
        6       | 0              | 0               | 0                        | 0
        7       | 0              | 0               | 0                        | 0
        """,
    )
    assert_table(
        actual,
        """
        user_id | days_since_last_event | lifecycle
        1       |                       | never
        2       | 27                    | new
        3       | 0                     | retained
        4       | 1                     | resurrected
        5       | 28                    | dormant
        6       | 56                    | inactive
        7       | 1065                  | inactive
        """,
    )


def test_days_to_the_first_order(spark: SparkSession) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | created_at          | first_order
        1       | 2021-11-01 23:59:59 | 2021-11-02
        2       | 2021-11-01          | 2021-11-01 23:59:59
        3       | 2021-11-02          | 2021-11-01
        4       |                     | 2021-11-01
        5       | 2021-11-02          |
        """,
    )
    assert_table(
        contacts(people, given(spark, "bridge", "gaggle_id"), DATE),
        """
        user_id | days_to_first_order
        1       | 1
        2       | 0
        3       |
        4       |
        5       |
        """,
    )


def test_why_a_contact_has_its_account(spark: SparkSession) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | company | is_merged_domain | company_before | gaggle_id
        1       | x.com   | false            |                | 1
        2       | x.com   | true             | old.com        | 1
        3       | x.com   | true             |                | 1
        4       |         |                  |                | 1
        5       |         |                  |                | 2
        """,
    )
    rows = given(spark, "bridge", "gaggle_id | corporate_email | is_primary\n1 | x.com | true")
    assert_table(
        contacts(people, rows, DATE),
        """
        user_id | account_corporate_email | account_reason
        1       | x.com                   | own_domain
        2       | x.com                   | merged_domain
        3       | x.com                   | merged_domain
        4       | x.com                   | gaggle_primary
        5       |                         |
        """,
    )


COMPANY = f"""
    user_id | company | gaggle_id | created_at | first_event | event_day_bits    | order_day_bits
    1       | x.com   | 1         | 2021-12-01 | 2021-11-20  | {bits(0, 7, 28)}  | {bits(0)}
    2       | x.com   | 1         | 2021-11-04 | 2021-10-01  | {bits(0, 1, 22)}  | {bits(1, 40)}
    3       |         | 1         | 2021-12-02 | 2021-10-01  | {bits(30)}        | 0
    4       |         | 1         |            |             | 0                 | 0
    """


def test_the_windows_of_an_account_are_those_of_its_contacts(spark: SparkSession) -> None:
    rows = bridge(given(spark, "people", COMPANY), DATE)
    actual = accounts(
        rows, given(spark, "power_users", "corporate_email"), None, None, Rules(), DATE
    )
    expected = """
        active_users_7d | active_users_28d | active_users_previous_28d | user_days_28d
        2               | 2                | 2                         | 5
        """
    more = """
        user_days_previous_28d | order_days_28d | new_users_28d | active_weeks_of_4 | lifecycle
        2                      | 2              | 2             | 3                 | retained
        """
    shares = f"active_share_28d | stickiness\n0.5 | {5 / 56}"
    facts = gaggle_facts(given(spark, "gaggles", "gaggle_id\n1"), rows, DATE)
    for text in (expected, more, shares):
        assert_table(actual, text)
        assert_table(facts, text)


def test_an_empty_gaggle_has_no_shares(spark: SparkSession) -> None:
    rows = given(spark, "bridge", "gaggle_id")
    facts = gaggle_facts(given(spark, "gaggles", "gaggle_id\n1"), rows, DATE)
    assert_table(
        facts,
        """
        active_users_28d | active_share_28d | stickiness | active_weeks_of_4 | lifecycle
        0                |                  |            | 0                 | never
        """,
    )
