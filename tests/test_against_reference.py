"""The job against an independent implementation of the same rules, cell by cell, on odd data."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest
from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.api import customer_360
from jafflegaggle.config import from_toml
from jafflegaggle.models import PUBLISHED
from jafflegaggle.sources.reader import read_sources
from tests import reference
from tests.conftest import ENGINE
from tests.oddities import Rows as Cells
from tests.oddities import random_company
from tests.tables import COLUMNS

pytestmark = pytest.mark.usefixtures("generated_code")

# Twenty companies, whose ids are numbers and strings by turns. Spark, which takes a hundred times
# as long as the embedded engine for so few rows, has one with both.
COMPANIES = (
    [(seed, seed // 2 % 2 == 1) for seed in range(20)]
    if ENGINE == "embedded"
    else [(0, False), (0, True)]
)

# Thresholds that companies so small are on either side of.
EASY: dict[str, dict[str, Any]] = {
    "product_qualified": {"min_active_users_7d": 1, "min_active_weeks": 1, "points": 80},
    "growing_seats": {"min_new_users": 1, "min_share": 0.5},
    "usage_surge": {"min_user_days": 1, "min_growth": 1.1},
    "several_gaggles": {"min_gaggles": 3},
    "going_quiet": {"min_user_days": 1, "max_ratio": 0.9},
    "champion_gone": {"min_days": 1, "max_days": 30, "max_days_others": 20},
    "paying_and_silent": {"points": 75},
}


@pytest.mark.parametrize(("seed", "string_ids"), COMPANIES)
def test_every_table_is_that_of_the_reference(
    spark: SparkSession, tmp_path: Path, seed: int, string_ids: bool
) -> None:
    company = random_company(seed, string_ids=string_ids)
    id_type = "string" if string_ids else "bigint"
    # Seeds by turns; Spark's one meets each setting once.
    deduplicate = (seed + string_ids) % 2 == 1
    # Seeds go through the month of the events, and beyond it.
    date = dt.date(2021, 11, 6) + dt.timedelta(days=7 * (seed % 5))
    signals = EASY if seed % 3 else {}
    staff: dict[str, Any] = {}
    if seed % 2 == string_ids:
        staff = {"internal_domains": ["@Thunder.com"], "internal_emails": [" <Kim@jets.com>"]}
    expected = reference.customer_360(
        company,
        id_type=id_type,
        deduplicate_events=deduplicate,
        snapshot_date=date,
        signals=signals,
        **staff,
    )
    assert bool(staff) == any(row["is_internal"] for row in expected["contacts"])
    if deduplicate:
        reasons = {row["reason"] for row in expected["quarantine"]}
        assert "duplicate_event_id" in reasons  # the company is odd enough

    rules = {"personal_domains_preset": "playbook", "deduplicate_events": deduplicate, **staff}
    actual = run_on_files(spark, tmp_path, company, id_type, rules, date, signals)
    assert {"events_after_snapshot"} <= {row["reason"] for row in actual["findings"]}
    actual["findings"] = of_reference(actual["findings"])

    for table, rows in expected.items():
        assert comparable(table, rows) == comparable(table, actual[table]), table


def run_on_files(
    spark: SparkSession,
    folder: Path,
    company: dict[str, Cells],
    id_type: str,
    rules: dict[str, Any] | None = None,
    snapshot_date: dt.date | None = None,
    signals: dict[str, dict[str, Any]] | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """The tables of a company whose sources are written to CSV files first."""
    for source, rows in company.items():
        with (folder / f"{source}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS[source])
            writer.writeheader()
            writer.writerows(rows)
    config = from_toml(
        {
            "job": {"id_type": id_type},
            "sources": {
                source: {"path": str(folder / f"{source}.csv"), "options": {"multiLine": "true"}}
                for source in company
            },
            "rules": rules or {},
            "signals": signals or {},
            "output": {"path": str(folder / "output")},
        }
    )

    def keep(name: str, table: DataFrame) -> DataFrame:
        table.write.parquet(str(folder / "kept" / name))
        return spark.read.schema(table.schema).parquet(str(folder / "kept" / name))

    tables = customer_360(read_sources(spark, config), config.rules, keep, snapshot_date)
    for name, table in tables.items():
        if not (folder / "kept" / name).exists():
            keep(name, table)
        # Sail writes no file for a table without rows.
    kept = {
        model.name: folder / "kept" / model.name
        for model in PUBLISHED
        if model.name != "check_results"
    }
    return {name: parquet_rows(path) if path.exists() else [] for name, path in kept.items()}


def of_reference(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The findings that the reference knows."""
    reasons = (
        "events_after_snapshot",
        "deals_after_snapshot",
        "several_currencies",
        "merge_joins_companies",
    )
    of_subscriptions = ("unknown_account", "internal")
    return [
        row
        for row in findings
        if row["reason"] in reasons
        or (row["source"] == "subscriptions" and row["reason"] in of_subscriptions)
    ]


def parquet_rows(folder: Path) -> list[dict[str, Any]]:
    """The rows of a folder, times without their zone (UTC); PySpark cannot collect the year 1."""
    rows = ds.dataset(folder, format="parquet").to_table().to_pylist()
    return [{name: without_zone(cell) for name, cell in row.items()} for row in rows]


def without_zone(cell: Any) -> Any:
    return cell.replace(tzinfo=None) if isinstance(cell, dt.datetime) else cell


def comparable(table: str, rows: list[dict[str, Any]]) -> list[list[str]]:
    """Rows in an order that both sides share; of the quarantine what the design fixes."""
    columns = ["source", "reason"] if table == "quarantine" else sorted(rows[0]) if rows else []
    return sorted([f"{column}={row[column]}" for column in columns] for row in rows)
