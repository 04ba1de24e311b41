"""CSV as programs and people write it: the same cells on each engine, or a stop that says why."""

import bz2
import gzip
import lzma
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.identity.lines import MergeLines
from tests.conftest import ENGINE
from tests.sources.test_reader import GAGGLES, JETS, cells, error_of, gaggles_of, merged_user

RAMS = ("8", "Rams", "2021-09-02")
BOTH = [*JETS, RAMS]
ROWS = b"7,Jets,2021-09-01\n8,Rams,2021-09-02\n"
WIDE = b"gaggle_id,gaggle_name,created_at,note\n"
ESCAPE = {"escape": "\\"}
MULTILINE = {"multiLine": "true"}

Options = Mapping[str, str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "gaggles.csv"


@pytest.mark.parametrize(
    ("content", "options"),
    [
        pytest.param(
            b"gaggle_id,gaggle_name,created_at,,\n7,Jets,2021-09-01,,\n8,Rams,2021-09-02,,\n",
            {},
            id="commas at the end",
        ),
        pytest.param(
            GAGGLES + b",,\n7,Jets,2021-09-01\n,,\n\n8,Rams,2021-09-02\n,,", {}, id="blank"
        ),
        pytest.param(GAGGLES + b'"","",""\n' + ROWS + b',"",\r\n', {}, id="blank, quoted"),
        pytest.param(
            WIDE.replace(b"note", b"note,Note,")
            + b"7,Jets,2021-09-01,a,b,\n8,Rams,2021-09-02,c,d,\n",
            {},
            id="names twice",
        ),
        pytest.param(
            b"# of 2021\n" + GAGGLES + b'#"\n' + ROWS + b"#8,X,x", {"comment": "#"}, id="comments"
        ),
        pytest.param((GAGGLES + ROWS).replace(b"\n", b"\r"), {}, id="CR"),
        pytest.param(b"\xef\xbb\xbf# x\n" + GAGGLES + ROWS, {"comment": "#"}, id="BOM, comment"),
        pytest.param(
            WIDE + b'7,Jets,2021-09-01,5" x\n8,Rams,2021-09-02,"6" y\n',
            {"quote": ""},
            id="no quotes",
        ),
        pytest.param(
            WIDE + b'7,"Jets","2021-09-01","a \\"b\\", c:\\d"\n8,Rams,2021-09-02,\\"x\\N\n',
            ESCAPE,
            id="escape",
        ),
        pytest.param(
            WIDE + b'7,Jets,2021-09-01,"a\n""b"""\n\n8,Rams,2021-09-02,"\r\n,"\n,,,\n',
            MULTILINE,
            id="line breaks",
        ),
        pytest.param(
            WIDE + b'7,Jets,2021-09-01,"#\n#\\"x"\n8,Rams,2021-09-02,\n#"\n',
            {**MULTILINE, **ESCAPE, "comment": "#"},
            id="line breaks, escape, comments",
        ),
        pytest.param(
            WIDE + ROWS.replace(b"\n", b"," + b'"x' * 70_000 + b'"\n').replace(b'"x"x', b'"xx'),
            {"quote": ""},
            id="a long cell",
        ),
    ],
)
def test_the_cells_that_are_asked_for(
    spark: SparkSession, file: Path, content: bytes, options: Options
) -> None:
    file.write_bytes(content)
    assert cells(gaggles_of(spark, file, options=options)) == BOTH


@pytest.mark.parametrize(
    ("content", "options", "told"),
    [
        pytest.param(
            b"sep=;\n" + GAGGLES.replace(b",", b";"),
            {},
            ", line 1: 'sep=;' is a line for Excel, not a header; remove it, "
            'and set options.sep = ";"',
            id="sep=",
        ),
        pytest.param(
            b"sep=,\n" + GAGGLES,
            {},
            ", line 1: 'sep=,' is a line for Excel, not a header; remove it",
            id="sep= that is set",
        ),
        pytest.param(
            GAGGLES.replace(b",", b"\t"),
            {},
            ": its header is one column, gaggle_id\tgaggle_name\tcreated_at; if '\\t' separates "
            'the columns, set options.sep = "\\t"',
            id="tabs",
        ),
        pytest.param(
            GAGGLES,
            {"sep": ";"},
            ": its header is one column, gaggle_id,gaggle_name,created_at; if ',' separates "
            'the columns, set options.sep = ","',
            id="commas",
        ),
        pytest.param(
            b'[{"gaggle_id": 7}]', {}, ': this is JSON, not CSV; set format = "json"', id="JSON"
        ),
        pytest.param(
            b",,\n" + GAGGLES, {}, ", line 1: no name in the header; remove it", id="blank header"
        ),
        pytest.param(
            GAGGLES + b'7,"Je""ts",x\n',
            ESCAPE,
            ", line 2: text behind a closing quote; expected ',' or the end of the line; if quotes "
            'are plain text there, set options.quote = ""',
            id="doubled beside an escape",
        ),
        pytest.param(
            GAGGLES + b'7,"C:\\temp",x\n',
            ESCAPE,
            ", line 2: unknown escape of 't' in quotes, which engines read in different ways; "
            'expected \\ before " and \\ only; if it is plain text there, leave out options.escape',
            id="unknown escape",
        ),
        pytest.param(
            GAGGLES + b'7,"C:\\",x\n',
            ESCAPE,
            ", line 2: a quote is not closed on its line",
            id="a backslash at the end",
        ),
    ],
)
def test_a_file_that_is_refused(
    spark: SparkSession, file: Path, content: bytes, options: Options, told: str
) -> None:
    file.write_bytes(content)
    assert error_of(spark, file, options=options).startswith(f"{file}{told}")


def test_line_breaks_in_cells_are_those_of_unix(spark: SparkSession, file: Path) -> None:
    file.write_bytes(GAGGLES.replace(b"\n", b"\r\n") + b'7,"a\r\nb\nc",x\r\n')
    assert cells(gaggles_of(spark, file, options=MULTILINE)) == [("7", "a\nb\nc", "x")]


@pytest.mark.engine("spark")
def test_utf_16(spark: SparkSession, file: Path) -> None:
    file.write_bytes((GAGGLES + ROWS).decode().encode("utf-16"))
    assert cells(gaggles_of(spark, file, options={"encoding": "UTF-16"})) == BOTH


# Files beside others ----------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["", "gaggle_name=007/"], ids=["folder", "by name"])
def test_packed_files_beside_plain_ones(spark: SparkSession, tmp_path: Path, folder: str) -> None:
    packings: dict[str, Callable[[bytes], bytes]] = {
        "": bytes,
        ".gz": gzip.compress,
        ".bz2": bz2.compress,
    }
    for at, (suffix, pack) in enumerate(packings.items()):
        part = tmp_path / folder / f"{at}.csv{suffix}"
        part.parent.mkdir(exist_ok=True)
        part.write_bytes(pack(b"gaggle_id,x,created_at\n%d,Jets,t\n" % at))
    (tmp_path / folder / "3.csv").touch()
    (tmp_path / folder / "4.csv.gz").write_bytes(gzip.compress(b""))
    columns = {} if folder else {"gaggle_name": "x"}
    name = "007" if folder else "Jets"
    table = gaggles_of(spark, tmp_path, columns=columns)
    assert cells(table) == [(str(at), name, "t") for at in range(3)]


def test_what_an_engine_does_not_unpack(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "a.csv.xz"
    file.write_bytes(lzma.compress(GAGGLES + ROWS))
    if ENGINE == "embedded":
        assert cells(gaggles_of(spark, file)) == BOTH
    else:
        assert error_of(spark, file) == (
            f"{file}: Spark reads no .xz, only .bz2 and .gz; unpack it, or pack it with gzip, or "
            "use --engine embedded"
        )


def test_a_folder_that_names_a_column_of_its_files(spark: SparkSession, tmp_path: Path) -> None:
    for value in ("a%20b", "__HIVE_DEFAULT_PARTITION__"):
        (tmp_path / f"gaggle_name={value}").mkdir()
        (tmp_path / f"gaggle_name={value}" / "a.csv").write_bytes(GAGGLES + b"7,Jets,x\n")
    assert cells(gaggles_of(spark, tmp_path)) == [("7", "a b", "x"), ("7", None, "x")]


def test_folders_that_name_other_columns(spark: SparkSession, tmp_path: Path) -> None:
    for name in ("day=1", "month=1"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.csv").write_bytes(GAGGLES)
    assert error_of(spark, tmp_path) == (
        f"{tmp_path}/month=1/a.csv: its folders name month, those of {tmp_path}/day=1/a.csv day; "
        "the files of a source share their folders"
    )


# Merge lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "options", "lines"),
    [
        (b"old_email,new_email,,\na@x.com,b@x.com,,\n,,,\n\n", {}, [(2, "a@x.com", "b@x.com")]),
        (b'#c\nold_email,new_email\n#"\n"#a",b\n', {"comment": "#"}, [(4, "#a", "b")]),
        (b'old_email,new_email\n"a\\"b",c\\,\n', {"escape": "\\"}, None),
        (b'old_email,new_email\n"a\\"b",c\\d\n', {"escape": "\\"}, [(2, 'a"b', "c\\d")]),
        (b"old_email,new_email,x,X\na,b,,\n", {}, [(2, "a", "b")]),
    ],
)
def test_merge_lists(
    spark: SparkSession,
    tmp_path: Path,
    content: bytes,
    options: Options,
    lines: list[tuple[int, str, str]] | None,
) -> None:
    file = tmp_path / "m.csv"
    file.write_bytes(content)
    reader = {"path": str(file), "options": options}
    if lines is None:
        with pytest.raises(Exception, match="line 2: expected 2 cells"):
            merged_user(spark, tmp_path, reader)
        return
    found = merged_user(spark, tmp_path, reader)
    assert isinstance(found, MergeLines)
    assert [(line.line, line.old, line.new) for line in found.lines] == lines
