"""A source's own columns: by name, by path, by SQL; and which of its rows are read."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from pyspark.sql import SparkSession

from jafflegaggle.config import Config, from_toml
from jafflegaggle.errors import InputError
from jafflegaggle.sources.inputs import describe_inputs, list_inputs
from jafflegaggle.sources.reader import read_source, read_sources
from tests.diagnosed import collect_or_diagnose

DEALS: list[dict[str, Any]] = [
    {"id": "d1", "cents": 1050, "mail": "a@x.com", "stage": "won", "deleted": None, "n": {"p": 1}},
    {"id": "d2", "cents": 99, "mail": "b@x.com", "stage": "lost", "deleted": "2021", "n": {"p": 2}},
    {"id": "d3", "cents": None, "mail": None, "stage": None, "deleted": None, "n": None},
]
COLUMNS: dict[str, Any] = {
    "amount": {"expr": "cents / 100"},
    "deal_name": "id",
    "email": "mail",
    "deal_stage": {"expr": "case when stage = 'won' then 'Won' else stage end"},
    "close_date": {"expr": "date '2021-09-01'"},
}


def config_of(source: str, reader: dict[str, Any], **sections: Any) -> Config:
    needed: dict[str, Any] = {name: {"path": "x"} for name in ("users", "gaggles", "events")}
    return from_toml({"sources": needed | {source: reader}, "output": {"path": "out"}, **sections})


def deals_of(spark: SparkSession, reader: dict[str, Any]) -> list[tuple[Any, ...]]:
    source = config_of("deals", {"columns": COLUMNS} | reader).sources["deals"]
    read = read_source(spark, source, None, dt.date(2021, 12, 1))
    rows = read.select("deal_name", "amount", "deal_stage").collect()
    return sorted((tuple(row) for row in rows), key=str)


def error_of(spark: SparkSession, reader: dict[str, Any]) -> str:
    config = config_of("deals", {"columns": COLUMNS} | reader)
    with pytest.raises(InputError) as error:
        collect_or_diagnose(spark, config, "deals")
    return str(error.value)


@pytest.fixture(params=["csv", "json", "parquet"])
def deals(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    file = tmp_path / f"deals.{request.param}"
    match request.param:
        case "csv":
            lines = [
                ",".join("" if row[name] is None else str(row[name]) for name in list(row)[:-1])
                for row in DEALS
            ]
            file.write_text("\n".join([",".join(list(DEALS[0])[:-1]), *lines]))
        case "json":
            file.write_text("\n".join(map(json.dumps, DEALS)))
        case _:
            parquet.write_table(pa.Table.from_pylist(DEALS), file)
    return {"path": str(file), "format": request.param}


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("", ["d1", "d2", "d3"]),
        ("deleted IS NULL", ["d1", "d3"]),
        ("Stage in ('won', 'lost')", ["d1", "d2"]),
        ("not (stage = 'won')", ["d2"]),
        ("try_cast(cents as bigint) > 500 -- cents", ["d1"]),
        ("mail like '%@x.com' and :snapshot_date = date '2021-12-01'", ["d1", "d2"]),
        ('`id` > "d1"', ["d2", "d3"]),
    ],
)
def test_rows_for_which_a_condition_is_true(
    spark: SparkSession, deals: dict[str, Any], where: str, names: list[str]
) -> None:
    assert [row[0] for row in deals_of(spark, deals | {"where": where})] == names


def test_computed_columns(spark: SparkSession, deals: dict[str, Any]) -> None:
    rows = [
        (name, amount and float(amount), stage) for name, amount, stage in deals_of(spark, deals)
    ]
    assert rows == [("d1", 10.5, "Won"), ("d2", 0.99, "lost"), ("d3", None, None)]


@pytest.mark.parametrize(
    ("key", "sql", "expected"),
    [
        ("where", "gone is null", "no column gone; found "),
        ("where", '"stage" is null', 'where: "stage" in double quotes is text, and also the name'),
        ("where", "stage", "where: 'stage': expected a condition, found string"),
        ("where", "nothing(stage)", "sources.deals.where: 'nothing(stage)': "),
        ("expr", "cast(stage as int)", "columns.amount: 'cast(stage as int)': "),
        ("where", "cast(stage as int) = 1", "sources.deals.where: 'cast(stage as int) = 1': "),
    ],
)
def test_what_is_wrong_is_named(
    spark: SparkSession, deals: dict[str, Any], key: str, sql: str, expected: str
) -> None:
    columns = COLUMNS | {"amount": {"expr": sql}} if key == "expr" else COLUMNS
    where = sql if key == "where" else ""
    assert expected in error_of(spark, deals | {"where": where, "columns": columns})


def test_a_path_into_a_struct(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "deals.parquet"
    parquet.write_table(pa.Table.from_pylist(DEALS), file)
    reader = {"path": str(file), "format": "parquet", "where": "n.P < 2"}
    assert deals_of(spark, reader | {"columns": COLUMNS | {"deal_name": "n.p"}}) == [
        (1, 10.5, "Won")
    ]


def test_a_condition_on_folders(spark: SparkSession, tmp_path: Path) -> None:
    for day in (1, 2):
        folder = tmp_path / f"dt=2021-09-0{day}"
        folder.mkdir()
        parquet.write_table(pa.Table.from_pylist(DEALS[day - 1 : day]), folder / "x.parquet")
    reader = {"path": str(tmp_path), "format": "parquet", "where": "dt >= '2021-09-02'"}
    assert [row[0] for row in deals_of(spark, reader)] == ["d2"]


def test_a_merge_list_with_a_condition(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "merges.csv"
    file.write_text("from,to,ok\na@x.com,b@x.com,yes\nb@x.com,c@x.com,no\n")
    columns = {"old_email": {"expr": "lower(`from`)"}, "new_email": "to"}
    reader = {"path": str(file), "columns": columns, "where": "ok = 'yes'"}
    source = config_of("merged_user", reader).sources["merged_user"]
    assert [tuple(row) for row in read_source(spark, source).collect()] == [("a@x.com", "b@x.com")]


@pytest.fixture
def events(tmp_path: Path) -> dict[str, Any]:
    file = tmp_path / "events.csv"
    file.write_text("user_id,event_name,timestamp\n1,recipe_viewed,2021-09-01\n")
    return {"path": str(file)}


def test_events_without_an_id(spark: SparkSession, events: dict[str, Any]) -> None:
    source = config_of("events", events).sources["events"]
    (row,) = read_source(spark, source).collect()
    assert tuple(row) == (None, "1", "recipe_viewed", "2021-09-01")


@pytest.mark.parametrize(
    "asked",
    [
        {"rules": {"deduplicate_events": True}},
        {"checks": {"events": {"unique_event_id": "warn"}}},
        {"checks": {"events": {"not_null_event_id": "error"}}},
    ],
    ids=str,
)
def test_an_id_of_events_that_is_asked_for(
    spark: SparkSession, tmp_path: Path, events: dict[str, Any], asked: dict[str, Any]
) -> None:
    for name, header in (("users", "user_id,user_name,email"), ("gaggles", "gaggle_name")):
        (tmp_path / f"{name}.csv").write_text(f"{header},gaggle_id,created_at\n")
    sources = {name: {"path": str(tmp_path / f"{name}.csv")} for name in ("users", "gaggles")}
    table = {"sources": sources | {"events": events}, "output": {"path": "out"}}
    with pytest.raises(InputError, match="no column event_id; found user_id"):
        read_sources(spark, from_toml(table | asked))


def test_a_mapped_id_of_events_is_asked_for(spark: SparkSession, events: dict[str, Any]) -> None:
    source = config_of("events", events | {"columns": {"event_id": "message"}}).sources["events"]
    with pytest.raises(InputError, match="no column message"):
        read_source(spark, source)


def test_the_manifest_shows_the_condition(spark: SparkSession, events: dict[str, Any]) -> None:
    config = config_of("events", events | {"where": "user_id = '1'"})
    described = describe_inputs(config, list_inputs(spark, config))
    assert described["events"]["where"] == "user_id = '1'"


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        (
            {"where": "max(a) > 1"},
            "where: 'max(a) > 1': max() is refused: an aggregate is no value of one row",
        ),
        (
            {"columns": {"user_id": {"expr": "rand()"}}},
            "columns.user_id.expr: 'rand()': rand() is refused: it gives another value in each run",
        ),
        ({"columns": {"user_id": {"sql": "a"}}}, "columns.user_id.sql: unknown key; expected "),
        ({"columns": {"user_id": {"expr": ""}}}, "columns.user_id.expr: '': is empty"),
        ({"columns": {"nick": "n"}}, "columns.nick: unknown key; expected one of user_id, "),
        ({"extra": ["plan", "Email"]}, "extra: contacts has a column Email already; give it"),
        ({"extra": ["plan", "PLAN"]}, "extra: contacts has a column PLAN already; give it"),
        ({"extra": [" "]}, "extra: expected names, found ' '"),
        ({"extra": "plan"}, "extra: expected a list of strings, found 'plan'"),
    ],
)
def test_a_mistake_in_the_configuration(reader: dict[str, Any], expected: str) -> None:
    with pytest.raises(InputError) as error:
        config_of("users", {"path": "x"} | reader)
    assert str(error.value).startswith(f"the configuration: sources.users.{expected}")


def test_events_have_no_further_columns() -> None:
    with pytest.raises(InputError, match=r"sources\.events\.extra: only users and gaggles have"):
        config_of("events", {"path": "x", "extra": ["plan"]})
