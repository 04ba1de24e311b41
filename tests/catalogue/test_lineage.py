"""The origins of columns: as the plans have them, and as values of sources are changed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from docs.lineage import find_lineage
from jafflegaggle import Rules, Sources, customer_360
from jafflegaggle.catalogue import catalogue
from jafflegaggle.catalogue.lineage import FILE, lineage, to_json
from jafflegaggle.catalogue.origins import SourceOrigins
from jafflegaggle.catalogue.records import Origin
from jafflegaggle.models import PUBLISHED

Row = tuple[str | None, ...]
USERS = "user_id string, user_name string, email string, gaggle_id string, created_at string"
GAGGLES = "gaggle_id string, gaggle_name string, created_at string"
EVENTS = "event_id string, user_id string, event_name string, timestamp string"
ROWS: Mapping[str, tuple[str, list[Row]]] = {
    "users": (
        USERS,
        [
            ("1", "Ann", "ann@rams.sl", "10", "2021-11-20"),
            ("2", "Bob", "bob@gmail.com", "10", "2021-01-03"),
            ("3", "Eve", "eve@jets.com", "20", "2021-01-04"),
        ],
    ),
    "gaggles": (GAGGLES, [("10", "Rams", "2021-01-01"), ("20", "Jets", "2021-01-01")]),
    "events": (
        EVENTS,
        [
            ("a", "1", "order_placed", "2021-11-25 10:00:00"),
            ("b", "2", "recipe_viewed", "2021-10-02 10:00:00"),
            ("c", "3", "order_placed", "2021-11-03 10:00:00"),
        ],
    ),
}
# The tables that a change is looked for in.
TABLES = ("contacts", "gaggle_facts", "accounts")
# In the first row of a source: another value of that column.
CHANGES = [
    ("users", "email", "ann@new.co"),
    ("users", "created_at", "2021-02-01"),
    ("events", "timestamp", "2021-05-01 10:00:00"),
    ("events", "user_id", "2"),
]


@pytest.mark.engine("embedded")
def test_the_file_shows_what_the_plans_are_made_of(spark: SparkSession) -> None:
    assert FILE.read_text(encoding="utf-8") == to_json(find_lineage(spark)), "run `make docs`"


def test_every_table_has_its_origins() -> None:
    # Made of the results of checks, and of the fields that a configuration maps.
    others = {"check_results", "crm_changes"}
    assert {table.name for table in PUBLISHED} - set(lineage()) == others


def test_origins_are_direct_or_only_decide() -> None:
    contacts = lineage()["contacts"].columns
    assert contacts["email"] == (Origin("people", "email", "identity"),)
    assert contacts["account_corporate_email"] == (
        Origin("people", "company", "transformation"),
        Origin("people", "is_internal", "conditional"),
        Origin("bridge", "corporate_email", "transformation"),
    )


def test_origins_are_followed_to_the_sources() -> None:
    found = SourceOrigins(catalogue()).of_column("accounts", "most_recent_order_corporate")
    direct = {(one.table, one.column) for one in found if one.is_direct}
    assert ("events", "timestamp") in direct
    assert ("events", "event_name") in {(one.table, one.column) for one in found}


def values(spark: SparkSession, rows: Mapping[str, tuple[str, list[Row]]]) -> dict[str, Any]:
    """The values of every column of the tables, in the order of the key, whatever the rows."""
    frames = {name: spark.createDataFrame(given, schema) for name, (schema, given) in rows.items()}

    def here(_name: str, step: DataFrame) -> DataFrame:
        return spark.createDataFrame(step.collect(), step.schema)

    tables = customer_360(Sources(**frames), Rules(), here, dt.date(2021, 12, 1))
    found: dict[str, Any] = {}
    for name in TABLES:
        collected = tables[name].orderBy(*catalogue().by_name[name].key).collect()
        for column in tables[name].columns:
            found[f"{name}.{column}"] = [row[column] for row in collected]
    return found


@pytest.mark.engine("embedded")
def test_no_column_changes_with_one_that_is_not_its_origin(spark: SparkSession) -> None:
    """Every change shows somewhere, and nowhere but where the origins say so."""
    before = values(spark, ROWS)
    origins = SourceOrigins(catalogue())
    for source, column, value in CHANGES:
        schema, (first, *others) = ROWS[source]
        names = [one.split()[0] for one in schema.split(", ")]
        changed = tuple(
            value if name == column else cell for name, cell in zip(names, first, strict=True)
        )
        after = values(spark, {**ROWS, source: (schema, [changed, *others])})
        seen = {place for place in before if before[place] != after[place]}
        assert seen, f"{source}.{column} changes nothing: another value is needed"
        unexplained = {
            place
            for place in seen
            if (source, column)
            not in {
                (one.table, one.column)
                for one in (
                    *origins.of_column(*place.split(".")),
                    *origins.of_rows(place.split(".")[0]),
                )
            }
        }
        assert unexplained == set(), f"{source}.{column}"
