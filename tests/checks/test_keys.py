"""`unique` and `relationships`: duplicate keys, and dangling keys."""

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from tests.checks.given import GOOD, failing, one, results, severe


def test_duplicate_keys(spark: SparkSession) -> None:
    found = results(
        spark,
        contacts="user_id | email\n1 | a@x.com\n1 | b@x.com\n2 | b@x.com\n3 | b@x.com",
        gaggle_domains="gaggle_id | corporate_email\n1 | x.com\n1 | x.com\n2 | x.com\n | \n |",
        gaggle_facts="gaggle_id\n1\n1\n1\n2",
        accounts="corporate_email | first_user_id\nx.com | 1\nx.com | 1\ny.com | 1",
        contact_aliases="user_id | contact_user_id\n1 | 1\n1 | 2\n2 | 2",
    )
    assert failing(found, "unique") == {
        ("contacts", "unique_user_id"): 1,
        ("contacts", "unique_email"): 2,
        ("gaggle_domains", "unique_gaggle_id_corporate_email"): 2,
        ("gaggle_facts", "unique_gaggle_id"): 2,
        ("accounts", "unique_corporate_email"): 1,
        ("contact_aliases", "unique_user_id"): 1,
    }
    samples = {
        result.key: result.sample_keys for result in found if result.table == "gaggle_domains"
    }
    assert samples["unique_gaggle_id_corporate_email"] == ("1, x.com", "NULL, NULL")
    assert one(found, "contacts", "unique_email").sample_keys == ("b@x.com",)
    assert one(found, "contacts", "unique_email").found == "2 duplicate row(s)"
    assert one(found, "contacts", "unique_email").status == "fail"


def test_different_strings_with_the_same_hash_are_not_duplicates(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = []

    def same_for_all(column: str) -> object:
        columns.append(column)
        return F.lit(7)

    monkeypatch.setattr(F, "xxhash64", same_for_all)
    found = results(spark, only=("contacts",))
    assert columns == ["email"]
    assert failing(found, "unique") == {}


def test_null_is_never_a_duplicate_in_a_single_column(spark: SparkSession) -> None:
    contacts = GOOD["contacts"].replace("bob@gmail.com", "").replace("eve@gmail.com", "")
    assert failing(results(spark, contacts=contacts, only=("contacts",)), "unique") == {}


def test_a_contact_in_an_unknown_gaggle_only_warns(spark: SparkSession) -> None:
    facts = GOOD["gaggle_facts"].replace(
        "        2         |                 | 1               | 2                | 0\n", ""
    )
    found = results(spark, gaggle_facts=facts)
    assert facts != GOOD["gaggle_facts"]
    assert failing(found, "relationships") == {
        ("contacts", "relationships_gaggle_id"): 1,
        ("gaggle_domains", "relationships_gaggle_id"): 1,
        ("personal_gaggles", "relationships_gaggle_id"): 1,
        ("contact_gaggles", "relationships_gaggle_id"): 2,
    }
    result = one(found, "contacts", "relationships_gaggle_id")
    assert (result.status, result.sample_keys) == ("warn", ("3",))
    assert result.found == "1 row(s) have no match in gaggle_facts.gaggle_id"
    # The sums of gaggle_facts are those of the contacts in known gaggles: they still hold.
    assert ("gaggle_facts", "conservation_number_of_events") not in failing(found)


def test_dangling_keys(spark: SparkSession) -> None:
    found = results(
        spark,
        contacts="user_id | account_corporate_email\n1 | x.com\n2 | y.com\n3 | y.com\n4 |\n9 |",
        gaggle_domains="gaggle_id | corporate_email\n1 | z.com\n1 |",
        gaggle_facts="gaggle_id | corporate_email\n1 | z.com\n2 |",
        accounts="""
            corporate_email | first_user_id | most_active_user_id | most_orders_user_id
            x.com           | 1             | 7                   |
            w.com           | 8             |                     | 7
            """,
        contact_aliases="user_id | contact_user_id\n1 | 1\n2 | 2\n3 | 3\n4 | 4\n5 | 6",
    )
    assert failing(found, "relationships") == {
        ("contacts", "relationships_account_corporate_email"): 2,
        ("contacts", "relationships_user_id"): 1,
        ("gaggle_domains", "relationships_corporate_email"): 1,
        ("gaggle_facts", "relationships_corporate_email"): 1,
        ("accounts", "relationships_corporate_email"): 1,
        ("accounts", "relationships_first_user_id"): 1,
        ("accounts", "relationships_most_active_user_id"): 1,
        ("accounts", "relationships_most_orders_user_id"): 1,
        ("contact_aliases", "relationships_contact_user_id"): 1,
    }
    samples = {(r.table, r.key): r.sample_keys for r in found if r.check == "relationships"}
    assert samples["contacts", "relationships_account_corporate_email"] == ("2", "3")
    assert samples["contacts", "relationships_user_id"] == ("9",)
    assert samples["gaggle_domains", "relationships_corporate_email"] == ("1, z.com",)
    assert samples["accounts", "relationships_first_user_id"] == ("w.com",)
    assert samples["contact_aliases", "relationships_contact_user_id"] == ("5",)


def test_duplicate_events_are_checked_only_if_configured(spark: SparkSession) -> None:
    events = """
        event_id | user_id | timestamp           | reason
        a        | 1       | 2021-01-01 10:00:00 |
        a        | 1       | 2021-01-01 10:00:00 |
        a        | 2       | 2021-01-02 10:00:00 |
        a        | 2       |                     | missing_timestamp
                 | 3       | 2021-01-03 10:00:00 |
                 | 4       |                     | missing_timestamp
        b        | 3       | 2021-01-01 10:00:00 |
        """
    assert failing(results(spark, events=events)) == {}

    settings = severe("events", "unique_event_id", "error")
    settings = severe("events", "not_null_event_id", "warn", settings)
    found = results(spark, settings, events=events)

    assert failing(found) == {("events", "unique_event_id"): 2, ("events", "not_null_event_id"): 1}
    duplicates = one(found, "events", "unique_event_id")
    assert (duplicates.status, duplicates.sample_keys) == ("fail", ("a",))
    assert one(found, "events", "not_null_event_id").sample_keys == (
        "3, NULL, 2021-01-03 10:00:00",
    )


def test_kinds_of_keys_one_after_the_other_give_the_same_results(spark: SparkSession) -> None:
    bad = GOOD["contacts"].replace("eve@gmail.com", "bob@gmail.com").replace("x.com |", "y.com |")
    together, apart = (
        results(spark, contacts=bad, has_many_rows=has_many_rows) for has_many_rows in (False, True)
    )
    assert apart == together
    assert set(failing(apart)) >= {
        ("contacts", "unique_email"),
        ("contacts", "relationships_account_corporate_email"),
    }
