"""Small snapshots for tests of the CRM: the tables that change sets are made of."""

from collections.abc import Mapping, Sequence
from typing import Any

from pyspark.sql import DataFrame

from jafflegaggle.models import TABLES
from tests.conftest import MakeDf

Row = Mapping[str, Any]
# How both CRMs of the tests have it.
DAY, TIME = "2021-01-01", "2021-01-01 10:00:00.123999"


def contact(user_id: int, email: str | None, account: str | None = None, **columns: Any) -> Row:
    """A contact; `users` are those of the others who are merged into it, by their e-mails."""
    name = columns.get("user_name") or (email or str(user_id)).split("@", maxsplit=1)[0]
    return {
        "user_id": user_id,
        "email": email,
        "account_corporate_email": account,
        "created_at": TIME,
        "user_cohort": DAY,
        "number_of_events": 0,
        "number_of_orders": 0,
        "is_internal": False,
        "last_name": name,
        "user_name": name,
        **columns,
    }


def account(corporate_email: str, **columns: Any) -> Row:
    """A company."""
    return {
        "corporate_email": corporate_email,
        "account_name": corporate_email,
        "number_of_gaggles": 1,
        "number_of_users_associated": 1,
        "number_of_events_associated": 0,
        "number_of_orders_associated": 0,
        "is_paying": False,
        **columns,
    }


def snapshot(
    make_df: MakeDf,
    accounts: Sequence[Row],
    contacts: Sequence[Row],
    domains: Mapping[str, str] | None = None,
) -> dict[str, DataFrame]:
    """The tables of a snapshot.

    Args:
        make_df: makes a frame.
        accounts: its companies.
        contacts: its contacts.
        domains: which domains are merged into which.
    """
    aliases = [
        [user, row["user_id"], email, row["created_at"]]
        for row in contacts
        for user, email in {row["user_id"]: row["email"], **row.get("users", {})}.items()
    ]
    lines = [
        ["merged_company_domain", old, target, "applied"] for old, target in (domains or {}).items()
    ]
    return {
        "accounts": _table(make_df, "accounts", accounts),
        "contacts": _table(make_df, "contacts", contacts),
        "contact_aliases": make_df(
            aliases, "user_id bigint, contact_user_id bigint, email string, created_at timestamp"
        ),
        "merge_report": make_df(lines, "list string, old string, target string, status string"),
    }


def _table(make_df: MakeDf, name: str, rows: Sequence[Row]) -> DataFrame:
    table = TABLES[name]
    cells = [[row.get(column) for column in table.columns()] for row in rows]
    return make_df(cells, table.ddl("bigint"))
