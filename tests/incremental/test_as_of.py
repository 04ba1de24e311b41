"""Incremental runs as of a date: what is after it counts in a later snapshot, and in that alone."""

import datetime as dt
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from tests.conftest import ENGINE
from tests.incremental.test_runs import DAY, START, ZOE, Company, Event, contact_events, event
from tests.small_company import FILES, in_this_session

FOUR = FILES["users"].splitlines(keepends=True)[:5]
SUBSCRIPTIONS = """\
subscription_id,gaggle_id,plan,status,seats,amount,started_at,ended_at,trial_ends_at
s1,10,Trial,active,2,9,2021-11-03,2021-11-06,
s2,10,Team,active,5,99,2021-11-06,,
"""


@pytest.fixture(scope="module", autouse=True)
def _session(spark: SparkSession) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        in_this_session(monkeypatch, spark)
        yield


def random_events(luck: random.Random, day: int, by_day: bool) -> list[Event]:
    """What arrives on a day: some of it up to three days late, some of it before it happens."""
    events: list[Event] = []
    for at in range(12):
        ahead = luck.choice([0, 0, -1, -3, 1, 2, 4, 7])
        time = START + (day + ahead) * DAY + dt.timedelta(seconds=luck.randrange(86_400))
        odd = luck.choice([time] * 12 + [dt.datetime(2099, 1, 1), None])
        if by_day and luck.random() < 0.1:
            odd = START - 400 * DAY  # the time of the event is not the cursor
        user = luck.choice(["1", "2", "3", "4", "7", "7", "99", "x"])
        name = luck.choice(["recipe_viewed", "order_placed", "sneezed", None])
        events.append((f"{day}-{at}", user, name, odd))
    return events


def plan_of_rams(company: Company, date: str) -> str:
    (row,) = [row for row in company.tables(date)["accounts"] if "'rams.la'" in row]
    (plan,) = re.findall(r"'plan': '(\w+)'", row)
    return str(plan)


@pytest.mark.engine("embedded")  # some thirty runs
@pytest.mark.parametrize("by_day", [True, False], ids=["by folder", "by time"])
def test_dates_back_and_forth_give_the_tables_of_full_runs(tmp_path: Path, by_day: bool) -> None:
    luck = random.Random(7)
    company = Company(tmp_path, by_day)
    (tmp_path / "subscriptions.csv").write_text(SUBSCRIPTIONS)
    company.settings.append(f"sources.subscriptions.path={tmp_path}/subscriptions.csv")
    if by_day:
        company.settings.append("incremental.lookback_days=1")
    # The date of each run, and until which day events have arrived by then.
    steps = [(3, 3), (5, 6), (4, 6), (9, 8), (5, 9), (8, 9), (12, 12)]
    arrived = 0
    for date_of_run, until in steps if ENGINE == "embedded" else [steps[0], steps[3], steps[5]]:
        for day in range(arrived, until + 1):
            company.receive(random_events(luck, day, by_day), (START + day * DAY).date())
        arrived = max(arrived, until + 1)
        users = "".join([*FOUR, ZOE] if luck.random() < 0.5 else FOUR[: luck.choice([4, 5])])
        date = str((START + date_of_run * DAY).date())
        assert company.run(date, users=users) == 0
        company.run_whole(date, users=users)
        assert company.tables(date) == company.tables(date, "whole"), date
        assert plan_of_rams(company, date) == ("Trial" if date_of_run < 5 else "Team")


@pytest.mark.engine("embedded")
def test_what_arrived_before_it_happened_counts_when_it_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    company = Company(tmp_path, by_day=True)
    company.settings.append("incremental.retention_days=5")
    early = event("2021-11-20 10:00:00", name="order_placed", id_="early")
    company.receive([event("2021-11-01 10:00:00"), early], day="2021-11-01")
    company.receive([event("2099-01-01 10:00:00", "3")], day="2021-11-02")
    company.receive([event("2021-11-10 10:00:00")], day="2021-11-10")
    assert company.run("2021-11-10") == 0
    assert company.state()["watermark"] == "2021-11-07T00:00:00+00:00"
    assert contact_events(company, "2021-11-10") == 2

    # By now nobody could read it again.
    for day in ("2021-11-01", "2021-11-02"):
        for file in (tmp_path / "events" / f"event_date={day}").iterdir():
            file.unlink()
    for date, number in (("2021-11-19", 2), ("2021-11-20", 3), ("2021-11-21", 3)):
        capsys.readouterr()
        assert company.run(date) == 0
        assert contact_events(company, date) == number
        assert "read 1 of 1 rows" in capsys.readouterr().out
    findings = [row for row in company.tables("2021-11-21")["findings"] if "after" in row]
    assert len(findings) == 1
    assert "'value': '1'" in findings[0]
    assert "deferred_events" in company.state()["tables"]  # the slip of 2099


@pytest.mark.engine("embedded")
def test_the_watermark_is_never_after_the_snapshot_it_is_of(tmp_path: Path) -> None:
    company = Company(tmp_path)
    for day in range(20):
        company.receive([event(str(START + day * DAY))])
    for date, watermark in (("2021-11-10", "2021-11-07"), ("2021-11-30", "2021-11-17")):
        assert company.run(date) == 0
        assert company.state()["watermark"] == f"{watermark}T00:00:00+00:00"
