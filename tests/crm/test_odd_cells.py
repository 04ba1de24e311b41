"""Odd texts in every field of every file: each comes through as it is, or is rejected."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.config import Crm, CrmObject, from_toml
from jafflegaggle.crm.baseline import Baseline
from jafflegaggle.crm.cells import as_read, as_text, csv_line
from jafflegaggle.crm.change_set import change_set_of
from jafflegaggle.crm.columns import BASELINE_COLUMNS
from jafflegaggle.crm.export import export
from jafflegaggle.crm.mapping import mapping_of
from jafflegaggle.frames import local_table
from tests.conftest import MakeDf
from tests.crm.fakes.strict_csv import BadCsvError, read_csv
from tests.crm.published import account, contact, snapshot

ODD = (
    None,
    "",
    " ",
    "\t",
    "\N{NO-BREAK SPACE}",
    "=1+1",
    "+1",
    "-1+1",
    "@sum(A1)",
    "'leading",
    "'=1",
    "''",
    'a "quote"',
    '"',
    '""',
    "a,b;c|d",
    "two\nlines",
    "two\rlines",
    "two\r\nlines",
    "\n",
    "\r",
    "two\u2028lines\u2029and\x85more\v\f",
    "NUL\0here",
    "\ttab\t",
    " blanks ",
    "\N{FIRE}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}",
    "e\N{COMBINING ACUTE ACCENT}\N{COMBINING TILDE}",
    "\N{ZERO WIDTH NO-BREAK SPACE}mark",
    "\N{RIGHT-TO-LEFT OVERRIDE}abc",
    "N" * 300,
    "\N{FIRE}" * 300,
    "#N/A",
    "#n/a",
    " #N/A",
    "NULL",
    "null",
    "007",
    "1e5",
    "true",
    "2021-01-01",
    "\\",
    "a\\nb",
    "</script>",
)


class Spelling(NamedTuple):
    """Where a CRM's files have the texts of the test.

    Attributes:
        contacts: the file of contacts.
        key: its key.
        fields: a field = our column.
        companies: the file of companies.
        company: its key.
        name: its field of the name.
    """

    contacts: str
    key: str
    fields: Mapping[str, str]
    companies: str
    company: str
    name: str


SPELLINGS = {
    "hubspot": Spelling(
        "contacts.csv",
        "jafflegaggle_user_id",
        {"firstname": "first_name", "lastname": "last_name", "jobtitle": "user_name"},
        "companies.csv",
        "jafflegaggle_account",
        "name",
    ),
    "salesforce": Spelling(
        "Contact.upsert.csv",
        "Jafflegaggle_User_Id__c",
        {"FirstName": "first_name", "LastName": "last_name", "Title": "user_name"},
        "Account.upsert.csv",
        "Jafflegaggle_Account__c",
        "Name",
    ),
    "generic": Spelling(
        "contacts.csv",
        "user_id",
        {"first_name": "first_name", "last_name": "last_name", "user_name": "user_name"},
        "companies.csv",
        "corporate_email",
        "account_name",
    ),
}
COLUMNS = ("first_name", "last_name", "user_name")
REQUIRED = {"lastname", "LastName", "Name", "name"}


def rows_of(file: Path) -> list[dict[str, Any]]:
    """The rows by two readers, which agree; NULLs are empty."""
    text = file.read_bytes().decode()
    if file.suffix == ".jsonl":
        return [json.loads(line) for line in text.split("\n")[:-1]]
    header, *rows = read_csv(text)
    assert [header, *rows] == [*csv.reader(io.StringIO(text, newline=""), strict=True)]
    return [dict(zip(header, cells, strict=True)) for cells in rows]


@pytest.fixture
def tables(make_df: MakeDf) -> dict[str, DataFrame]:
    """A contact per odd text and field, and a company per odd text."""
    contacts = []
    for at, (name, text) in enumerate((name, text) for name in COLUMNS for text in ODD):
        texts = dict.fromkeys(COLUMNS, "plain") | {name: text}
        contacts.append(contact(at, f"p{at}@x.com", "x.com", **texts))
    accounts = [account(f"c{at}.com", account_name=text) for at, text in enumerate(ODD)]
    return snapshot(make_df, [account("x.com"), *accounts], contacts)


@pytest.mark.parametrize("target", ["hubspot csv", "salesforce csv", "generic csv", "generic json"])
def test_texts_come_through_or_are_rejected(
    spark: SparkSession, tables: dict[str, DataFrame], tmp_path: Path, target: str
) -> None:
    system, format_ = target.split()
    known = SPELLINGS[system]
    crm = Crm(system=system, format=format_, contacts=CrmObject(fields=known.fields))  # type: ignore[arg-type]
    config = {
        "sources": {name: {"path": "a.csv"} for name in ("users", "gaggles", "events")},
        "output": {"path": "out"},
        "crm": {"system": system},
    }
    mapping = mapping_of(replace(from_toml(config), crm=crm))
    none = Baseline("", local_table(spark, BASELINE_COLUMNS, []))
    change_set = change_set_of(tables, mapping, none, "2021-12-01", "run-12345678")
    done = export(change_set, crm, None, tmp_path, dt.datetime(2021, 12, 1))

    ending = {"csv": ".csv", "json": ".jsonl"}[format_]
    rejected: dict[tuple[str, str], str] = {}
    for row in rows_of(done.folder / "rejected.csv"):
        assert row["reason"]
        rejected[row["object"], row["key"]] = row["reason"]
    contacts = {
        row[known.key]: row for row in rows_of((done.folder / known.contacts).with_suffix(ending))
    }
    companies = {
        row[known.company]: row
        for row in rows_of((done.folder / known.companies).with_suffix(ending))
    }

    # Nothing is lost, and nothing stands in two files.
    sent = {*(("contact", key) for key in contacts), *(("company", key) for key in companies)}
    assert not sent & {*rejected}
    assert len(sent) + len(rejected) == sum(of["insert"] for of in done.counts.values())
    assert len(sent) + len(rejected) == 3 * len(ODD) + len(ODD) + 1

    given = [(name, text) for name in COLUMNS for text in ODD]
    for at, (name, text) in enumerate(given):
        if ("contact", str(at)) not in rejected:
            row = contacts[str(at)]
            for theirs, ours in known.fields.items():
                value = text if ours == name else "plain"
                assert row.get(theirs, "") == as_sent(theirs, value, str(at))
    for at, text in enumerate(ODD):
        key = f"c{at}.com"
        if ("company", key) not in rejected:
            assert companies[key].get(known.name, "") == as_sent(known.name, text, key)

    reasons = {given[int(key)]: why for (kind, key), why in rejected.items() if kind == "contact"}
    assert reasons == dict(refused(system))
    names = {key for kind, key in rejected if kind == "company"}
    odd = {"NUL\0here"} | (
        {"#N/A", "N" * 300, "\N{FIRE}" * 300} if system == "salesforce" else set()
    )
    assert names == {f"c{ODD.index(text)}.com" for text in odd}


def as_sent(field: str, text: str | None, key: str) -> str:
    """A text in a file: a required one is never empty, and NULL is."""
    return key if field in REQUIRED and not (text or "").strip() else text or ""


def refused(system: str) -> Iterator[tuple[tuple[str, str | None], str]]:
    """Which contacts a CRM refuses, and why."""
    lengths = {"first_name": 40, "last_name": 80, "user_name": 32_000}
    for name in COLUMNS:
        yield (name, "NUL\0here"), "a NUL character"
        if system == "salesforce":
            yield (name, "#N/A"), "'#N/A' would clear the field"
            for text, length in (("N" * 300, 300), ("\N{FIRE}" * 300, 600)):
                if length > (most := lengths[name]):
                    yield (name, text), f"{length} characters, at most {most} are possible"


@given(cells=st.lists(st.text(), min_size=1, max_size=4))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_cells_are_read_back(cells: Sequence[str]) -> None:
    line = csv_line(cells)
    assert read_csv(line) == [cells]
    assert [as_read(as_text(cell)) for cell in cells] == cells
    assert as_text(cells[0])[:1] not in "=@\t\r" or not cells[0]


@pytest.mark.parametrize(
    "text", ["a", "a,b\nc\n", 'a"b\n', '"a" ,b\n', '"a\n', "a\rb\n", "a\r\n", 'a,"b"c\n']
)
def test_the_strict_reader_forgives_nothing(text: str) -> None:
    with pytest.raises(BadCsvError):
        read_csv(text)
