"""Each check passes on good tables and fails on tables that break it."""

from pyspark.sql import SparkSession

from jafflegaggle.checks import Failure, failures
from tests.tables import given

# A company of four contacts: one of x.com, one attributed to it, and two without an account.
GOOD = {
    "contacts": """
        user_id | email         | account_corporate_email | number_of_events
        1       | ann@x.com     | x.com                   | 3
        2       | bob@gmail.com | x.com                   | 1
        3       |               |                         | 2
        4       |               |                         | 0
        """,
    "gaggle_domains": """
        gaggle_id | corporate_email | is_primary | number_of_users | number_of_events
        1         | x.com           | true       | 1               | 3
        1         |                 | false      | 1               | 1
                  | x.com           | false      | 0               | 0
                  |                 | false      | 2               | 2
        """,
    "gaggle_facts": "gaggle_id\n1\n2",
    "accounts": """
        corporate_email | first_user_id | number_of_events_associated
        x.com           | 1             | 4
        """,
    "contact_aliases": """
        user_id | contact_user_id | reason
        1       | 1               | self
        2       | 2               | self
        3       | 3               | self
        4       | 4               | self
        5       | 1               | merged
        """,
    "merge_report": """
        list        | old     | new       | target    | status
        merged_user | a@x.com | ann@x.com | ann@x.com | applied
        merged_user | a@x.com | ann@x.com | ann@x.com | duplicate
        """,
    "findings": """
        source | reason
        users  | no_email
        users  | no_email
        """,
    "quarantine": """
        source  | reason          | row
        users   | missing_user_id | {}
        gaggles | missing_user_id | {}
        events  | missing_user_id | {}
        events  | missing_user_id | {}
        """,
    "staged_users": "user_id\n1\n2\n3\n4\n5\n0",
    "user_activity": """
        user_id | number_of_rows
        1       | 4
        3       | 2
        99      | 1
                | 1
        """,
}
STEPS = ("staged_users", "user_activity")


def failed(spark: SparkSession, **bad: str) -> list[tuple[str, str, str, int]]:
    """The checks that fail on the good tables but for the bad ones."""
    tables = {name: given(spark, name, text) for name, text in (GOOD | bad).items()}
    steps = {name: tables.pop(name) for name in STEPS}
    return [
        (failure.check, failure.table, failure.expected, failure.off_by)
        for failure in failures(tables, steps)
    ]


def test_good_tables_pass(spark: SparkSession) -> None:
    assert failed(spark) == []


def test_empty_tables_pass(spark: SparkSession) -> None:
    headers = {name: text.strip().split("\n")[0] for name, text in GOOD.items()}
    assert failed(spark, **headers) == []


def test_a_null_where_there_must_be_none_fails(spark: SparkSession) -> None:
    actual = failed(
        spark,
        contacts="user_id | email\n | a@x.com\n1 | b@x.com",
        gaggle_domains="gaggle_id | is_primary | number_of_users\n1 | | \n2 | |",
        gaggle_facts="gaggle_id | number_of_users | number_of_users_corporate\n | |",
        accounts="corporate_email | number_of_gaggles | first_user_id | is_paying\n | | |",
        contact_aliases="user_id | contact_user_id | reason\n | |",
        merge_report="list | old | new | target | status\n | | | |",
        findings="source | reason\n |",
        quarantine="source | reason | row\n | |",
    )
    assert {failure for failure in actual if failure[0] == "not_null"} == {
        ("not_null", "contacts", "user_id", 1),
        ("not_null", "gaggle_domains", "is_primary", 2),
        ("not_null", "gaggle_domains", "number_of_users", 2),
        ("not_null", "gaggle_facts", "gaggle_id", 1),
        ("not_null", "gaggle_facts", "number_of_users", 1),
        ("not_null", "gaggle_facts", "number_of_users_corporate", 1),
        ("not_null", "accounts", "corporate_email", 1),
        ("not_null", "accounts", "number_of_gaggles", 1),
        ("not_null", "accounts", "first_user_id", 1),
        ("not_null", "accounts", "is_paying", 1),
        ("not_null", "contact_aliases", "user_id", 1),
        ("not_null", "contact_aliases", "contact_user_id", 1),
        ("not_null", "contact_aliases", "reason", 1),
        ("not_null", "merge_report", "list", 1),
        ("not_null", "merge_report", "old", 1),
        ("not_null", "merge_report", "new", 1),
        ("not_null", "merge_report", "target", 1),
        ("not_null", "merge_report", "status", 1),
        ("not_null", "findings", "source", 1),
        ("not_null", "findings", "reason", 1),
        ("not_null", "quarantine", "source", 1),
        ("not_null", "quarantine", "reason", 1),
        ("not_null", "quarantine", "row", 1),
    }


def test_a_key_or_an_email_that_comes_twice_fails(spark: SparkSession) -> None:
    actual = failed(
        spark,
        contacts="user_id | email\n1 | a@x.com\n1 | b@x.com\n2 | b@x.com\n3 | b@x.com",
        gaggle_domains="gaggle_id | corporate_email\n1 | x.com\n1 | x.com\n2 | x.com\n | \n |",
        gaggle_facts="gaggle_id\n1\n1\n1\n2",
        accounts="corporate_email\nx.com\nx.com\ny.com",
        contact_aliases="user_id | contact_user_id\n1 | 1\n1 | 2\n2 | 2",
    )
    assert {failure for failure in actual if failure[0] == "unique"} == {
        ("unique", "contacts", "user_id", 1),
        ("unique", "contacts", "email", 2),
        ("unique", "gaggle_domains", "gaggle_id, corporate_email", 2),
        ("unique", "gaggle_facts", "gaggle_id", 2),
        ("unique", "accounts", "corporate_email", 1),
        ("unique", "contact_aliases", "user_id", 1),
    }


def test_what_is_lost_or_counts_twice_fails(spark: SparkSession) -> None:
    actual = failed(
        spark,
        user_activity="user_id | number_of_rows\n1 | 9",
        staged_users=GOOD["staged_users"] + "\n6",
        gaggle_domains=GOOD["gaggle_domains"].replace("| 3", "| 5"),
        accounts=GOOD["accounts"].replace("| 4", "| 1"),
    )
    assert actual == [
        ("conservation", "accounts", "events of accounts = of attributed contacts", -3),
        ("conservation", "events", "read = counted + set aside", 1),
        ("conservation", "gaggle_domains", "events of the bridge = of contacts", 2),
        ("conservation", "users", "read = aliases + set aside", 1),
    ]


def test_an_event_both_counted_and_set_aside_fails(spark: SparkSession) -> None:
    one_more = GOOD["quarantine"].replace("gaggles", "events")
    assert failed(spark, quarantine=one_more) == [
        ("conservation", "events", "read = counted + set aside", -1)
    ]


def test_a_failure_in_words() -> None:
    failure = Failure("unique", "contacts", "email", 1234)
    assert str(failure) == "contacts: unique (email) is off by 1,234"
