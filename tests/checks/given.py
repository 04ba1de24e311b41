"""A company whose tables pass every check, and the results when some tables are bad."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from pyspark.sql import SparkSession

from jafflegaggle.checks.result import Result
from jafflegaggle.checks.runner import run_checks
from jafflegaggle.checks.spec import Severity
from jafflegaggle.config import Checks
from jafflegaggle.config.checks import DEFAULT_LIMITS
from jafflegaggle.models import checked_subjects
from tests.tables import given


def one_row(**cells: str) -> str:
    """A table of one row with many columns."""
    return " | ".join(cells) + "\n" + " | ".join(cells.values())


# Contacts: one of x.com, one attributed to it, one without an account.
GOOD = {
    "contacts": """
    user_id|email|last_name|corporate_email|account_corporate_email|gaggle_id|number_of_events|number_of_orders|crm_id
    1 | ann@x.com     | a | x.com | x.com | 1 | 3 | 1 | 9
    2 | bob@gmail.com | b |       | x.com | 1 | 1 | 1 |
    3 | eve@gmail.com | e |       |       | 2 | 2 | 0 |
    """,
    "gaggle_domains": """
    gaggle_id | corporate_email | is_primary | number_of_users | number_of_events | number_of_orders
    1         | x.com           | true       | 1               | 3                | 1
    1         |                 | false      | 1               | 1                | 1
    2         |                 | false      | 1               | 2                | 0
    """,
    "gaggle_facts": """
        gaggle_id | corporate_email | number_of_users | number_of_events | number_of_orders
        1         | x.com           | 2               | 4                | 2
        2         |                 | 1               | 2                | 0
        3         |                 | 0               | 0                | 0
        """,
    "accounts": one_row(
        corporate_email="x.com",
        account_name="X",
        crm_id="c1",
        first_user_id="1",
        most_active_user_id="1",
        number_of_users_corporate="1",
        number_of_events_corporate="3",
        number_of_orders_corporate="1",
        number_of_users_associated="2",
        number_of_events_associated="4",
        number_of_orders_associated="2",
        opportunity_score="30",
    ),
    "account_signals": """
        corporate_email | signal          | direction   | points | value | threshold
        x.com           | usage_surge     | opportunity | 20     | 12    | 10
        x.com           | several_gaggles | opportunity | 10     | 2     | 2
        """,
    "personal_gaggles": one_row(
        gaggle_id="2",
        number_of_users="1",
        number_of_events="2",
        first_user_id="3",
        most_active_user_id="3",
    ),
    "contact_gaggles": """
        user_id | gaggle_id | is_current | number_of_users | number_of_events
        1       | 1         | true       | 1               | 3
        1       | 2         | false      | 1               | 0
        2       | 1         | true       | 1               | 1
        3       | 2         | true       | 1               | 2
        """,
    "contact_aliases": """
        user_id | contact_user_id | reason | number_of_events | number_of_orders
        1       | 1               | self   | 2                | 1
        2       | 2               | self   | 1                | 1
        3       | 3               | self   | 2                | 0
        4       | 1               | merged | 1                | 0
        """,
    "merge_report": """
        list        | old     | new       | target    | status
        merged_user | a@x.com | ann@x.com | ann@x.com | applied
        merged_user | a@x.com | ann@x.com | ann@x.com | duplicate
        """,
    "findings": """
        source | key | reason           | value
        users  | 3   | malformed_domain | a@b
        users  | 3   | malformed_domain | a@b
        """,
    "quarantine": """
        source  | reason                 | row
        users   | unreadable_user_id     | {"user_id":"x"}
        gaggles | unreadable_gaggle_id   | {}
        events  | missing_timestamp      | {}
        deals   | unreadable_amount      | {}
        """,
    "staged_users": """
        user_id | reason             | row
        1       |                    |
        2       |                    |
        3       |                    |
        4       |                    |
                | unreadable_user_id | {"user_id":"x"}
        """,
    "staged_gaggles": """
        gaggle_id | reason               | row
        1         |                      |
        2         |                      |
        3         |                      |
                  | unreadable_gaggle_id | {}
        """,
    "user_activity": """
        user_id | number_of_rows
        1       | 4
        3       | 2
                | 1
        """,
    "staged_crm_companies": "crm_id | reason\nc1 |",
    "staged_crm_contacts": "crm_id | reason\n9 |",
    "crm_links": """
        object  | key   | crm_id | status
        company | x.com | c1     | linked
        contact | 1     | 9      | linked
        contact | 2     |        | missing
        contact | 3     |        | missing
        """,
    "crm_changes": """
        object  | key   | operation | merged_into | previous_key | row_hash
        company | x.com | insert    |             |              | a
        contact | 1     | rekey     |             | 4            | b
        contact | 2     | update    |             |              | c
        contact | 5     | merge     | 1           |              |
        contact | 6     | delete    |             |              |
        """,
    "staged_deals": "deal_name | reason\na |\nb | unreadable_amount",
    "deal_accounts": "deal_name | account\na | x.com",
    "staged_subscriptions": "subscription_id | reason\na |",
    "subscription_accounts": "subscription_id | account\na | x.com",
}
EVENTS = """
    event_id | user_id | event_name    | reason
    a        | 1       | order_placed  |
    b        | 1       | recipe_viewed |
    """


def with_limits(**limits: float) -> Checks:
    """The settings with other limits; in tables this small, a few bad rows exceed the defaults."""
    return Checks(DEFAULT_LIMITS | limits)


LENIENT = with_limits(max_quarantined_fraction=1)


def severe(table: str, key: str, severity: Severity, settings: Checks = LENIENT) -> Checks:
    """The settings with another severity of one check."""
    of_table = {**settings.severities[table], key: severity}
    return replace(settings, severities={**settings.severities, table: of_table})


def results(
    spark: SparkSession,
    settings: Checks = LENIENT,
    rows_before: Mapping[str, int] = MappingProxyType({}),
    events: str = EVENTS,
    without: tuple[str, ...] = (),
    instead: Mapping[str, str] = MappingProxyType({}),
    only: tuple[str, ...] = (),
    has_many_rows: bool = False,
    **bad: str,
) -> list[Result]:
    """The results of the checks, for the good tables with some of them replaced.

    Args:
        spark: the session.
        settings: the limits, and the severity of each check.
        rows_before: the rows of the last snapshot.
        events: the staged events.
        without: the tables that are missing.
        instead: replacements of good tables, by name.
        only: the tables and sources whose checks are run; those of all if there are none.
        has_many_rows: whether each kind of key is counted by itself.
        bad: the same, as keyword arguments.
    """
    texts = {**GOOD, **instead, **bad}
    texts = {name: text for name, text in texts.items() if name not in without}
    tables = {name: given(spark, name, text) for name, text in texts.items()}
    tables["staged_events"] = given(spark, "staged_events", events)
    subjects = [
        (subject, checks if subject.name in only or not only else ())
        for subject, checks in checked_subjects()
    ]
    return run_checks(
        subjects,
        tables,
        settings.severities,
        settings.limits,
        rows_before,
        has_many_rows=has_many_rows,
    )


def failing(found: list[Result], check: str = "") -> dict[tuple[str, str], int]:
    """How many rows fail, by the table and the key of the check."""
    return {
        (result.table, result.key): result.failing_rows
        for result in found
        if result.status != "pass" and check in ("", result.check)
    }


def one(found: list[Result], table: str, key: str) -> Result:
    """The result of one check."""
    (result,) = (r for r in found if (r.table, r.key) == (table, key))
    return result
