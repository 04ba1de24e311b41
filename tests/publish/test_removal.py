"""A snapshot that runs remove or replace while a command reads it: no answer, and status 4."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

from jafflegaggle.cli import main
from jafflegaggle.errors import CheckError, InputError, OutputHeldError
from jafflegaggle.publish import noticing_removal
from tests.small_company import in_this_session, write_company

GONE = "the snapshot of 2021-12-01 (run r1) was removed or replaced by another run"
DIED = ConnectionError("the engine has died")
# Each command, and the function in which it reads the snapshot.
COMMANDS = {
    "explain": (["explain", "ann@rams.la"], "jafflegaggle.explain.explain"),
    "suggest": (["suggest", "--to", "to"], "jafflegaggle.suggest.command.suggest"),
    "changes": (["changes"], "jafflegaggle.crm.command.current_change_set"),
    "export": (["export"], "jafflegaggle.crm.export.write_load_files"),
    "report": (["report"], "jafflegaggle.html_report.page.page"),
}


@pytest.mark.parametrize(
    ("is_there", "raised", "expected"),
    [
        (True, None, None),
        (False, None, OutputHeldError),
        (AnalysisException("no such table"), None, OutputHeldError),
        (True, InputError("unknown"), InputError),
        (False, InputError("unknown: all rows are gone"), OutputHeldError),
        (False, CheckError("a wave of deletes: all rows are gone"), OutputHeldError),
        (False, AnalysisException("a file is missing"), OutputHeldError),
        (False, IndexError("no first row"), OutputHeldError),
        (True, IndexError("a mistake"), IndexError),
        (False, DIED, ConnectionError),  # a dead engine reads nothing
        (DIED, None, ConnectionError),
    ],
)
def test_what_a_block_ends_with(
    is_there: object, raised: Exception | None, expected: type[Exception] | None
) -> None:
    snapshots = Mock(**{"is_there.side_effect": [is_there]})
    manifest = Mock(snapshot_date="2021-12-01", run_id="r1")
    ended: Exception | None = None
    try:
        with noticing_removal(snapshots, manifest):
            if raised:
                raise raised
    except Exception as error:  # noqa: BLE001 - which one is what is tested
        ended = error
    assert type(ended) is (expected or type(None))
    assert expected is not OutputHeldError or GONE in str(ended)


def test_without_a_snapshot_nothing_can_be_removed() -> None:
    with pytest.raises(InputError), noticing_removal(Mock(), None):
        raise InputError("unknown")


@pytest.fixture(scope="module")
def company(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("company")
    with pytest.MonkeyPatch.context() as monkeypatch:
        in_this_session(monkeypatch, spark)
        monkeypatch.chdir(folder)
        assert main(["run", "--config", str(write_company(folder)), "--quiet"]) == 0
        yield folder


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("is_first", [True, False], ids=["before it reads", "once it has read"])
def test_a_command_ends_with_4(
    company: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    is_first: bool,
) -> None:
    command, place = COMMANDS[name]
    module, function = place.rsplit(".", 1)
    out, aside = company / "out", company / "aside"
    read = getattr(importlib.import_module(module), function)

    def removing(*given: Any, **named: Any) -> Any:
        if is_first:
            out.rename(aside)
        found = read(*given, **named)
        if not is_first:
            out.rename(aside)
        return found

    monkeypatch.setattr(f"{module}.{function}", removing)
    capsys.readouterr()
    options = ["--config", str(company / "c.toml"), "--quiet"]
    if name in ("changes", "export"):
        options += ["--set", "crm.system=generic", "--set", f"crm.output={company}/exports"]
    before = set(company.rglob("*"))
    status = main([*command, *options])
    if aside.exists():
        aside.rename(out)
    shown = capsys.readouterr()
    assert (status, shown.out) == (4, ""), shown.err
    assert "the snapshot of 2021-12-01" in shown.err
    assert "removed or replaced by another run while it was read; try again" in shown.err
    # It has written nothing that anybody could take for an answer.
    assert {one for one in set(company.rglob("*")) - before if one.is_file()} == set()
