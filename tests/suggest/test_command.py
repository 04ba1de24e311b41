"""`jafflegaggle suggest`: its files, its screen, and its messages."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.cli import main
from jafflegaggle.report.layout import width
from tests.small_company import FILES, in_this_session, published_files, write_company

LONG = "ann.with.quite.a.long.name.indeed"
USERS = f"""\
user_id,user_name,email,gaggle_id,created_at
1,Ann Lee,ann.lee@rams.la,10,2021-01-01 10:00:00
2,Ann Lee,annlee@gmail.com,10,2021-01-02 10:00:00
3,Ann Lee,ann.lee+x@gmail.com,,2021-01-03 10:00:00
4,Bob,{LONG}+x@outlook.com,20,2021-01-04 10:00:00
5,Bob,{LONG}@outlook.com,20,2021-01-05 10:00:00
6,Eve,eve@mail.jets.com,20,2021-01-05 10:00:00
7,Eve,eve@jets.com,20,2021-01-06 10:00:00
8,Joe,joe@hotmial.com,20,2021-01-06 10:00:00
9,Joe,joe.1@hotmail.com,20,2021-01-06 10:00:00
10,Joe,joe.2@hotmail.com,20,2021-01-06 10:00:00
"""
MERGED = "old_email,new_email\neve@jets.com,eve@new.co\n"
# The way of the last one to the oldest leads over a pair that is less sure.
PEOPLE = [
    ["old_email", "new_email", "rule", "confidence"],
    [f"{LONG}@outlook.com", f"{LONG}+x@outlook.com", "same_mailbox", "high"],
    ["ann.lee+x@gmail.com", "ann.lee@rams.la", "same_name", "medium"],
    ["annlee@gmail.com", "ann.lee@rams.la", "same_name", "medium"],
]
COMPANIES = """\
old_domain,new_domain,rule,confidence,evidence,users,events,orders
mail.jets.com,jets.com,registrable_domain,high,registered is jets.com,1,0,0
"""


@pytest.fixture(scope="module")
def config(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("company")
    domains = "old_domain,new_domain\n"
    given = {"users": USERS, "merged_user": MERGED, "merged_company_domain": domains}
    config = write_company(folder, **given, events=FILES["events"].splitlines()[0] + "\n")
    with pytest.MonkeyPatch.context() as monkeypatch:
        in_this_session(monkeypatch, spark)
        assert main(["run", "--config", str(config), "--quiet"]) == 0
        yield config


def rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.reader(text))


def test_vetoes(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are those that are configured now, not those of the snapshot."""
    people, companies, to = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "to"
    people.write_text(f"a,b\n{LONG}@outlook.com,{LONG.upper()}+x@outlook.com\n")
    companies.write_text("a,b,reason\nrams.la,gmail.com,\njets.com,MAIL.jets.com,two firms\n")
    vetoed = config.with_name("vetoed.toml")
    vetoed.write_text(
        f'{config.read_text()}\n[sources.not_same_user]\npath = "{people}"\n'
        f'[sources.not_same_company]\npath = "{companies}"\n'
    )
    assert main(["suggest", "--config", str(vetoed), "--to", str(to)]) == 0
    assert [len(rows(to / f"merged_{name}.csv")) for name in ("user", "company_domain")] == [2, 1]
    assert rows(to / "merged_user.csv")[1][:2] == ["ann.lee+x@gmail.com", "annlee@gmail.com"]

    people.write_text("a,b\nann@x.com,\n")
    capsys.readouterr()
    assert main(["suggest", "--config", str(vetoed), "--to", str(to)]) == 2
    assert "not_same_user" in capsys.readouterr().err


def test_json(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    arguments = ["suggest", "--config", str(config), "--to", str(tmp_path / "to"), "--json"]
    assert main(arguments) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["snapshot_date"] == "2021-12-01"
    assert [one["list"] for one in document["suggestions"]] == [
        *["merged_user"] * 3,
        "merged_company_domain",
    ]
    assert document["suggestions"][-1] == {
        "list": "merged_company_domain",
        "old": "mail.jets.com",
        "new": "jets.com",
        "rule": "registrable_domain",
        "confidence": "high",
        "evidence": "registered is jets.com",
        "users": 1,
        "events": 0,
        "orders": 0,
    }
    assert document["personal_domains"] == [
        {"domain": "hotmial.com", "provider": "hotmail.com", "users": 1}
    ]
    assert document["notes"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--snapshot-date", "2021-11-30"], "no snapshot 2021-11-30; published: 2021-12-01"),
        (["--to", "c.toml/x"], "--to c.toml/x: cannot be written"),
    ],
)
def test_a_message(
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(config.parent)
    assert main(["suggest", "--config", str(config), *arguments]) == 2
    assert message in capsys.readouterr().err


def test_suggest(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = config.parent
    before = published_files(folder / "out")
    capsys.readouterr()
    to = tmp_path / "some" / "suggestions"
    assert main(["suggest", "--config", str(config), "--to", str(to)]) == 0
    shown = capsys.readouterr().out
    assert published_files(folder / "out") == before

    people, companies = to / "merged_user.csv", to / "merged_company_domain.csv"
    found = {row[0]: row for row in rows(people)}
    assert [row[:4] for row in rows(people)] == PEOPLE
    assert found["annlee@gmail.com"][4:] == ['"ann lee" in gaggle 10', "1", "0", "0"]
    way = 'one mailbox at gmail: annlee@gmail.com; "ann lee" in gaggle 10'
    assert found["ann.lee+x@gmail.com"][4] == way
    assert companies.read_text(encoding="utf-8") == COMPANIES

    assert "merged_user: 3 suggestions" in shown
    assert "merged_company_domain: 1 suggestion\n" in shown
    assert "hotmial.com" in shown
    assert max(map(width, shown.replace(str(to), "").splitlines())) <= 100

    # Appended as they are, the run takes them, and nothing is left to suggest.
    for name, file in (("merged_user", people), ("merged_company_domain", companies)):
        lines = [",".join(row[:2]) for row in rows(file)[1:]]
        with (folder / f"{name}.csv").open("a", encoding="utf-8") as text:
            text.write("".join(f"{line}\n" for line in lines))
    assert main(["run", "--config", str(config), "--quiet"]) == 0
    assert main(["suggest", "--config", str(config), "--to", str(to)]) == 0
    assert [len(rows(file)) for file in (people, companies)] == [1, 1]
