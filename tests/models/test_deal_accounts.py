"""Which account a deal belongs to: that of the contact it meets, or its own company."""

import datetime as dt

from pyspark.sql import SparkSession

from jafflegaggle.models import deal_accounts
from tests.tables import assert_table, given

DATE = dt.date(2021, 12, 1)


def test_a_deal_goes_to_the_account_of_its_contact_or_to_its_own_company(
    spark: SparkSession,
) -> None:
    deals = given(
        spark,
        "staged_deals",
        """
        deal_name  | email
        contact    | ann@x.com
        personal   | bob@gmail.com
        no account | eve@gmail.com
        company    | unknown@x.com
        stranger   | unknown@gmail.com
        elsewhere  | unknown@elsewhere.com
        malformed  | unknown@bad domain.com
        no domain  | unknown
        no email   |
        """,
    )
    contacts = given(
        spark,
        "contacts",
        """
        user_id | email         | account_corporate_email
        1       | ann@x.com     | x.com
        2       | bob@gmail.com | y.com
        3       | eve@gmail.com |
        4       |               | z.com
        """,
    )
    bridge = given(
        spark,
        "gaggle_domains",
        """
        gaggle_id | corporate_email
        1         | x.com
        2         | x.com
        1         | y.com
        1         | z.com
        1         |
        """,
    )
    assert_table(
        deal_accounts(deals, contacts, bridge, None, None, DATE),
        """
        deal_name  | account
        contact    | x.com
        personal   | y.com
        no account |
        company    | x.com
        stranger   |
        elsewhere  |
        malformed  |
        no domain  |
        no email   |
        """,
    )


def test_a_deal_follows_its_email_and_its_company_through_the_merges(
    spark: SparkSession,
) -> None:
    deals = given(
        spark,
        "staged_deals",
        """
        deal_name  | email
        merged     | ann@old.com
        moved      | unknown@old.com
        no account | bob@old.com
        """,
    )
    contacts = given(
        spark,
        "contacts",
        """
        user_id | email         | account_corporate_email
        1       | ann@gmail.com | y.com
        2       | bob@gmail.com |
        """,
    )
    bridge = given(spark, "gaggle_domains", "gaggle_id | corporate_email\n1 | y.com\n1 | new.com")
    emails = given(
        spark,
        "resolved_emails",
        """
        email       | target
        ann@old.com | ann@gmail.com
        bob@old.com | bob@gmail.com
        """,
    )
    domains = given(spark, "resolved_domains", "domain | target\nold.com | new.com")
    assert_table(
        deal_accounts(deals, contacts, bridge, emails, domains, DATE),
        """
        deal_name  | account
        merged     | y.com
        moved      | new.com
        no account |
        """,
    )


def test_deals_of_one_contact_are_all_there(spark: SparkSession) -> None:
    deals = given(
        spark,
        "staged_deals",
        """
        deal_name | email     | is_won | amount | close_date
        first     | ann@x.com | true   | 1.50   | 2021-01-01
        second    | ann@x.com | false  |        |
        second    | ann@x.com | false  |        |
        """,
    )
    contacts = given(
        spark, "contacts", "user_id | email | account_corporate_email\n1 | ann@x.com | x.com"
    )
    bridge = given(spark, "gaggle_domains", "gaggle_id | corporate_email\n1 | x.com\n2 | x.com")
    assert_table(
        deal_accounts(deals, contacts, bridge, None, None, DATE),
        """
        deal_name | email     | is_won | amount | close_date | account
        first     | ann@x.com | true   | 1.50   | 2021-01-01 | x.com
        second    | ann@x.com | false  |        |            | x.com
        second    | ann@x.com | false  |        |            | x.com
        """,
    )


def test_a_deal_closed_after_the_snapshot_is_not_won_yet(spark: SparkSession) -> None:
    deals = given(
        spark,
        "staged_deals",
        """
        deal_name | is_won | close_date
        same day  | true   | 2021-12-01
        no date   | true   |
        later     | true   | 2021-12-02
        slip      | true   | 2099-01-01
        open      | false  | 2022-01-01
        lost      | false  | 2021-11-01
        """,
    )
    contacts, bridge = given(spark, "contacts", "user_id"), given(spark, "bridge", "gaggle_id")
    assert_table(
        deal_accounts(deals, contacts, bridge, None, None, DATE),
        """
        deal_name | is_won | is_after_snapshot
        same day  | true   | false
        no date   | true   | false
        later     | false  | true
        slip      | false  | true
        open      | false  | false
        lost      | false  | false
        """,
    )
