"""`not_null`, `accepted_values`, `accepted_range`, and the checks of the sources."""

import pytest
from pyspark.sql import SparkSession

from tests.checks.given import failing, one, results


def test_null_in_a_not_null_column(spark: SparkSession) -> None:
    found = results(
        spark,
        contacts="""
        user_id | email   | last_name | gaggle_id | is_internal
                | a@x.com | a         | 1         |
        1       |         |           | 1         | false
        2       | b@x.com | b         |           | false
        """,
        gaggle_domains="gaggle_id | is_primary | number_of_users\n1 | | \n2 | |",
        gaggle_facts="gaggle_id | number_of_users | number_of_users_corporate\n | |",
        accounts="""
            corporate_email|account_name|number_of_gaggles|first_user_id|is_paying|opportunity_score|risk_score
            | | | | | |
            """,
        account_signals="corporate_email|signal|direction|points|value|threshold\n | | | | |",
        contact_aliases="user_id | contact_user_id | reason\n | |",
        merge_report="""
            list | old | new | target | status
            | | | |
            merged_user | | | | invalid
            """,
        findings="source | reason\n |",
        quarantine="source | reason | row\n | |",
    )
    assert failing(found, "not_null") == {
        ("contacts", "not_null_user_id"): 1,
        ("contacts", "not_null_email"): 1,
        ("contacts", "not_null_gaggle_id"): 1,
        ("contacts", "not_null_is_internal"): 1,
        ("contacts", "not_null_last_name"): 1,
        ("gaggle_domains", "not_null_is_primary"): 2,
        ("gaggle_domains", "not_null_number_of_users"): 2,
        ("gaggle_facts", "not_null_gaggle_id"): 1,
        ("gaggle_facts", "not_null_number_of_users"): 1,
        ("gaggle_facts", "not_null_number_of_users_corporate"): 1,
        ("accounts", "not_null_corporate_email"): 1,
        ("accounts", "not_null_account_name"): 1,
        ("accounts", "not_null_number_of_gaggles"): 1,
        ("accounts", "not_null_first_user_id"): 1,
        ("accounts", "not_null_is_paying"): 1,
        ("accounts", "not_null_opportunity_score"): 1,
        ("accounts", "not_null_risk_score"): 1,
        ("account_signals", "not_null_corporate_email"): 1,
        ("account_signals", "not_null_signal"): 1,
        ("account_signals", "not_null_direction"): 1,
        ("account_signals", "not_null_points"): 1,
        ("account_signals", "not_null_value"): 1,
        ("account_signals", "not_null_threshold"): 1,
        ("contact_aliases", "not_null_user_id"): 1,
        ("contact_aliases", "not_null_contact_user_id"): 1,
        ("contact_aliases", "not_null_reason"): 1,
        ("merge_report", "not_null_list"): 1,
        ("merge_report", "not_null_old"): 1,
        ("merge_report", "not_null_new"): 1,
        ("merge_report", "not_null_target"): 1,
        ("merge_report", "not_null_status"): 1,
        ("findings", "not_null_source"): 1,
        ("findings", "not_null_reason"): 1,
        ("quarantine", "not_null_source"): 1,
        ("quarantine", "not_null_reason"): 1,
        ("quarantine", "not_null_row"): 1,
    }
    statuses = {r.key: r.status for r in found if r.table == "contacts" and r.check == "not_null"}
    assert statuses == {
        "not_null_user_id": "fail",
        "not_null_email": "warn",
        "not_null_gaggle_id": "warn",
        "not_null_is_internal": "fail",
        "not_null_last_name": "fail",
    }
    assert one(found, "contacts", "not_null_email").sample_keys == ("1",)
    assert one(found, "contacts", "not_null_user_id").sample_keys == ("NULL",)
    assert one(found, "gaggle_domains", "not_null_is_primary").sample_keys == (
        "1, NULL",
        "2, NULL",
    )


@pytest.mark.parametrize(
    ("table", "key", "text", "samples"),
    [
        (
            "contact_aliases",
            "accepted_values_reason",
            "user_id | reason\n1 | self\n2 | same_email\n3 | merged\n4 | guessed\n5 |",
            ("4",),
        ),
        (
            "merge_report",
            "accepted_values_list",
            "list | old\nmerged_user | a\nmerged_company_domain | a\nmerged | b",
            ("merged, NULL, b, NULL, NULL, NULL",),
        ),
        (
            "merge_report",
            "accepted_values_status",
            "status\napplied\nself\nduplicate\nunknown_old\nmissing_target\nveto\ndone",
            ("NULL, NULL, NULL, NULL, NULL, done",),
        ),
        (
            "findings",
            "accepted_values_source",
            "source\nusers\nevents\ndeals\nusers",
            (),
        ),
        (
            "findings",
            "accepted_values_reason",
            "source | reason\nusers | no_email\nusers | unheard_of",
            ("users, NULL, unheard_of, NULL",),
        ),
        (
            "quarantine",
            "accepted_values_source",
            "source | reason\nusers | unknown_user\nuser | unknown_user",
            ("user, unknown_user, NULL",),
        ),
        (
            "quarantine",
            "accepted_values_reason",
            "source | reason\nevents | missing_timestamp\nevents | late",
            ("events, late, NULL",),
        ),
        (
            "account_signals",
            "accepted_values_signal",
            "corporate_email | signal\nx.com | going_quiet\nx.com | loud",
            ("x.com, loud",),
        ),
        (
            "account_signals",
            "accepted_values_direction",
            "corporate_email | direction\nx.com | risk\ny.com | up",
            ("y.com, NULL",),
        ),
        (
            "account_signals",
            "accepted_range_points",
            "corporate_email | points\na.com | 0\nb.com | 100\nc.com |\nd.com | -1\ne.com | 101",
            ("d.com, NULL", "e.com, NULL"),
        ),
    ],
)
def test_a_value_that_is_not_accepted(
    spark: SparkSession, table: str, key: str, text: str, samples: tuple[str, ...]
) -> None:
    result = one(results(spark, instead={table: text}, only=(table,)), table, key)
    assert (result.failing_rows, result.sample_keys) == (len(samples), samples)
    assert result.status == ("fail" if samples else "pass")


def test_the_playbooks_tests_of_the_sources_warn(spark: SparkSession) -> None:
    found = results(
        spark,
        staged_users="""
            user_id | reason            | row
            1       |                   |
            1       | duplicate_user_id | {}
                    | missing_user_id   | {"email":"a@x.com"}
                    | missing_user_id   | {"email":"b@x.com"}
            """,
        staged_gaggles="""
            gaggle_id | reason              | row
            1         |                     |
            1         | duplicate_gaggle_id | {}
            1         | duplicate_gaggle_id | {}
                      | missing_gaggle_id   | {"gaggle_name":"x"}
            """,
        only=("users", "gaggles", "events"),
        contact_aliases="user_id | contact_user_id | reason\n1 | 1 | self\n2 | 1 | same_email",
        findings="""
            source | key   | reason             | value
            events | fried | unknown_event_name | 7
            events | baked | unknown_event_name | 2
            users  | 1     | malformed_domain   | no number
            """,
    )
    of_sources = [r for r in found if r.table in ("users", "gaggles", "events") and r.column]
    assert {(r.table, r.key): (r.status, r.failing_rows, r.sample_keys) for r in of_sources} == {
        ("users", "unique_user_id"): ("warn", 1, ("1",)),
        ("users", "not_null_user_id"): (
            "warn",
            2,
            ('{"email":"a@x.com"}', '{"email":"b@x.com"}'),
        ),
        ("users", "unique_email"): ("warn", 1, ("2",)),
        ("gaggles", "unique_gaggle_id"): ("warn", 2, ("1",)),
        ("gaggles", "not_null_gaggle_id"): ("warn", 1, ('{"gaggle_name":"x"}',)),
        ("events", "accepted_values_event_name"): ("warn", 9, ("baked", "fried")),
    }


def test_five_keys_are_shown_in_alphabetical_order(spark: SparkSession) -> None:
    contacts = "user_id | email\n" + "\n".join(f"{number} |" for number in (9, 8, 20, 1, 3, 10, 7))
    found = results(spark, contacts=contacts, only=("contacts",))
    result = one(found, "contacts", "not_null_email")
    assert result.failing_rows == 7
    assert result.sample_keys == ("1", "10", "20", "3", "7")


def test_a_long_row_is_truncated(spark: SparkSession) -> None:
    staged = f"reason | row\nmissing_user_id | {'x' * 500}"
    found = results(spark, staged_users=staged, only=("users",))
    result = one(found, "users", "not_null_user_id")
    assert result.sample_keys == ("x" * 80,)
