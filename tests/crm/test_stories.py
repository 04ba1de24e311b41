"""A whole story, exported and loaded day by day: what the CRM holds equals the snapshot."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
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
from tests.crm.crms import Crms, of_companies, of_contacts
from tests.crm.fakes.loading import listed
from tests.crm.published import Row, account, contact, snapshot

ODD = "=1+1, \"q\"\n\N{FIRE} 'O' #N/A"
LONG = "N" * 300


class Story:
    """Exports snapshots one after the other, loads each, and acknowledges it."""

    def __init__(
        self, spark: SparkSession, make_df: MakeDf, folder: Path, system: str, **crm: Any
    ) -> None:
        self.make_df, self.folder, self.spark = make_df, folder, spark
        self.served = ExitStack()
        self.crm = Crms(system, self.served)
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


# What differs for another CRM are its files, which are plain Python.
OF_FILES = pytest.mark.engine("embedded")


@pytest.fixture(
    params=[
        "hubspot",
        "salesforce",
        pytest.param("generic csv", marks=OF_FILES),
        pytest.param("generic json", marks=OF_FILES),
    ]
)
def story(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Story]:
    system, _, format_ = request.param.partition(" ")
    known = Story(spark, make_df, tmp_path, system, **({"format": format_} if format_ else {}))
    with known.served:
        yield known


def test_a_story(story: Story) -> None:
    system = story.crm.system
    rams, jets = account("rams.sl", number_of_users_associated=2), account("jets.com")
    time = {"first_event": "2021-01-01 10:00:00.123999"}
    seen = "2021-01-01T10:00:00.123999Z" if system == "generic" else "2021-01-01T10:00:00.123Z"
    shown = {"first_event": seen}
    ann = contact(1, "ann@rams.sl", "rams.sl", user_name="Ann", number_of_events=2, **time)
    bob = contact(-2, "bob@gmail.com", "rams.sl")
    eve = contact(3, "eve@jets.com", "jets.com", user_name=ODD)
    nobody = contact(4, None)
    # Nothing but an e-mail is one; any other tool looks at its cells itself.
    bad = contact(5, "two@x.com, three@x.com" if system != "generic" else "\0")

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
    fields = {"jafflegaggle_cohort": "", "Jafflegaggle_Cohort__c": "", "user_cohort": ""}
    story.settings = Crm(
        system=story.settings.system,
        format=story.settings.format,
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

    # Nothing has changed: nothing is sent.
    _, written = story.next_day([rams], people, rams_sl="rams.la")
    assert written == 0

    # Ann's merge is taken back: Bob keeps the record. Meanwhile Eve has gone into Mia, and Mia
    # into Kim, of whom neither was loaded before. HubSpot knows Ann's e-mail as a further one of
    # Bob's until somebody removes it there.
    story.crm.hubspot.other_emails.clear()
    bob = {**bob, "users": {-2: "bob@gmail.com"}}
    users = {3: "eve@jets.com", 7: "mia@jets.com"}
    kim = contact(6, "kim@jets.com", "rams.la", users=users)
    people = [ann | {"account_corporate_email": "rams.la"}, bob, mended, kim]
    folder, written = story.next_day([rams], people, rams_sl="rams.la")
    check([rams], people, rams_sl="rams.la")
    # By one more: the unchanged company by its key, or the e-mails of the others whom Bob was.
    assert written == (2 if system == "salesforce" else 3)
    assert [(row["previous_key"], row["key"]) for row in listed(folder, "rekeys.csv")] == [
        ("3", "6")
    ]
    assert [*listed(folder, "merges.csv")] == [*listed(folder, "deletes.csv")] == []

    # A chain of companies and of contacts, each loaded before, between two loads.
    rams = account("rams.io", number_of_users_associated=1)
    ann = {**people[0], "account_corporate_email": "rams.io"}
    users = {0: "bob@gmail.com", -2: "bob@gmail.com", 5: "two@x.com", **users, 6: "kim@jets.com"}
    ann |= {"users": users}
    folder, _ = story.next_day([rams], [ann], rams_sl="rams.io", rams_la="rams.io")
    check([rams], [ann], rams_sl="rams.io", rams_la="rams.io")
    assert [(row["key"], row["merged_into"]) for row in listed(folder, "merges.csv")] == [
        ("rams.la", "rams.io"),
        *((key, "1") for key in ("0", "5", "6")),
    ]
    assert [*listed(folder, "deletes.csv")] == []

    # Ann has deleted her account, and signed up anew: another user with the same e-mail.
    new = contact(40, "ann@rams.sl", "rams.io")
    folder, _ = story.next_day([rams], [new], rams_sl="rams.io", rams_la="rams.io")
    check([rams], [new], rams_sl="rams.io", rams_la="rams.io")
    assert [row["key"] for row in listed(folder, "deletes.csv")] == ["1"]
