"""`plan`, `run`, `changes` and `acknowledge`, one after the other."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet
from pyspark.sql import SparkSession

from jafflegaggle.cli import main
from jafflegaggle.config import load
from jafflegaggle.crm.change_set_files import exports_root, write_change_set
from jafflegaggle.crm.current import current_change_set
from jafflegaggle.publish import open_snapshot
from tests.small_company import in_this_session, write_company

CRM = ("--set", "crm.system=generic")


@pytest.fixture
def config(tmp_path: Path, spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> str:
    in_this_session(monkeypatch, spark)
    write_company(tmp_path)
    return str(tmp_path / "c.toml")


def counts(
    capsys: pytest.CaptureFixture[str], config: str, *command: str, status: int = 0
) -> dict[str, Any]:
    capsys.readouterr()
    assert main([*command, "--config", config, "--quiet", *CRM]) == status
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def published(config: str) -> list[dict[str, Any]]:
    """The rows of the table `crm_changes`, in the order of their keys."""
    folder = Path(config).parent / "out" / "crm_changes"
    rows = parquet.read_table(folder, partitioning=None).to_pylist()
    return sorted(rows, key=lambda row: (row["object"], row["key"]))


def test_from_a_plan_to_the_next_change_set(
    spark: SparkSession, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    planned = counts(capsys, config, "plan", "--json", "-")["sections"]["crm"]["counts"]
    assert main(["run", "--config", config, "--quiet", *CRM]) == 0
    first = counts(capsys, config, "changes", "--json")
    assert first["counts"] == planned
    assert first["baseline"] is None
    assert first["no_baseline"].startswith("nothing was acknowledged yet")
    assert {row["operation"] for row in first["rows"]} == {"insert"}
    assert published(config) == sorted(first["rows"], key=lambda row: (row["object"], row["key"]))

    read = load(config, ["crm.system=generic"])
    due = current_change_set(spark, read, open_snapshot(spark, read.output))
    write_change_set(f"{exports_root(read)}/e1", "e1", due)
    assert main(["acknowledge", "e1", "--config", config, "--quiet", *CRM]) == 0
    after = counts(capsys, config, "changes", "--json")
    assert after["rows"] == []
    assert main(["run", "--config", config, "--quiet", *CRM]) == 0
    assert published(config) == []
    capsys.readouterr()
    assert after["baseline"]["export"] == "e1"
    assert {name: of["unchanged"] for name, of in after["counts"].items()} == {
        name: of["insert"] for name, of in planned.items()
    }

    assert main(["changes", "--config", config, "--quiet", *CRM]) == 0
    shown = capsys.readouterr().out
    assert "No changes." in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_without_a_crm_the_way_out_is_said(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["changes", "--config", config, "--quiet"]) == 2
    assert "[crm] is missing" in capsys.readouterr().err
