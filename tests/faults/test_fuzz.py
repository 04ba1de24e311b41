"""Damaged inputs: each run publishes all that it read, or explains itself and publishes nothing.

The inputs are cut from the demo's, and damaged as files are: by mistakes, editors and transfers.
What was read and what was published is counted here by Python alone, not by the job's own checks.
"""

import csv
import datetime as dt
import gzip
import io
import os
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from pyarrow import parquet
from pyspark.sql import SparkSession

from jafflegaggle.cli import main
from tests.small_company import in_this_session, write_config

pytestmark = [pytest.mark.faults, pytest.mark.engine("embedded")]

SEEDS = Path(__file__).parents[2] / "seeds"
# Fewer in CI, and different ones every day; a failure shows the number of its run: set
# JAFFLEGAGGLE_FUZZ_FIRST to it to reproduce it.
RUNS = 90 if "CI" in os.environ else 300
RUNS_PER_TEST = 30
FIRST = int(os.environ.get("JAFFLEGAGGLE_FUZZ_FIRST") or dt.date.today().toordinal() * 300)
USERS = 300
FILES = {
    "users": "raw_user.csv",
    "gaggles": "raw_gaggle.csv",
    "events": "raw_event.csv.gz",
    "merged_user": "merged_user.csv",
    "merged_company_domain": "merged_company_domain.csv",
    "deals": "deals.csv",
}
MESSAGE = 2_000  # a merge list shows every line that needs fixing, and there are few

Damage = Callable[[random.Random, bytes], bytes]


# Damage -----------------------------------------------------------------------------------------


def flip_bytes(rng: random.Random, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(rng.choice([1, 1, 3, 20])):
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
    return bytes(damaged)


def insert_bytes(rng: random.Random, content: bytes) -> bytes:
    snippets = [b"\0", b"\xff", b"\xc3(", b"\xed\xa0\x80", b'"', b'""', b",", b"\r", b"\n", b"\r\n"]
    snippets += [
        b"\xef\xbb\xbf",
        b"\\",
        b"\x1a",
        b"\xe2\x80\xa8",
        b"'",
        b"\t",
        b" " * 200,
        b"x" * 9_999,
    ]
    at = rng.randrange(len(content) + 1)
    return content[:at] + rng.choice(snippets) + content[at:]


def truncate(rng: random.Random, content: bytes) -> bytes:
    return content[: rng.randrange(len(content))]


def lose_a_piece(rng: random.Random, content: bytes) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + content[at + rng.choice([1, 7, 500]) :]


def cut_lines(rng: random.Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    for _ in range(rng.choice([1, 5])):
        at = rng.randrange(len(lines))
        lines[at] = lines[at][: rng.randrange(len(lines[at]) + 1)]
    return b"".join(lines)


def drop_lines(rng: random.Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    del lines[rng.choice([0, rng.randrange(len(lines))])]
    return b"".join(lines)


def double_lines(rng: random.Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    lines += rng.choices(lines, k=rng.choice([1, 10]))
    return b"".join(lines)


def shuffle_lines(rng: random.Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    rng.shuffle(lines)
    return b"".join(lines)


def swap_columns(rng: random.Random, content: bytes) -> bytes:
    """Of all lines, of the header alone, or of one line."""
    lines = [line.split(b",") for line in content.splitlines()]
    if len(lines[0]) < 2:
        return content
    one, other = rng.sample(range(len(lines[0])), 2)
    chosen = rng.choice([lines, lines[:1], [rng.choice(lines)]])
    for cells in chosen:
        if max(one, other) < len(cells):
            cells[one], cells[other] = cells[other], cells[one]
    return b"\n".join(map(b",".join, lines))


def spoil_a_cell(rng: random.Random, content: bytes) -> bytes:
    """Cells as people and programs really write them."""
    cells_to_insert = [
        b"",
        b" ",
        b"NULL",
        b"-1",
        b"1e9",
        b"9" * 40,
        b"2021-02-30",
        b"12:30:00",
        b'"a""b"',
    ]
    cells_to_insert += [b'"', b'"a\nb"', b"\xe9", "é\u2028😀".encode(), b"=1+1", b"x@y@z", b"\0"]
    lines = [line.split(b",") for line in content.splitlines()]
    for _ in range(rng.choice([1, 30])):
        cells = rng.choice(lines)
        cells[rng.randrange(len(cells))] = rng.choice(cells_to_insert)
    return b"\n".join(map(b",".join, lines)) + b"\n"


def open_a_quote(rng: random.Random, content: bytes) -> bytes:
    """At the start of a cell."""
    starts = [0, *(at + 1 for at, byte in enumerate(content[:-1]) if byte in b",\n")]
    at = rng.choice(starts)
    return content[:at] + b'"' + content[at:]


def save_elsewhere(rng: random.Random, content: bytes) -> bytes:
    """As other programs save a table."""
    text = content.decode("utf-8", "replace")
    return rng.choice(
        [
            text.replace("\n", "\r\n").encode("utf-8-sig"),
            text.replace("\n", "\r").encode(),
            text.replace(",", ";").encode(),
            text.replace(",", "\t").encode(),
            text.encode("utf-16"),
            (text + "é,é\n").encode("latin-1", "replace"),
            text.replace("\n", "\n\n").encode(),
            text.replace("\n", ",\n").encode(),
            (text + text).encode(),
            text.upper().encode(),
            gzip.compress(content, mtime=0),
            b"",
            b"\n",
            b"PAR1" + content,
        ]
    )


DAMAGES: list[Damage] = [
    flip_bytes,
    insert_bytes,
    truncate,
    lose_a_piece,
    cut_lines,
    drop_lines,
    double_lines,
    shuffle_lines,
    swap_columns,
    spoil_a_cell,
    open_a_quote,
    save_elsewhere,
]


def damaged(rng: random.Random, content: bytes) -> tuple[bytes, str]:
    """The content, damaged once or twice, sometimes inside or outside of gzip, and its suffix."""
    for _ in range(rng.choice([1, 1, 1, 2])):
        content = rng.choice(DAMAGES)(rng, content) if content else content
    if rng.random() < 0.75:
        return content, ".csv"
    packed = gzip.compress(content, mtime=0)
    if rng.random() < 0.6:
        packed = rng.choice([flip_bytes, truncate, lose_a_piece, insert_bytes])(rng, packed)
    return packed, ".csv.gz"


# What was read, and what was published ----------------------------------------------------------


def rows_of(file: Path) -> int:
    """The rows of a CSV file, by Python."""
    content = file.read_bytes()
    text = (gzip.decompress(content) if file.suffix == ".gz" else content).decode(
        "utf-8-sig", "replace"
    )
    rows = csv.reader(io.StringIO(text, newline=""))
    return sum(bool(cells) for cells in rows) - 1


class Published:
    """The tables of the one date in an output."""

    def __init__(self, out: Path) -> None:
        self.files = {
            table: sorted((out / table).glob("snapshot_date=2021-12-01/*.parquet"))
            for table in sorted(path.name for path in out.iterdir() if path.name[0] not in "_.")
        }

    def contents(self) -> dict[str, bytes]:
        return {str(file): file.read_bytes() for files in self.files.values() for file in files}

    def column(self, table: str, name: str) -> list[object]:
        files = [parquet.ParquetFile(file) for file in self.files[table]]
        return [cell for file in files for cell in file.read([name])[name].to_pylist()]

    def quarantined(self, source: str) -> int:
        return self.column("quarantine", "source").count(source)

    def assert_nothing_is_lost(self, read: dict[str, Path]) -> None:
        events = self.column("contacts", "number_of_events")
        assert rows_of(read["events"]) == sum(events) + self.quarantined("events")  # type: ignore[arg-type]
        aliases = self.column("contact_aliases", "user_id")
        assert rows_of(read["users"]) == len(aliases) + self.quarantined("users")
        gaggles = self.column("gaggle_facts", "gaggle_id")
        assert rows_of(read["gaggles"]) == len(gaggles) + self.quarantined("gaggles")
        merges = self.column("merge_report", "list")
        for name in ("merged_user", "merged_company_domain"):
            assert rows_of(read[name]) == merges.count(name)
        for table in ("gaggle_domains", "contacts"):
            assert sum(self.column(table, "number_of_events")) == sum(events)  # type: ignore[arg-type]
        assert len(set(aliases)) == len(aliases)
        assert set(self.column("contacts", "user_id")) <= set(aliases)


# The runs ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An extract of the demo: some users, with all their events."""
    folder = tmp_path_factory.mktemp("company")
    users = lines_of("users")[:USERS]
    ids = {line.split(b",")[0] for line in users}
    events = [line for line in lines_of("events") if line.split(b",")[1] in ids]
    for name in FILES:
        own = {"users": users, "events": events}.get(name, lines_of(name)[:USERS])
        (folder / f"{name}.csv").write_bytes(b"".join([header_of(name), *own]))
    return folder


@cache
def all_lines_of(source: str) -> list[bytes]:
    file = SEEDS / FILES[source]
    content = file.read_bytes()
    return (gzip.decompress(content) if file.suffix == ".gz" else content).splitlines(keepends=True)


def header_of(source: str) -> bytes:
    return all_lines_of(source)[0]


def lines_of(source: str) -> list[bytes]:
    return all_lines_of(source)[1:]


@pytest.fixture
def run(
    company: Path,
    tmp_path: Path,
    spark: SparkSession,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Callable[[dict[str, Path]], tuple[int, str]]:
    """Run the job on files; return its status and standard error."""
    in_this_session(monkeypatch, spark)
    config = write_config(tmp_path, {name: company / f"{name}.csv" for name in FILES})
    users = ["user_id=id", "user_name=name"]
    gaggles = ["gaggle_id=id", "gaggle_name=name"]
    columns = [f"--set=sources.users.columns.{name}" for name in users]
    columns += [f"--set=sources.gaggles.columns.{name}" for name in gaggles]

    def run(files: dict[str, Path]) -> tuple[int, str]:
        paths = [f"--set=sources.{name}.path={path}" for name, path in files.items()]
        status = main(["run", "--config", str(config), *columns, *paths])
        return status, capfd.readouterr().err

    return run


@pytest.mark.parametrize("first", range(0, RUNS, RUNS_PER_TEST))
def test_a_damaged_input_is_published_whole_or_refused(
    company: Path,
    tmp_path: Path,
    run: Callable[[dict[str, Path]], tuple[int, str]],
    first: int,
) -> None:
    good = {name: company / f"{name}.csv" for name in FILES}
    assert run(good)[0] == 0
    before = Published(tmp_path / "out")
    before.assert_nothing_is_lost(good)
    contents = before.contents()
    ended = []
    for number in range(FIRST + first, FIRST + first + RUNS_PER_TEST):
        rng = random.Random(number)
        name = rng.choice(list(FILES))
        content, suffix = damaged(rng, good[name].read_bytes())
        file = tmp_path / f"damaged{number}{suffix}"
        file.write_bytes(content)
        status, err = run(good | {name: file})
        ended.append(status)
        shown = f"run {number}, {name}: {err}"
        after = Published(tmp_path / "out")
        if status == 0:
            after.assert_nothing_is_lost(good | {name: file})
            contents = after.contents()
            continue
        message = err.partition("jafflegaggle: ")[2]
        assert status in (1, 2), shown
        assert 0 < len(message) < MESSAGE, shown
        assert not any(word in err for word in ("Traceback", "internal error", "\tat ")), shown
        assert name in message or file.name in message, shown
        assert after.contents() == contents, shown
    assert set(ended) >= {0, 2}  # some of each, or the damage is none
