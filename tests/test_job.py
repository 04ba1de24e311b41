"""One run: what it publishes and tells, what it leaves alone, and that a failure leaves nothing."""

import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet
from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.catalogue.documents import NAMES as DOCUMENTS
from jafflegaggle.config import load
from jafflegaggle.errors import InputError
from jafflegaggle.job import run
from jafflegaggle.models import PUBLISHED
from jafflegaggle.publish.folder import FolderStore
from jafflegaggle.report.log import logging_to_stderr
from jafflegaggle.report.progress import Progress
from tests.small_company import FILES, ROWS, in_this_session, write_company

FIRST, SECOND = "2021-12-01", "2021-12-02"
TABLES = {
    "contacts",
    "gaggle_domains",
    "gaggle_facts",
    "accounts",
    "account_signals",
    "personal_gaggles",
    "contact_gaggles",
    "contact_aliases",
    "merge_report",
    "findings",
    "quarantine",
    "check_results",
}
# Another day: one user without any oddity, nothing to merge, to set aside or to look at.
QUIET = {
    "users": FILES["users"].splitlines()[0] + "\n7,Zoe,zoe@jets.com,20,2021-01-07 10:00:00\n",
    "events": FILES["events"].splitlines()[0] + "\n",
    "merged_user": FILES["merged_user"].splitlines()[0] + "\n",
    "merged_company_domain": FILES["merged_company_domain"].splitlines()[0] + "\n",
    "deals": FILES["deals"].splitlines()[0] + "\n",
}


@dataclass
class Ran:
    """What a run told, and the folder it published to."""

    summary: str
    steps: str  # as JSON lines
    out: Path

    def files(self, table: str, date: str = FIRST) -> list[Path]:
        return sorted((self.out / table / f"snapshot_date={date}").glob("*.parquet"))

    def rows(self, table: str, date: str = FIRST) -> list[dict[str, Any]]:
        return [row for file in self.files(table, date) for row in read_parquet(file)]


def read_parquet(file: Path) -> list[dict[str, Any]]:
    return list(parquet.ParquetFile(file).read().to_pylist())


def plain_folders(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith("_")}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, and what it holds."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


@pytest.fixture(scope="module", autouse=True)
def _session(spark: SparkSession) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        in_this_session(monkeypatch, spark)
        yield


def publish(folder: Path, date: str = FIRST, output: str = "", **files: str) -> Ran:
    config = load(str(write_company(folder, **files)), (), date, output)
    steps = io.StringIO()
    with redirect_stderr(steps), logging_to_stderr("json"):
        summary = run(config, "auto")
    return Ran(summary, steps.getvalue(), folder / "out")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return publish(tmp_path_factory.mktemp("job"))


# What is published ------------------------------------------------------------------------------


def test_every_table_lies_under_its_date(ran: Ran) -> None:
    assert plain_folders(ran.out) == TABLES
    for table in TABLES:
        (date,) = (ran.out / table).iterdir()
        assert date.name == f"snapshot_date={FIRST}"
        assert ran.files(table)


def test_every_table_has_its_rows_and_columns(ran: Ran) -> None:
    assert {table: len(ran.rows(table)) for table in TABLES} == ROWS
    for model in (table for table in PUBLISHED if not table.one_of):
        for file in ran.files(model.name):
            assert parquet.read_schema(file).names == model.columns()


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def plain(value: Any) -> Any:
    """A time in UTC, whether or not the file says that it is one."""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=dt.UTC)
    return value


def test_the_contacts_are_those_worked_out_by_hand(ran: Ran) -> None:
    ann, bob, eve, nameless = sorted(ran.rows("contacts"), key=lambda row: row["user_id"])
    assert {name: plain(value) for name, value in ann.items()} == {
        "user_id": 2,
        "user_name": "Ann B.",
        "first_name": "Ann",
        "last_name": "B.",
        "email": "ann@rams.la",
        "corporate_email": "rams.la",
        "account_corporate_email": "rams.la",
        "gaggle_id": 10,
        "created_at": utc("2021-01-01 10:00:00"),
        "user_cohort": dt.date(2021, 1, 1),
        "first_event": utc("2021-02-01 10:00:00"),
        "most_recent_event": utc("2021-02-02 10:00:00"),
        "number_of_events": 2,
        "first_order": utc("2021-02-01 10:00:00"),
        "most_recent_order": utc("2021-02-01 10:00:00"),
        "number_of_orders": 1,
        "active_days_7d": 0,
        "active_days_28d": 0,
        "active_days_previous_28d": 0,
        "order_days_28d": 0,
        "days_since_last_event": 302,
        "lifecycle": "inactive",
        "days_to_first_order": 31,
        "account_reason": "own_domain",
        "personal_list": None,
        "is_internal": False,
        "crm_id": None,
        "owner": None,
    }
    accounts = [row["account_corporate_email"] for row in (bob, eve, nameless)]
    assert accounts == ["rams.la", "jets.com", "jets.com"]
    assert (bob["corporate_email"], nameless["email"]) == (None, None)
    assert (eve["number_of_events"], nameless["number_of_events"]) == (1, 0)


def test_the_accounts_are_those_worked_out_by_hand(ran: Ran) -> None:
    jets, rams = sorted(ran.rows("accounts"), key=lambda row: str(row["corporate_email"]))
    assert {name: plain(value) for name, value in rams.items()} == {
        "corporate_email": "rams.la",
        "account_name": "Rams",
        "crm_id": None,
        "owner": None,
        "number_of_gaggles": 1,
        "number_of_users_corporate": 1,
        "number_of_events_corporate": 2,
        "first_event_corporate": utc("2021-02-01 10:00:00"),
        "most_recent_event_corporate": utc("2021-02-02 10:00:00"),
        "number_of_orders_corporate": 1,
        "first_order_corporate": utc("2021-02-01 10:00:00"),
        "most_recent_order_corporate": utc("2021-02-01 10:00:00"),
        "number_of_users_associated": 2,
        "number_of_events_associated": 3,
        "first_event_associated": utc("2021-02-01 10:00:00"),
        "most_recent_event_associated": utc("2021-02-03 10:00:00"),
        "number_of_orders_associated": 1,
        "first_order_associated": utc("2021-02-01 10:00:00"),
        "most_recent_order_associated": utc("2021-02-01 10:00:00"),
        "first_user_id": 2,
        "most_active_user_id": 2,
        "most_orders_user_id": 2,
        "is_paying": True,
        "number_of_deals_won": 1,
        "total_amount_won": Decimal("1000.00"),
        "most_recent_deal": dt.date(2021, 5, 1),
        "plan": None,
        "number_of_seats": None,
        "monthly_amount": None,
        "currency": None,
        "trial_ends_at": None,
        "subscription_status": None,
        "active_users_7d": 0,
        "active_users_28d": 0,
        "active_users_previous_28d": 0,
        "user_days_28d": 0,
        "user_days_previous_28d": 0,
        "order_days_28d": 0,
        "new_users_28d": 0,
        "active_share_28d": 0.0,
        "stickiness": None,
        "active_weeks_of_4": 0,
        "days_since_last_event": 301,
        "lifecycle": "inactive",
        "opportunity_score": 0,
        "risk_score": 40,
    }
    assert (jets["corporate_email"], jets["first_user_id"], jets["is_paying"]) == (
        "jets.com",
        4,
        False,
    )


def test_the_results_of_the_checks_are_published(ran: Ran) -> None:
    results = ran.rows("check_results")
    assert [row for row in results if row["status"] != "pass"] == [
        {
            "check": "not_null",
            "table": "contacts",
            "column": "email",
            "severity": "warn",
            "status": "warn",
            "failing_rows": 1,
            "sample_keys": ["5"],
        }
    ]
    assert {row["check"] for row in results} == {
        "unique",
        "not_null",
        "accepted_range",
        "accepted_values",
        "relationships",
        "conservation",
        "max_quarantined_fraction",
        "max_emails_without_domain_fraction",
        "max_event_age_days",
    }


def test_nothing_else_is_left(ran: Ran) -> None:
    (run,) = (ran.out / "_runs").iterdir()
    assert {path.name for path in run.iterdir()} == {*TABLES, *DOCUMENTS}
    assert [path.name for path in (ran.out / "_manifests").iterdir()] == [f"{run.name}.json"]


def test_the_documents_describe_the_snapshot(ran: Ran) -> None:
    (run,) = (ran.out / "_runs").iterdir()
    (manifest,) = (json.loads(p.read_text()) for p in (ran.out / "_manifests").iterdir())
    assert manifest["documents"] == {name: f"_runs/{run.name}/{name}" for name in DOCUMENTS}
    package = json.loads((run / "datapackage.json").read_text())
    assert {one["name"]: one["rowCount"] for one in package["resources"]} == ROWS
    for one in package["resources"]:  # relative to the package, as the standard wants it
        files = [one["path"]] if isinstance(one["path"], str) else one["path"]
        assert sum(len(read_parquet(run / file)) for file in files) == one["rowCount"]
    start, complete = map(json.loads, (run / "openlineage.jsonl").read_text().splitlines())
    assert [one["eventType"] for one in (start, complete)] == ["START", "COMPLETE"]
    assert {Path(one["name"]).name for one in complete["outputs"]} == TABLES


# What a person sees -----------------------------------------------------------------------------


def words(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_the_summary_counts_the_rows_of_each_table(ran: Ran) -> None:
    lines = words(ran.summary)
    assert [line for line in lines if len(line) == 2 and line[0] in ROWS] == [
        [table.name, str(ROWS[table.name])] for table in PUBLISHED if not table.one_of
    ]


@pytest.mark.parametrize(
    "line",
    [
        "merged_user applied 1",
        "merged_user unknown_old 1",
        "merged_user missing_target 1",
        "merged_company_domain applied 1",
        "users unreadable_user_id 1",
        "events unknown_user 1",
        "events unreadable_timestamp 1",
        "users no_email 1",
        "Checks: 119 passed, 1 warn",
        "contacts not_null email 1 5",
        "inactive 2",
        "Top 10 opportunities, and whom to call there: none",
        "rams.la 40 2 paying_and_silent ann@rams.la",
    ],
)
def test_the_summary_tells_the_reasons_and_whom_to_call(ran: Ran, line: str) -> None:
    assert line.split() in words(ran.summary)


def test_the_summary_ends_with_a_line_that_reads_the_output(ran: Ran, spark: SparkSession) -> None:
    assert f"{ran.out}/<table>/snapshot_date={FIRST}" in ran.summary
    (line,) = (line for line in ran.summary.splitlines() if line.startswith("Read it"))
    code = line.removeprefix("Read it").strip()
    table = eval(code, {"spark": spark})
    assert isinstance(table, DataFrame)
    assert table.count() == ROWS["contacts"]


def test_a_line_per_step_names_it_its_rows_and_its_seconds(ran: Ran) -> None:
    first, *steps = map(json.loads, ran.steps.splitlines())
    assert FIRST in first["message"]
    for table, rows in ROWS.items():
        (line,) = (line for line in steps if line["step"] == table)
        assert (line["level"], line["rows"], line["seconds"] >= 0) == ("INFO", rows, True)
    assert (steps[0]["step"], steps[0]["run"]) == ("sources", None)
    assert [line["step"] for line in steps][-3:] == ["checks", "check_results", "publish"]
    (manifest,) = (ran.out / "_manifests").iterdir()
    assert {line["run"] for line in steps[1:]} == {manifest.stem}
    # What each took, which tells the next run how much time is left.
    took = {line["step"]: line["seconds"] for line in steps if line["step"] != "publish"}
    assert json.loads(manifest.read_text())["seconds"] == took


# Several runs -----------------------------------------------------------------------------------


@pytest.mark.engine("embedded")  # plain Python decides
def test_a_run_expects_what_the_last_one_took(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected: list[Mapping[str, float]] = []
    monkeypatch.setattr(Progress, "expect", lambda _, seconds: expected.append(seconds))
    publish(tmp_path, FIRST)
    publish(tmp_path, SECOND)
    first, _ = sorted((tmp_path / "out" / "_manifests").iterdir())
    assert expected == [json.loads(first.read_text())["seconds"]]


@pytest.mark.engine("embedded")  # tests/publish/test_folder.py has both, at less cost
def test_a_date_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    for date in (FIRST, SECOND):
        publish(tmp_path, date)
    before = contents(tmp_path / "out")

    again = publish(tmp_path, FIRST, f"file://{tmp_path}/out", **QUIET)

    assert {table: len(again.rows(table)) for table in TABLES} == {
        "contacts": 1,
        "gaggle_domains": 1,
        "gaggle_facts": 3,
        "accounts": 1,
        "account_signals": 0,
        "personal_gaggles": 0,
        "contact_gaggles": 1,
        "contact_aliases": 1,
        "merge_report": 0,
        "findings": 2,  # the lines that vanished from the merge lists
        "quarantine": 0,
        "check_results": 123,  # with the rows lost since the last snapshot
    }
    assert [row["user_id"] for row in again.rows("contacts")] == [7]
    assert plain_folders(again.out) == TABLES
    after = contents(again.out)
    assert {name: after[name] for name in after if SECOND in name} == {
        name: before[name] for name in before if SECOND in name
    }


# Failures; tests/test_cli.py has more -----------------------------------------------------------


@pytest.mark.usefixtures("any_engine")
def test_no_readable_user_publishes_nothing(tmp_path: Path) -> None:
    header = FILES["users"].splitlines()[0]
    with pytest.raises(InputError, match=r"^users \(.*: none of 1 cells of user_id"):
        publish(tmp_path, users=f"{header}\nx6,Bad,bad@jets.com,20,2021-01-06\n")
    assert set(contents(tmp_path / "out")) == {"_lock"}


def test_an_output_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file stands there")
    with pytest.raises(InputError) as error:
        publish(tmp_path)
    assert str(error.value).startswith(f"output.path {tmp_path}/out: cannot be read or written (")


def test_an_engine_that_goes_away_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(FolderStore, "materialize", refused)
    with pytest.raises(InputError) as error:
        publish(tmp_path)
    assert str(error.value).partition(": ")[2] == (
        "lost the connection to the engine ([Errno 111] Connection refused)"
    )


@pytest.mark.engine("embedded")
def test_the_embedded_engine_has_no_catalog(tmp_path: Path) -> None:
    config = write_company(tmp_path)
    with pytest.raises(InputError) as error:
        run(load(str(config), ("output.path=", "output.schema=main.c360")), "auto")
    message = "output.schema: the embedded engine has no catalog; use output.path"
    assert str(error.value) == message
