"""The README is correct: its commands run, and their output is as shown."""

import fcntl
import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.cli import main
from jafflegaggle.config import Checks, from_toml
from jafflegaggle.models import PUBLISHED
from jafflegaggle.rules import Rules
from tests.conftest import ENGINE, MakeDf
from tests.small_company import ROWS, in_this_session, write_company
from tests.tables import COLUMNS

ROOT = Path(__file__).parents[1]
SHOWN_DATE = "2021-12-01"  # of conf/demo.toml
README = (ROOT / "README.md").read_text(encoding="utf-8")
# The pages with commands, in reading order.
PAGES = ("README.md", "docs/operations.md", "docs/performance.md", "docs/report.md")
# Pages whose commands are one story, run in order by a test of their own.
OF_OTHER_TESTS = ("docs/crm.md", "docs/explain.md", "docs/merging.md")
TEXT = "\n".join((ROOT / page).read_text(encoding="utf-8") for page in PAGES)

OF_MAKE = ("ARGS", "MAKEFLAGS", "MAKELEVEL")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


# Commands covered by this suite itself, or by the tests of the benchmark, the bundle, the cluster.
ELSEWHERE = ("make test", "make bench", "make profile", "databricks ", "--master spark://")


def is_run_elsewhere(command: str) -> bool:
    return any(word in command for word in ELSEWHERE)


def is_run_here(command: str) -> bool:
    on_spark = "spark-submit" in command or "[spark]" in command
    return not is_run_elsewhere(command) and on_spark == (ENGINE == "spark")


RUN_HERE = [command.strip() for command in blocks("sh") if is_run_here(command)]
INSTALLS = [command for command in RUN_HERE if command.startswith("pip")]


@pytest.mark.usefixtures("engine_name")
@pytest.mark.parametrize("command", INSTALLS)
def test_the_installed_package_runs(command: str, tmp_path: Path) -> None:
    venv.create(tmp_path, with_pip=True)  # do not change the environment of these tests

    call(f"{command} && jafflegaggle --version", tmp_path / "bin")


@pytest.mark.usefixtures("engine_name")
@pytest.mark.parametrize("command", [c for c in RUN_HERE if c not in INSTALLS])
def test_command(command: str) -> None:
    with (ROOT / "README.md").open() as one_at_a_time:
        # All of them publish to the same output, also from other workers.
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        shown = call(command, Path(sys.executable).parent)

    if "jafflegaggle run" in command or command == "make run":
        (date,) = re.findall(r"--snapshot-date (\S+)", command) or [SHOWN_DATE]
        for line in shown_output():
            assert line.replace(SHOWN_DATE, date) in shown


def call(command: str, programs: Path) -> str:
    """Run a command as a newcomer would; return its output."""
    # The arguments of `make test ARGS=...` are meant for the tests, not for a `make` within them.
    inherited = {name: value for name, value in os.environ.items() if name not in OF_MAKE}
    answer = subprocess.run(
        command,
        shell=True,
        cwd=ROOT,
        env=inherited | {"PATH": f"{programs}{os.pathsep}{inherited['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout + answer.stderr


def shown_output() -> list[str]:
    """The lines of a run's output in the README, except those with a time."""
    # By position: a fence without a language may also be the end of a block.
    shown = README.partition("and shows\n\n```\n")[2].partition("```")[0]
    lines = [line for line in shown.splitlines() if line.strip() not in ("", "...")]
    stable = [line for line in lines if not line.endswith(" s") and "Sail" not in line]
    assert len(stable) > 10
    return stable


def test_every_command_is_run_somewhere() -> None:
    commands = [command.strip() for command in blocks("sh")]

    assert commands[:2] == ["make run", "make test"]
    assert all(len(command.splitlines()) == 1 for command in commands)
    (on_a_cluster,) = [command for command in commands if "--master spark://" in command]
    assert list(filter(is_run_elsewhere, commands)) == [
        "make test",
        on_a_cluster,
        "cd conf/databricks && databricks bundle deploy",
        "make bench SCALE=1000",
        "make profile SCALE=1000",
    ]


def test_the_configuration_is_valid_and_shows_the_defaults() -> None:
    (shown,) = blocks("toml")
    table = tomllib.loads(shown)
    users = table["sources"]["users"]
    table["sources"] |= {"gaggles": users | {"columns": {}}, "events": users | {"columns": {}}}

    config = from_toml(table)
    assert (config.rules, config.checks) == (Rules(), Checks())


@pytest.mark.usefixtures("any_engine")
def test_the_call(make_df: MakeDf, capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = blocks("python")
    rows = {
        "users": [["1", "Ann", "ann@jets.com", "7", "2021-09-01"]],
        "gaggles": [["7", "Jets", "2021-09-01"]],
        "events": [["E1", "1", "order_placed", "2021-09-02 10:00:00"]],
    }
    frames = {
        source: make_df(cells, ", ".join(f"{name} string" for name in COLUMNS[source]))
        for source, cells in rows.items()
    }

    exec(code, dict(frames))

    assert "jets.com" in capsys.readouterr().out


@pytest.mark.usefixtures("any_engine")
def test_reading_a_snapshot(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, code = blocks("python")
    in_this_session(monkeypatch, spark)
    config = write_company(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["run", "--config", str(config), "--output", "output"]) == 0

    namespace: dict[str, Any] = {"spark": spark}
    exec(code, namespace)

    assert namespace["accounts"].count() == ROWS["accounts"]


def test_no_other_page_has_a_command() -> None:
    known = (*PAGES, *OF_OTHER_TESTS)
    others = [page for page in (ROOT / "docs").rglob("*.md") if f"docs/{page.name}" not in known]
    assert [page.name for page in others if "```sh" in page.read_text(encoding="utf-8")] == []


def test_every_link_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 160


def test_the_example(engine_name: str) -> None:
    shown = call(f"python examples/python_api.py {engine_name}", Path(sys.executable).parent)
    assert re.search(r"\|\s*2\s*\|\s*ann@rams\.la\s*\|\s*rams\.la\s*\|\s*2\s*\|", shown), shown
    assert re.search(r"\|\s*rams\.la\s*\|\s*2\s*\|", shown)


def test_the_table_list_matches_the_published_tables() -> None:
    section = README.partition("## The tables")[2].partition("## ")[0]

    shown = re.findall(r"^\| `(\w+)` \|.*\| (.*)\|$", section, re.MULTILINE)

    assert [name for name, _ in shown] == [model.name for model in PUBLISHED]
    for (_, key), model in zip(shown, PUBLISHED, strict=True):
        assert ", ".join(model.key) in key
