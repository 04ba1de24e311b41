"""What the CRM has merged becomes suggestions, and merges nobody by itself."""

import json
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.cli import main
from jafflegaggle.suggest import crm_merges
from jafflegaggle.suggest.crm_merges import (
    crm_company_merge,
    crm_contact_merge,
    merged_companies,
    merged_contacts,
)
from tests.conftest import MakeDf
from tests.small_company import in_this_session, write_company

RECORDS = "crm_id string, {} string, {} string, owner string, merged_into string"
FOUND = "the CRM merged {} into {}"


def test_contacts(make_df: MakeDf) -> None:
    records = make_df(
        [
            ["a", "ann@x.com", None, None, "b"],  # into another record, which was merged itself
            ["b", "nobody@x.com", None, None, "c"],
            ["c", "ann@y.com", None, None, None],
            ["d", "ann.older@y.com", None, None, "c"],  # a user who is ann@y.com already
            ["e", None, "eve@x.com; eve@y.com", None, "f"],  # known by additional e-mails alone
            ["f", "eve@z.com", None, None, None],
            ["g", "one@x.com", None, None, "h"],  # a circle
            ["h", "two@x.com", None, None, "g"],
            ["i", "info@x.com", None, None, "f"],  # a role, which is nobody
            ["j", "one@x.com", None, None, "k"],  # into a record that is not there
        ],
        RECORDS.format("email", "additional_emails"),
    )
    aliases = make_df(
        [
            [1, 1, "ann@x.com"],
            [2, 2, "ann@y.com"],
            [3, 2, "ann.older@y.com"],
            [4, 4, "eve@x.com"],
            [5, 5, "eve@y.com"],
            [6, 6, "eve@z.com"],
            [7, 7, "one@x.com"],
            [8, 8, "two@x.com"],
            [9, 9, "info@x.com"],
            [10, 10, None],
        ],
        "user_id bigint, contact_user_id bigint, email string",
    )
    names = [
        "ann@x.com",
        "ann@y.com",
        "eve@x.com",
        "eve@y.com",
        "eve@z.com",
        "one@x.com",
        "two@x.com",
    ]
    people = make_df([[name] for name in names], "email string")
    pairs = crm_contact_merge.pairs(people, merged_contacts(records, aliases))
    rows = pairs.select("old_key", "new_key", "evidence").collect()
    assert sorted(map(tuple, rows)) == [
        ("ann@x.com", "ann@y.com", FOUND.format("a", "c")),
        ("eve@x.com", "eve@z.com", FOUND.format("e", "f")),
        ("eve@y.com", "eve@z.com", FOUND.format("e", "f")),
    ]


def test_companies(make_df: MakeDf) -> None:
    records = make_df(
        [
            ["1", "rams.sl", "old-rams.com", None, "2"],
            ["2", "rams.la", None, None, None],
            ["3", "gmail.com", None, None, "2"],  # personal: no company of ours
            ["4", "rams.sl", None, None, "2"],  # the same pair, shown by the first record
        ],
        RECORDS.format("corporate_email", "additional_domains"),
    )
    domains = make_df([["rams.sl"], ["rams.la"], ["jets.com"]], "domain string")
    pairs = crm_company_merge.pairs(domains, merged_companies(records))
    rows = pairs.select("old_key", "new_key", "evidence").collect()
    assert list(map(tuple, rows)) == [("rams.sl", "rams.la", FOUND.format("1", "2"))]


def test_a_chain_that_is_not_followed_leads_nowhere(
    make_df: MakeDf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crm_merges, "MAX_WITHIN_CHAINS", 1)
    chain = [["1", "a.com", None, None, "2"], ["2", "b.com", None, None, "3"]]
    chain += [["3", "c.com", None, None, "4"], ["4", "d.com", None, None, None]]
    others = [["8", "x.com", None, None, "9"], ["9", "y.com", None, None, None]]
    records = make_df(chain + others, RECORDS.format("corporate_email", "additional_domains"))
    rows = merged_companies(records).select("old_key", "new_key").collect()
    assert sorted(map(tuple, rows)) == [("c.com", "d.com"), ("x.com", "y.com")]


@pytest.mark.engine("embedded")  # several runs, whose rows the other tests show
def test_from_an_export_of_the_crm_to_a_line(
    spark: SparkSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    in_this_session(monkeypatch, spark)
    export = tmp_path / "crm.csv"
    export.write_text("crm_id,email,merged_into\n1,Bob@GMail.com,2\n2,ann@rams.sl,\n")
    config = ["--config", str(write_company(tmp_path)), "--quiet"]
    config += ["--set", f"sources.crm_contacts.path={export}"]
    assert main(["run", *config]) == 0
    capsys.readouterr()
    assert main(["suggest", *config, "--json", "--to", str(tmp_path / "to")]) == 0
    (line,) = json.loads(capsys.readouterr().out)["suggestions"]
    assert (line["old"], line["new"]) == ("bob@gmail.com", "ann@rams.la")
    assert (line["rule"], line["evidence"]) == ("crm_contact_merge", "the CRM merged 1 into 2")
