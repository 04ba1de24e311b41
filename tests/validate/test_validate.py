"""`jafflegaggle validate`: what a run would stop at, without one."""

import gzip
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.cli import main
from jafflegaggle.config.settings import Source
from jafflegaggle.sources.files import LocalFile, SourceFiles
from jafflegaggle.validate import heads
from tests.small_company import FILES, in_this_session, write_company

Shown = tuple[int, str, str]


@pytest.fixture
def validate(
    spark: SparkSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> "Validate":
    in_this_session(monkeypatch, spark)
    return Validate(tmp_path, capsys)


class Validate:
    """Writes a company, and calls the command."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def __call__(self, *settings: str, **files: str) -> Shown:
        config = write_company(self.folder, **files)
        given = [word for setting in settings for word in ("--set", setting)]
        status = main(["validate", "--config", str(config), *given])
        shown = self.capsys.readouterr()
        assert not (self.folder / "out").exists()
        return status, shown.out, shown.err


def test_a_company_that_a_run_takes(validate: Validate) -> None:
    status, shown, _ = validate()

    assert status == 0
    lines = [line.split()[:4] for line in shown.splitlines()]
    assert lines[2][:3] == ["users", "6", "1"]
    assert lines[4][:3] == ["events", "6", "2"]
    assert lines[5][:3] == ["merged_user", "3", "0"]
    assert ["users", "unreadable_user_id", "1", "quarantine"] in lines
    assert ["events", "unreadable_timestamp", "1", "quarantine"] in lines
    assert ["events", "unknown_user", "1", "quarantine"] in lines
    assert "no row that was looked at has 'recipe_favorited'" in shown
    assert "A run would not stop" in shown


STOPS = {
    "a column is missing": (
        {"users": "id,user_name,email,gaggle_id,created_at\n1,Ann,ann@rams.la,10,\n"},
        (),
        2,
        "users ({folder}/users.csv): no column user_id; found id, user_name, ",
    ),
    "ids are text": (
        {"users": FILES["users"].replace("\n", "\nu").removesuffix("u")},
        (),
        2,
        'users: none of 6 cells of user_id is a whole number, such as "u1", "u2", ',
    ),
    "times are numbers": (
        {"events": "event_id,user_id,event_name,timestamp\na,1,order_placed,1612173600\n"},
        (),
        2,
        'sources.events.formats.timestamp: all cells are numbers, such as "1612173600"; how',
    ),
    "a quote is left open": (
        {"gaggles": 'gaggle_id,gaggle_name,created_at\n10,"Rams,\n20,Jets,\n'},
        (),
        2,
        "{folder}/gaggles.csv, line 2: a quote is not closed on its line; ",
    ),
    "merges go round": (
        {"merged_user": "old_email,new_email\na@x.com,b@x.com\nb@x.com,a@x.com\n"},
        (),
        2,
        "merged_user ({folder}/merged_user.csv): 2 lines need fixing:",
    ),
    "too many rows are quarantined": (
        {},
        ("checks.max_quarantined_fraction=0.1",),
        1,
        "users: 1 of 6 rows are quarantined (unreadable_user_id: 1), more than the limit of 0.1",
    ),
    "events are of others": (
        {"events": "event_id,user_id,event_name,timestamp\na,77,order_placed,2021-02-01\n"},
        ("checks.max_quarantined_fraction=0.5",),
        1,
        "events: 1 of 1 rows are quarantined (unknown_user: 1), more than the limit of 0.5",
    ),
    "no user can be read": (
        {"users": "user_id,user_name,email,gaggle_id,created_at\n,Ann,ann@rams.la,10,\n"},
        (),
        2,
        "users: no readable row among those that were looked at (missing_user_id: 1)",
    ),
    "a file is not there": (
        {},
        ("sources.deals.path=nowhere.csv",),
        2,
        "deals (nowhere.csv): no such file or folder",
    ),
}


@pytest.mark.parametrize("case", STOPS)
def test_what_a_run_would_stop_at(validate: Validate, case: str) -> None:
    files, settings, expected, message = STOPS[case]

    status, shown, error = validate(*settings, **files)

    assert (status, "would not stop" in shown) == (expected, False)
    assert "a run would stop:" in error
    assert message.format(folder=validate.folder) in error


def test_all_stops_are_shown_at_once(validate: Validate) -> None:
    status, _, error = validate(
        gaggles="id,name\n10,Rams\n", events="event_id,user_id,event_name,timestamp\na,1,x,7\n"
    )

    assert status == 2
    assert "no column gaggle_id" in error
    assert "sources.events.formats.timestamp" in error


def test_cells_are_shown_as_they_stand_and_harm_no_terminal(validate: Validate) -> None:
    status, shown, _ = validate(
        users="user_id,user_name,email,gaggle_id,created_at\n"
        "1,Ann,ann@rams.la,10,soon\x1b[2J\n2,Bob,bob@rams.la,10,2021-01-01\n"
    )

    assert status == 0
    assert "unreadable_created_at" in shown
    assert r"soon\x1b[2J" in shown


def test_rules_that_nothing_uses(validate: Validate) -> None:
    _, shown, _ = validate(
        'rules.event_names=["order_placed", "recipe_viewed"]', 'rules.won_stages=["Closed Won"]'
    )

    assert "rules.won_stages: no row that was looked at has 'Closed Won'; there are 'Won'" in shown
    assert "event_names" not in shown


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz"])
def test_the_head_of_a_large_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(heads, "BYTES_IN_ALL", 20)
    monkeypatch.setattr(heads, "BYTES_AT_LEAST", 20)
    text = b"user_id\n" + b"".join(b"%d\n" % number for number in range(1_000))
    path = tmp_path / f"users{suffix}"
    path.write_bytes(gzip.compress(text) if suffix.endswith(".gz") else text)
    file = LocalFile(path, path.stat().st_size, 0)

    (head,), is_short = read_heads(Source("users", str(path)), file)

    start = gzip.decompress(head) if suffix.endswith(".gz") else head
    assert (start, is_short) == (b"user_id\n0\n1\n2\n3\n4\n5\n", True)


@pytest.mark.parametrize("options", [{"multiLine": "true"}, {"encoding": "UTF-16"}])
def test_what_has_no_line_to_end_at_is_read_whole(tmp_path: Path, options: dict[str, str]) -> None:
    file = LocalFile(tmp_path / "users.csv", 2**40, 0)
    source = Source("users", str(file), options=options)

    assert heads.heads_of(source, SourceFiles(True, (file,))) == (SourceFiles(True, (file,)), False)


def read_heads(source: Source, file: LocalFile) -> tuple[list[bytes], bool]:
    files, is_short = heads.heads_of(source, SourceFiles(True, (file,)))
    return [head.open("rb").read() for head in files.files], is_short
