"""What may be wrong with an input, and what the job says of it: a short paragraph, no table.

Each case damages one source of the small company, or its configuration, and runs the command.
"""

import datetime as dt
import gzip
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from functools import reduce
from pathlib import Path

import pyarrow as pa
import pyspark
import pytest
from pyarrow import parquet
from pyspark.sql import SparkSession

from jafflegaggle.cli import main
from tests.small_company import FILES, in_this_session, write_company

ROOT = Path(__file__).parents[1]
IN_PYTHON = pytest.mark.engine("embedded")


class Company:
    """The small company in a folder, its sources to be damaged, and the command to run on it."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capfd = capfd
        self.config = write_company(folder)
        self.options: list[str] = []
        self.out = self.err = ""

    def put(self, source: str, content: bytes, name: str = "", **reader: str) -> Path:
        """Give a source other content, perhaps under another name and in another format."""
        file = self.folder / (name or f"{source}.csv")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        self.read(source, file, **reader)
        return file

    def read(self, source: str, place: Path, **reader: str) -> None:
        """Read a source from another place."""
        settings = {"path": str(place)} | reader
        self.options += [f"--set=sources.{source}.{key}={value}" for key, value in settings.items()]

    def run(self) -> tuple[int, str]:
        """The status, and the message after the steps."""
        self.capfd.readouterr()
        status = main(["run", "--config", str(self.config), *self.options])
        out, err = self.out, self.err = self.capfd.readouterr()
        assert "Traceback" not in out + err
        assert "internal error" not in err
        assert (status == 0) == ("Published" in out)
        return status, err.partition("jafflegaggle: ")[2].rstrip("\n")

    def error(self) -> str:
        """The message of a run that must fail, with the folder left out."""
        status, message = self.run()
        assert status == 2, message
        assert 0 < len(message) < 1_500
        assert not list((self.folder / "out").rglob("snapshot_date=*"))
        return message.replace(f"{self.folder}/", "")

    def rows(self, table: str) -> list[dict[str, object]]:
        files = (self.folder / "out" / table).glob("snapshot_date=*/*.parquet")
        return [row for file in files for row in parquet.ParquetFile(file).read().to_pylist()]

    def reasons(self, source: str) -> list[str]:
        rows = self.rows("quarantine")
        return sorted(str(row["reason"]) for row in rows if row["source"] == source)


@pytest.fixture
def company(
    tmp_path: Path,
    spark: SparkSession,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Company:
    in_this_session(monkeypatch, spark)
    return Company(tmp_path, capfd)


def content_of(source: str) -> bytes:
    return FILES[source].encode()


# Configuration; tests/config has every key ------------------------------------------------------

CONFIGURATIONS: dict[str, tuple[str, str, str]] = {
    "unknown key": (
        "[output]",
        "[rules]\nevent_name = []\n[output]",
        "c.toml: rules.event_name: unknown key; expected one of personal_domains_preset, ",
    ),
    "wrong type": (
        "[output]",
        "[rules]\nevent_names = 7\n[output]",
        "c.toml: rules.event_names: expected a list of strings, found 7 (int)",
    ),
    "bad date": (
        "2021-12-01",
        "2021-12-32",
        "c.toml: job.snapshot_date: expected a date YYYY-MM-DD, found '2021-12-32'",
    ),
    "bad TOML": ("[job]", "[job", "c.toml: not valid TOML: Expected ']' at the end of a table"),
    "its line": ("[output]", "[output]\npath = out", "(at line 27, column 8)"),
}


@pytest.mark.parametrize("case", CONFIGURATIONS)
def test_a_configuration(company: Company, case: str) -> None:
    old, new, words = CONFIGURATIONS[case]
    text = company.config.read_text()
    assert old in text
    company.config.write_text(text.replace(old, new))
    assert words in company.error()


# Sources ----------------------------------------------------------------------------------------

USERS, EVENTS = content_of("users"), content_of("events")
GAGGLES, MERGES = content_of("gaggles"), content_of("merged_user")

# Which source, what it holds, and what the message says.
SOURCES: dict[str, tuple[str, bytes, list[str]]] = {
    "empty": ("users", b"", ["users: users.csv: a file of zero bytes"]),
    "blank": ("users", b"\n\n", ["users.csv: empty; expected at least a header line"]),
    "header only": (
        "users",
        USERS.splitlines()[0],
        ["users: no readable row (no row at all)"],
    ),
    "wrong delimiter": (
        "users",
        USERS.replace(b",", b";"),
        ["users.csv: its header is one column, ", 'set options.sep = ";"'],
    ),
    "duplicate headers": (
        "gaggles",
        GAGGLES.replace(b"gaggle_name", b"gaggle_id"),
        [
            "gaggles (gaggles.csv): no column gaggle_id, ",
            "gaggle_id (column 1), gaggle_id (column 2)",
        ],
    ),
    "duplicate headers but for case": (
        "gaggles",
        GAGGLES.replace(b"gaggle_name", b"Gaggle_ID"),
        [
            "gaggles (gaggles.csv): no column gaggle_id, ",
            "gaggle_id (column 1), Gaggle_ID (column 2)",
        ],
    ),
    "missing column": (
        "events",
        EVENTS.replace(b"event_name", b"name"),
        ["events (events.csv): no column event_name; found event_id, user_id, name, timestamp"],
    ),
    "no header": (
        "events",
        EVENTS.partition(b"\n")[2],
        ["events (events.csv): no column user_id, ", "found a, 1, order_placed, "],
    ),
    "wrong encoding of users": (
        "users",
        USERS.replace(b"Bob", b"B\xf6b"),
        ["users.csv, line 4: not utf-8 (invalid start byte in b'", "B\\xf6b", "options.encoding"],
    ),
    "wrong encoding of a merge list": (
        "merged_user",
        MERGES.replace(b"ghost", b"gh\xf6st"),
        [
            "merged_user.csv, line 3: not utf-8 (invalid start byte in b'",
            "gh\\xf6st",
            "options.encoding",
        ],
    ),
    "UTF-16": (
        "gaggles",
        GAGGLES.decode().encode("utf-16"),
        ["gaggles.csv: this is text in UTF-16", "options.encoding"],
    ),
    "gzip by another name": (
        "gaggles",
        gzip.compress(GAGGLES),
        ["gaggles.csv: this is gzip; give it a name that ends in .gz"],
    ),
    "a short line": (
        "events",
        EVENTS + b"g,1\n",
        ["events.csv, line 8: expected 4 cells, as in the first line, found 2"],
    ),
    "an open quote": (
        "events",
        EVENTS + b'g,1,"order_placed,2021-02-01\nh,1,order_placed,2021-02-01\n',
        ["events.csv, line 8: a quote is not closed on its line"],
    ),
    "no user at all": (
        "users",
        USERS.strip().replace(b"\n", b"\nx"),
        [
            'none of 6 cells of user_id is a whole number, such as "x1", "x2", "x3". It looks',
            'like text: set job.id_type = "string"',
        ],
    ),
    "gaggles of text": (
        "gaggles",
        b"gaggle_id,gaggle_name,created_at\n6F9619FF-8B86,Acme,\n",
        ['none of 1 cells of gaggle_id is a whole number, such as "6F9619FF-8B86"', "job.id_type"],
    ),
    "gaggles of text among users": (
        "users",
        b"user_id,user_name,email,gaggle_id,created_at\n1,Ann,ann@x.com,,\n2,Bob,bob@x.com,g1,\n",
        ['none of 1 cells of gaggle_id is a whole number, such as "g1"', "job.id_type"],
    ),
    "users of text among events": (
        "events",
        EVENTS.splitlines()[0] + b"\na,6F9619FF-8B86,order_placed,2021-02-01\n",
        ['none of 1 cells of user_id is a whole number, such as "6F9619FF-8B86"', "job.id_type"],
    ),
    "a header of megabytes": (
        "users",
        b",".join(b"%d" % number * 40 for number in range(9_999)),
        ["users (users.csv): no column user_id, ", "and 9979 more"],
    ),
}


# What these say follows from numbers, after a run to its end: once is enough.
BY_NUMBERS = {
    "header only",
    "no user at all",
    "gaggles of text",
    "gaggles of text among users",
    "users of text among events",
}
CASES = [
    pytest.param(case, marks=pytest.mark.engine("embedded")) if case in BY_NUMBERS else case
    for case in SOURCES
]


@pytest.mark.parametrize("case", CASES, ids=list(SOURCES))
def test_a_source(company: Company, case: str) -> None:
    source, content, words = SOURCES[case]
    company.put(source, content)
    message = company.error()
    assert [word for word in words if word not in message] == [], message


# Two people, once the engine has put the same mark in the place of both letters; and an event.
FAR_AWAY: dict[str, tuple[str, bytes]] = {
    "users.csv": ("users", b"7,Jos,jos\xe9@acme.com,10,\n8,Jos,jos\xe8@acme.com,10,\n"),
    "users.csv.gz": ("users", b"7,Jos,jos\xe9@acme.com,10,\n"),
    "events.csv.gz": ("events", b"g,1,order_plac\xe9d,2021-02-01\n"),
}


@pytest.mark.parametrize("name", FAR_AWAY)
def test_a_wrong_encoding_far_into_a_file(company: Company, name: str) -> None:
    source, last = FAR_AWAY[name]
    content = content_of(source)
    filler = content.splitlines(keepends=True)[1] * (2**20 // 40)
    content += filler + last
    company.put(source, gzip.compress(content) if name.endswith(".gz") else content, name)
    message = company.error()
    number = content[: content.index(last)].count(b"\n") + 1
    assert message.startswith(f"{name}, line {number}: not utf-8 (invalid continuation byte in b'")


def test_a_wrong_encoding_of_json(company: Company) -> None:
    line = b'{"gaggle_id": 10, "gaggle_name": "R\xe4ms", "created_at": null}\n'
    company.put("gaggles", line, "gaggles.json", format="json")
    assert company.error().startswith("gaggles.json, line 1: not utf-8 (")


def test_a_missing_source(company: Company) -> None:
    (company.folder / "events.csv").unlink()
    assert company.error() == "events (events.csv): no such file or folder, or an empty one"


def test_a_folder_of_mixed_headers(company: Company) -> None:
    company.put("events", EVENTS, "mixed/a.csv")
    company.put("events", EVENTS.replace(b"event_id,user_id", b"user_id,event_id"), "mixed/b.csv")
    company.read("events", company.folder / "mixed")
    message = company.error()
    assert message.startswith("mixed/b.csv: its header (user_id, event_id, event_name, timestamp)")


def swapped(content: bytes) -> bytes:
    lines = [line.split(b",") for line in content.splitlines()]
    return b"\n".join(b",".join(reversed(cells)) for cells in lines)


@pytest.mark.usefixtures("any_engine")
def test_swapped_headers(company: Company) -> None:
    users = b"user_id,email,user_name,gaggle_id,created_at\n"
    users += b"".join(b"%d,Ann %d,ann%d@rams.la,10,\n" % (at, at, at) for at in range(10))
    company.put("users", users)
    status, message = company.run()
    assert status == 1
    assert "10 of 10 e-mails lead to no domain" in message
    assert "are two headers swapped, or is another column meant" in message


# What looks wrong, and is not: the same tables as ever.
HARMLESS: dict[str, Callable[[bytes], bytes]] = {
    "columns in another order": swapped,
    "a BOM": lambda content: b"\xef\xbb\xbf" + content,
    "CRLF": lambda content: content.replace(b"\n", b"\r\n"),
    "no line break at the end": bytes.strip,
    "blank lines": lambda content: content.replace(b"\n", b"\n\n"),
}
EACH = list(HARMLESS.values())
AT_ONCE = "all of it at once"
HARMLESS[AT_ONCE] = lambda content: reduce(lambda read, change: change(read), EACH, content)
# On Spark, where a run takes its time, only what fails at all is looked for.
CASES = [case if case == AT_ONCE else pytest.param(case, marks=IN_PYTHON) for case in HARMLESS]


@pytest.mark.usefixtures("any_engine")
@pytest.mark.parametrize("case", CASES)
def test_what_is_not_wrong(company: Company, case: str) -> None:
    for source in ("users", "gaggles", "events", "merged_user", "merged_company_domain"):
        company.put(source, HARMLESS[case](content_of(source)))
    assert company.run() == (0, "")
    assert company.reasons("users") == ["unreadable_user_id"]
    assert company.reasons("events") == ["unknown_user", "unreadable_timestamp"]
    contacts = {row["user_id"]: row for row in company.rows("contacts")}
    assert {key: row["number_of_events"] for key, row in contacts.items()} == {
        2: 2,
        3: 1,
        4: 1,
        5: 0,
    }
    assert contacts[2]["user_name"] == "Ann B."


def test_bad_cells_set_their_rows_aside(company: Company) -> None:
    company.put("users", USERS + b",No Id,,,\n4,Twice,,,\n7,Seven,,ten,\n8,Eight,,,yesterday\n")
    company.put("gaggles", GAGGLES + b",No Id,\n10,Twice,\n")
    company.put(
        "events",
        EVENTS + b"g,,order_placed,2021-02-01\nh,one,order_placed,2021-02-01\n"
        b"i,1,,2021-02-01\nj,1,order_placed,\nk,1,order_placed,2021-02-30\n"
        b"a,1,order_placed,2021-02-01 10:00:00\n",
    )
    company.options.append("--set=rules.deduplicate_events=true")
    assert company.run() == (0, "")
    assert company.reasons("users") == [
        "duplicate_user_id",
        "missing_user_id",
        "unreadable_user_id",
    ]
    cells = {
        (row["key"], row["reason"], row["value"])
        for row in company.rows("findings")
        if str(row["reason"]).startswith("unreadable_")
    }
    assert cells == {
        ("7", "unreadable_gaggle_id", "ten"),
        ("8", "unreadable_created_at", "yesterday"),
    }
    assert company.reasons("gaggles") == ["duplicate_gaggle_id", "missing_gaggle_id"]
    assert company.reasons("events") == [
        "duplicate_event_id",
        "missing_event_name",
        "missing_timestamp",
        "missing_user_id",
        "unknown_user",
        "unreadable_timestamp",
        "unreadable_timestamp",
        "unreadable_user_id",
    ]


EPOCHS = b"""event_id,user_id,event_name,timestamp
a,1,order_placed,1630836000123
b,3,recipe_viewed,1630836000124
"""


@pytest.mark.usefixtures("any_engine")
def test_times_that_are_numbers_stop_until_a_format_says_what_they_count(company: Company) -> None:
    company.put("events", EPOCHS)
    message = company.error()
    assert message.startswith("sources.events.formats.timestamp: all cells are numbers, for ")
    assert "'1630836000123' and '1630836000124'" in message
    assert "one of epoch_s, epoch_ms, epoch_us, epoch_ns" in message
    company.options.append("--set=sources.events.formats.timestamp=epoch_ms")
    assert company.run() == (0, "")
    (ann,) = (row for row in company.rows("contacts") if row["number_of_orders"])
    assert ann["first_order"] == dt.datetime(2021, 9, 5, 10, 0, 0, 123_000, tzinfo=dt.UTC)


@pytest.mark.usefixtures("any_engine")
def test_a_column_that_is_unreadable_shows_its_cells_and_what_is_read(company: Company) -> None:
    company.put("events", EVENTS.replace(b"2021-", b"1/2021-"))
    company.options.append("--set=checks.max_quarantined_fraction=0.5")
    status, message = company.run()
    assert status == 1
    assert "timestamp: " in message
    assert "unreadable cells, for example '1/2021-" in message
    assert "read are YYYY-MM-DD, or YYYY-MM-DD HH:MM[:SS[.f]]" in message
    assert "for others set formats.timestamp: epoch_s" in message


# Files that were cut off ------------------------------------------------------------------------


def cut_in_the_middle(content: bytes) -> bytes:
    packed = gzip.compress(content)
    return packed[: len(packed) // 2]


def cut_at_the_end_of_a_line(content: bytes) -> bytes:
    """What a reader finds in it is whole lines, and not all of them."""
    half = content[: content.index(b"\n", len(content) // 2) + 1]
    packer = zlib.compressobj(wbits=31)
    packed = packer.compress(half) + packer.flush(zlib.Z_SYNC_FLUSH)
    assert zlib.decompressobj(wbits=31).decompress(packed) == half
    return packed


def without_its_trailer(content: bytes) -> bytes:
    return gzip.compress(content)[:-8]


def with_a_wrong_checksum(content: bytes) -> bytes:
    packed = bytearray(gzip.compress(content))
    packed[-8] ^= 1
    return bytes(packed)


def with_the_second_part_cut(content: bytes) -> bytes:
    """Two gzip files in a row are one; here the second is short."""
    return gzip.compress(content) + gzip.compress(content)[:-9]


CUTS = [
    cut_in_the_middle,
    cut_at_the_end_of_a_line,
    without_its_trailer,
    with_a_wrong_checksum,
    with_the_second_part_cut,
]
LONG = {
    "users": USERS + b"".join(b"1%04d,Filler,,10,\n" % number for number in range(3_000)),
    "events": EVENTS + b"".join(b"1%d,1,recipe_viewed,2021-02-01\n" % n for n in range(3_000)),
    "merged_user": MERGES + b"".join(b"1%d@x.com,ann@rams.la\n" % n for n in range(3_000)),
}


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("source", LONG)
def test_a_gzip_that_was_cut_off(
    company: Company, source: str, cut: Callable[[bytes], bytes]
) -> None:
    company.put(source, cut(LONG[source]), f"{source}.csv.gz")
    message = company.error()
    assert message.startswith(f"{source}.csv.gz: damaged or truncated (")


@pytest.mark.parametrize("cut", CUTS)
def test_a_gzip_of_json_that_was_cut_off(company: Company, cut: Callable[[bytes], bytes]) -> None:
    line = b'{"gaggle_id": %d, "gaggle_name": "x", "created_at": null}\n'
    packed = cut(b"".join(line % number for number in range(3_000)))
    company.put("gaggles", packed, "gaggles.json.gz", format="json")
    assert company.error().startswith("gaggles.json.gz: damaged or truncated (")


# Parquet ----------------------------------------------------------------------------------------


def parquet_of(**columns: object) -> bytes:
    """Two gaggles as Parquet, with other columns than the usual ones."""
    usual = {
        "gaggle_id": [10, 20],
        "gaggle_name": ["Rams", "Jets"],
        "created_at": ["2021-01-01"] * 2,
    }
    sink = pa.BufferOutputStream()
    table = {name: column for name, column in (usual | columns).items() if column is not None}
    parquet.write_table(pa.table(table), sink, compression="none")
    content: bytes = sink.getvalue().to_pybytes()
    return content


@pytest.mark.usefixtures("any_engine")
def test_a_good_parquet(company: Company) -> None:
    company.put("gaggles", parquet_of(), "gaggles.parquet", format="parquet")
    assert company.run() == (0, "")
    assert len(company.rows("gaggle_facts")) == 2


@pytest.mark.parametrize("length", [4, 11, 100, -100, -8, -1])
def test_a_parquet_that_was_cut_off(company: Company, length: int) -> None:
    company.put("gaggles", parquet_of(), "several/a.parquet", format="parquet")
    company.put("gaggles", parquet_of()[:length], "several/b.parquet")
    company.read("gaggles", company.folder / "several")
    message = "several/b.parquet: truncated Parquet file (no footer)"
    assert company.error() == message


def test_a_damaged_parquet(company: Company) -> None:
    content = parquet_of(gaggle_name=["Rams" * 99, "Jets" * 99])
    damaged = content[:4] + b"\xff" * 200 + content[204:]
    company.put("gaggles", damaged, "gaggles.parquet", format="parquet")
    assert company.error().startswith("gaggles.parquet: damaged, or no Parquet (")


def test_what_is_no_parquet(company: Company) -> None:
    company.put("gaggles", GAGGLES, "gaggles.parquet", format="parquet")
    assert company.error() == "gaggles.parquet: not a Parquet file; see the source's format"


def test_a_parquet_of_another_schema(company: Company) -> None:
    content = parquet_of(gaggle_id=None, id=[10, 20])
    company.put("gaggles", content, "gaggles.parquet", format="parquet")
    message = company.error()
    assert message.startswith("gaggles (gaggles.parquet): no column gaggle_id; found gaggle_name, ")


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"created_at": None}, "b.parquet: no column created_at, which mixed/a.parquet has"),
        ({"gaggle_id": [[1], [2]]}, "column gaggle_id is int64 in mixed/a.parquet, and list<"),
    ],
)
def test_a_folder_of_mixed_schemas(company: Company, other: dict[str, object], words: str) -> None:
    company.put("gaggles", parquet_of(), "mixed/a.parquet", format="parquet")
    company.put("gaggles", parquet_of(**other), "mixed/b.parquet")
    company.read("gaggles", company.folder / "mixed")
    assert words in company.error()


def test_a_line_that_is_no_json(company: Company) -> None:
    good = b'{"gaggle_id": 10, "gaggle_name": "Rams", "created_at": null}\n'
    company.put("gaggles", good + b'{"gaggle_id": 20,\n', "gaggles.json", format="json")
    assert company.error().startswith("gaggles.json, line 2: not valid JSON (")


@pytest.mark.parametrize("line", ["5", "null", '"text"'])
def test_a_line_of_json_that_is_no_object(company: Company, line: str) -> None:
    good = b'{"gaggle_id": 10, "gaggle_name": "Rams", "created_at": null}\n'
    company.put("gaggles", good + f"{line}\n".encode(), "gaggles.json", format="json")
    message = f"gaggles.json, line 2: expected a JSON object {{...}}, found {line}"
    assert company.error() == message


# Merge lists: each row of the design's table ----------------------------------------------------

PEOPLE, COMPANIES = "old_email,new_email\n", "old_domain,new_domain\n"
STOPPING: dict[str, tuple[str, str, list[str]]] = {
    "an empty cell": (
        "merged_user",
        "ann@rams.sl,\n,ann@rams.la\n",
        ["line 2: ann@rams.sl -> : invalid (", "line 3:  -> ann@rams.la: invalid ("],
    ),
    "a malformed target": (
        "merged_company_domain",
        "rams.sl,nodot\n",
        ["line 2: rams.sl -> nodot: invalid (nodot is not a well-formed domain)"],
    ),
    "a personal domain": (
        "merged_company_domain",
        "gmail.com,rams.la\nrams.sl,Yahoo.com\n",
        [
            "line 2: gmail.com -> rams.la: personal_domain (gmail.com is a personal domain",
            "line 3: rams.sl -> Yahoo.com: personal_domain (yahoo.com is a personal domain",
        ],
    ),
    "a conflict": (
        "merged_user",
        "ann@rams.sl,ann@rams.la\nAnn@Rams.sl,eve@jets.com\n",
        ["line 2: ann@rams.sl -> ann@rams.la: conflict (", "line 3: Ann@Rams.sl -> eve@jets.com"],
    ),
    "a ring": (
        "merged_user",
        "a@x.com,b@x.com\nb@x.com,c@x.com\nc@x.com,a@x.com\n",
        ["line 2: a@x.com -> b@x.com: cycle (", "line 3: ", "line 4: c@x.com -> a@x.com: cycle ("],
    ),
    "cells of any length": (
        "merged_company_domain",
        f"rams.sl,{'x' * 9_999}\n",
        ["line 2: rams.sl -> xxx"],
    ),
}


@pytest.mark.parametrize("case", STOPPING)
def test_a_merge_list_that_stops_the_job(company: Company, case: str) -> None:
    name, lines, words = STOPPING[case]
    header = PEOPLE if name == "merged_user" else COMPANIES
    company.put(name, (header + lines).encode())
    message = company.error()
    count = len(lines.splitlines())
    need = "1 line needs" if count == 1 else f"{count} lines need"
    assert message.startswith(f"{name} ({name}.csv): {need} fixing:\n  line 2: ")
    assert [word for word in words if word not in message] == [], message


@pytest.mark.usefixtures("any_engine")
def test_merge_lines_that_do_no_harm(company: Company) -> None:
    lines = (
        "ann@rams.sl,ann@rams.sl\nann@rams.sl,ann@rams.la\nANN@rams.sl,ann@rams.la\n"
        "ghost@rams.la,ann@rams.la\neve@jets.com,eve@new.co\n"
    )
    company.put("merged_user", (PEOPLE + lines).encode())
    assert company.run() == (0, "")
    report = [row for row in company.rows("merge_report") if row["list"] == "merged_user"]
    assert {row["line"]: row["status"] for row in report} == {
        2: "self",
        3: "applied",
        4: "duplicate",
        5: "unknown_old",
        6: "missing_target",
    }


def test_a_missing_target_where_it_must_not_be(company: Company) -> None:
    company.options.append("--set=rules.on_missing_target=fail")
    message = company.error()
    assert message.startswith("merged_user (merged_user.csv): 1 line needs fixing:\n  line 4: eve@")
    assert "eve@new.co: missing_target" in message


VETOES = """\
a,b,reason
ghost@rams.la,nobody@rams.la,
Eve@Jets.com,ghost@rams.la,"Eve left, Ghost never was"
"""
GHOSTS = "ann@rams.sl,ann@rams.la\nghost@rams.la,ann@rams.la\neve@jets.com,ann@rams.sl\n"


@pytest.mark.usefixtures("any_engine")
def test_a_merge_list_that_joins_whom_a_veto_keeps_apart(company: Company) -> None:
    company.put("merged_user", (PEOPLE + GHOSTS).encode())
    company.put("not_same_user", VETOES.encode())
    company.put("not_same_company", b"b,a\nrams.la,rams.sl\n")
    people = "joins eve@jets.com and ghost@rams.la against not_same_user, line 3"
    assert company.error().splitlines() == [
        "merged_user (merged_user.csv): 3 lines need fixing:",
        f"  line 2: ann@rams.sl -> ann@rams.la: veto ({people})",
        f"  line 3: ghost@rams.la -> ann@rams.la: veto ({people})",
        f"  line 4: eve@jets.com -> ann@rams.sl: veto ({people})",
        (
            "not_same_user (not_same_user.csv): 1 veto forbids what merged_user would join; "
            "remove a line there, or the veto:"
        ),
        (
            "  line 3: Eve@Jets.com, ghost@rams.la (Eve left, Ghost never was): "
            "joined by line 4, line 2, line 3"
        ),
        "merged_company_domain (merged_company_domain.csv): 1 line needs fixing:",
        (
            "  line 2: rams.sl -> rams.la: veto "
            "(joins rams.sl and rams.la against not_same_company, line 2)"
        ),
        (
            "not_same_company (not_same_company.csv): 1 veto forbids what merged_company_domain "
            "would join; remove a line there, or the veto:"
        ),
        "  line 2: rams.sl, rams.la: joined by line 2",
    ]


def test_a_wrong_veto(company: Company) -> None:
    company.options.append("--set=rules.on_bad_line=skip")
    company.put("not_same_user", b"a,b\nann@rams.la,ANN@rams.la\n")
    assert company.error().splitlines() == [
        "not_same_user (not_same_user.csv): 1 line needs fixing:",
        (
            "  line 2: ann@rams.la, ANN@rams.la: invalid "
            "(both are ann@rams.la, which nothing keeps apart)"
        ),
    ]


@pytest.mark.usefixtures("any_engine")
def test_wrong_lines_that_are_skipped(company: Company) -> None:
    company.options.append("--set=rules.on_bad_line=skip")
    company.put(
        "merged_user",
        b"old_email,new_email\nann@rams.sl,ANN@rams.la\nghost@rams.la,ann@rams.la\n"
        b"eve@jets.com,\neve@jets.com,a@x.com\neve@jets.com,b@x.com\n"
        b"a@x.com,b@x.com\nb@x.com,a@x.com\n",
    )
    company.put(
        "merged_company_domain", f"{COMPANIES}jets.com,gmail.com\nrams.sl,rams.la\n".encode()
    )
    company.put("not_same_company", b"a,b,reason\nrams.la,rams.sl,\n")
    company.put("not_same_user", b"a,b\nghost@rams.la,eve@jets.com\n")
    assert company.run() == (0, "")
    assert [tuple(row.values()) for row in company.rows("merge_report")] == [
        ("merged_user", 2, "ann@rams.sl", "ANN@rams.la", "ann@rams.la", "applied"),
        ("merged_user", 3, "ghost@rams.la", "ann@rams.la", "ann@rams.la", "unknown_old"),
        ("merged_user", 4, "eve@jets.com", None, None, "invalid"),
        ("merged_user", 5, "eve@jets.com", "a@x.com", None, "conflict"),
        ("merged_user", 6, "eve@jets.com", "b@x.com", None, "conflict"),
        ("merged_user", 7, "a@x.com", "b@x.com", None, "cycle"),
        ("merged_user", 8, "b@x.com", "a@x.com", None, "cycle"),
        ("merged_company_domain", 2, "jets.com", "gmail.com", None, "personal_domain"),
        ("merged_company_domain", 3, "rams.sl", "rams.la", None, "veto"),
    ]
    aliases = {row["user_id"]: row["contact_user_id"] for row in company.rows("contact_aliases")}
    assert aliases == {1: 2, 2: 2, 3: 3, 4: 4, 5: 5}
    domains = {row["corporate_email"] for row in company.rows("accounts")}
    assert domains == {"rams.la", "jets.com"}
    summary = company.out.partition("Lines of merge lists that are skipped\n")[2]
    assert [line.split() for line in summary.splitlines()[:6]] == [
        ["list", "status", "lines", "which"],
        ["merged_company_domain", "personal_domain", "1", "2"],
        ["merged_company_domain", "veto", "1", "3"],
        ["merged_user", "conflict", "2", "5,", "6"],
        ["merged_user", "cycle", "2", "7,", "8"],
        ["merged_user", "invalid", "1", "4"],
    ]
    assert "merged_user.csv): 5 lines are skipped:" in company.err
    assert "line 2: rams.la, rams.sl: joined by line 3" in company.err
    (manifest,) = (company.folder / "out" / "_manifests").iterdir()
    inputs = json.loads(manifest.read_text())["inputs"]
    (vetoes,) = inputs["not_same_user"]["files"]
    assert vetoes["path"] == str(company.folder / "not_same_user.csv")


def test_what_is_skipped_when_lists_are_tables(company: Company) -> None:
    company.options.append("--set=rules.on_bad_line=skip")
    lines = [{"old_email": f"{at}@x.com", "new_email": None} for at in range(11)]
    lines += [{"old_email": "ann@rams.sl", "new_email": "ann@rams.la"}]
    vetoes = [{"b": "ann@rams.sl", "a": "ann@rams.la"}]
    for source, rows in (("merged_user", lines), ("not_same_user", vetoes)):
        file = company.folder / f"{source}.parquet"
        parquet.write_table(pa.Table.from_pylist(rows), file)
        company.read(source, file, format="parquet")
    assert company.run() == (0, "")
    summary = company.out.partition("Lines of merge lists that are skipped\n")[2]
    assert [line.split() for line in summary.splitlines()[1:3]] == [
        ["merged_user", "invalid", "11", "see", "merge_report"],
        ["merged_user", "veto", "1", "ann@rams.sl", "->", "ann@rams.la"],
    ]


def test_a_missing_target_is_not_skipped(company: Company) -> None:
    company.options += ["--set=rules.on_missing_target=fail", "--set=rules.on_bad_line=skip"]
    company.put("merged_user", (FILES["merged_user"] + "a@x.com,\n").encode())
    message = company.error()
    assert message.startswith("merged_user (merged_user.csv): 1 line needs fixing:\n  line 4: eve@")


# Engines ----------------------------------------------------------------------------------------


def process(folder: Path, engine: str, **environ: str) -> tuple[int, str]:
    """The status and the message of a run in a process of its own."""
    command = ["-m", "jafflegaggle", "run", "--config", str(write_company(folder))]
    ended = subprocess.run(
        [sys.executable, *command, "--engine", engine],
        cwd=ROOT,
        env=os.environ | environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in ended.stderr
    return ended.returncode, ended.stderr.partition("jafflegaggle: ")[2].strip()


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (None, "and {java} does not run; set JAVA_HOME or PATH."),
        ("exit 1", "and {java} does not run; set JAVA_HOME or PATH."),
        ('echo \'openjdk version "11.0.2"\' >&2; [ "$1" = -version ]', "and {java} is 11.0.2."),
    ],
    ids=["no Java", "broken Java", "Java too old"],
)
def test_a_java_that_spark_cannot_take(tmp_path: Path, script: str | None, words: str) -> None:
    java = tmp_path / "home" / "bin" / "java"
    java.parent.mkdir(parents=True)
    if script:
        java.write_text(f"#!/bin/sh\n{script}\n")
        java.chmod(0o755)
    status, message = process(tmp_path, "spark", JAVA_HOME=str(tmp_path / "home"))
    assert status == 2
    assert message.startswith("--engine spark: Spark did not start (")
    assert f"it needs Java 17 or newer, {words.format(java=java)} Without Java: " in message
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("version", ["4.3.0", "4.10.1.dev0", "5.0.0", "3.4.4"])
def test_a_pyspark_that_the_embedded_engine_does_not_support(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    version: str,
) -> None:
    monkeypatch.setattr(pyspark, "__version__", version)
    config = write_company(tmp_path)
    assert main(["run", "--config", str(config), "--engine", "embedded"]) == 2
    assert capfd.readouterr().err == (
        f"jafflegaggle: --engine embedded: the embedded engine does not support PySpark {version}; "
        'pip install "pyspark[connect]>=3.5,<4.3", or choose another engine\n'
    )


SERVER = """
import time
from pysail.spark import SparkConnectServer
server = SparkConnectServer("127.0.0.1", 0)
server.start()
print(server.listening_address[1], flush=True)
time.sleep(600)
"""


@pytest.mark.engine("embedded")
def test_a_server_that_goes_in_the_middle(tmp_path: Path) -> None:
    config = write_company(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout
        url = f"sc://127.0.0.1:{server.stdout.readline().strip()}"
        command = ["-m", "jafflegaggle", "run", "--config", str(config), "--engine", url]
        with subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stderr=subprocess.PIPE,
            text=True,
        ) as running:
            assert running.stderr
            for line in running.stderr:
                if "sources" in line:
                    server.kill()
                    break
            rest = running.stderr.read()
    message = rest.partition("jafflegaggle: ")[2]
    assert (running.returncode, "Traceback" in rest) == (2, False)
    assert url.removeprefix("sc://") in message
    assert len(message) < 1_000
    assert not list((tmp_path / "out").rglob("snapshot_date=*"))
