"""What the fault tests share: two days of a company, and what a run publishes of each."""

import io
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.cli import main
from tests.faults.companies import DATE, TABLES, write_day
from tests.faults.published import Snapshot, by_folders, by_manifest
from tests.faults.runs import Ended, RunHere, command
from tests.small_company import in_this_session


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.faults)


@pytest.fixture(scope="session")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of the day whose snapshot is already published."""
    return write_day(tmp_path_factory.mktemp("days") / "old", "olden", 1000, nameless=1)


@pytest.fixture(scope="session")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of the day whose run hits a fault."""
    return write_day(tmp_path_factory.mktemp("days") / "new", "newer", 2000, nameless=3)


@pytest.fixture(scope="session")
def run_here(spark: SparkSession) -> RunHere:
    """Runs a command of the embedded engine in this process: one that no fault of its own needs.

    What recovers is Python, files and locks, and a process of its own takes twice as long.
    """

    def run(arguments: list[str]) -> Ended:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as monkeypatch:
            in_this_session(monkeypatch, spark)
            with redirect_stdout(out), redirect_stderr(err):
                status = main(arguments)
        return Ended(status, out.getvalue(), err.getvalue())

    return run


@pytest.fixture(scope="session")
def published_old(old: Path, run_here: RunHere, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with the old snapshot; not to be changed."""
    output = tmp_path_factory.mktemp("published") / "old"
    ended = run_here(command(old, output, "--snapshot-date", DATE))
    assert ended.status == 0, ended.err
    return output


@pytest.fixture(scope="session")
def old_snapshot(published_old: Path) -> Snapshot:
    """What the old day publishes."""
    snapshot = by_folders(published_old, DATE)
    assert by_manifest(published_old, DATE) == snapshot
    assert set(snapshot) == TABLES
    return snapshot


@pytest.fixture(scope="session")
def new_snapshot(
    new: Path,
    old_snapshot: Snapshot,
    run_here: RunHere,
    tmp_path_factory: pytest.TempPathFactory,
) -> Snapshot:
    """What the new day publishes: every table differs from the old one, so any mixture shows."""
    output = tmp_path_factory.mktemp("published") / "new"
    ended = run_here(command(new, output, "--snapshot-date", DATE))
    assert ended.status == 0, ended.err
    snapshot = by_folders(output, DATE)
    assert [name for name in snapshot if snapshot[name] == old_snapshot[name]] == []
    return snapshot


@pytest.fixture
def output(published_old: Path, tmp_path: Path) -> Path:
    """A copy of the output folder with the old snapshot, for one test."""
    return copy(published_old, tmp_path / "output")


def copy(published: Path, place: Path) -> Path:
    """Copy an output folder, preserving hard links."""
    subprocess.run(["cp", "-a", published, place], check=True)
    return place
