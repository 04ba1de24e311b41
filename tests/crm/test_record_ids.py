"""The ids of the CRM in the files of an export, where its own export tells them."""

import csv
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.cli import main
from jafflegaggle.crm.record_ids import KnownRecords, with_ids
from jafflegaggle.crm.systems.spec import COMPANY, CONTACT
from tests.conftest import MakeDf
from tests.small_company import FILES, in_this_session, write_company

LINKS = "object string, key string, crm_id string, owner string, status string"


def test_ids_are_given_where_they_are_certain(make_df: MakeDf) -> None:
    rows = make_df(
        [
            ["merge", "1", "2", "one@x.com"],
            ["merge", "3", "2", "three@x.com"],  # its record is no longer one of contact 2
            ["merge", "4", "5", "four@x.com"],  # there is no other record of contact 5
            ["merge", "6", "2", None],
            ["rekey", "7", None, "seven@x.com"],
            ["delete", "8", None, "eight@x.com"],
            ["delete", "9", None, "nine@x.com"],  # who has the e-mail now is another contact
            ["delete", "10", None, "ten@x.com"],
            ["insert", "12", None, "one@x.com"],
        ],
        "operation string, key string, merged_into string, email string",
    )
    links = make_df(
        [
            ["contact", "2", "a", None, "linked"],
            ["contact", "2", "b", None, "duplicate"],
            ["contact", "5", "d", None, "linked"],
            ["contact", "7", "g", None, "linked"],
            ["contact", None, "h", None, "unknown"],
            ["contact", "13", "i", None, "linked"],
            ["contact", "9", None, None, "missing"],
            ["company", "2", "z", None, "linked"],
        ],
        LINKS,
    )
    records = make_df(
        [
            ["a", "two@x.com", None],
            ["b", "one@x.com", None],
            ["c", "three@x.com", None],
            ["d", "four@x.com", None],
            ["h", "eight@x.com", None],
            ["i", "nine@x.com", None],
            ["j", "ten@x.com", "h"],  # merged away
        ],
        "crm_id string, email string, merged_into string",
    )
    known = KnownRecords(links, {"crm_contacts": records})
    found = with_ids(rows, CONTACT, known).where("record_id is not null")
    ids = found.select("operation", "key", "record_id", "into_id").collect()
    assert sorted(map(tuple, ids), key=str) == [
        ("delete", "8", "h", None),
        ("merge", "1", "b", "a"),
        ("rekey", "7", "g", None),
    ]


def test_companies_are_known_by_their_domain(make_df: MakeDf) -> None:
    rows = make_df(
        [["merge", "rams.sl", "rams.la", None], ["delete", "jets.com", None, None]],
        "operation string, key string, merged_into string, email string",
    )
    links = make_df(
        [
            ["company", "rams.la", "1", None, "linked"],
            ["company", "rams.la", "2", None, "duplicate"],
            ["company", None, "3", None, "unknown"],
        ],
        LINKS,
    )
    records = make_df(
        [["1", "rams.sl", None], ["2", "rams.la", None], ["3", "jets.com", None]],
        "crm_id string, corporate_email string, merged_into string",
    )
    found = with_ids(rows, COMPANY, KnownRecords(links, {"crm_companies": records}))
    ids = found.select("operation", "key", "record_id", "into_id").collect()
    assert sorted(map(tuple, ids), key=str) == [
        ("delete", "jets.com", "3", None),
        ("merge", "rams.sl", "1", "2"),  # the lower id is the one that is merged
    ]


@pytest.mark.engine("embedded")  # several runs, whose rows the other tests show
def test_from_an_export_of_the_crm_to_deletes_by_id(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_this_session(monkeypatch, spark)
    options = ["--quiet", "--set", "crm.system=salesforce"]
    config = ["--config", str(write_company(tmp_path, merged_user="old_email,new_email\n"))]
    assert main(["run", *config, *options]) == 0
    assert main(["export", *config, *options]) == 0
    exports = tmp_path / "out" / "_exports"
    (first,) = exports.iterdir()
    assert main(["acknowledge", str(first), *config, *options]) == 0

    # The CRM shows its ids; Ann's two records are one person now, and Bob is gone.
    crm = tmp_path / "crm.csv"
    emails = "003B,ann@rams.sl,\n003A,Ann@Rams.LA,\n003C,bob@gmail.com,\n003D,eve@jets.com,\n"
    crm.write_text(f"crm_id,email,merged_into\n{emails}")
    users = "".join(line for line in FILES["users"].splitlines(keepends=True) if "Bob" not in line)
    write_company(tmp_path, users=users)
    options += ["--set", f"sources.crm_contacts.path={crm}"]
    assert main(["run", *config, *options]) == 0
    assert main(["export", *config, *options]) == 0
    (second,) = set(exports.iterdir()) - {first}
    assert (second / "Contact.delete.csv").read_text() == "Id\n003C\n"
    with (second / "merges.csv").open(newline="") as file:
        (merge,) = csv.DictReader(file)
    assert (merge["MasterRecordId"], merge["MergeRecordId"], merge["note"]) == ("003A", "003B", "")
