"""A whole story, exported and loaded day by day: what the CRM holds equals the snapshot."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.config import Crm, CrmObject, from_toml
from jafflegaggle.crm.baseline import Baseline, next_baseline
from jafflegaggle.crm.change_set import change_set_of
from jafflegaggle.crm.change_set_files import read_change_set
from jafflegaggle.crm.columns import BASELINE_COLUMNS
from jafflegaggle.crm.export import export
from jafflegaggle.crm.mapping import mapping_of
from jafflegaggle.frames import local_table
from tests.conftest import MakeDf
from tests.crm.fakes.hubspot import COMPANIES, CONTACTS, HubSpot
from tests.crm.fakes.loading import listed, load_hubspot, load_salesforce
from tests.crm.fakes.salesforce import Salesforce
from tests.crm.published import Row, account, contact, snapshot

ODD = "=1+1, \"q\"\n\N{FIRE} 'O' #N/A"
LONG = "N" * 300
Loaded = Mapping[str, Mapping[str, Any]]


class Crms:
    """A CRM in the story, and how what it holds is read back under our own names."""

    def __init__(self, system: str) -> None:
        self.system = system
        self.hubspot, self.salesforce = HubSpot(), Salesforce()

    def load(self, folder: Path) -> None:
        if self.system == "hubspot":
            load_hubspot(folder, self.hubspot)
        else:
            load_salesforce(folder, self.salesforce)
        assert self.hubspot.errors + self.salesforce.errors == []

    def writes(self) -> int:
        return self.hubspot.writes + self.salesforce.writes

    def companies(self) -> Loaded:
        if self.system == "hubspot":
            held = self.hubspot.records[COMPANIES].values()
            names = ("jafflegaggle_account", "name", "hs_additional_domains", "jafflegaggle_users")
        else:
            held = self.salesforce.records["Account"].values()
            names = (
                "Jafflegaggle_Account__c",
                "Name",
                "Jafflegaggle_Additional_Domains__c",
                "Jafflegaggle_Users__c",
            )
        return _by_key(held, names, ("name", "additional_domains", "users"))

    def contacts(self) -> Loaded:
        names: tuple[str, ...]
        if self.system == "hubspot":
            keys = {
                id_: row["jafflegaggle_account"]
                for id_, row in self.hubspot.records[COMPANIES].items()
            }
            held = [
                {**row, "account": keys.get(self.hubspot.companies_of.get(id_, ""))}
                for id_, row in self.hubspot.records[CONTACTS].items()
            ]
            names = ("jafflegaggle_user_id", "lastname", "email", "account", "jafflegaggle_events")
            names = (*names, "jafflegaggle_first_event")
        else:
            keys = {
                id_: row["Jafflegaggle_Account__c"]
                for id_, row in self.salesforce.records["Account"].items()
            }
            held = [
                {**row, "account": keys.get(row.get("AccountId", ""))}
                for row in self.salesforce.records["Contact"].values()
            ]
            names = ("Jafflegaggle_User_Id__c", "LastName", "Email", "account")
            names = (*names, "Jafflegaggle_Events__c", "Jafflegaggle_First_Event__c")
        return _by_key(held, names, ("name", "email", "account", "events", "first_event"))


def _by_key(held: Any, names: Sequence[str], ours: Sequence[str]) -> Loaded:
    key, *others = names
    return {
        row[key]: dict(zip(ours, (row.get(name) for name in others), strict=True)) for row in held
    }


def of_companies(rows: Sequence[Row], domains: Mapping[str, str]) -> Loaded:
    """What the CRM should hold of companies."""
    return {
        row["corporate_email"]: {
            "name": row["account_name"],
            "additional_domains": ";".join(
                sorted(old for old, new in domains.items() if new == row["corporate_email"])
            )
            or None,
            "users": str(row["number_of_users_associated"]),
        }
        for row in rows
    }


def of_contacts(rows: Sequence[Row]) -> Loaded:
    """What it should hold of contacts."""
    return {
        str(row["user_id"]): {
            "name": row["last_name"],
            "email": row["email"],
            "account": row["account_corporate_email"],
            "events": str(row["number_of_events"]),
            "first_event": row.get("first_event"),
        }
        for row in rows
    }


class Story:
    """Exports snapshots one after the other, loads each, and acknowledges it."""

    def __init__(
        self, spark: SparkSession, make_df: MakeDf, folder: Path, system: str, **crm: Any
    ) -> None:
        self.make_df, self.folder, self.spark = make_df, folder, spark
        self.crm = Crms(system)
        self.settings = Crm(
            system=system,  # type: ignore[arg-type]
            contacts=CrmObject(when_null="clear"),
            companies=CrmObject(when_null="clear"),
            **crm,
        )
        self.baseline = Baseline("", local_table(spark, BASELINE_COLUMNS, []))
        self.day = 0

    def next_day(
        self, accounts: Sequence[Row], contacts: Sequence[Row], **domains: str
    ) -> tuple[Path, int]:
        """Load the next snapshot; give the folder and how many records were written."""
        self.day += 1
        merged = {name.replace("_", "."): target for name, target in domains.items()}
        tables = snapshot(self.make_df, accounts, contacts, merged)
        config = from_toml(
            {
                "sources": {name: {"path": "a.csv"} for name in ("users", "gaggles", "events")},
                "output": {"path": "out"},
                "crm": {"system": self.settings.system},
            }
        )
        config = replace(config, crm=self.settings)
        change_set = change_set_of(
            tables, mapping_of(config), self.baseline, f"2021-12-0{self.day}", "run-12345678"
        )
        now = dt.datetime(2021, 12, self.day, tzinfo=dt.UTC)
        folder = export(change_set, self.settings, None, self.folder / "exports", now).folder
        before = self.crm.writes()
        self.crm.load(folder)
        rejected = [(row["object"], row["key"]) for row in listed(folder, "rejected.csv")]
        left_out = local_table(self.spark, {"object": "string", "key": "string"}, rejected)
        stored = read_change_set(self.spark, str(folder)).rows
        rows = next_baseline(self.baseline.rows, stored, left_out)
        place = str(self.folder / f"baseline-{self.day}")
        rows.write.parquet(place)
        self.baseline = Baseline(str(self.day), self.spark.read.parquet(place))
        return folder, self.crm.writes() - before


@pytest.mark.parametrize("system", ["hubspot", "salesforce"])
def test_a_story(spark: SparkSession, make_df: MakeDf, tmp_path: Path, system: str) -> None:
    story = Story(spark, make_df, tmp_path, system)
    rams, jets = account("rams.sl", number_of_users_associated=2), account("jets.com")
    time = {"first_event": "2021-01-01 10:00:00.123999"}
    shown = {"first_event": "2021-01-01T10:00:00.123Z"}
    ann = contact(1, "ann@rams.sl", "rams.sl", user_name="Ann", number_of_events=2, **time)
    bob = contact(-2, "bob@gmail.com", "rams.sl")
    eve = contact(3, "eve@jets.com", "jets.com", user_name=ODD)
    nobody = contact(4, None)
    bad = contact(5, "two@x.com, three@x.com")

    def check(accounts: Sequence[Row], contacts: Sequence[Row], **domains: str) -> None:
        merged = {name.replace("_", "."): target for name, target in domains.items()}
        held = [{**row, **shown} if row.get("first_event") else row for row in contacts]
        assert story.crm.companies() == of_companies(accounts, merged)
        assert story.crm.contacts() == of_contacts(held)

    # The first load: one row is no e-mail, and is not sent.
    people = [ann, bob, eve, nobody]
    folder, written = story.next_day([rams, jets], [*people, bad])
    check([rams, jets], people)
    assert written == 6
    assert [row["key"] for row in listed(folder, "rejected.csv")] == ["5"]

    # A day later: an event, an older sign-up of the same e-mail, and the row that is mended.
    ann = {**ann, "number_of_events": 3}
    bob = contact(0, "bob@gmail.com", "rams.sl", users={-2: "bob@gmail.com"})
    mended = contact(5, "two@x.com")
    people = [ann, bob, eve, nobody, mended]
    folder, written = story.next_day([rams, jets], people)
    check([rams, jets], people)
    assert written == 3
    assert [(row["previous_key"], row["key"]) for row in listed(folder, "rekeys.csv")] == [
        ("-2", "0")
    ]

    # Ann is merged into Bob, rams.sl is called rams.la now, nobody is removed, Eve lost her name.
    rams = account("rams.la", number_of_users_associated=1)
    users = {1: "ann@rams.sl", -2: "bob@gmail.com"}
    bob = contact(0, "bob@gmail.com", "rams.la", users=users, number_of_events=3, **time)
    eve = contact(3, "eve@jets.com", "jets.com")
    people = [bob, eve, mended]
    folder, written = story.next_day([rams, jets], people, rams_sl="rams.la")
    check([rams, jets], people, rams_sl="rams.la")
    assert written == 3
    assert [(row["object"], row["key"]) for row in listed(folder, "merges.csv")] == [
        ("company", "rams.sl"),
        ("contact", "1"),
    ]
    assert [(row["object"], row["key"]) for row in listed(folder, "deletes.csv")] == [
        ("contact", "4")
    ]

    # The mapping changes, and Eve is new to a company that has not changed.
    fields = {"jafflegaggle_cohort": "", "Jafflegaggle_Cohort__c": ""}
    story.settings = Crm(
        system=story.settings.system,
        companies=story.settings.companies,
        contacts=CrmObject(when_null="clear", fields=fields),
    )
    eve = {**eve, "account_corporate_email": "rams.la"}
    people = [bob, eve, mended]
    folder, written = story.next_day([rams], people, rams_sl="rams.la")
    check([rams], people, rams_sl="rams.la")
    assert written == (4 if system == "hubspot" else 3)  # the company by its key alone
    assert [(row["object"], row["key"]) for row in listed(folder, "deletes.csv")] == [
        ("company", "jets.com")
    ]
