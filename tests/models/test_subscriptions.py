"""Subscriptions: which account they lead to, and what an account has of them."""

import datetime as dt

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.models import account_subscriptions, subscription_accounts
from jafflegaggle.models.audit.of_payments import subscriptions_in_several_currencies
from tests.tables import assert_table, given

DATE = dt.date(2021, 12, 1)
CONTACTS = """
    user_id | email         | account_corporate_email | is_internal
    1       | ann@x.com     | x.com                   | false
    2       | bob@gmail.com | y.com                   | false
    3       | eve@gmail.com |                         | false
    4       | me@ours.com   |                         | true
    """
BRIDGE = """
    gaggle_id | corporate_email | is_primary
    1         | x.com           | true
    1         | y.com           | false
    2         | y.com           | true
    3         |                 | false
    """


def started(spark: SparkSession, rows: str) -> DataFrame:
    given_rows = given(spark, "subscription_accounts", rows)
    return given_rows.withColumn("has_started", F.lit(True))


def test_a_subscription_is_found_by_domain_then_by_email_then_by_gaggle(
    spark: SparkSession,
) -> None:
    subscriptions = given(
        spark,
        "staged_subscriptions",
        """
        subscription_id | corporate_email | email         | gaggle_id
        domain          | x.com           | bob@gmail.com | 2
        moved           | old.com         |               |
        email           | elsewhere.com   | bob@gmail.com | 1
        merged          |                 | ann@old.com   |
        company         |                 | new@x.com     |
        gaggle          | elsewhere.com   | who@gmail.com | 2
        attributed      |                 | eve@gmail.com | 2
        personal        | gmail.com       |               | 3
        unknown gaggle  |                 |               | 9
        nowhere         |                 |               |
        staff           |                 | me@ours.com   | 2
        own             | ours.com        |               | 2
        """,
    )
    emails = given(spark, "resolved_emails", "email | target\nann@old.com | ann@x.com")
    domains = given(
        spark,
        "resolved_domains",
        """
        domain   | target   | personal_list | is_internal
        old.com  | y.com    |               | false
        ours.com | ours.com |               | true
        """,
    )
    contacts, bridge = given(spark, "contacts", CONTACTS), given(spark, "bridge", BRIDGE)
    assert_table(
        subscription_accounts(subscriptions, contacts, bridge, emails, domains, DATE),
        """
        subscription_id | account | is_internal
        domain          | x.com   | false
        moved           | y.com   | false
        email           | y.com   | false
        merged          | x.com   | false
        company         | x.com   | false
        gaggle          | y.com   | false
        attributed      | y.com   | false
        personal        |         | false
        unknown gaggle  |         | false
        nowhere         |         | false
        staff           |         | true
        own             |         | true
        """,
    )


def test_a_subscription_is_active_from_its_start_to_the_day_before_its_end(
    spark: SparkSession,
) -> None:
    subscriptions = given(
        spark,
        "staged_subscriptions",
        """
        subscription_id | has_active_status | started_at | ended_at
        open            | true              |            |
        today           | true              | 2021-12-01 | 2021-12-02
        tomorrow        | true              | 2021-12-02 |
        over            | true              | 2021-11-01 | 2021-12-01
        canceled        | false             | 2021-11-01 |
        """,
    )
    contacts, bridge = given(spark, "contacts", "user_id"), given(spark, "bridge", "gaggle_id")
    assert_table(
        subscription_accounts(subscriptions, contacts, bridge, None, None, DATE),
        """
        subscription_id | has_started | is_active
        open            | true        | true
        today           | true        | true
        tomorrow        | false       | false
        over            | true        | false
        canceled        | true        | false
        """,
    )


def test_an_account_has_the_sums_of_its_active_subscriptions(spark: SparkSession) -> None:
    rows = """
        account | subscription_id | is_active | is_trial | plan  | seats | amount | currency
        x.com   | 1               | true      | false    | Basic | 5     | 10.00  | USD
        x.com   | 2               | true      | true     | Team  |       | 20.00  | USD
        x.com   | 3               | false     | false    | Old   | 100   | 90.00  | EUR
        y.com   | 1               | true      | true     | b     | 2     |        |
        y.com   | 0               | true      | true     | a     | 2     |        |
        z.com   | 1               | false     | false    | Old   | 3     | 5.00   | USD
        w.com   | 1               | true      | false    | Free  |       |        |
                | 1               | true      | false    | lost  | 3     | 5.00   | USD
        """
    assert_table(
        account_subscriptions(started(spark, rows), DATE),
        """
        corporate_email | plan | number_of_seats | monthly_amount | currency | subscription_status
        x.com           | Team | 5               | 30.00          | USD      | active
        y.com           | a    | 4               |                |          | trialing
        z.com           |      |                 |                |          | ended
        w.com           | Free |                 |                |          | active
        """,
    )


def test_currencies_are_never_added_and_the_latest_start_names_the_plan(
    spark: SparkSession,
) -> None:
    rows = started(
        spark,
        """
        account | subscription_id | plan  | amount | currency | started_at | is_active
        x.com   | 1               | Large | 99.00  | USD      | 2021-01-01 | true
        x.com   | 2               | Late  | 1.00   | EUR      | 2021-02-01 | true
        x.com   | 3               | Never | 50.00  | EUR      |            | true
        y.com   | 2               | b     | 1.00   | USD      | 2021-02-01 | true
        y.com   | 10              | a     | 1.00   |          | 2021-02-01 | true
        z.com   | 1               | Now   | 1.00   | USD      | 2021-02-01 | true
        z.com   | 2               | Old   | 99.00  | EUR      | 2021-02-02 | false
        """,
    )
    assert_table(
        account_subscriptions(rows, DATE),
        """
        corporate_email | plan | monthly_amount | currency
        x.com           | Late |                |
        y.com           | a    |                |
        z.com           | Now  | 1.00           | USD
        """,
    )
    assert_table(
        subscriptions_in_several_currencies(rows),
        """
        source        | key   | reason             | value
        subscriptions | x.com | several_currencies | EUR, USD
        subscriptions | y.com | several_currencies | USD, none
        """,
    )


def test_a_subscription_that_has_not_started_is_none_yet(spark: SparkSession) -> None:
    rows = """
        account | subscription_id | plan | amount | has_started | is_active
        x.com   | 1               | Now  | 1.00   | true        | true
        x.com   | 2               | Soon | 9.00   | false       | false
        y.com   | 3               | Soon | 9.00   | false       | false
        """
    assert_table(
        account_subscriptions(given(spark, "subscription_accounts", rows), DATE),
        """
        corporate_email | plan | monthly_amount | subscription_status
        x.com           | Now  | 1.00           | active
        """,
    )


def test_the_first_trial_that_has_not_ended_counts(spark: SparkSession) -> None:
    rows = started(
        spark,
        """
        account | subscription_id | trial_ends_at | is_active
        x.com   | 1               | 2021-11-30    | true
        x.com   | 2               | 2021-12-09    | true
        x.com   | 3               | 2021-12-01    | true
        x.com   | 4               | 2021-12-01    | false
        y.com   | 1               | 2021-12-05    | false
        """,
    )
    assert_table(
        account_subscriptions(rows, DATE),
        "corporate_email | trial_ends_at\nx.com | 2021-12-01\ny.com |",
    )
