"""Accounts: the companies, by their own contacts and by all that are attributed to them."""

import datetime as dt

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.models import accounts
from jafflegaggle.rules import Rules
from tests.tables import assert_table, given

DATE = dt.date(2021, 12, 1)


def accounts_of(
    spark: SparkSession,
    bridge: str,
    people: str = "corporate_email",
    deals: str | None = None,
    subscriptions: str | None = None,
) -> DataFrame:
    return accounts(
        given(spark, "bridge", bridge),
        given(spark, "power_users", people),
        None if deals is None else given(spark, "deal_accounts", deals),
        None if subscriptions is None else given(spark, "account_subscriptions", subscriptions),
        Rules(),
        DATE,
    )


def test_contacts_without_a_company_are_attributed_to_the_primary_one(
    spark: SparkSession,
) -> None:
    actual = accounts_of(
        spark,
        """
        gaggle_id | corporate_email | is_primary | number_of_users | number_of_events
        1         | x.com           | true       | 2               | 20
        1         | y.com           | false      | 1               | 10
        1         |                 | false      | 3               | 30
        2         | x.com           | false      | 1               | 5
        2         | y.com           | true       | 4               | 7
        3         |                 | false      | 8               | 80
                  |                 | false      | 9               | 90
        """,
    )
    assert_table(
        actual,
        """
        corporate_email | number_of_users_corporate | number_of_events_corporate
        x.com           | 3                         | 25
        y.com           | 5                         | 17
        """,
    )
    assert_table(
        actual,
        """
        corporate_email | number_of_users_associated | number_of_events_associated
        x.com           | 6                          | 55
        y.com           | 5                          | 17
        """,
    )


def test_gaggles_are_those_of_its_own_contacts_be_they_known_or_not(spark: SparkSession) -> None:
    actual = accounts_of(
        spark,
        """
        gaggle_id | corporate_email | is_primary | number_of_users
        1         | x.com           | true       | 1
        1         |                 | false      | 5
        2         | x.com           | false      | 3
        2         | y.com           | true       | 4
        777       | y.com           | true       | 1
        3         | z.com           | true       | 1
                  | z.com           | false      | 1
                  | nowhere.com     | false      | 1
        """,
    )
    assert_table(
        actual,
        """
        corporate_email | number_of_gaggles | number_of_users_corporate
        x.com           | 2                 | 4
        y.com           | 2                 | 5
        z.com           | 1                 | 2
        nowhere.com     | 0                 | 1
        """,
    )


def test_times_are_the_first_and_the_last_of_those_who_count(spark: SparkSession) -> None:
    actual = accounts_of(
        spark,
        """
        gaggle_id | corporate_email | is_primary | first_event | most_recent_event | first_order
        1         | x.com           | true       | 2021-01-04  | 2021-01-05        | 2021-01-05
        1         |                 | false      | 2021-01-01  | 2021-01-09        | 2021-01-03
        2         | x.com           | true       | 2021-01-03  | 2021-01-07        |
        3         | idle.com        | true       |             |                   |
        """,
    )
    assert_table(
        actual,
        """
        corporate_email | first_event_corporate | most_recent_event_corporate
        x.com           | 2021-01-03            | 2021-01-07
        idle.com        |                       |
        """,
    )
    assert_table(
        actual,
        """
        corporate_email | first_event_associated | most_recent_event_associated
        x.com           | 2021-01-01             | 2021-01-09
        idle.com        |                        |
        """,
    )
    assert_table(
        actual,
        """
        corporate_email | first_order_corporate | first_order_associated
        x.com           | 2021-01-05            | 2021-01-03
        idle.com        |                       |
        """,
    )


def test_counts_are_zero_without_events(spark: SparkSession) -> None:
    actual = accounts_of(
        spark, "gaggle_id | corporate_email | is_primary | number_of_users\n1 | x.com | true | 1"
    )
    assert_table(
        actual,
        """
        number_of_events_corporate | number_of_orders_corporate | number_of_orders_associated
        0                          | 0                          | 0
        """,
    )


def test_whom_to_call_is_who_the_power_users_are(spark: SparkSession) -> None:
    actual = accounts_of(
        spark,
        "gaggle_id | corporate_email | number_of_users\n1 | x.com | 1\n1 | y.com | 1",
        people="""
        corporate_email | first_user_id | most_active_user_id | most_orders_user_id
        x.com           | 1             | 2                   | 3
        y.com           | 4             |                     |
        """,
    )
    assert_table(
        actual,
        """
        corporate_email | first_user_id | most_active_user_id | most_orders_user_id
        x.com           | 1             | 2                   | 3
        y.com           | 4             |                     |
        """,
    )


BRIDGE = """
    gaggle_id | corporate_email | number_of_users
    1         | x.com           | 1
    1         | y.com           | 1
    """


def test_deals_that_are_won_make_an_account_pay(spark: SparkSession) -> None:
    actual = accounts_of(
        spark,
        BRIDGE,
        deals="""
        account | is_won | amount | close_date
        x.com   | true   | 10.50  | 2021-01-01
        x.com   | true   |        | 2021-01-02
        x.com   | true   | 20.25  |
        x.com   | false  | 90.00  | 2021-01-09
        y.com   | false  | 90.00  | 2021-01-09
                | true   | 90.00  | 2021-01-09
        """,
    )
    assert_table(
        actual,
        """
        corporate_email | is_paying | number_of_deals_won | total_amount_won | most_recent_deal
        x.com           | true      | 3                   | 30.75            | 2021-01-02
        y.com           | false     | 0                   | 0                |
        """,
    )


def test_a_deal_won_without_an_amount_or_a_date_still_pays(spark: SparkSession) -> None:
    actual = accounts_of(
        spark, BRIDGE, deals="account | is_won | amount | close_date\nx.com | true | |"
    )
    assert_table(
        actual,
        """
        corporate_email | is_paying | number_of_deals_won | total_amount_won | most_recent_deal
        x.com           | true      | 1                   | 0                |
        y.com           | false     | 0                   | 0                |
        """,
    )


def test_the_columns_of_deals_are_there_without_deals(spark: SparkSession) -> None:
    actual = accounts_of(spark, BRIDGE)
    assert_table(
        actual,
        """
        corporate_email | is_paying | number_of_deals_won | total_amount_won | most_recent_deal
        x.com           | false     | 0                   | 0                |
        y.com           | false     | 0                   | 0                |
        """,
    )


def test_who_ever_subscribed_pays_by_subscription_and_others_by_deals(spark: SparkSession) -> None:
    bridge = "gaggle_id | corporate_email\n" + "\n".join(
        f"1 | {name}.com" for name in ("a", "b", "c", "d", "e")
    )
    deals = "account | is_won\na.com | true\nb.com | true\ne.com | true"
    subscriptions = """
        corporate_email | subscription_status | plan | number_of_seats | monthly_amount | currency
        b.com           | ended               |      |                 |                |
        c.com           | active              | Team | 5               | 10.50          | USD
        d.com           | trialing            | Team | 5               | 0.00           | USD
        """
    actual = accounts_of(spark, bridge, deals=deals, subscriptions=subscriptions)
    assert_table(
        actual,
        """
        corporate_email | is_paying | plan | number_of_seats | monthly_amount | currency
        a.com           | true      |      |                 |                |
        b.com           | false     |      |                 |                |
        c.com           | true      | Team | 5               | 10.50          | USD
        d.com           | false     | Team | 5               | 0.00           | USD
        e.com           | true      |      |                 |                |
        """,
    )


def test_won_deals_in_two_currencies_are_never_added(spark: SparkSession) -> None:
    actual = accounts_of(
        spark,
        "gaggle_id | corporate_email\n1 | x.com\n1 | y.com\n1 | z.com",
        deals="""
        account | is_won | amount | currency
        x.com   | true   | 1.00   | USD
        x.com   | true   | 2.00   | EUR
        y.com   | true   | 1.00   | USD
        y.com   | true   | 2.00   |
        z.com   | true   | 1.00   |
        z.com   | true   | 2.00   |
        z.com   | false  | 4.00   | EUR
        """,
    )
    assert_table(
        actual,
        """
        corporate_email | number_of_deals_won | total_amount_won
        x.com           | 2                   |
        y.com           | 2                   |
        z.com           | 2                   | 3.00
        """,
    )
