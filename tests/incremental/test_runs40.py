"""Incremental runs: any split of the events into days gives the tables of a full run."""

import datetime as dt
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from pyspark.sql import SparkSession

from jafflegaggle.cli import main
from jafflegaggle.incremental import stored_state
from jafflegaggle.incremental.reconcile import Reconciliation, reconcile
from jafflegaggle.models import PUBLISHED
from jafflegaggle.models.measures import MEASURES
from tests.conftest import ENGINE
from tests.small_company import FILES, in_this_session, write_company

DAY = dt.timedelta(days=1)
START = dt.datetime(2021, 11, 1)
NAMES = ("recipe_viewed", "recipe_favorited", "order_placed", "sneezed")
# What decides is plain Python, which one engine shows; runs on Spark take their time.
IN_PYTHON = pytest.mark.engine("embedded")
TABLES = [model.name for model in PUBLISHED if model.name != "check_results" and not model.one_of]
# Findings that a run makes by comparing with its last snapshot, which a full run elsewhere has not.
SINCE_LAST = ("line_vanished", "line_skipped", "account_shrank")
Event = tuple[str, str | None, str | None, dt.datetime | None]


@pytest.fixture(scope="module", autouse=True)
def _session(spark: SparkSession) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        in_this_session(monkeypatch, spark)
        yield


class Company:
    """A small company whose events arrive day by day, as Parquet; and its runs."""

    def __init__(self, folder: Path, by_day: bool = False) -> None:
        self.folder = folder
        self.by_day = by_day
        self.files = 0
        (folder / "events").mkdir()
        self.settings = [
            "incremental.enabled=true",
            f"sources.events.path={folder}/events",
            "sources.events.format=parquet",
        ]

    def receive(self, events: list[Event], day: dt.date | str | None = None) -> None:
        """A file of events, in the folder of its day where there are any."""
        self.files += 1
        ids, users, names, times = zip(*events, strict=True) if events else ((), (), (), ())
        table = pa.table(
            {
                "event_id": pa.array(ids, pa.string()),
                "user_id": pa.array(users, pa.string()),
                "event_name": pa.array(names, pa.string()),
                "timestamp": pa.array(times, pa.timestamp("us", "UTC")),
            }
        )
        folder = self.folder / "events"
        if self.by_day:
            folder /= f"event_date={day or START.date()}"
            folder.mkdir(exist_ok=True)
        parquet.write_table(table, folder / f"{self.files}.parquet")

    def file(self, number: int) -> Path:
        """The file of that number in the order received, where there are no folders of days."""
        return self.folder / "events" / f"{number}.parquet"

    def run(self, date: str, *arguments: str, out: str = "inc", **files: str) -> int:
        """Run a date; give the exit status."""
        config = write_company(self.folder, **files)
        settings = [part for setting in self.settings for part in ("--set", setting)]
        call = ["run", "--config", str(config), "--snapshot-date", date, *settings, *arguments]
        return main([*call, "--output", str(self.folder / out)])

    def run_whole(self, date: str, **files: str) -> None:
        """Run a date over all events, in another output."""
        assert self.run(date, "--set", "incremental.enabled=false", out="whole", **files) == 0

    def tables(self, date: str, out: str = "inc") -> dict[str, list[str]]:
        """The rows of every table of a date, but for what is found in an earlier snapshot."""
        of = {name: rows(self.folder / out / name / f"snapshot_date={date}") for name in TABLES}
        findings = [row for row in of["findings"] if not any(one in row for one in SINCE_LAST)]
        return {**of, "findings": findings}

    def state(self) -> dict[str, Any]:
        """The state that the last run left."""
        last = max((self.folder / "inc" / "_manifests").iterdir())
        state: dict[str, Any] = json.loads(last.read_text())["state"]
        return state


def rows(folder: Path) -> list[str]:
    files = folder.glob("*.parquet")
    return sorted(
        str(row) for file in files for row in parquet.ParquetFile(file).read().to_pylist()
    )


def some_events(luck: random.Random, day: int, number: int, prefix: str) -> list[Event]:
    """Events of a day, some of them up to three days late, or exceptions."""
    events: list[Event] = []
    for at in range(number):
        late = luck.choice([0, 0, 0, 1, 2, 3])
        time = START + (day - late) * DAY + dt.timedelta(seconds=luck.randrange(86_400))
        user = luck.choice(["1", "2", "3", "4", "5", "7", "99", "x"])
        name: str | None = luck.choice(NAMES)
        if luck.random() < 0.05:
            name = None
        odd_time: dt.datetime | None = time
        if luck.random() < 0.05:
            odd_time = luck.choice([None, dt.datetime(2099, 1, 1), dt.datetime(2020, 1, 1)])
            if odd_time and odd_time.year == 2020 and day:
                odd_time = None  # that would be too late
        events.append((f"{prefix}{at}", user, name, odd_time))
    return events


ZOE = "7,Zoe,zoe@rams.la,30,2021-01-07 10:00:00\n"


@pytest.mark.parametrize(
    "by_day",
    [pytest.param(False, id="by time", marks=IN_PYTHON), pytest.param(True, id="by folder")],
)
@pytest.mark.parametrize("seed", range(100, 120))
def test_any_split_into_days_gives_the_tables_of_a_full_run(
    tmp_path: Path, seed: int, by_day: bool
) -> None:
    luck = random.Random(seed)
    company = Company(tmp_path, by_day)
    header = FILES["users"].splitlines(keepends=True)
    runs = range(7) if ENGINE == "embedded" else (2, 5, 6)  # on Spark they take their time
    for day in range(7):
        if luck.random() < 0.8 or not day:  # a day may be missed
            company.receive(some_events(luck, day, 25, f"{day}-"), (START + day * DAY).date())
        if day not in runs:
            continue
        files = {
            # Zoe signs up late, or leaves; so does Ann, with the merge that names her.
            "users": "".join(
                [*header, ZOE] if luck.random() < 0.5 else header[: luck.choice([4, 7])]
            ),
            "merged_user": "".join(
                FILES["merged_user"].splitlines(keepends=True)[: luck.choice([1, 4])]
            ),
        }
        date = str((START + day * DAY).date())
        assert company.run(date, **files) == 0
        if True:
            company.run_whole(date, **files)
            assert company.tables(date) == company.tables(date, "whole")


def event(at: str, user: str = "1", name: str = "recipe_viewed", id_: str = "") -> Event:
    return (id_ or f"{user} {at}", user, name, dt.datetime.fromisoformat(at))


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Ann's events of two weeks: one a day, a file each."""
    company = Company(tmp_path)
    for day in range(14):
        company.receive([event(str(START + day * DAY))])
    return company


def company_of_days(folder: Path, days: int) -> Company:
    """Ann's events, one a day, in folders of days."""
    company = Company(folder, by_day=True)
    for day in range(days):
        company.receive([event(str(START + day * DAY))], (START + day * DAY).date())
    return company


def contact_events(company: Company, date: str, out: str = "inc") -> int:
    folder = company.folder / out / "contacts" / f"snapshot_date={date}"
    table = pa.concat_tables(parquet.ParquetFile(file).read() for file in folder.glob("*.parquet"))
    return sum(table["number_of_events"].to_pylist())


@pytest.mark.usefixtures("any_engine")
def test_only_what_came_after_the_lookback_is_read(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    assert company.run("2021-12-01") == 0
    first = capsys.readouterr().out
    assert (
        "read 14 of 14 rows; all of them: no snapshot up to 2021-12-01 has an incremental state; "
        "finalized are those before 2021-11-11"
    ) in first

    company.receive([event("2021-11-15 10:00:00")])
    assert company.run("2021-12-02") == 0
    second = capsys.readouterr().out
    assert "read 5 of 15 rows; finalized are those before 2021-11-12" in second
    assert contact_events(company, "2021-12-02") == 15


def test_finalized_folders_of_days_are_not_opened(tmp_path: Path) -> None:
    company = company_of_days(tmp_path, 6)
    assert company.run("2021-12-01") == 0
    assert company.state()["watermark"] == "2021-11-03T00:00:00+00:00"

    # Not even looked at but for its footer: what stands there could not be read.
    (old,) = (tmp_path / "events" / "event_date=2021-11-01").glob("*.parquet")
    whole = old.read_bytes()
    table = parquet.ParquetFile(old)
    start = table.metadata.row_group(0).column(0).data_page_offset
    old.write_bytes(whole[:start] + b"\0" * 8 + whole[start + 8 :])

    assert company.run("2021-12-02") == 0
    assert contact_events(company, "2021-12-02") == 6


@IN_PYTHON
def test_missed_days_are_caught_up(company: Company) -> None:
    assert company.run("2021-12-01") == 0
    for day in range(14, 30):
        company.receive([event(str(START + day * DAY))])
    assert company.run("2021-12-31") == 0
    assert contact_events(company, "2021-12-31") == 30


@pytest.mark.usefixtures("any_engine")
def test_a_late_arriving_event_stops_the_run_with_the_way_out(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    assert company.run("2021-12-01") == 0
    company.receive([event("2021-11-10 23:59:59", "3"), event("2021-11-11 00:00:00", "3")])

    assert company.run("2021-12-02") == 1
    message = capsys.readouterr().err
    assert (
        "events: late_rows: 1 row(s) arrived after their day was finalized; "
        "--full-refresh reads all events again"
    ) in message
    assert not (company.folder / "inc" / "contacts" / "snapshot_date=2021-12-02").exists()

    accepted = ("--set", "checks.events.late_rows=warn")
    for _ in range(100, 120):  # reported each time, and never counted
        assert company.run("2021-12-02", *accepted) == 0
        assert "late_rows" in capsys.readouterr().out
        assert contact_events(company, "2021-12-02") == 15

    assert company.run("2021-12-02", "--full-refresh") == 0
    assert "late_rows" not in capsys.readouterr().out
    assert contact_events(company, "2021-12-02") == 16
    assert company.run("2021-12-03") == 0


@IN_PYTHON
def test_a_lookback_longer_than_time_finalizes_nothing(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    for date in ("2021-12-01", "2021-12-02"):
        assert company.run(date, "--set", "incremental.lookback_days=2000000000") == 0
        report = capsys.readouterr().out
        assert "read 14 of 14 rows" in report
        assert "none is finalized: no day is older than the lookback" in report


@pytest.mark.parametrize("kind", [pa.date32(), pytest.param(pa.string(), marks=IN_PYTHON)])
def test_a_column_named_like_the_folders_of_days_is_not_the_cursor(
    company: Company, capsys: pytest.CaptureFixture[str], kind: pa.DataType
) -> None:
    """Such as the day for which something was ordered."""
    assert company.run("2021-12-01") == 0
    for file in (company.folder / "events").glob("*.parquet"):
        table = parquet.ParquetFile(file).read()
        days = pa.array(["2021-01-01"] * table.num_rows).cast(kind)
        parquet.write_table(table.append_column("event_date", days), file)
    company.receive([event("2021-11-15 10:00:00", "3")])

    assert company.run("2021-12-02") == 0
    report = capsys.readouterr().out
    assert "finalized are those before 2021-11-12" in report
    assert "every run opens" not in report
    assert contact_events(company, "2021-12-02") == 15


@IN_PYTHON
def test_unknown_users_are_found_once(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    company.receive([event("2021-11-14 10:00:00", "99"), event("2021-11-14 11:00:00", "99")])
    assert company.run("2021-12-01") == 0
    report = capsys.readouterr().err
    assert report.count("unknown_users") == 1
    assert contact_events(company, "2021-12-01") == 14


@IN_PYTHON
def test_expired_rows_count_and_do_not_hide_a_late_one(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    company.settings.append("incremental.retention_days=10")
    assert company.run("2021-12-01") == 0
    company.file(1).unlink()
    company.file(2).unlink()
    assert company.run("2021-12-02") == 0
    assert "2 finalized rows are not there" in capsys.readouterr().out
    assert contact_events(company, "2021-12-02") == 14

    company.receive([event("2021-11-01 10:00:00", "3")])
    assert company.run("2021-12-03") == 1
    assert "late_rows: 1 row(s)" in capsys.readouterr().err


@IN_PYTHON
def test_expired_rows_do_not_make_up_for_late_ones_of_another_day(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    company.settings.append("incremental.retention_days=10")
    assert company.run("2021-12-01") == 0
    for number in (1, 2):
        company.file(number).unlink()
    company.receive([event("2021-11-05 10:00:00", "3"), event("2021-11-06 10:00:00", "3")])
    assert company.run("2021-12-02") == 1
    assert "late_rows: 2 row(s)" in capsys.readouterr().err


@IN_PYTHON
def test_rows_that_were_missing_and_are_there_again_are_late_and_count_once(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    company.settings.append("incremental.retention_days=10")
    assert company.run("2021-12-01") == 0
    away = company.file(1).rename(company.folder / "away.parquet")
    assert company.run("2021-12-02") == 0
    away.rename(company.file(1))
    assert company.run("2021-12-03") == 1
    assert "late_rows: 1 row(s)" in capsys.readouterr().err
    assert company.run("2021-12-03", "--set", "checks.events.late_rows=warn") == 0
    assert contact_events(company, "2021-12-03") == 14


def stamped(file: Path, column: str, at: str) -> None:
    """Let the rows of a file have arrived at a time."""
    table = parquet.ParquetFile(file).read()
    times = pa.array([dt.datetime.fromisoformat(at)] * table.num_rows, pa.timestamp("us", "UTC"))
    if column in table.column_names:
        table = table.drop_columns([column])
    parquet.write_table(table.append_column(column, times), file)


@IN_PYTHON
@pytest.mark.parametrize("stamp", ["2021-11-14 12:00:00", "2021-12-02 12:00:00"])
@pytest.mark.parametrize("number", [14, 3], ids=["all", "the oldest"])
def test_rows_stamped_anew_stop_the_run_since_they_would_count_twice(
    company: Company, capsys: pytest.CaptureFixture[str], stamp: str, number: int
) -> None:
    company.settings.append("incremental.event_time=loaded_at")
    files = [company.file(number) for number in range(1, 15)]
    for day, file in enumerate(files):
        stamped(file, "loaded_at", str(START + day * DAY))
    assert company.run("2021-12-01") == 0
    for file in files[:number]:
        stamped(file, "loaded_at", stamp)

    assert company.run("2021-12-02") == 1
    assert "row(s) are gone from the source (events that moved" in capsys.readouterr().err
    assert company.run("2021-12-02", "--full-refresh") == 0
    assert contact_events(company, "2021-12-02") == 14
    assert company.run("2021-12-03") == 0


@IN_PYTHON
def test_a_day_that_is_moved_stops_the_run_until_somebody_accepts_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    company = company_of_days(tmp_path, 10)
    assert company.run("2021-12-01") == 0
    events = tmp_path / "events"
    (events / "event_date=2021-11-03").rename(events / "event_date=2021-11-13")

    assert company.run("2021-12-02") == 1
    message = capsys.readouterr().err
    assert "events: rows_gone: 1 row(s) are gone" in message
    assert '[checks.events] rows_gone = "warn"' in message
    assert company.run("2021-12-02", "--set", "checks.events.rows_gone=warn") == 0
    assert "rows_gone" in capsys.readouterr().out
    assert company.run("2021-12-03") == 0  # reported once


@IN_PYTHON
def test_rows_that_expire_before_they_were_finalized_stop_the_run(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    company.settings.append("incremental.retention_days=5")
    assert company.run("2021-12-01") == 0  # finalized are those before 2021-11-11
    for number in range(1, 13):
        company.file(number).unlink()
    company.receive([event("2021-11-24 10:00:00")])
    assert company.run("2021-12-02") == 1
    assert "events: rows_gone: 2 row(s) are gone" in capsys.readouterr().err


@IN_PYTHON
def test_a_source_that_retains_a_few_days_expires_the_others_unhindered(
    company: Company,
) -> None:
    company.settings.append("incremental.retention_days=5")
    for day in range(14, 18):
        assert company.run(f"2021-12-{day}") == 0
        assert contact_events(company, f"2021-12-{day}") == day
        for old in range(1, day - 3):
            company.file(old).unlink(missing_ok=True)
        company.receive([event(str(START + day * DAY))])


@IN_PYTHON
@pytest.mark.parametrize("mistake", ["53820-01-01", "-2-12-17"])
def test_a_time_beyond_the_years_of_python_stops_no_run(company: Company, mistake: str) -> None:
    """Such as milliseconds that were taken for seconds."""
    year = mistake.rsplit("-", 2)[0]
    days = (int(year) - 1970) * 365.2425
    micros = pa.array([int(days * 86_400_000_000)], pa.int64())
    table = pa.table(
        {"event_id": ["e"], "user_id": ["1"], "event_name": ["recipe_viewed"]}
        | {"timestamp": micros.cast(pa.timestamp("us", "UTC"))}
    )
    parquet.write_table(table, company.folder / "events" / "mistake.parquet")
    for date in ("2021-12-01", "2021-12-02"):
        assert company.run(date) == 0
        assert company.state()["watermark"] == "2021-11-11T00:00:00+00:00"


@IN_PYTHON
def test_a_state_without_a_measure_is_refused(
    company: Company, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(stored_state, "MEASURES", MEASURES[:-1])
        assert company.run("2021-12-01") == 0
    assert company.run("2021-12-02") == 2
    assert "different settings (the measures); run with --full-refresh" in capsys.readouterr().err
    assert company.run("2021-12-02", "--full-refresh") == 0


@pytest.mark.parametrize(
    "dates",
    [
        pytest.param(["2021-12-01", "2021-12-29", "2022-03-10"], id="after days without a run"),
        pytest.param(["2021-12-10", "2022-02-10", "2022-02-12"], id="after 62 days"),
        pytest.param(["2021-12-01", "2021-12-20", "2021-12-05"], id="an older date"),
    ],
)
@IN_PYTHON
def test_windows_are_those_of_a_full_run(company: Company, dates: list[str]) -> None:
    for date in dates:
        assert company.run(date) == 0
        company.run_whole(date)
        assert company.tables(date) == company.tables(date, "whole")


@IN_PYTHON
@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_a_damaged_state_stops_the_run(
    company: Company, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    company.receive([event("2021-11-02 10:00:00", name="sneezed")])
    assert company.run("2021-12-01") == 0
    table = company.state()["tables"]["event_exceptions"]
    for file in (company.folder / "inc" / table["folder"]).glob("*.parquet"):
        if damage == "gone":
            file.unlink()
        else:
            file.write_bytes(file.read_bytes()[:-9])
    assert company.run("2021-12-02") == 2
    message = capsys.readouterr().err
    assert table["folder"] in message
    assert "with --full-refresh" in message
    assert company.run("2021-12-02", "--full-refresh") == 0


@IN_PYTHON
def test_a_run_that_replaces_a_snapshot_with_a_state_says_so(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = "the snapshot that this run replaces had an incremental state"
    assert company.run("2021-12-01") == 0
    assert company.run("2021-12-02", "--set", "incremental.enabled=false") == 0
    assert lost not in capsys.readouterr().out
    assert company.run("2021-12-01", "--set", "incremental.enabled=false") == 0
    assert lost in capsys.readouterr().out
    assert company.run("2021-12-03") == 0
    assert "read 14 of 14 rows" in capsys.readouterr().out


@IN_PYTHON
def test_the_last_state_is_not_pruned(company: Company) -> None:
    company.settings.append("incremental.retention_days=10")
    assert company.run("2021-12-01") == 0
    company.file(1).unlink()
    for date in ("2021-12-02", "2021-12-03"):
        assert company.run(date, "--keep", "1", "--set", "incremental.enabled=false") == 0
    assert company.run("2021-12-04", "--keep", "1") == 0
    assert contact_events(company, "2021-12-04") == 14
    contacts = company.folder / "inc" / "contacts"
    assert [place.name for place in contacts.iterdir()] == ["snapshot_date=2021-12-04"]


@IN_PYTHON
def test_a_run_without_a_state_between_two_incremental_ones(company: Company) -> None:
    company.settings.append("incremental.retention_days=10")
    assert company.run("2021-12-01") == 0
    company.file(1).unlink()
    assert company.run("2021-12-02", "--set", "incremental.enabled=false") == 0
    assert contact_events(company, "2021-12-02") == 13
    assert company.run("2021-12-03") == 0
    assert contact_events(company, "2021-12-03") == 14


@IN_PYTHON
def test_folders_of_days_that_appear_ask_for_a_full_refresh(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    assert company.run("2021-12-01") == 0
    files = list((company.folder / "events").glob("*.parquet"))
    folder = company.folder / "events" / "event_date=2021-12-01"
    folder.mkdir()
    for file in files:
        file.rename(folder / file.name)
    assert company.run("2021-12-02") == 2
    assert "different settings (incremental.event_time)" in capsys.readouterr().err


def test_a_folder_that_is_no_day_is_read_by_every_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    company = Company(tmp_path, by_day=True)
    company.receive([event("2021-11-01 10:00:00")], day="2021-11-01")
    company.receive([event("2021-11-02 10:00:00")], day="0000-00-00")
    company.receive([event("2021-11-03 10:00:00")], day="03-11-2021")
    company.receive([event("2021-12-01 10:00:00")], day="2021-12-01")
    assert company.run("2021-12-01") == 0
    assert contact_events(company, "2021-12-01") == 4
    assert company.state()["present_rows"] == {"2021-11-01": 1}
    company.receive([event("2021-11-02 11:00:00")], day="0000-00-00")
    company.receive([event("2021-12-02 10:00:00")], day="2021-12-02")
    assert company.run("2021-12-02") == 0
    assert contact_events(company, "2021-12-02") == 6
    assert "read 5 of 6 rows" in capsys.readouterr().out


@IN_PYTHON
@pytest.mark.parametrize("by_day", [False, True], ids=["by time", "by folder"])
def test_rows_that_come_while_the_run_reads_stop_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    by_day: bool,
) -> None:
    company = Company(tmp_path, by_day)
    for day in ("2021-11-02", "2021-11-20"):
        company.receive([event(f"{day} 10:00:00", "3")], day=day)

    def after_more_came(*read: Any) -> Reconciliation:
        company.receive([event("2021-11-02 10:00:00", "3")], day="2021-11-02")
        return reconcile(*read)

    monkeypatch.setattr("jafflegaggle.computation.reconcile", after_more_came)
    assert company.run("2021-12-01") == 2
    assert (
        "events: the source changed while it was being read; run again" in capsys.readouterr().err
    )


@IN_PYTHON
def test_late_rows_behind_a_link_stop_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    company = company_of_days(tmp_path, 6)
    assert company.run("2021-12-01") == 0
    first = tmp_path / "events" / "event_date=2021-11-01"
    moved = first.rename(tmp_path / "moved")
    first.symlink_to(moved, target_is_directory=True)
    company.receive([event("2021-11-01 11:00:00")], day="2021-11-01")
    assert company.run("2021-12-02") == 1
    assert "late_rows" in capsys.readouterr().err


@pytest.mark.usefixtures("any_engine")
def test_an_event_of_the_far_future_does_not_move_the_watermark(company: Company) -> None:
    company.receive([event("2099-01-01 00:00:00", "3")])
    for date in ("2021-12-01", "2021-12-02"):
        assert company.run(date) == 0
        assert company.state()["watermark"] == "2021-11-11T00:00:00+00:00"
        assert contact_events(company, date) == 14


@pytest.mark.usefixtures("any_engine")
def test_a_user_who_comes_after_its_events_gets_them_all(company: Company) -> None:
    company.receive([event("2021-11-01 10:00:00", "7"), event("2021-11-14 10:00:00", "7")])
    assert company.run("2021-12-01") == 0
    assert contact_events(company, "2021-12-01") == 14

    assert company.run("2021-12-02", users=FILES["users"] + ZOE) == 0
    assert contact_events(company, "2021-12-02") == 16


@IN_PYTHON
def test_the_finalized_events_of_a_removed_user_are_read_again(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    company.receive([event("2021-11-02 10:00:00", "7"), event("2021-11-14 10:00:00", "7")])
    assert company.run("2021-12-01", users=FILES["users"] + ZOE) == 0
    capsys.readouterr()
    assert company.run("2021-12-02") == 0
    assert "and those of 1 removed users again" in capsys.readouterr().out
    assert contact_events(company, "2021-12-02") == 14

    # Where the source does not have them any more, they are nowhere.
    company.file(15).unlink()
    accepted = ("--set", "checks.events.rows_gone=warn")
    assert company.run("2021-12-03", *accepted, users=FILES["users"] + ZOE) == 0
    assert company.run("2021-12-04") == 1
    message = capsys.readouterr().err
    assert "events: conservation: 15 events read, but" in message
    assert "--full-refresh reads all events again that the source has; to accept it" in message
    assert company.run("2021-12-04", "--full-refresh") == 0


@pytest.mark.usefixtures("any_engine")
def test_a_merge_acts_on_all_of_history_and_taking_it_back_gives_the_first_result(
    company: Company,
) -> None:
    company.receive([event("2021-11-02 10:00:00", "3"), event("2021-11-14 10:00:00", "4")])
    merged = FILES["merged_user"] + "bob@gmail.com,eve@jets.com\n"
    domains = FILES["merged_company_domain"] + "jets.com,rams.la\n"
    assert company.run("2021-12-01") == 0
    assert company.run("2021-12-02", merged_user=merged, merged_company_domain=domains) == 0
    assert company.run("2021-12-03") == 0

    company.run_whole("2021-12-03")

    first, second, third = (company.tables(f"2021-12-0{day}") for day in (1, 2, 3))
    assert [len(one["contacts"]) for one in (first, second, third)] == [4, 3, 4]
    assert third == company.tables("2021-12-03", "whole")


@IN_PYTHON
def test_lists_of_domains_act_on_all_of_history(company: Company) -> None:
    lists = [
        *("--set", 'rules.personal_domains=["rams.la"]'),
        *("--set", 'rules.internal_domains=["jets.com"]'),
    ]
    assert company.run("2021-12-01") == 0
    # The merge of rams.sl would lead to a personal domain, which no list of merges may.
    no_merges = {"merged_company_domain": "old_domain,new_domain\n"}
    assert company.run("2021-12-02", *lists, **no_merges) == 0
    whole = [*lists, "--set", "incremental.enabled=false"]
    assert company.run("2021-12-02", *whole, out="whole", **no_merges) == 0
    assert company.run("2021-12-04") == 0
    company.run_whole("2021-12-04")

    assert company.tables("2021-12-01")["accounts"] != company.tables("2021-12-02")["accounts"]
    for date in ("2021-12-02", "2021-12-04"):
        assert company.tables(date) == company.tables(date, "whole")


@IN_PYTHON
def test_an_older_date_runs_from_its_own_state_and_leaves_the_newer_one(company: Company) -> None:
    assert company.run("2021-12-01") == 0
    company.receive([event("2021-11-20 10:00:00")])
    assert company.run("2021-12-05") == 0
    newer = company.tables("2021-12-05")

    company.receive([event("2021-11-21 10:00:00")])
    assert company.run("2021-12-03") == 0  # from the state of 2021-12-01
    assert company.run("2021-11-30") == 0  # there is none so old: all events
    assert company.tables("2021-12-05") == newer
    for date in ("2021-12-03", "2021-11-30"):
        assert contact_events(company, date) == 16
    assert company.run("2021-11-19") == 0  # before the last two events
    assert contact_events(company, "2021-11-19") == 14

    assert company.run("2021-12-06") == 0
    assert contact_events(company, "2021-12-06") == 16


@IN_PYTHON
def test_the_same_date_again_counts_nothing_twice(company: Company) -> None:
    for _ in range(3):
        assert company.run("2021-12-01") == 0
        assert contact_events(company, "2021-12-01") == 14


@IN_PYTHON
@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ('rules.order_events=["recipe_viewed"]', "rules.order_events"),
        ('rules.event_names=["recipe_viewed"]', "rules.event_names"),
        ("job.id_type=string", "job.id_type"),
        ("sources.events.columns.event_name=event_id", "sources.events"),
    ],
)
def test_different_settings_of_the_events_ask_for_a_full_refresh(
    company: Company, capsys: pytest.CaptureFixture[str], setting: str, named: str
) -> None:
    assert company.run("2021-12-01") == 0
    assert company.run("2021-12-02", "--set", setting) == 2
    assert f"different settings ({named}); run with --full-refresh" in capsys.readouterr().err
    assert company.run("2021-12-02", "--set", setting, "--full-refresh") == 0


# What 0.1.0 left before its state was renamed, with the tables `user_activity` and `odd_events`.
FORMAT_4 = {
    "until": "2021-11-11T00:00:00+00:00",
    "rows_by_day": {"2021-11-01": 1},
    "seen_by_day": {"2021-11-01": 1},
    "recent_by_day": {},
    "setup": {"format of the state": "4"},
}
# Which counted events after the snapshot's date.
FORMAT_5 = {"format": 5, "watermark": "2021-11-11T00:00:00+00:00", "settings": {}}
FORMAT_6 = {**FORMAT_5, "format": 6}  # which had no bitmaps of days


@IN_PYTHON
@pytest.mark.parametrize("other", [FORMAT_4, FORMAT_5, FORMAT_6, {"format": 99}])
def test_a_state_of_another_version_asks_for_a_full_refresh(
    company: Company, capsys: pytest.CaptureFixture[str], other: dict[str, Any]
) -> None:
    assert company.run("2021-12-01") == 0
    manifest = max((company.folder / "inc" / "_manifests").iterdir())
    written = json.loads(manifest.read_text())
    of_tables = {name: written["state"][name] for name in ("tables", "folders")}
    manifest.write_text(json.dumps({**written, "version": "0.0.9", "state": other | of_tables}))

    assert company.run("2021-12-02") == 2
    assert (
        "the snapshot of 2021-12-01 has an incremental state of another version of jafflegaggle "
        "(0.0.9); run with --full-refresh to read all events again"
    ) in capsys.readouterr().err
    assert company.run("2021-12-02", "--full-refresh") == 0
    assert company.run("2021-12-03") == 0
    assert contact_events(company, "2021-12-03") == 14


@IN_PYTHON
def test_a_company_without_events_yet(tmp_path: Path) -> None:
    company = Company(tmp_path)
    company.receive([])
    assert company.run("2021-12-01") == 0
    company.receive([event("2021-11-01 10:00:00")])
    assert company.run("2021-12-02") == 0
    assert contact_events(company, "2021-12-02") == 1


@pytest.mark.usefixtures("any_engine")
def test_events_in_csv_are_read_by_their_time(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    csv = [f"sources.events.path={company.folder}/events.csv", "sources.events.format=csv"]
    company.settings = ["incremental.enabled=true", *csv]
    for date in ("2021-12-01", "2021-12-02"):
        assert company.run(date) == 0
        assert contact_events(company, date) == 4
        assert (
            "every run opens all csv files, since the cursor timestamp" in capsys.readouterr().out
        )
    assert company.state()["watermark"] == "2021-02-02T00:00:00+00:00"


@IN_PYTHON
def test_a_schema_keeps_no_state(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = write_company(tmp_path)
    call = ["run", "--config", str(config), "--set", "incremental.enabled=true"]
    assert main([*call, "--set", "output.path=", "--set", "output.schema=c360"]) == 2
    assert "incremental.enabled: expected an output.path" in capsys.readouterr().err
