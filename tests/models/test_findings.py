"""Findings: what counts, and is worth a look."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from jafflegaggle.models.audit.findings import (
    email_findings,
    events_after_snapshot,
    looks_personal,
    unknown_event_names,
    unknown_gaggles,
)
from jafflegaggle.models.audit.of_payments import (
    deals_after_snapshot,
    deals_in_several_currencies,
    deals_without_account,
    subscriptions_without_account,
)
from jafflegaggle.models.audit.unused_names import unused_active_statuses, unused_won_stages
from jafflegaggle.rules import Rules
from tests.frames import make_frame
from tests.tables import assert_table, given, run


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
        6       | a@x.com, b@y  |            | malformed_address
        """,
    )
    assert_table(
        email_findings(people),
        """
        source | key | reason           | value
        users  | 3   | no_email         |
        users  | 4   | no_address       | nobody
        users  | 5   | malformed_domain | ann@nodot
        users  | 6   | malformed_address | a@x.com, b@y
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


def test_a_line_that_joins_two_companies_is_found_by_its_line(spark: SparkSession) -> None:
    tables = run(
        spark,
        users="user_id | email\n1 | a@jets.com\n2 | a@rams.sl\n3 | a@rams.la",
        gaggles="gaggle_id\n1",
        events="event_id | user_id | event_name | timestamp",
        merged_user="old_email | new_email\na@jets.com | a@rams.la\na@rams.sl | a@rams.la",
        merged_company_domain="old_domain | new_domain\nrams.sl | rams.la",
    )
    reason = F.col("reason") == F.lit("merge_joins_companies")
    assert_table(
        tables["findings"].where(reason),
        """
        source      | key        | reason                | value
        merged_user | a@jets.com | merge_joins_companies | jets.com, rams.la
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
        deal_name | email         | is_won | account | is_internal
        good      | ann@x.com     | true   | x.com   | false
        won       | ann@gmail.com | true   |         | false
        lost      |               | false  |         | false
        own       | me@ours.com   | true   |         | true
        """,
    )
    assert_table(
        deals_without_account(deals),
        """
        source | key  | reason     | value
        deals  | won  | no_account | ann@gmail.com
        deals  | lost | no_account |
        deals  | own  | internal   | me@ours.com
        """,
    )


def test_a_company_that_looks_like_an_email_provider_is_found(spark: SparkSession) -> None:
    def gaggles(company: str, alone: int, shared: int, first: int = 1) -> list[str]:
        users = [1] * alone + [2] * shared
        return [f"{gaggle} | {company} | {n}" for gaggle, n in enumerate(users, first)]

    rows = [
        *gaggles("provider.com", 20, 0),
        *gaggles("just.com", 20, 5),
        *gaggles("shared.com", 20, 6),
        *gaggles("small.com", 19, 0),
        *gaggles("homeless.com", 19, 0),
        " | homeless.com | 1",
        *gaggles("", 40, 0),
    ]
    bridge = given(
        spark,
        "gaggle_domains",
        "\n".join(["gaggle_id | corporate_email | number_of_users", *rows]),
    )
    assert_table(
        looks_personal(bridge),
        """
        source | key          | reason         | value
        users  | provider.com | looks_personal | 20
        users  | just.com     | looks_personal | 25
        """,
    )


def test_events_after_the_snapshot_are_one_finding(spark: SparkSession) -> None:
    user_activity = given(
        spark,
        "user_activity",
        """
        user_id | number_of_rows | number_of_events
        1       | 5              | 3
        2       | 4              | 4
        3       | 1              | 0
        99      | 4              | 0
                | 7              | 0
        """,
    )
    users = given(spark, "users", "user_id\n1\n2\n3\n4")
    assert_table(
        events_after_snapshot(user_activity, users),
        """
        source | key | reason                | value
        events |     | events_after_snapshot | 3
        """,
    )
    nobody = given(spark, "users", "user_id\n2\n4")
    assert events_after_snapshot(user_activity, nobody).count() == 0


def test_deals_won_after_the_snapshot_are_one_finding(spark: SparkSession) -> None:
    deals = given(
        spark,
        "deal_accounts",
        """
        deal_name | is_after_snapshot
        a         | false
        b         | true
        c         | true
        """,
    )
    assert_table(
        deals_after_snapshot(deals),
        """
        source | key | reason               | value
        deals  |     | deals_after_snapshot | 2
        """,
    )
    assert deals_after_snapshot(deals.where("deal_name = 'a'")).count() == 0


def test_a_stage_of_the_rules_that_no_deal_has_is_found_with_those_that_are_there(
    spark: SparkSession,
) -> None:
    stages = ["Closed Won", "won", "won", "Lost", None]
    deals = make_frame(spark, [(stage,) for stage in stages], "deal_stage string")
    assert_table(
        unused_won_stages(deals, Rules(won_stages=("Won", "won", "Paid"))),
        """
        source | key  | reason           | value
        rules  | Won  | unused_won_stage | "Closed Won", "Lost", "won"
        rules  | Paid | unused_won_stage | "Closed Won", "Lost", "won"
        """,
    )
    assert_table(
        unused_won_stages(deals.where("deal_stage IS NULL"), Rules()),
        """
        source | key  | reason           | value
        rules  | Won  | unused_won_stage |
        """,
    )


def test_a_subscription_without_an_account_is_found(spark: SparkSession) -> None:
    subscriptions = given(
        spark,
        "subscription_accounts",
        """
        subscription_id | corporate_email | email     | gaggle_id | account | is_internal
        good            | x.com           |           |           | x.com   | false
        domain          | y.com           | ann@y.com | 1         |         | false
        email           |                 | ann@y.com | 1         |         | false
        gaggle          |                 |           | 1         |         | false
        nowhere         |                 |           |           |         | false
        own             | ours.com        |           |           |         | true
        """,
    )
    assert_table(
        subscriptions_without_account(subscriptions),
        """
        source        | key     | reason          | value
        subscriptions | domain  | unknown_account | y.com
        subscriptions | email   | unknown_account | ann@y.com
        subscriptions | gaggle  | unknown_account | 1
        subscriptions | nowhere | unknown_account |
        subscriptions | own     | internal        | ours.com
        """,
    )


def test_won_deals_in_several_currencies_are_found(spark: SparkSession) -> None:
    deals = given(
        spark,
        "deal_accounts",
        """
        account | is_won | currency
        x.com   | true   | USD
        x.com   | true   | EUR
        x.com   | true   | EUR
        y.com   | true   | USD
        y.com   | true   |
        z.com   | true   | USD
        z.com   | false  | EUR
                | true   | USD
                | true   | EUR
        """,
    )
    assert_table(
        deals_in_several_currencies(deals),
        """
        source | key   | reason             | value
        deals  | x.com | several_currencies | EUR, USD
        deals  | y.com | several_currencies | USD, none
        """,
    )


def test_active_statuses_are_found_where_no_subscription_has_any(spark: SparkSession) -> None:
    rules = Rules(active_statuses=("active", "trialing"))
    names = "subscription_id | status\n1 | Active\n2 | canceled"
    assert_table(
        unused_active_statuses(given(spark, "subscriptions", names), rules),
        """
        source | key      | reason               | value
        rules  | active   | unused_active_status | "Active", "canceled"
        rules  | trialing | unused_active_status | "Active", "canceled"
        """,
    )
    for none in ("subscription_id | status", "subscription_id | status\n1 | active"):
        assert unused_active_statuses(given(spark, "subscriptions", none), rules).collect() == []
