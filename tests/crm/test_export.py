"""`jafflegaggle export`: from a run to load files, and back by `acknowledge`."""

import json
from pathlib import Path

import duckdb
import pytest
from pyspark.sql import SparkSession

from jafflegaggle.cli import main
from jafflegaggle.crm.stream import skipped_lines
from tests.conftest import MakeDf
from tests.crm.fakes.hubspot import COMPANIES, CONTACTS, HubSpot
from tests.crm.fakes.loading import load_hubspot, load_salesforce
from tests.crm.fakes.salesforce import Salesforce
from tests.small_company import FILES, in_this_session, write_company


def test_from_a_run_to_the_crm(
    spark: SparkSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    config = write_company(tmp_path)
    in_this_session(monkeypatch, spark)
    options = ["--config", str(config), "--quiet"]
    assert main(["run", *options]) == 0
    assert main(["export", *options]) == 2
    assert "[crm] is missing" in capsys.readouterr().err

    with config.open("a") as text:
        text.write(f'\n[crm]\nsystem = "hubspot"\noutput = "{tmp_path}/exports"\n')
    assert main(["export", *options]) == 0
    (folder,) = (tmp_path / "exports").iterdir()
    said = capsys.readouterr().out
    assert f"Exported to {folder}" in said
    assert "nothing was acknowledged yet" in said

    crm = HubSpot()
    load_hubspot(folder, crm)
    assert crm.errors == []
    companies = {row["jafflegaggle_account"]: row for row in crm.records[COMPANIES].values()}
    assert sorted(companies) == ["jets.com", "rams.la"]
    assert companies["rams.la"]["hs_additional_domains"] == "rams.sl"
    assert {row["lifecyclestage"] for row in companies.values()} == {"lead"}
    contacts = {row["jafflegaggle_user_id"]: row for row in crm.records[CONTACTS].values()}
    assert {key: row.get("email") for key, row in contacts.items()} == {
        "2": "ann@rams.la",
        "3": "bob@gmail.com",
        "4": "eve@jets.com",
        "5": None,
    }
    assert contacts["4"]["jafflegaggle_first_event"] == "2021-02-04T10:00:00.000Z"
    assert contacts["4"]["jafflegaggle_cohort"] == "2021-01-04"

    # By another reader, in the order of their keys.
    query = f"select * from read_csv('{folder}/contacts.csv', all_varchar=true, header=true)"
    assert [row[0] for row in duckdb.execute(query).fetchall()] == ["2", "3", "4", "5"]

    assert main(["acknowledge", str(folder), *options]) == 0
    assert main(["export", *options]) == 0
    _, folder = sorted((tmp_path / "exports").iterdir())
    assert (folder / "contacts.csv").read_text().count("\n") == 1
    load_hubspot(folder, crm)
    assert crm.writes == 6

    # All of it, and for another CRM.
    assert main(["export", "--all", *options]) == 0
    *_, folder = sorted((tmp_path / "exports").iterdir())
    assert (folder / "contacts.csv").read_text().count("\n") == 5
    to = ["--set", f"crm.output={tmp_path}/others", "--set"]
    assert main(["export", *options, *to, "crm.system=salesforce"]) == 0
    (folder,) = (tmp_path / "others").iterdir()
    salesforce = Salesforce()
    load_salesforce(folder, salesforce)
    assert salesforce.errors == []
    assert [len(rows) for rows in salesforce.records.values()] == [2, 4]

    generic = ["crm.system=generic", "--set", "crm.format=json"]
    assert main(["export", *options, *to, *generic]) == 0
    (folder,) = {*(tmp_path / "others").iterdir()} - {folder}
    lines = (folder / "contacts.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["user_id"] for line in lines] == ["2", "3", "4", "5"]
    assert json.loads(lines[2])["number_of_events"] == 1


def test_lines_that_were_skipped(make_df: MakeDf) -> None:
    findings = make_df(
        [["merge_lists", "b", "line_skipped"], ["merge_lists", "a", "line_vanished"]],
        "source string, key string, reason string",
    )
    assert skipped_lines(findings) == ["b"]


@pytest.mark.engine("embedded")  # several runs, whose rows the other tests show
def test_who_a_skipped_line_had_merged_is_not_loaded_as_new(
    spark: SparkSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    in_this_session(monkeypatch, spark)
    options = ["--quiet", "--set", "crm.system=generic", "--set", "rules.on_bad_line=skip"]
    config = ["--config", str(write_company(tmp_path))]
    assert main(["run", *config, *options, "--snapshot-date", "2021-12-01"]) == 0
    # Two targets of one e-mail: neither counts.
    lines = f"{FILES['merged_user']}ann@rams.sl,bob@gmail.com\n"
    write_company(tmp_path, merged_user=lines)
    assert main(["run", *config, *options, "--snapshot-date", "2021-12-02"]) == 0
    capsys.readouterr()

    assert main(["export", *config, *options]) == 1
    message = capsys.readouterr().err
    assert "ann@rams.sl -> ann@rams.la" in message
    assert "--allow-skipped" in message
    assert not (tmp_path / "out" / "_exports").exists()
    assert main(["export", *config, *options, "--allow-skipped"]) == 0
