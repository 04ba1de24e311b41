"""Findings: what counts, and is worth a look."""

from pyspark.sql import SparkSession

from jafflegaggle.models.audit.findings import (
    deals_without_account,
    email_findings,
    unknown_event_names,
    unknown_gaggles,
)
from tests.tables import assert_table, given


def test_an_email_that_leads_to_no_domain_is_found(spark: SparkSession) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | email         | no_address | email_flaw
        1       | ann@x.com     |            |
        2       | ann@gmail.com |            |
        3       |               |            | no_email
        4       |               | nobody     | no_address
        5       | ann@nodot     |            | malformed_domain
        """,
    )
    assert_table(
        email_findings(people),
        """
        source | key | reason           | value
        users  | 3   | no_email         |
        users  | 4   | no_address       | nobody
        users  | 5   | malformed_domain | ann@nodot
        """,
    )


def test_a_gaggle_that_is_missing_is_found(spark: SparkSession) -> None:
    bridge = given(
        spark,
        "gaggle_domains",
        """
        gaggle_id | corporate_email | number_of_users
        1         | x.com           | 1
        7         | x.com           | 2
        7         |                 | 3
        8         | x.com           | 1
                  | x.com           | 1
        """,
    )
    assert_table(
        unknown_gaggles(bridge, given(spark, "gaggles", "gaggle_id\n1\n2")),
        """
        source | key | reason         | value
        users  | 7   | unknown_gaggle | 5
        users  | 8   | unknown_gaggle | 1
        """,
    )


def test_an_unexpected_name_of_counted_events_is_found(spark: SparkSession) -> None:
    events = given(
        spark,
        "staged_events",
        """
        user_id | event_name
        1       | recipe_viewed
        1       | recipe_printed
        2       | recipe_printed
        1       | Recipe_Viewed
        99      | recipe_printed
        99      | login
        """,
    )
    users = given(spark, "users", "user_id\n1\n2")
    assert_table(
        unknown_event_names(events, users, ["recipe_viewed"]),
        """
        source | key            | reason             | value
        events | recipe_printed | unknown_event_name | 2
        events | Recipe_Viewed  | unknown_event_name | 1
        """,
    )


def test_a_deal_without_an_account_is_found(spark: SparkSession) -> None:
    deals = given(
        spark,
        "deal_accounts",
        """
        deal_name | email         | is_won | account
        good      | ann@x.com     | true   | x.com
        won       | ann@gmail.com | true   |
        lost      |               | false  |
        """,
    )
    assert_table(
        deals_without_account(deals),
        """
        source | key  | reason     | value
        deals  | won  | no_account | ann@gmail.com
        deals  | lost | no_account |
        """,
    )
