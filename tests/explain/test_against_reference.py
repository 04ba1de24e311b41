"""Explanations of an odd company, against the independent implementation of the rules."""

import csv
import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.config import Output, from_toml
from jafflegaggle.explain import as_tree, explain
from jafflegaggle.explain.subjects import Contact, Domain, Gaggle
from jafflegaggle.job import Run
from jafflegaggle.publish import Snapshot, open_snapshot
from tests import reference
from tests.oddities import random_company
from tests.tables import COLUMNS

pytestmark = pytest.mark.engine("embedded")
DATE = dt.date(2021, 11, 20)
OURS = ["@Thunder.com"]
Tables = dict[str, list[dict[str, Any]]]


def published(
    spark: SparkSession, folder: Path, seed: int, string_ids: bool
) -> tuple[Snapshot, Tables]:
    """A snapshot, and the tables that it should have."""
    company = random_company(seed, string_ids=string_ids)
    for name, rows in company.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS[name])
            writer.writeheader()
            writer.writerows(rows)
    id_type = "string" if string_ids else "bigint"
    table = {
        "job": {"id_type": id_type, "snapshot_date": DATE},
        "sources": {
            name: {"path": str(folder / f"{name}.csv"), "options": {"multiLine": "true"}}
            for name in company
        },
        "rules": {"personal_domains_preset": "playbook", "internal_domains": OURS},
        "checks": {"max_quarantined_fraction": 1, "max_emails_without_domain_fraction": 1},
        "output": {"path": str(folder / "out")},
    }
    Run(spark, from_toml(table)).publish()
    tables = reference.customer_360(
        company, id_type=id_type, snapshot_date=DATE, internal_domains=OURS
    )
    return open_snapshot(spark, Output(path=str(folder / "out"))), tables


@pytest.mark.parametrize(("seed", "string_ids"), [(4, False), (5, True)])
def test_explanations_agree_with_the_reference(
    spark: SparkSession, tmp_path: Path, seed: int, string_ids: bool
) -> None:
    snapshot, tables = published(spark, tmp_path, seed, string_ids)
    rng = random.Random(seed)
    aliases = tables["contact_aliases"]
    merged = [row for row in aliases if row["reason"] == "merged"]
    for row in [*rng.sample(merged, 3), *rng.sample(aliases, 3)]:
        found = explain(snapshot, str(row["user_id"]), "user")
        assert isinstance(found.subject, Contact)
        assert facts_of(found.subject) == expected_facts(row["contact_user_id"], tables)
        assert as_tree(found)
    for row in rng.sample(tables["gaggle_facts"], 2):
        gaggle = explain(snapshot, str(row["gaggle_id"]), "gaggle").subject
        assert isinstance(gaggle, Gaggle)
        companies = gaggle.companies
        assert companies.primary == row["corporate_email"]
        assert (
            sum(one.number_of_users for one in companies.companies.first)
            == (row["number_of_users"])
        )
    for row in rng.sample(tables["accounts"], 2):
        domain = explain(snapshot, row["corporate_email"], "domain").subject
        assert isinstance(domain, Domain)
        assert (domain.verdict, domain.contacts.number) == (
            "account",
            row["number_of_users_associated"],
        )


def facts_of(contact: Contact) -> tuple[Any, ...]:
    """What it says of users, lines, account and survivors, to be compared."""
    users = sorted(
        (one.user_id, one.reason, one.list_line, one.target, one.activity["number_of_events"])
        for one in contact.users.first
    )
    for user in contact.users.first:
        assert [line.line for line in user.lines[:1]] == [user.list_line] * (
            user.reason == "merged"
        )
        assert [line.target for line in user.lines[-1:]] == [user.target] * bool(user.lines)
    given = [one.value for one in contact.survivors]
    account = contact.account.corporate_email if contact.account else None
    is_company = contact.domain.verdict in ("company", "merged")
    return users, given[:3], account, contact.account_reason, is_company


def expected_facts(user_id: Any, tables: Tables) -> tuple[Any, ...]:
    """The same by the reference."""
    contact = next(row for row in tables["contacts"] if row["user_id"] == user_id)
    names = ("user_id", "reason", "list_line", "target", "number_of_events")
    users = sorted(
        tuple(row[name] for name in names)
        for row in tables["contact_aliases"]
        if row["contact_user_id"] == user_id
    )
    return (
        users,
        [contact[name] for name in ("email", "user_name", "gaggle_id")],
        contact["account_corporate_email"],
        contact["account_reason"],
        contact["corporate_email"] is not None,
    )
