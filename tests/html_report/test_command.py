"""`jafflegaggle report` and `run --report`: the file, and what stands in their way."""

import importlib.util
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.cli import main
from tests.html_report.conftest import BEFORE, DATE
from tests.small_company import in_this_session


@pytest.fixture
def config(
    any_engine: SparkSession, output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """The options that lead to what is published."""
    in_this_session(monkeypatch, any_engine)
    monkeypatch.chdir(tmp_path)
    return ["--config", str(Path(output).parent / "c.toml")]


def test_the_last_snapshot_is_shown(
    config: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *config]) == 0
    file = tmp_path / f"report-{DATE}.html"
    assert "Archer" not in file.read_text(encoding="utf-8")
    assert [one.name for one in tmp_path.glob("*.html")] == [file.name]
    shown = capsys.readouterr().out
    assert shown.startswith(f"Report     {file.name} (")
    assert "people are masked, --with-people shows them" in shown


def test_a_date_a_file_and_people(config: list[str], tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    assert main(["report", *config, "--date", BEFORE, "--output", str(file), "--with-people"]) == 0
    shown = file.read_text(encoding="utf-8")
    assert "Ann B. Archer" in shown
    assert f"<title>Customer 360, {BEFORE}</title>" in shown


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--date", "2020-01-01"], f"no snapshot 2020-01-01; published: {BEFORE}, {DATE}"),
        (["--output", "nowhere/a.html"], "nowhere/a.html: cannot be written (No such file"),
        (["--set", "output.path=empty"], "empty: no snapshot at all; published: none"),
    ],
)
def test_what_is_wrong_is_said(
    config: list[str], capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    assert main(["report", *config, *options]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("command", [["report"], ["run", "--report"]])
def test_what_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
) -> None:
    """Before a run, and without an engine."""
    find_spec = importlib.util.find_spec

    def without_jinja(name: str) -> ModuleSpec | None:
        return None if name == "jinja2" else find_spec(name)

    monkeypatch.setattr("jafflegaggle.html_report.report.find_spec", without_jinja)
    assert main([*command, "--config", "conf/demo.toml"]) == 2
    message = "a report needs Jinja2: pip install 'jafflegaggle[report]'"
    assert message in capsys.readouterr().err


def test_a_run_writes_the_report_of_its_date(
    config: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--snapshot-date", BEFORE, "--output", str(tmp_path / "out")]
    assert main(["run", *config, *options, "--report", "--with-people"]) == 0
    assert "Ann B. Archer" in (tmp_path / f"report-{BEFORE}.html").read_text(encoding="utf-8")
    assert "Report     report-" in capsys.readouterr().out
