"""The demo company, end to end: as the command runs it, against totals from the plain files."""

import csv
import datetime as dt
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from jafflegaggle.models import PUBLISHED
from tests import reference
from tests.test_against_reference import comparable, of_reference, parquet_rows

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
CANONICAL = {
    "users": {"id": "user_id", "name": "user_name"},
    "gaggles": {"id": "gaggle_id", "name": "gaggle_name"},
}
DEMO = tomllib.loads((ROOT / "conf" / "demo.toml").read_text(encoding="utf-8"))
FILES = {source: Path(reader["path"]).name for source, reader in DEMO["sources"].items()}
Rows = list[dict[str, Any]]


def run_demo(engine: str, output: Path) -> dict[str, Rows]:
    """Run the command in its own process; return the rows of every published table."""
    options = ["--engine", engine, "--output", str(output)]
    answer = subprocess.run(
        [sys.executable, "-m", "jafflegaggle", "run", "--config", "conf/demo.toml", *options],
        cwd=ROOT,
        env=os.environ | {"TZ": "Asia/Kathmandu"},  # the machine's zone must not matter
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    partition = "snapshot_date=2021-12-01"
    folders = {model.name: output / model.name / partition for model in PUBLISHED}
    return {name: parquet_rows(folder) for name, folder in folders.items() if folder.exists()}


@pytest.fixture(scope="module")
def demo(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    return run_demo(engine_name, tmp_path_factory.mktemp("demo"))


def test_totals_equal_those_of_the_files(demo: dict[str, Rows]) -> None:
    with (SEEDS / "raw_user.csv").open(encoding="utf-8", newline="") as file:
        user_ids = {int(row["id"]) for row in csv.DictReader(file)}
    events = reference.read_csv(SEEDS / "raw_event.csv.gz")
    orders = [event for event in events if event["event_name"] == "order_placed"]

    assert {row["user_id"] for row in demo["contact_aliases"]} == user_ids
    assert sum(row["number_of_events"] for row in demo["contacts"]) == len(events) == 121_371
    assert sum(row["number_of_orders"] for row in demo["contacts"]) == len(orders)
    assert len(demo["gaggle_facts"]) == 834
    for table in ("gaggle_domains", "gaggle_facts"):
        assert sum(row["number_of_events"] for row in demo[table]) == len(events)
        assert sum(row["number_of_users"] for row in demo[table]) == len(demo["contacts"])


def test_every_table_equals_the_reference(demo: dict[str, Rows]) -> None:
    sources = {source: canonical(source) for source in FILES}

    expected = reference.customer_360(sources, snapshot_date=dt.date(2021, 12, 1))
    actual = demo | {"findings": of_reference(demo["findings"])}

    for table, rows in expected.items():
        assert comparable(table, rows) == comparable(table, actual[table]), table


def canonical(source: str) -> list[dict[str, str | None]]:
    """The rows of a seed file under canonical names."""
    names = CANONICAL.get(source, {})
    rows = reference.read_csv(SEEDS / FILES[source])
    return [{names.get(name, name): cell for name, cell in row.items()} for row in rows]


def test_constance_rohr_is_one_contact(demo: dict[str, Rows]) -> None:
    (constance,) = [row for row in demo["contacts"] if row["user_name"] == "Constance Rohr"]

    assert constance["user_id"] == 6759
    assert constance["email"] == "constancerohr@outlaws.com"
    assert (constance["number_of_events"], constance["number_of_orders"]) == (35, 9)
    assert str(constance["first_event"]) == "2021-11-22 05:21:05"
    assert str(constance["most_recent_event"]) == "2021-12-01 20:20:24"


def test_the_rams_are_one_row_under_their_new_domain(demo: dict[str, Rows]) -> None:
    (rams,) = [row for row in demo["gaggle_facts"] if row["gaggle_id"] == 1187]
    (account,) = [row for row in demo["accounts"] if row["corporate_email"] == "rams.la"]

    assert rams["corporate_email"] == "rams.la"
    assert account["first_user_id"] == 1310
    assert not [row for row in demo["accounts"] if row["corporate_email"] == "rams.sl"]


# Active users of 7 and 28 days, user days of these and of the 28 before, new users, lifecycle.
STORIES = {
    "briskladles.example": (7, 7, 49, 7, 4, "retained"),
    "hollowteapots.example": (0, 0, 0, 15, 0, "dormant"),
    "mapleskillets.example": (2, 3, 21, 21, 0, "retained"),
    "tinwhisks.example": (2, 2, 9, 0, 2, "new"),
    "oakbarrels.example": (3, 3, 10, 9, 0, "retained"),
    "lemonanvils.example": (4, 4, 16, 13, 0, "retained"),
    "harborspoons.example": (2, 3, 8, 8, 0, "retained"),
    "cedargraters.example": (2, 2, 4, 4, 0, "retained"),
}


def test_who_is_active_is_a_story(demo: dict[str, Rows]) -> None:
    names = (
        *("active_users_7d", "active_users_28d", "user_days_28d", "user_days_previous_28d"),
        *("new_users_28d", "lifecycle"),
    )
    accounts = {row["corporate_email"]: row for row in demo["accounts"]}
    shown = {key: tuple(accounts[key][name] for name in names) for key in STORIES}
    assert shown == STORIES
    assert accounts["harborspoons.example"]["number_of_gaggles"] == 2


SIGNALS = {
    "briskladles.example": {"growing_seats", "usage_surge"},
    "hollowteapots.example": {"going_quiet", "paying_and_silent", "seats_unused"},
    "mapleskillets.example": {"champion_gone"},
    "tinwhisks.example": {"trial_ending"},
    "oakbarrels.example": {"seats_unused"},
    "lemonanvils.example": {"product_qualified"},
    "harborspoons.example": {"several_gaggles"},
    "cedargraters.example": set(),
}


def test_each_story_has_its_signals(demo: dict[str, Rows]) -> None:
    shown: dict[str, set[str]] = {company: set() for company in SIGNALS}
    for row in demo["account_signals"]:
        if row["corporate_email"] in shown:
            shown[row["corporate_email"]].add(row["signal"])
    assert shown == SIGNALS


def test_who_pays_is_a_story(demo: dict[str, Rows]) -> None:
    accounts = {row["corporate_email"]: row for row in demo["accounts"]}
    assert {
        company: (accounts[company]["is_paying"], accounts[company]["subscription_status"])
        for company in ("hollowteapots.example", "tinwhisks.example", "velvetbadgers.example")
    } == {
        "hollowteapots.example": (True, "active"),
        "tinwhisks.example": (False, "trialing"),
        "velvetbadgers.example": (False, "ended"),
    }
    barrels = accounts["oakbarrels.example"]
    assert (barrels["number_of_seats"], barrels["monthly_amount"]) == (20, 1500)
    assert accounts["rams.la"]["is_paying"]
    assert accounts["outlaws.com"]["is_paying"]
    graters = accounts["cedargraters.example"]
    assert (graters["is_paying"], graters["number_of_seats"]) == (True, 4)
    assert (graters["monthly_amount"], graters["total_amount_won"]) == (None, None)
    reasons = {row["reason"] for row in demo["findings"]}
    assert {"unknown_account", "several_currencies"} <= reasons


LINKS = {
    ("company", "8001"): ("outlaws.com", "linked"),
    ("company", "8002"): ("hollowteapots.example", "linked"),
    ("company", "8003"): ("rams.la", "linked"),
    ("company", "8004"): ("kiteworks.example", "linked"),
    ("company", "8005"): ("kiteworks.example", "duplicate"),
    ("company", "8006"): (None, "ambiguous"),
    ("company", "8007"): (None, "unknown"),
    ("company", "8008"): ("thunder.com", "linked"),
    ("contact", "9002"): ("6759", "linked"),
    ("contact", "9003"): ("7008", "linked"),
    ("contact", "9004"): ("7012", "linked"),
    ("contact", "9005"): ("5210", "linked"),
    ("contact", "9006"): ("5210", "duplicate"),
    ("contact", "9007"): (None, "ambiguous"),
    ("contact", "9008"): ("3912", "linked"),
    ("contact", "9009"): (None, "unknown"),
}


def test_each_record_of_the_crm_is_a_story(demo: dict[str, Rows]) -> None:
    links = demo["crm_links"]
    shown = {
        (row["object"], row["crm_id"]): (row["key"], row["status"])
        for row in links
        if row["crm_id"]
    }
    assert shown == LINKS
    missing = [row["object"] for row in links if row["status"] == "missing"]
    assert (missing.count("company"), missing.count("contact")) == (589, 5_805)
    accounts = {row["corporate_email"]: row for row in demo["accounts"]}
    names = ("account_name", "crm_id", "owner")
    assert [accounts["rams.la"][name] for name in names] == ["Rams, Inc.", "8003", "Dana Whitfield"]
    assert [accounts["jets.com"][name] for name in names] == ["Jets", None, None]


def test_the_champion_is_away(demo: dict[str, Rows]) -> None:
    (account,) = [r for r in demo["accounts"] if r["corporate_email"] == "mapleskillets.example"]
    since = {row["user_id"]: row["days_since_last_event"] for row in demo["contacts"]}
    assert (account["most_active_user_id"], since[7012]) == (7012, 20)
    assert (since[7013], since[7014]) == (1, 0)


def test_a_gaggle_without_a_company_is_worth_a_call(demo: dict[str, Rows]) -> None:
    (roasters,) = [row for row in demo["personal_gaggles"] if row["gaggle_id"] == 2009]
    assert roasters["gaggle_name"] == "Sunday Roasters"
    assert roasters["personal_domain"] == "gmail.com"
    assert (roasters["number_of_users"], roasters["active_users_7d"]) == (5, 5)
    assert (roasters["first_user_id"], roasters["most_active_user_id"]) == (7028, 7028)


def test_one_person_is_in_two_gaggles(demo: dict[str, Rows]) -> None:
    shown = [
        (row["gaggle_id"], row["is_current"], row["number_of_events"], row["lifecycle"])
        for row in demo["contact_gaggles"]
        if row["user_id"] == 7026
    ]
    assert sorted(shown) == [(2007, True, 12, "retained"), (2009, False, 15, "dormant")]


@pytest.mark.engine("spark")
def test_both_engines_give_the_same_rows_cell_by_cell(
    demo: dict[str, Rows], tmp_path: Path
) -> None:
    embedded = run_demo("embedded", tmp_path)

    for table, rows in embedded.items():
        assert sorted(map(repr, rows)) == sorted(map(repr, demo[table])), table
