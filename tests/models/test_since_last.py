"""Findings about what has changed since the last snapshot."""

from pyspark.sql import SparkSession

from jafflegaggle.models.audit.since_last import (
    shrunken_accounts,
    skipped_lines,
    split_contacts,
    stale_events,
    vanished_lines,
)
from tests.frames import make_frame
from tests.tables import assert_table, given

BEFORE = """
    list                  | line | old     | new     | status
    merged_user           | 2    | A@x.com | b@x.com | applied
    merged_user           | 3    | c@x.com | d@x.com | applied
    merged_user           | 4    | c@x.com | d@x.com | duplicate
    merged_user           | 5    | e@x.com | f@x.com | unknown_old
    merged_user           | 6    | g@x.com | h@x.com | applied
    merged_company_domain | 2    | a.com   | b.com   | applied
    """


def test_an_applied_line_that_its_list_no_longer_has_is_found(spark: SparkSession) -> None:
    now = given(
        spark,
        "merge_report",
        """
        list                  | line | old     | new     | status
        merged_user           | 9    | a@X.com | b@x.com | unknown_old
        merged_user           | 3    | c@x.com | z@x.com | applied
        merged_user           | 4    | a.com   | b.com   | applied
        merged_user           | 6    | g@x.com | h@x.com | applied
        """,
    )
    assert_table(
        vanished_lines(now, given(spark, "merge_report", BEFORE)),
        """
        source                | key                | reason        | value
        merged_company_domain | a.com -> b.com     | line_vanished | applied before
        merged_user           | c@x.com -> d@x.com | line_vanished | applied before
        """,
    )


def test_an_applied_line_that_is_skipped_now_is_found(spark: SparkSession) -> None:
    now = given(
        spark,
        "merge_report",
        """
        list                  | line | old     | new     | status
        merged_user           | 2    | a@x.com | b@x.com | veto
        merged_user           | 3    | c@x.com | d@x.com | applied
        merged_user           | 5    | e@x.com | f@x.com | invalid
        merged_user           | 6    | g@x.com | h@x.com | missing_target
        """,
    )
    assert_table(
        skipped_lines(now, given(spark, "merge_report", BEFORE)),
        """
        source      | key                | reason       | value
        merged_user | a@x.com -> b@x.com | line_skipped | veto
        """,
    )


def test_an_account_that_lost_many_of_its_users_is_found(spark: SparkSession) -> None:
    before = given(
        spark,
        "accounts",
        """
        corporate_email | number_of_users_associated
        lost-30.com     | 100
        lost-29.com     | 100
        lost-10.com     | 10
        lost-9.com      | 9
        grown.com       | 10
        gone.com        | 12
        merged.com      | 50
        """,
    )
    now = given(
        spark,
        "accounts",
        """
        corporate_email | number_of_users_associated
        lost-30.com     | 70
        lost-29.com     | 71
        lost-10.com     | 0
        lost-9.com      | 0
        grown.com       | 61
        """,
    )
    resolved = make_frame(
        spark, {"domain": ["merged.com"], "target": ["grown.com"]}, "domain string, target string"
    )
    assert_table(
        shrunken_accounts(now, before, resolved),
        """
        source | key         | reason         | value
        users  | gone.com    | account_shrank | 12 -> 0
        users  | lost-10.com | account_shrank | 10 -> 0
        users  | lost-30.com | account_shrank | 100 -> 70
        """,
    )
    without_merges = {row.key for row in shrunken_accounts(now, before, None).collect()}
    assert without_merges == {"gone.com", "lost-10.com", "lost-30.com", "merged.com"}


def test_events_that_stopped_are_found(spark: SparkSession) -> None:
    contacts = given(
        spark,
        "contacts",
        """
        user_id | most_recent_event   | days_since_last_event
        1       | 2021-11-01 10:00:00 | 30
        2       | 2021-11-23 09:30:00 | 8
        3       |                     |
        """,
    )
    assert_table(
        stale_events(contacts, {"max_event_age_days": 7}),
        """
        source | key | reason       | value
        events |     | stale_events | 2021-11-23 09:30:00
        """,
    )
    assert stale_events(contacts, {"max_event_age_days": 8}).collect() == []
    nobody = contacts.where("user_id = 3")
    assert stale_events(nobody, {"max_event_age_days": 7}).collect() == []


def test_contacts_of_the_crm_that_are_split(spark: SparkSession) -> None:
    baseline = make_frame(
        spark,
        [
            ["contact", "1", ["1", "2", "3"]],
            ["contact", "4", ["4", "5"]],
            ["contact", "6", ["6", "7"]],
            ["contact", "8", ["8"]],
            ["company", "a.com", None],
        ],
        "object string, key string, users array<string>",
    )
    contacts = make_frame(
        spark,
        [[1, False], [2, False], [9, False], [6, False], [7, True]],
        "user_id bigint, is_internal boolean",
    )
    # 4 and 5 are together elsewhere, 7 is internal, and 8 is gone.
    aliases = make_frame(
        spark,
        [[1, 1], [2, 2], [3, 1], [4, 9], [5, 9], [9, 9], [6, 6], [7, 7]],
        "user_id bigint, contact_user_id bigint",
    )
    assert_table(
        split_contacts(contacts, aliases, baseline),
        """
        source | key | reason | value
        users  | 1   | split  | 1, 2
        """,
    )
