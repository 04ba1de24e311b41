"""The examples of docs/extending.md, applied to a copy of the package and run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest

from tests.small_company import FILES, write_company

# Independent of the engine: once is enough.
pytestmark = pytest.mark.engine("embedded")

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(python|diff) file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MORE_EVENTS = """\
event_id,user_id,event_name,timestamp
a,1,order_placed,2021-11-01 10:00:00
b,2,order_placed,2021-11-02 10:00:00
c,2,order_placed,2021-11-02 23:00:00
d,3,order_placed,2021-11-02 10:00:00
e,4,recipe_viewed,2021-11-20 10:00:00
f,4,order_placed,2021-08-01 10:00:00
"""
INVOICES = """\
invoice_id,amount,paid_at
i1,"$1,000",2021-05-01
i1,$7,2021-05-01
i2,free,2021-05-01
"""


def applied(text: str, patch: str) -> str:
    """A text with the lines of a patch added and removed, in order."""
    lines, at = text.split("\n"), 0
    waiting: list[str] = []
    for line in patch.rstrip("\n").split("\n"):
        sign, content = line[:1], line[1:]
        if sign == "+" and not at:
            waiting.append(content)
        elif sign == "+":
            lines.insert(at, content)
            at += 1
        else:
            at = lines.index(content, at)
            lines[at : at + 1] = [*waiting, *([] if sign == "-" else [content])]
            at += len(waiting) + (sign != "-")
            waiting = []
    return "\n".join(lines)


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the extended package."""
    folder = tmp_path_factory.mktemp("extended")
    shutil.copytree(ROOT / "jafflegaggle", folder / "jafflegaggle")
    for kind, name, content in BLOCK.findall(PAGE):
        file = folder / name
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        assert bool(before) == (kind == "diff"), name
        file.write_text(applied(before, content) if before else content, encoding="utf-8")
    return folder


def run(extended: Path, config: Path, *options: str) -> str:
    call = [sys.executable, "-m", "jafflegaggle", "run", "--config", str(config), *options]
    ended = subprocess.run(
        [*call, "--engine", "embedded"],
        cwd=extended,
        env=os.environ | {"PYTHONPATH": str(extended)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def rows(output: Path, table: str, date: str = "2021-12-01") -> list[dict[str, Any]]:
    folder = output / table / f"snapshot_date={date}"
    found: list[dict[str, Any]] = ds.dataset(folder, format="parquet").to_table().to_pylist()
    return found


@pytest.fixture(scope="module")
def output(extended: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the extended job publishes of the small company, in two incremental runs."""
    folder = tmp_path_factory.mktemp("company")
    gaggles = FILES["gaggles"] + "40,,2021-01-01\n"
    config = write_company(folder, events=MORE_EVENTS, gaggles=gaggles)
    (folder / "invoices.csv").write_text(INVOICES)
    invoices = f'[sources.invoices]\npath = "{folder}/invoices.csv"\n'
    config.write_text(f"{config.read_text()}\n{invoices}\n[incremental]\nenabled = true\n")
    own = ('rules.trial_stages=["Trial"]', "signals.many_orders.min_orders=4")
    run(extended, config, *(option for setting in own for option in ("--set", setting)))
    run(extended, config, "--snapshot-date", "2022-01-03")
    return folder / "out"


def test_the_measure(output: Path) -> None:
    days = {row["user_id"]: row["order_days"] for row in rows(output, "contacts")}
    assert days == {2: 2, 3: 1, 4: 0, 5: 0}
    (rams,) = (row for row in rows(output, "accounts") if row["corporate_email"] == "rams.la")
    assert (rams["order_days_corporate"], rams["order_days_associated"]) == (2, 2)


def test_the_measure_continues_from_the_state_of_another_date(output: Path) -> None:
    """On 2022-01-03 the 63 days begin on 2021-11-02."""
    days = {row["user_id"]: row["order_days"] for row in rows(output, "contacts", "2022-01-03")}
    assert days == {2: 1, 3: 1, 4: 0, 5: 0}


def test_the_source(output: Path) -> None:
    reasons = [row["reason"] for row in rows(output, "quarantine") if row["source"] == "invoices"]
    assert sorted(reasons) == ["duplicate_invoice_id", "unreadable_amount"]
    checks = {(row["table"], row["check"]) for row in rows(output, "check_results")}
    assert {("invoices", "conservation"), ("invoices", "max_quarantined_fraction")} <= checks


def test_the_signal(output: Path) -> None:
    (found,) = (row for row in rows(output, "account_signals") if row["signal"] == "many_orders")
    shown = ("corporate_email", "direction", "points", "value", "previous", "threshold")
    assert [found[name] for name in shown] == ["rams.la", "opportunity", 10, 4.0, None, 4.0]
    (rams,) = (row for row in rows(output, "accounts") if row["corporate_email"] == "rams.la")
    assert rams["opportunity_score"] >= 10


def test_the_finding(output: Path) -> None:
    keys = [row["key"] for row in rows(output, "findings") if row["reason"] == "no_name"]
    assert keys == ["40"]


def test_the_table_and_the_check(output: Path) -> None:
    assert sum(row["number_of_users"] for row in rows(output, "cohorts")) == 4
    checks = {(row["table"], row["check"], row["status"]) for row in rows(output, "check_results")}
    assert ("accounts", "not_negative", "pass") in checks
    assert ("cohorts", "unique", "pass") in checks
