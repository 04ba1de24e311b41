"""`conservation`: each equation detects a change of either side."""

import pytest
from pyspark.sql import SparkSession

from tests.checks.given import GOOD, failing, one, results

pytestmark = pytest.mark.usefixtures("any_engine")


def changed(table: str, old: str, new: str) -> dict[str, str]:
    assert old in GOOD[table]
    return {table: GOOD[table].replace(old, new)}


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (
            {"staged_users": GOOD["staged_users"] + "\n5 | |"},
            {("users", "conservation"): 1},
        ),
        (
            {"staged_gaggles": GOOD["staged_gaggles"] + "\n5 | |\n6 | |"},
            {("gaggles", "conservation"): 2},
        ),
        (
            {"user_activity": "user_id | number_of_rows\n1 | 9"},
            {("events", "conservation"): 2},
        ),
        (
            {"staged_deals": "deal_name | reason\na |"},
            {("deals", "conservation"): 1},
        ),
        (
            {"quarantine": GOOD["quarantine"] + "\nevents | missing_timestamp | {}"},
            {("events", "conservation"): 1},
        ),
        (
            {"findings": GOOD["findings"] + "\nevents | | events_after_snapshot | 2"},
            {("events", "conservation"): 2},
        ),
        (
            changed("contact_aliases", "2               | self", "1               | merged"),
            {("contacts", "conservation"): 1, ("contacts", "relationships_user_id"): 1},
        ),
        (
            changed("gaggle_domains", "| 1               | 1                | 1", "| 2 | 4 | 5"),
            {
                ("gaggle_domains", "conservation_number_of_users"): 1,
                ("gaggle_domains", "conservation_number_of_events"): 3,
                ("gaggle_domains", "conservation_number_of_orders"): 4,
            },
        ),
        (
            changed("gaggle_facts", "| 2               | 4                | 2", "| 1 | 1 | 0"),
            {
                ("gaggle_facts", "conservation_number_of_users"): 1,
                ("gaggle_facts", "conservation_number_of_events"): 3,
                ("gaggle_facts", "conservation_number_of_orders"): 2,
            },
        ),
        (
            {"personal_gaggles": "gaggle_id | number_of_users | first_user_id\n2 | 3 | 3"},
            {
                ("personal_gaggles", "conservation_number_of_users"): 2,
                ("personal_gaggles", "conservation_number_of_events"): 2,
            },
        ),
        (
            changed("contact_gaggles", "1         | true ", "1         | false"),
            {("contact_gaggles", "conservation_is_current"): 2},
        ),
        (
            {
                "accounts": """
                    corporate_email | account_name | first_user_id | crm_id
                    x.com           | X            | 1             | c1
                    """
            },
            {
                ("accounts", "conservation_number_of_users_corporate"): 1,
                ("accounts", "conservation_number_of_events_corporate"): 3,
                ("accounts", "conservation_number_of_orders_corporate"): 1,
                ("accounts", "conservation_number_of_users_associated"): 2,
                ("accounts", "conservation_number_of_events_associated"): 4,
                ("accounts", "conservation_number_of_orders_associated"): 2,
                ("accounts", "conservation_opportunity_score"): 30,
            },
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(next(iter(value)), str) else "",
)
def test_lost_rows_and_rows_counted_twice_are_detected(
    spark: SparkSession, bad: dict[str, str], expected: dict[tuple[str, str], int]
) -> None:
    assert failing(results(spark, instead=bad)) == expected


@pytest.mark.parametrize(
    ("score", "points", "expected"),
    [(100, 100, 0), (100, 110, 0), (100, 90, 10), (70, 71, 1)],
)
def test_a_score_of_a_hundred_may_be_of_more_points(
    spark: SparkSession, score: int, points: int, expected: int
) -> None:
    accounts = changed("accounts", " | 30", f" | {score}")
    signals = changed("account_signals", "| 20 ", f"| {points - 10} ")
    found = failing(results(spark, instead={**accounts, **signals}))
    assert found == ({("accounts", "conservation_opportunity_score"): expected} if expected else {})


def test_internal_contacts_are_part_of_no_sum_but_their_own(spark: SparkSession) -> None:
    bad = GOOD["contacts"].replace("crm_id\n", "crm_id | is_internal\n")
    for flag, line in zip(("false", "true", "false"), bad.strip().splitlines()[1:], strict=True):
        bad = bad.replace(line, f"{line} | {flag}")
    assert failing(results(spark, contacts=bad)) == {
        (table, f"conservation_{sum_}{suffix}"): 1
        for table, suffix in (
            ("gaggle_domains", ""),
            ("gaggle_facts", ""),
            ("accounts", "_associated"),
        )
        for sum_ in ("number_of_users", "number_of_events", "number_of_orders")
    } | {("contact_gaggles", "conservation_is_current"): 1}


def test_an_equation_in_words(spark: SparkSession) -> None:
    found = results(spark, user_activity="user_id | number_of_rows\n1 | 1009")
    result = one(found, "events", "conservation")
    assert (result.status, result.failing_rows, result.column) == ("fail", 1002, None)
    assert result.found == (
        "1,009 events read, but 6 events of contacts + 1 events quarantined + "
        "0 events after the snapshot"
    )
    assert result.sample_keys == ()


def test_without_deals_they_are_not_checked(spark: SparkSession) -> None:
    found = results(spark, without=("staged_deals", "deal_accounts"))
    assert {result.table for result in found} >= {"users", "contacts"}
    assert "deals" not in {result.table for result in found}
    assert failing(found) == {}
