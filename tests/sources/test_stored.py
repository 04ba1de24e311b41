"""Sources on an object store: read as strictly as on a disk, and in bounded memory."""

import gzip
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from pyspark.sql import SparkSession

from jafflegaggle.config import load
from jafflegaggle.errors import InputError
from jafflegaggle.identity.lines import MergeLines
from jafflegaggle.object_store import StoredFile, stored_file, stored_files, write_bytes
from jafflegaggle.object_store.bucket import named
from jafflegaggle.object_store.content import BLOCK, PIECE
from jafflegaggle.sources.files import files_on_store
from jafflegaggle.sources.inputs import assert_inputs_unchanged, describe_inputs, list_inputs
from jafflegaggle.sources.reader import read_source, read_sources
from tests.small_company import FILES, write_company
from tests.sources.test_reader import config_of
from tests.stores import Watched, upload

pytestmark = pytest.mark.engine("embedded")

HEADER = b"gaggle_id,gaggle_name,created_at\n"
JETS, RAMS = b"7,Jets,2021-09-01\n", b"8,Rams,2021-09-02\n"


def parquet_file(**columns: list[Any]) -> bytes:
    content = io.BytesIO()
    parquet.write_table(pa.table(columns), content)
    return content.getvalue()


WHOLE = parquet_file(gaggle_id=[7], gaggle_name=["Jets"], created_at=["2021-09-01"])


def gaggles(spark: SparkSession, place: str, **source: Any) -> list[tuple[Any, ...]]:
    """The rows of the gaggles in a place."""
    config = config_of("gaggles", {"path": place} | source)
    return sorted(map(tuple, read_source(spark, config.sources["gaggles"]).collect()))


@pytest.mark.parametrize(
    ("files", "below", "source"),
    [
        pytest.param({"g.csv": HEADER + JETS + RAMS}, "/g.csv", {}, id="a file"),
        pytest.param({"g/1.csv": HEADER + JETS, "g/2.csv": HEADER + RAMS}, "/g", {}, id="folder"),
        pytest.param({"g/1.csv": HEADER + JETS, "g/2.csv": HEADER + RAMS}, "/g/", {}, id="slash"),
        pytest.param({"1.csv": HEADER + JETS, "2.csv": HEADER + RAMS}, "", {}, id="a bucket"),
        pytest.param({"1.csv": HEADER + JETS + RAMS}, "", {}, id="a bucket of one file"),
        pytest.param(
            {"g/a b+c%20d/ü.csv": HEADER + JETS + RAMS}, "/g/a b+c%20d", {}, id="odd names"
        ),
        pytest.param(
            {f"g/{n}.csv.gz": gzip.compress(HEADER + row) for n, row in enumerate((JETS, RAMS))},
            "/g",
            {},
            id="gzip",
        ),
        pytest.param(
            {"g/1.csv": HEADER + JETS + RAMS, "g/_2.csv": b"", "g/.x": b"", "g/_tmp/3.csv": b"x"},
            "/g",
            {},
            id="names that are no data",
        ),
        pytest.param(
            {"g/d=1/1.csv": HEADER + JETS, "g/d=2/1.csv": HEADER + RAMS, "g/d=3/x.txt": b"no"},
            "/g/d=[12]/*.csv",
            {},
            id="a pattern",
        ),
        pytest.param(
            {"g/d=1/1.csv": HEADER + JETS, "g/d=2/1.csv": HEADER + RAMS}, "/g", {}, id="partitions"
        ),
        pytest.param(
            {
                "g/1.json": b'{"gaggle_id":"7","gaggle_name":"Jets","created_at":"2021-09-01"}\n',
                "g/2.json": b'{"gaggle_id":"8","gaggle_name":"Rams","created_at":"2021-09-02"}\n',
            },
            "/g",
            {"format": "json"},
            id="JSON",
        ),
        pytest.param(
            {
                "g/1.parquet": WHOLE,
                "g/2.parquet": parquet_file(
                    gaggle_id=[8], gaggle_name=["Rams"], created_at=["2021-09-02"]
                ),
            },
            "/g",
            {"format": "parquet"},
            id="Parquet",
        ),
    ],
)
def test_it_is_read(
    spark: SparkSession, s3: str, files: Mapping[str, bytes], below: str, source: dict[str, str]
) -> None:
    for name, content in files.items():
        write_bytes(f"{s3}/{name}", content)
    rows = gaggles(spark, f"{s3}{below}", **source)
    assert [tuple(map(str, row)) for row in rows] == [
        ("7", "Jets", "2021-09-01"),
        ("8", "Rams", "2021-09-02"),
    ]


@pytest.mark.parametrize(
    ("files", "source", "message"),
    [
        pytest.param(
            {"1.csv": HEADER + JETS, "2.csv": b"gaggle_name,gaggle_id,created_at\nRams,8,\n"},
            {},
            "{place}/2.csv: its header (gaggle_name, gaggle_id, created_at) differs from that of "
            "{place}/1.csv (gaggle_id, gaggle_name, created_at)",
            id="swapped headers",
        ),
        pytest.param(
            {"1.csv": HEADER + JETS, "2.csv": RAMS},
            {},
            "{place}/2.csv: its header (8, Rams, 2021-09-02) differs from that of",
            id="a file without a header",
        ),
        pytest.param(
            {"1.csv": HEADER + JETS + "8,Bø,x\n".encode("latin-1")},
            {},
            "{place}/1.csv, line 3: not utf-8 (invalid start byte",
            id="bytes that are no UTF-8",
        ),
        pytest.param(
            {"1.csv": HEADER + JETS * 200_000 + b'8,"Rams,2021-09-02\n' + JETS * 9},
            {},
            "{place}/1.csv, line 200002: a quote is not closed on its line",
            id="an open quote far inside",
        ),
        pytest.param(
            {"1.csv.gz": gzip.compress(HEADER + JETS)[:-9]},
            {},
            "{place}/1.csv.gz: damaged or truncated",
            id="truncated gzip",
        ),
        pytest.param(
            {"1.parquet": WHOLE, "2.parquet": WHOLE[:-20]},
            {"format": "parquet"},
            "{place}/2.parquet: truncated Parquet file (no footer)",
            id="truncated Parquet",
        ),
        pytest.param(
            {"1.parquet": WHOLE, "2.parquet": parquet_file(gaggle_id=[8], gaggle_name=["Rams"])},
            {"format": "parquet"},
            "{place}/2.parquet: no column created_at, which {place}/1.parquet has",
            id="Parquet without a column",
        ),
        pytest.param(
            {"sub/1.csv": HEADER + JETS},
            {},
            "{place}/sub/1.csv: in a folder of the folder {place}, which is no partition",
            id="a folder of a folder",
        ),
        pytest.param({}, {}, "gaggles ({place}): no such file or folder", id="nothing"),
        pytest.param(
            {"../g": HEADER + JETS, "1.csv": HEADER + RAMS},
            {},
            "{place}: a file, and a folder too",
            id="a file and a folder of one name",
        ),
    ],
)
def test_it_is_refused(
    spark: SparkSession, s3: str, files: Mapping[str, bytes], source: dict[str, str], message: str
) -> None:
    for name, content in files.items():
        write_bytes(f"{s3}/g/{name}".replace("/g/../g", "/g"), content)
    with pytest.raises(InputError) as error:
        gaggles(spark, f"{s3}/g", **source)
    assert message.format(place=f"{s3}/g") in str(error.value)


def test_a_store_that_cannot_be_reached_is_named(spark: SparkSession, s3: str) -> None:
    with pytest.raises(InputError) as error:
        gaggles(spark, f"{s3}-not/g")
    assert f"gaggles ({s3}-not/g): cannot be read ({s3}-not/g: " in str(error.value)
    assert "NoSuchBucket" in str(error.value)


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("PUT http://host:9000/b - HTTP error: builder error", "set AWS_ALLOW_HTTP=true: "),
        ("PUT http://169.254.169.254/latest/api/token", "and this machine has no role: "),
        ("this indicates an incorrectly configured region", "set AWS_REGION to the bucket's: "),
        ("403 Forbidden", "s3://b/x: "),
    ],
)
def test_what_to_do_is_said(said: str, hint: str) -> None:
    with pytest.raises(OSError, match=r"^s3://b/x: ") as error, named("s3://b/x"):
        raise OSError(f"{said}?sig=word\n\nDebug source: {{}}")
    assert str(error.value).endswith(f"{hint}{said}?sig=***")


def test_marks_of_folders_are_no_files(s3: str, s3_server: Watched) -> None:
    for name in ("g/", "g/d=1/", "g/d=2/", "g/d=1/a.csv"):
        _put_mark(s3, name)
    write_bytes(f"{s3}/g/d=1/a.csv", JETS)
    assert [file.place for file in stored_files(f"{s3}/g") if file.size] == [f"{s3}/g/d=1/a.csv"]
    assert f"{s3}/g/d=1" not in [file.place for file in stored_files(f"{s3}/g")]
    assert stored_file(f"{s3}/g") is None
    assert s3_server.requests


def _put_mark(bucket: str, name: str) -> None:
    import os
    import urllib.request

    place = f"{os.environ['AWS_ENDPOINT_URL']}/{bucket.removeprefix('s3://')}/{name}"
    with urllib.request.urlopen(urllib.request.Request(place, method="PUT", data=b"")):
        pass


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("d/*.csv", ["d/a.csv", "d/b.csv"]),
        ("d/[!a]*", ["d/b.csv", "d/e/c.csv"]),
        ("*", ["d/a.csv", "d/b.csv", "d/e/c.csv"]),
        ("*/e", ["d/e/c.csv"]),
        ("**/c.csv", ["d/_temp/c.csv", "d/e/c.csv"]),  # as on a disk
        ("?/?.csv", ["d/a.csv", "d/b.csv"]),
        ("d/_*", []),
        ("x*", []),
    ],
)
def test_the_files_of_a_pattern(s3: str, pattern: str, expected: list[str]) -> None:
    for name in ("d/a.csv", "d/b.csv", "d/e/c.csv", "d/_x", "d/.a.crc", "d/_temp/c.csv"):
        write_bytes(f"{s3}/{name}", b"x")
    assert [file.place for file in files_on_store(f"{s3}/{pattern}")] == [
        f"{s3}/{name}" for name in expected
    ]


def test_a_company_on_a_store(spark: SparkSession, s3: str, tmp_path: Path) -> None:
    """Merge lists with their lines, and inputs by their names, sizes and contents."""
    local = write_company(tmp_path)
    upload(tmp_path, s3)
    config = load(str(local), tuple(f"sources.{name}.path={s3}/{name}.csv" for name in FILES))
    listed = list_inputs(spark, config)
    read = read_sources(spark, config, listed)
    merges = read.get("merged_user")
    assert isinstance(merges, MergeLines)
    assert [line.line for line in merges.lines] == [2, 3, 4]
    assert merges.place == f"{s3}/merged_user.csv"
    assert read.users.count() == 6
    described = describe_inputs(config, listed)
    (users,) = described["users"]["files"]
    assert (users["path"], users["bytes"]) == (f"{s3}/users.csv", len(FILES["users"]))
    assert users["modified"].startswith("20")

    # Another content of the same size, within the same second.
    write_bytes(f"{s3}/users.csv", FILES["users"].replace("Ann", "Eve").encode())
    with pytest.raises(InputError, match=f"users: {s3}/users.csv changed while it was being read"):
        assert_inputs_unchanged(listed, list_inputs(spark, config))


# The content of a file ---------------------------------------------------------------------------

LENGTH = 3 * PIECE + 17
CONTENT = (bytes(range(251)) * (LENGTH // 251 + 1))[:LENGTH]


@pytest.fixture
def long_file(s3: str) -> StoredFile:
    write_bytes(f"{s3}/long", CONTENT)
    found = stored_file(f"{s3}/long")
    assert found
    return found


def test_it_is_read_in_pieces(long_file: StoredFile, s3_server: Watched) -> None:
    s3_server.requests.clear()
    with long_file.open("rb") as content:
        pieces = list(iter(lambda: content.read(1000), b""))
    assert b"".join(pieces) == CONTENT
    assert len(s3_server.requests) == 2, "a block, and a stream of the rest"


@pytest.mark.parametrize("start", [0, 1, BLOCK - 1, BLOCK, PIECE + 5, LENGTH - 9, LENGTH])
def test_it_is_read_from_anywhere(long_file: StoredFile, start: int, s3_server: Watched) -> None:
    with long_file.open("rb") as content:
        assert content.seek(start) == start
        assert content.read(7) == CONTENT[start : start + 7]
        assert content.seek(-8, io.SEEK_END) == LENGTH - 8
        s3_server.requests.clear()
        assert content.read() == CONTENT[-8:]
        assert content.seek(-100, io.SEEK_CUR) == LENGTH - 100
        assert content.read(3) == CONTENT[-100:-97]
        assert len(s3_server.requests) <= 1, "the end is fetched once"
        assert content.seek(start) == start
        assert content.read() == CONTENT[start:]


def test_that_it_has_changed_is_an_error_and_no_mixture(long_file: StoredFile) -> None:
    with long_file.open("rb") as content:
        assert content.read(4) == CONTENT[:4]
        write_bytes(str(long_file), CONTENT[::-1])
        with pytest.raises(OSError, match="it changed while it was being read; run again"):
            content.read()
