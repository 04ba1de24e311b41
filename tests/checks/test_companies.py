"""Every valid company is published; only too many quarantined rows stop it."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.config import from_toml
from jafflegaggle.errors import CheckError
from jafflegaggle.job import run
from tests.conftest import ENGINE
from tests.oddities import random_company
from tests.small_company import in_this_session
from tests.tables import COLUMNS

# On Spark, which is slow on few rows, one company and id type is enough.
COMPANIES = [(seed, ids) for seed in range(5) for ids in (False, True)]
COMPANIES = COMPANIES if ENGINE == "embedded" else COMPANIES[:1]


@pytest.fixture(scope="module", autouse=True)
def _session(spark: SparkSession) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        in_this_session(monkeypatch, spark)
        yield


def summary_of(folder: Path, seed: int, limit: float, *, string_ids: bool) -> str:
    """The summary of a run over a company full of edge cases."""
    sources = {}
    for source, rows in random_company(seed, string_ids=string_ids).items():
        path = folder / f"{source}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS[source])
            writer.writeheader()
            writer.writerows(rows)
        sources[source] = {"path": str(path), "options": {"multiLine": True}}
    config = {
        "job": {"id_type": "string" if string_ids else "bigint"},
        "sources": sources,
        "rules": {"internal_domains": ["thunder.com"], "internal_emails": ["kim@jets.com"]},
        "checks": {"max_quarantined_fraction": limit},
        "output": {"path": str(folder / "output")},
    }
    return run(from_toml(config), "auto")


@pytest.mark.parametrize(("seed", "string_ids"), COMPANIES)
def test_a_company_full_of_edge_cases_is_published(
    tmp_path: Path, seed: int, string_ids: bool
) -> None:
    summary = summary_of(tmp_path, seed, 1, string_ids=string_ids)
    assert ["contacts", "relationships", "gaggle_id"] in [
        line.split()[:3] for line in summary.splitlines()
    ]


@pytest.mark.usefixtures("any_engine")
def test_too_many_quarantined_rows_stop_the_run(tmp_path: Path) -> None:
    with pytest.raises(CheckError) as error:
        summary_of(tmp_path, 0, 0.05, string_ids=False)
    first, *failed, evidence = str(error.value).split("\n")
    assert first == "nothing was published:"
    assert evidence.startswith("quarantine, findings, check_results of this run: ")
    sources = {"users", "gaggles", "events", "deals", "subscriptions"}
    assert {line.partition(":")[0] for line in failed} <= sources
    for line in failed:
        assert ": max_quarantined_fraction: " in line
        assert line.endswith('max_quarantined_fraction = "warn"')
    assert {path.name for path in (tmp_path / "output").iterdir()} == {"_runs", "_lock"}
