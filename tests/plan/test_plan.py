"""`jafflegaggle plan`: it says what the next run publishes, and changes nothing."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest
from pyspark.sql import SparkSession

from jafflegaggle.cli import main
from jafflegaggle.errors import InputError
from jafflegaggle.plan import run as plan_run
from jafflegaggle.plan.plan import compare
from jafflegaggle.plan.tried import tried_lines
from jafflegaggle.publish.files import Disk
from jafflegaggle.publish.lock import locked
from tests.small_company import FILES, in_this_session, published_files, write_company

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Company:
    """A company whose files and output lie in a folder."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def write(self, **files: str) -> None:
        write_company(self.folder, **files)

    def call(self, *arguments: str, config: str = "c.toml") -> int:
        command, *options = arguments
        return main([command, "--config", str(self.folder / config), "--quiet", *options])

    def plan(self, *options: str, status: int = 0) -> dict[str, Any]:
        """The plan, and that it leaves the output alone."""
        before = {file: file.stat().st_mtime_ns for file in self.out.rglob("*")}
        file = self.folder / "plan.json"
        self.capsys.readouterr()  # what was shown before
        ended = self.call("plan", "--json", str(file), *options)
        captured = self.capsys.readouterr()
        assert ended == status, captured.err
        assert {file: file.stat().st_mtime_ns for file in self.out.rglob("*")} == before
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return found | {"text": captured.out}

    def rows(self, table: str, date: str = "2021-12-01") -> Rows:
        folder = self.out / table / f"snapshot_date={date}"
        rows: Rows = ds.dataset(folder).to_table().to_pylist()
        return rows


@pytest.fixture
def company(
    tmp_path: Path,
    spark: SparkSession,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Company]:
    in_this_session(monkeypatch, spark)
    company = Company(tmp_path, capsys)
    company.write()
    yield company
    left = sorted(path.name for path in tmp_path.glob("jafflegaggle-plan-*"))
    assert left == []


def counts(found: dict[str, Any]) -> dict[str, dict[str, int]]:
    return {name: one["counts"] for name, one in found["sections"].items() if one["counts"]}


def test_without_a_snapshot_it_says_so_and_is_not_without_changes(company: Company) -> None:
    found = company.plan("--detailed-exitcode", status=3)
    assert (found["compared_with"], found["sections"], found["has_changes"]) == (None, {}, True)
    assert "No snapshot to compare with" in found["text"]
    assert {"table": "contacts", "before": None, "now": 4} in found["tables"]
    assert not company.out.exists()


def test_a_plan_of_what_is_published_has_no_changes(company: Company) -> None:
    assert company.call("run") == 0
    found = company.plan("--detailed-exitcode")
    assert (counts(found), found["has_changes"]) == ({}, False)
    assert found["compared_with"]["snapshot_date"] == "2021-12-01"
    assert "No changes." in found["text"]


def test_a_line_is_tried(company: Company) -> None:
    assert company.call("run") == 0
    found = company.plan("--try", "bob@gmail.com, eve@jets.com", "--detailed-exitcode", status=3)
    assert found["tried"] == [
        {"list": "merged_user", "old": "bob@gmail.com", "new": "eve@jets.com"}
    ]
    assert counts(found) == {
        "lines": {"new": 1},
        "contacts": {"merged": 1},
        "activity": {"changed": 2},
    }
    (merged,) = found["sections"]["contacts"]["rows"]
    assert merged == {
        "change": "merged",
        "from": 3,
        "from_email": "bob@gmail.com",
        "to": 4,
        "to_email": "eve@jets.com",
        "users": 1,
    }
    assert "Tried      merged_user: bob@gmail.com -> eve@jets.com" in found["text"]
    assert max(map(len, found["text"].splitlines())) <= 100
    assert company.plan("--try", "jets.com,rams.la")["sections"]["accounts"]["rows"] == [
        {"change": "renamed", "account": "jets.com", "into": "rams.la", "users": 2}
    ]


@pytest.mark.usefixtures("any_engine")
def test_a_line_that_would_stop_a_run_stops_the_plan(company: Company) -> None:
    assert company.call("plan", "--try", "jets.com,gmail.com") == 2
    assert "jets.com -> gmail.com: personal_domain" in company.capsys.readouterr().err


@pytest.mark.usefixtures("any_engine")
def test_a_check_that_would_fail_is_told_after_the_plan(company: Company) -> None:
    assert company.call("run") == 0
    found = company.plan("--set", "checks.contacts.not_null_email=error", status=1)
    (failed,) = found["checks"]["failed"]
    assert failed.startswith("contacts: not_null (email): 1 row(s) are NULL")
    assert "No changes." in found["text"]


@pytest.mark.usefixtures("any_engine")
def test_a_run_that_holds_the_output_does_not_hold_up_a_plan(company: Company) -> None:
    assert company.call("run") == 0
    with locked(str(company.out), Disk(), 0):
        assert not company.plan()["has_changes"]


@pytest.mark.usefixtures("any_engine")
def test_a_snapshot_that_is_removed_meanwhile_ends_with_4(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert company.call("run") == 0

    def remove_then_compare(before: Any, now: Any) -> Any:
        shutil.rmtree(company.out)
        return compare(before, now)

    monkeypatch.setattr(plan_run, "compare", remove_then_compare)
    assert company.call("plan") == 4
    message = company.capsys.readouterr().err
    assert "the snapshot of 2021-12-01" in message
    assert "was removed or replaced by another run" in message


@pytest.mark.usefixtures("any_engine")
def test_steps_lie_where_they_are_asked_to(company: Company, tmp_path: Path) -> None:
    work = tmp_path / "work"
    assert company.plan("--work", str(work))["has_changes"]
    assert list(work.iterdir()) == []


@pytest.mark.usefixtures("any_engine")
def test_an_incremental_plan_goes_on_from_the_state(company: Company) -> None:
    folders = company.folder / "events"
    for day in ("01", "02"):
        (folders / f"event_date=2021-02-{day}").mkdir(parents=True)
        line = f"e{day},1,order_placed,2021-02-{day} 10:00:00\n"
        text = "event_id,user_id,event_name,timestamp\n" + line
        (folders / f"event_date=2021-02-{day}" / "1.csv").write_text(text)
    config = (company.folder / "c.toml").read_text().replace("/events.csv", "/events")
    (company.folder / "c.toml").write_text(f"{config}\n[incremental]\nenabled = true\n")
    assert company.call("run", "--snapshot-date", "2021-02-01") == 0
    found = company.plan("--snapshot-date", "2021-02-02")
    (changed,) = found["sections"]["activity"]["rows"]
    assert (changed["account"], changed["events_before"], changed["events_now"]) == (
        "rams.la",
        1,
        2,
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ann@x.com", "expected"),
        ("a@x.com,", "expected"),
        ("a@x.com,b@x.com,c@x.com", "expected"),
        ("a@x.com,x.com", "one cell is an e-mail and one is not"),
    ],
)
def test_what_is_no_line_is_refused(text: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        tried_lines([text])


def test_the_list_follows_from_the_cells() -> None:
    lines = tried_lines(["a@x.com,b@y.com", '"x.com", @y.com'])
    assert {name: [(one.old, one.new) for one in of] for name, of in lines.items()} == {
        "merged_user": [("a@x.com", "b@y.com")],
        "merged_company_domain": [("x.com", "@y.com")],
    }


# Against an independent comparison of what is published ------------------------------------------

DOMAINS = ("rams.la", "jets.com", "bay.com", "gmail.com", "cove.io")


def random_files(rng: random.Random) -> dict[str, str]:
    users = [
        f"{at},User {at},{rng.choice('abcdefgh')}{at}@{rng.choice(DOMAINS)},{rng.randint(1, 6)},"
        f"2021-01-{at % 28 + 1:02d}"
        for at in range(1, 41)
    ]
    events = [
        f"{at},{rng.randint(1, 44)},{rng.choice(['order_placed', 'recipe_viewed'])},2021-02-01"
        for at in range(120)
    ]
    gaggles = [f"{at},G{at},2021-01-01" for at in range(1, 7)]
    return {
        "users": "\n".join(["user_id,user_name,email,gaggle_id,created_at", *users]),
        "events": "\n".join(["event_id,user_id,event_name,timestamp", *events]),
        "gaggles": "\n".join(["gaggle_id,gaggle_name,created_at", *gaggles]),
        "deals": FILES["deals"],
    }


def random_lists(rng: random.Random, users: str) -> dict[str, str]:
    """Lists without conflicts or cycles: every line leads to what comes later."""
    emails = [line.split(",")[2] for line in users.splitlines()[1:]]
    olds = sorted(rng.sample(range(len(emails) - 1), 6))
    people = [f"{emails[at]},{emails[rng.randint(at + 1, len(emails) - 1)]}" for at in olds]
    companies = [domain for domain in DOMAINS if domain != "gmail.com"]
    at = rng.randint(0, 2)
    moved = [f"{companies[at]},{companies[rng.randint(at + 1, 3)]}"] if rng.random() < 0.7 else []
    return {
        "merged_user": "\n".join(["old_email,new_email", *people]),
        "merged_company_domain": "\n".join(["old_domain,new_domain", *moved]),
    }


def expected_counts(before: Callable[[str], Rows], now: Callable[[str], Rows]) -> dict[str, int]:
    """How much changes between two snapshots, by plain Python."""

    def lines(report: Rows) -> dict[tuple[str, str, str], str]:
        return {(row["list"], row["old"], row["new"]): row["status"] for row in report}

    def by_key(rows: Rows, *columns: str) -> dict[Any, tuple[Any, ...]]:
        return {row[columns[0]]: tuple(row[name] for name in columns[1:]) for row in rows}

    old_lines, new_lines = lines(before("merge_report")), lines(now("merge_report"))
    users = {row["user_id"]: row["contact_user_id"] for row in before("contact_aliases")}
    pairs = {(users[row["user_id"]], row["contact_user_id"]) for row in now("contact_aliases")}
    counted = [f"number_of_{what}_associated" for what in ("users", "events", "orders")]
    old = by_key(before("accounts"), "corporate_email", *counted)
    new = by_key(now("accounts"), "corporate_email", *counted)
    titles = ("first_user_id", "most_active_user_id", "most_orders_user_id")
    old_titles = by_key(before("accounts"), "corporate_email", *titles)
    new_titles = by_key(now("accounts"), "corporate_email", *titles)
    return {
        "lines": sum(
            old_lines.get(key) != new_lines.get(key) for key in old_lines.keys() | new_lines.keys()
        ),
        "contacts": sum(one != other for one, other in pairs),
        "accounts": len(old.keys() ^ new.keys()),
        "power_users": sum(
            one != other
            for key in old.keys() & new.keys()
            for one, other in zip(old_titles[key], new_titles[key], strict=True)
        ),
        "activity": sum(old.get(key) != new.get(key) for key in old.keys() | new.keys()),
    }


@pytest.mark.usefixtures("any_engine")
@pytest.mark.parametrize("seed", range(4))
def test_a_plan_equals_what_the_run_then_publishes(company: Company, seed: int) -> None:
    rng = random.Random(seed)
    files = random_files(rng)
    company.write(**files, **random_lists(rng, files["users"]))
    assert company.call("run") == 0
    tables = ("merge_report", "contact_aliases", "accounts")
    before = {name: company.rows(name) for name in tables}

    company.write(**files, **random_lists(rng, files["users"]))
    found = company.plan()
    assert company.call("run") == 0

    assert counts(found)["contacts"]
    assert {name: sum(one["counts"].values()) for name, one in found["sections"].items()} == (
        expected_counts(before.__getitem__, company.rows)
    )
    for row in found["tables"]:
        assert row["now"] == len(company.rows(row["table"])), row
    assert published_files(company.out)
