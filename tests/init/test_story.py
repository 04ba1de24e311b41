"""A stranger's exports lead to a published snapshot within three commands."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.cli import main
from tests.small_company import in_this_session

DATE = "2021-12-01"
IDS = [f"6f9619ff-8b86-d011-b42d-00cf4fc9640{at}" for at in range(6)]


def write_exports() -> None:
    """Members of a tool of Europe, teams of Excel, a stream of Segment, deals of a CRM."""
    folder = Path("exports")
    (folder / "segment/dt=2021-11-30").mkdir(parents=True)
    members = "ID;First Name;Last Name;E-Mail;Team ID;Signup Date;Plan\n" + "".join(
        f"{key.upper()};Ann{at};Lee;ann{at}@acme.com;t{at % 2};{at + 10}.11.2021;pro\n"
        for at, key in enumerate(IDS)
    )
    (folder / "members.csv").write_text(members, encoding="utf-8")
    teams = "id\tname\tcreated\nt0\tÄpfel\t2021-01-01\nt1\tPears\t2021-01-02\n"
    (folder / "teams.csv").write_text(teams, encoding="utf-16")
    calls: list[dict[str, object]] = [
        {"type": "track", "event": name, "userId": key, "timestamp": "2021-11-30T10:00:00.5Z"}
        for name, key in zip(["Recipe Viewed", "Order Completed"] * 3, IDS, strict=True)
    ]
    calls.append({"type": "page", "anonymousId": "x", "timestamp": "2021-11-30T10:00:00.5Z"})
    lines = "".join(json.dumps({"messageId": at} | call) + "\n" for at, call in enumerate(calls))
    (folder / "segment/dt=2021-11-30/1.json").write_text(lines, encoding="utf-8")
    deals = "Deal Name;Amount;Stage;Close Date;Contact Email\n"
    deals += "Große Küche;1.000,50 €;Closed Won;24.11.2021;ann1@acme.com\n"
    (folder / "deals.csv").write_bytes(deals.encode("cp1252"))


@pytest.fixture
def command(
    spark: SparkSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., str]:
    in_this_session(monkeypatch, spark)
    monkeypatch.chdir(tmp_path)  # an engine may not follow, so that paths are absolute

    def call(*arguments: str) -> str:
        status = main(arguments)
        shown = capsys.readouterr()
        assert status == 0, shown.err
        return shown.out

    return call


def test_three_commands(command: Callable[..., str], spark: SparkSession) -> None:
    write_exports()
    here, file = Path.cwd(), f"{Path.cwd()}/jafflegaggle.toml"
    config = ("--config", file, "--snapshot-date", DATE)

    places = ("--convert", f"{here}/copies", "--output", f"{here}/published")
    command("init", f"{here}/exports", *places, "--config", file)
    assert "would not stop" in command("validate", *config)
    command("run", *config)

    tables = {
        name: spark.read.parquet(f"{here}/published/{name}/snapshot_date={DATE}")
        for name in ("contacts", "gaggle_facts", "accounts", "quarantine")
    }
    (account,) = tables["accounts"].select(
        "corporate_email", "number_of_users_corporate", "number_of_orders_corporate",
        "total_amount_won",
    ).collect()  # fmt: skip
    assert [str(cell) for cell in account] == ["acme.com", "6", "3", "1000.50"]
    contacts = tables["contacts"].select("user_id", "user_name").orderBy("user_id").collect()
    assert [tuple(row) for row in contacts][:2] == [(IDS[0], "Ann0 Lee"), (IDS[1], "Ann1 Lee")]
    names = tables["gaggle_facts"].select("gaggle_name").collect()
    assert {row.gaggle_name for row in names} == {"Äpfel", "Pears"}
    assert tables["quarantine"].count() == 0


def test_a_company_without_gaggles(command: Callable[..., str], spark: SparkSession) -> None:
    Path("exports").mkdir()
    Path("exports/customers.csv").write_text("id,name,email\n1,Ann,ann@acme.com\n")
    Path("exports/events.csv").write_text(
        "user_id,event_name,timestamp\n1,order_placed,2021-11-30 10:00:00\n"
    )
    here, file = Path.cwd(), f"{Path.cwd()}/jafflegaggle.toml"
    config = ("--config", file, "--snapshot-date", DATE)

    command("init", f"{here}/exports", "--output", f"{here}/published", "--config", file)
    command("validate", *config)
    command("run", *config)

    contacts = spark.read.parquet(f"{here}/published/contacts/snapshot_date={DATE}")
    assert contacts.select("email").collect()[0].email == "ann@acme.com"
    table = tomllib.loads(Path(file).read_text(encoding="utf-8"))
    assert table["sources"]["gaggles"]["path"] == f"{here}/empty_gaggles.csv"
