"""What was loaded becomes the baseline, without what the CRM has not taken."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.config import Config, Crm, CrmObject, Output
from jafflegaggle.crm.acknowledge import acknowledge
from jafflegaggle.crm.baseline_store import open_baselines
from jafflegaggle.crm.change_set import ChangeSet, change_set_of
from jafflegaggle.crm.change_set_files import write_change_set
from jafflegaggle.crm.mapping import CrmMapping
from jafflegaggle.crm.rejected import read_rejected
from jafflegaggle.errors import InputError
from jafflegaggle.publish import open_store
from tests.conftest import MakeDf
from tests.crm.world import COMPANIES, CONTACTS, Person, tables

MAPPING = CrmMapping("generic", COMPANIES, CONTACTS)
KEYS = Crm(
    companies=CrmObject(key=COMPANIES.key, fields={}),
    contacts=CrmObject(key=CONTACTS.key, fields={}),
)


def config_of(root: Path) -> Config:
    return Config(dt.date(2021, 12, 1), {}, Output(path=str(root)), crm=KEYS)


def due(spark: SparkSession, root: Path, now: Mapping[str, DataFrame]) -> ChangeSet:
    baseline = open_baselines(spark, Output(path=str(root)), MAPPING).load()
    return change_set_of(now, MAPPING, baseline, "2021-12-01", "run")


def export(spark: SparkSession, root: Path, name: str, now: Mapping[str, DataFrame]) -> Path:
    folder = root / "_exports" / name
    write_change_set(str(folder), name, due(spark, root, now))
    return folder


def sent(change_set: ChangeSet) -> set[tuple[str, str]]:
    return {(row.operation, row.key) for row in change_set.table().collect()}


def test_a_load_and_the_next(spark: SparkSession, make_df: MakeDf, tmp_path: Path) -> None:
    config = config_of(tmp_path)
    now = tables(make_df, {1: Person([1]), 2: Person([2]), 3: Person([3])}, {"a.com": 1})
    first = due(spark, tmp_path, now)
    assert first.baseline.why_none.startswith("nothing was acknowledged yet")
    folder = export(spark, tmp_path, "e1", now)
    (folder / "rejected.csv").write_text("object,key,operation,reason\ncontact,2,insert,no name\n")
    failed = tmp_path / "failed.csv"
    failed.write_text('\ufeff"id","Error"\r\n"3","too long"\r\n"9","unknown"\r\n')
    said = acknowledge(spark, config, "e1", str(failed))
    assert said.splitlines()[1:] == [
        "The CRM holds 1 companies, 1 contacts",
        "rejected records that the next export sends again: 2",
    ]
    assert acknowledge(spark, config, str(folder)).startswith("Nothing to do: ")
    with pytest.raises(InputError, match=r"acknowledged at .* already"):
        acknowledge(spark, config, "e1", str(failed))

    # A user joins an unchanged contact, which the baseline has to know.
    joined = tables(make_df, {1: Person([1, 4]), 2: Person([2])}, {"a.com": 1})
    late = export(spark, tmp_path, "e2", joined)
    other = export(spark, tmp_path, "e3", now)
    assert sent(due(spark, tmp_path, joined)) == {("insert", "2")}
    acknowledge(spark, config, str(late))
    with pytest.raises(InputError, match="was made before e2 was acknowledged"):
        acknowledge(spark, config, str(other))
    survivor = tables(make_df, {2: Person([2]), 4: Person([4])}, {"a.com": 1})
    assert sent(due(spark, tmp_path, survivor)) == {("rekey", "4")}

    # Neither recovery nor retention reaches the baseline; a lost one is said, and deletes nothing.
    with open_store(spark, config.output) as store:
        store.prune(1)
    assert sent(due(spark, tmp_path, survivor)) == {("rekey", "4")}
    pointer = json.loads((tmp_path / "_crm" / "baseline.json").read_text())
    for file in (tmp_path / "_crm" / pointer["id"]).iterdir():
        file.unlink()
    lost = due(spark, tmp_path, tables(make_df, {2: Person([2])}))
    assert lost.baseline.why_none.startswith("the baseline is lost (0 of its 3 rows are there)")
    assert sent(lost) == {("insert", "2")}


def test_no_export_of_that_name(spark: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^e9: no export of that name or folder"):
        acknowledge(spark, config_of(tmp_path), "e9")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("key,object\n1,contact\n\n a.com ,Company\n", ["contact 1", "company a.com"]),
        ("object,key\ncontact,\n", []),
        ("ID,domain\n1,a.com\n", ["contact 1"]),
        ('"Domain","Error"\n"a.com","x\ny"\n', ["company a.com"]),
    ],
)
def test_rejected_records(text: str, expected: list[str]) -> None:
    assert [" ".join(one) for one in read_rejected(text, "f.csv", MAPPING)] == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name\nann\n", "f.csv: expected the columns object and key, or domain or id, found name"),
        (
            "object,key\ndeal,1\n",
            "f.csv, line 2: object: expected company or contact, found 'deal'",
        ),
        ("id\n1,2\n", "f.csv, line 2: 2 cells, expected 1 by the header"),
        ("id,x\n,y\n", "f.csv, line 2: the cell with the key is empty"),
    ],
)
def test_a_wrong_list_of_rejected_records(text: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        read_rejected(text, "f.csv", MAPPING)
    assert str(error.value) == message


def test_records_with_other_keys_are_no_baseline(
    spark: SparkSession, make_df: MakeDf, tmp_path: Path
) -> None:
    now = tables(make_df, {1: Person([1])}, {"a.com": 1})
    acknowledge(spark, config_of(tmp_path), str(export(spark, tmp_path, "e1", now)), "")
    other = replace(MAPPING, contacts=replace(CONTACTS, key="number"))
    baseline = open_baselines(spark, Output(path=str(tmp_path)), other).load()
    assert baseline.id == ""
    assert "its keys are domain, id; configured are domain, number" in baseline.why_none
