"""Limits: at, below and above the limit."""

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.config import Checks
from tests.checks.given import GOOD, LENIENT, failing, one, results, severe, with_limits

QUARANTINED, LOST = "max_quarantined_fraction", "max_rows_lost_since_last_snapshot"
pytestmark = pytest.mark.usefixtures("any_engine")


@pytest.mark.parametrize(
    ("limit", "sources"),
    [
        # Quarantined: 1 of 5 users, 1 of 4 gaggles, 1 of 7 events and 1 of 2 deals.
        (0.5, set()),
        (0.49, {"deals"}),
        (0.25, {"deals"}),
        (0.2, {"deals", "gaggles"}),
        (0.1999, {"deals", "gaggles", "users"}),
        (0.05, {"deals", "gaggles", "users", "events"}),
    ],
)
def test_more_quarantined_than_the_limit(
    spark: SparkSession, limit: float, sources: set[str]
) -> None:
    found = results(spark, with_limits(max_quarantined_fraction=limit))
    assert failing(found) == {(source, QUARANTINED): 1 for source in sources}
    assert {result.status for result in found} == ({"pass", "fail"} if sources else {"pass"})


def test_samples_of_quarantined_rows_are_shown(spark: SparkSession) -> None:
    result = one(results(spark, Checks()), "users", QUARANTINED)
    assert result.sample_keys == ('unreadable_user_id, {"user_id":"x"}',)
    assert result.found == "1 of 5 rows are quarantined, more than the limit of 0.05"
    assert (result.column, result.severity) == (None, "error")


def test_an_empty_source_is_within_the_limit(spark: SparkSession) -> None:
    found = results(
        spark,
        Checks(),
        instead=NOTHING_QUARANTINED,
        staged_deals="deal_name",
        deal_accounts="deal_name",
    )
    assert failing(found) == {}


NO_DOMAIN = "max_emails_without_domain_fraction"


def with_emails(good: int, bad: int, reason: str = "malformed_domain") -> dict[str, str]:
    """Contacts with an e-mail that leads to a domain (good), and with one that does not (bad)."""
    names = [f"{at} | Name {at}" for at in range(good + bad)]
    findings = [f"users | {name.replace(' |', f' | {reason} |')}" for name in names[good:]]
    # A value without an address is not a contact's e-mail.
    contacts = names[:good] if reason == "no_address" else names
    return {
        "contacts": "\n".join(["user_id | email", *contacts, "98 | ", "99 | "]),
        "findings": "\n".join(["source | key | reason | value", *findings]),
    }


@pytest.mark.parametrize(
    ("limit", "good", "bad", "expected"),
    [
        (0.9, 1, 9, 0),
        (0.9, 1, 10, 10),
        (0.9, 0, 10, 10),
        (0.9, 0, 9, 0),  # too few to be meaningful
        (0.5, 10, 10, 0),
        (0.5, 9, 10, 10),
        (1, 0, 20, 0),
        (0, 10, 0, 0),
    ],
)
@pytest.mark.parametrize("reason", ["no_address", "malformed_domain"])
def test_more_emails_without_a_domain_than_the_limit(
    spark: SparkSession, limit: float, good: int, bad: int, expected: int, reason: str
) -> None:
    settings = with_limits(max_quarantined_fraction=1, max_emails_without_domain_fraction=limit)
    result = one(
        results(spark, settings, instead=with_emails(good, bad, reason)), "users", NO_DOMAIN
    )
    assert (result.failing_rows, result.status) == (expected, "fail" if expected else "pass")


def test_emails_without_a_domain_in_words(spark: SparkSession) -> None:
    result = one(results(spark, instead=with_emails(0, 10)), "users", NO_DOMAIN)
    assert str(result) == (
        "users: max_emails_without_domain_fraction: 10 of 10 e-mails lead to no domain, more than "
        "the limit of 0.9; are two headers swapped, or is another column meant by "
        "sources.users.columns.email?; for example 0, Name 0 | 1, Name 1 | 2, Name 2 | 3, Name 3 | "
        '4, Name 4; to accept it: [checks.users] max_emails_without_domain_fraction = "warn"'
    )


NOTHING_QUARANTINED = {
    "quarantine": "source",
    "staged_users": "user_id\n1\n2\n3\n4",
    "staged_gaggles": "gaggle_id\n1\n2\n3",
    "user_activity": "user_id | number_of_rows\n1 | 6",
}


@pytest.mark.parametrize(
    ("limit", "before", "expected"),
    [
        # There are 3 contacts, 3 gaggles and 1 account.
        (0.1, {}, {}),
        (0.1, {"contacts": 3, "gaggle_facts": 3, "accounts": 1}, {}),
        (0.1, {"contacts": 0, "gaggle_facts": 1, "accounts": 1}, {}),
        (0.25, {"contacts": 4, "gaggle_facts": 3, "accounts": 1}, {}),
        (0.24, {"contacts": 4, "gaggle_facts": 3, "accounts": 1}, {("contacts", LOST): 1}),
        (
            0.5,
            {"contacts": 6, "gaggle_facts": 7, "accounts": 3, "findings": 99},
            {("gaggle_facts", LOST): 4, ("accounts", LOST): 2},
        ),
    ],
)
def test_more_rows_lost_than_the_limit(
    spark: SparkSession,
    limit: float,
    before: dict[str, int],
    expected: dict[tuple[str, str], int],
) -> None:
    settings = with_limits(max_quarantined_fraction=1, max_rows_lost_since_last_snapshot=limit)
    found = results(spark, settings, rows_before=before)
    assert failing(found) == expected
    checked = {result.table for result in found if result.check == LOST}
    assert checked == set(before) - {"findings"}
    assert {result.status for result in found} == ({"pass", "warn"} if expected else {"pass"})


def test_lost_rows_in_words_and_as_an_error(spark: SparkSession) -> None:
    settings = severe("contacts", LOST, "error", LENIENT)
    found = results(spark, settings, rows_before={"contacts": 4_000})
    result = one(found, "contacts", LOST)
    assert result.status == "fail"
    assert str(result) == (
        "contacts: max_rows_lost_since_last_snapshot: "
        "3,997 of 4,000 rows are lost, more than the limit of 0.1; "
        'to accept it: [checks.contacts] max_rows_lost_since_last_snapshot = "warn"'
    )


def test_the_good_tables_have_the_rows_that_these_tests_rely_on() -> None:
    rows = {name: len(text.strip().splitlines()) - 1 for name, text in GOOD.items()}
    assert (rows["contacts"], rows["gaggle_facts"], rows["accounts"]) == (3, 3, 1)


AGE = "max_event_age_days"
ACTIVE = """
    user_id | email         | days_since_last_event | most_recent_event
    1       | ann@x.com     | 30                    | 2021-11-01 08:00:00
    2       | bob@gmail.com | 3                     | 2021-11-28 10:00:00
    3       | eve@gmail.com |                       |
    """


@pytest.mark.parametrize(("limit", "status"), [(3, "pass"), (2, "warn")])
def test_events_that_stopped_before_the_snapshot_warn(
    spark: SparkSession, limit: int, status: str
) -> None:
    settings = with_limits(max_quarantined_fraction=1, max_event_age_days=limit)
    result = one(results(spark, settings, contacts=ACTIVE), "events", AGE)
    assert (result.status, result.severity) == (status, "warn")
    if status == "warn":
        assert result.found == "the last event is 3 days before the snapshot, more than 2"
        assert result.sample_keys == ("2021-11-28 10:00:00",)


def test_without_any_event_nothing_is_late(spark: SparkSession) -> None:
    settings = with_limits(max_quarantined_fraction=1, max_event_age_days=0)
    assert one(results(spark, settings), "events", AGE).status == "pass"
