"""CSV files: their records line by line, their headers, and their quotes."""

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from jafflegaggle.errors import InputError
from jafflegaggle.sources.csv_files import CsvLook, check_csv, check_lines
from jafflegaggle.sources.dialect import Dialect, file_records

RFC_4180 = Dialect()


def read(file: Path, content: bytes, dialect: Dialect = RFC_4180) -> list[tuple[int, list[str]]]:
    file.write_bytes(content)
    return [(record.line, record.cells) for record in file_records(file, dialect)]


def error_of(act: Callable[[], object]) -> str:
    with pytest.raises(InputError) as error:
        act()
    assert error.value.exit_status == 2
    return str(error.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "x.csv"


# Records ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a,b\n1,2\n3,4", [(1, ["a", "b"]), (2, ["1", "2"]), (3, ["3", "4"])]),
        (b"a,b\r\n1,2\r\n", [(1, ["a", "b"]), (2, ["1", "2"])]),
        (b"\xef\xbb\xbfa,b\n1,2\n", [(1, ["a", "b"]), (2, ["1", "2"])]),
        (b"\na,b\n\n1,2\n\n", [(2, ["a", "b"]), (4, ["1", "2"])]),
        (b'a,b\n"1,""x""",\n', [(1, ["a", "b"]), (2, ['1,"x"', ""])]),
        (b'a,b\n"\\",2\n', [(1, ["a", "b"]), (2, ["\\", "2"])]),
        (b"a,b\n 1 ,2\n", [(1, ["a", "b"]), (2, [" 1 ", "2"])]),
        ("a,b\né,ß\n".encode(), [(1, ["a", "b"]), (2, ["é", "ß"])]),
        (b"", []),
    ],
)
def test_records(file: Path, content: bytes, expected: list[tuple[int, list[str]]]) -> None:
    assert read(file, content) == expected


def test_records_of_gzip(tmp_path: Path) -> None:
    assert read(tmp_path / "x.csv.gz", gzip.compress(b"a,b\n1,2\n"))[1] == (2, ["1", "2"])


def test_a_record_is_numbered_where_it_starts(file: Path) -> None:
    dialect = Dialect.of({"multiLine": "true"})
    records = read(file, b'a,b\n"1\n1",2\n3,4\n', dialect)
    assert records == [(1, ["a", "b"]), (2, ["1\n1", "2"]), (4, ["3", "4"])]


@pytest.mark.parametrize(
    ("options", "content"),
    [
        ({"sep": ";"}, b"a;b\n1;2\n"),
        ({"SEP": ";"}, b"a;b\n1;2\n"),
        ({"delimiter": "|"}, b"a|b\n1|2\n"),
        ({"sep": "\t"}, b"a\tb\n1\t2\n"),
        ({"sep": "\\t"}, b"a\tb\n1\t2\n"),
        ({"quote": "'"}, b"a,b\n'1',2\n"),
        ({"quote": "'", "sep": ";"}, b"a;b\n1;'2'\n"),
    ],
)
def test_dialects(file: Path, options: dict[str, str], content: bytes) -> None:
    assert read(file, content, Dialect.of(options)) == [(1, ["a", "b"]), (2, ["1", "2"])]


def test_without_quotes_a_quote_is_text(file: Path) -> None:
    assert read(file, b'a,b\n"1,2\n', Dialect.of({"quote": ""}))[1] == (2, ['"1', "2"])


OPEN_QUOTE = (
    "a quote is not closed on its line; if cells may hold line breaks, set options.multiLine = "
    '"true"; if the file escapes quotes by backslashes, set options.escape = "\\\\"; if quotes are '
    'plain text there, set options.quote = ""'
)
BEHIND_QUOTE = (
    "text behind a closing quote; expected ',' or the end of the line; if quotes are plain text "
    'there, set options.quote = ""'
)
BACKSLASHES = {"escape": "\\"}


@pytest.mark.parametrize(
    ("options", "content", "problem"),
    [
        ({}, b'a,b\n1,x\n2,"5 inch\n3,y\n4,"6 inch\n', f"line 3: {OPEN_QUOTE}"),
        ({}, b'a,b\n1,"15\\""\n2,x\n3,"17\\""\n', f"line 2: {OPEN_QUOTE}"),
        ({}, b'a,b\n1,"two\nlines"\n', f"line 2: {OPEN_QUOTE}"),
        ({}, b'a,b\n1,"x" y\n', f"line 2: {BEHIND_QUOTE}"),
        ({}, b'a,b\n1,"x"\n2,"', f"line 3: {OPEN_QUOTE}"),
        ({"multiLine": "true"}, b'a,b\n1,x\n2,"5 in\n3,y\n4,"6 in\n', f"line 3: {BEHIND_QUOTE}"),
        ({"comment": "#"}, b'a,b\n#"\n1,"x\n', f"line 3: {OPEN_QUOTE}"),
        (BACKSLASHES, b'a,b\n1,"15\\"\n2,x\n', f"line 2: {OPEN_QUOTE}"),
        ({"quote": "'"}, b"a,b\n1,'it\n", f"line 2: {OPEN_QUOTE}"),
        # Nothing is wrong.
        ({}, b'a,b\n"1","x, ""y"""\n2,5" disc\n\n3,""\n', ""),
        ({"multiLine": "true"}, b'a,b\n1,"two\nlines"\n2,x\n', ""),
        ({"comment": "#"}, b'a,b\n# a "quote\n1,x\n', ""),
        (BACKSLASHES, b'a,b\n1,"15\\""\n2,"\\\\"\n', ""),
        ({"quote": ""}, b'a,b\n1,"x\n2,y"z\n', ""),
        ({"quote": "'"}, b"a,b\n1,\"x\n2,'y'\n", ""),
        ({"sep": ";"}, b'a;b\n1;"x,y"\n', ""),
    ],
)
@pytest.mark.parametrize("suffix", [".csv", ".csv.gz"])
def test_quotes_pair_up_in_every_column(
    tmp_path: Path, options: dict[str, str], content: bytes, problem: str, suffix: str
) -> None:
    file = tmp_path / f"a{suffix}"
    file.write_bytes(gzip.compress(content) if suffix.endswith(".gz") else content)
    if not problem:
        check_csv([file], Dialect.of(options))
        return
    with pytest.raises(InputError) as error:
        check_csv([file], Dialect.of(options))
    assert str(error.value) == f"{file}, {problem}"


@pytest.mark.parametrize("chunk", [1, 2, 3, 5, 8, 2**20])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_it_does_not_matter_where_a_piece_ends(
    file: Path, monkeypatch: pytest.MonkeyPatch, chunk: int, line_break: str
) -> None:
    monkeypatch.setattr("jafflegaggle.sources.text.CHUNK", chunk)
    lines = ["\ufeffa,b", "é,2", '"x, ""y""",2', "", '3,"4"']
    file.write_bytes(line_break.join(lines).encode())
    check_csv([file], RFC_4180)
    assert [line for line, _ in read(file, file.read_bytes())] == [1, 2, 3, 5]
    file.write_bytes(line_break.join([*lines, '5,"6']).encode())
    assert error_of(lambda: check_csv([file], RFC_4180)).startswith(f"{file}, line 6: a quote is")
    file.write_bytes(line_break.join(lines).encode() + b"\n\xe9")
    assert "not utf-8 (unexpected end of data" in error_of(lambda: check_csv([file], RFC_4180))


@pytest.mark.parametrize("chunk", [1, 3, 2**20])
def test_line_breaks_in_cells_behind_lines_without_a_quote(
    file: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr("jafflegaggle.sources.text.CHUNK", chunk)
    dialect = Dialect.of({"multiLine": "true"})
    content = b'a,b\r\n1,2\n\r"3\n3",4\r\n'
    file.write_bytes(content)
    check_csv([file], dialect)
    for line, message in [(b'5,"6\n', "not valid CSV"), (b'"5"\n', "expected 2 cells")]:
        file.write_bytes(content + line)
        error = error_of(lambda: check_csv([file], dialect))
        assert error.startswith(f"{file}, line 6: {message}")


@pytest.mark.parametrize("suffix", [".lz4", ".snappy", ".zip", ".GZ"])
def test_what_is_packed_otherwise_is_refused(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"a.csv{suffix}"
    file.write_bytes(b"a,b\n")
    message = error_of(lambda: check_csv([file], RFC_4180))
    assert message == f"{file}: {suffix} is not read; unpack it, or pack it with gzip"


@pytest.mark.parametrize("option", ["encoding", "charset"])
def test_encodings(file: Path, option: str) -> None:
    dialect = Dialect.of({option: "ISO-8859-1"})
    assert read(file, "a,b\né,2\n".encode("latin-1"), dialect)[1] == (2, ["é", "2"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\n1,2\n3\n", "line 3: expected 2 cells, as in the first line, found 1"),
        (b"a,b\n1,2,3\n", "line 2: expected 2 cells, as in the first line, found 3"),
        (b"a,b\n1,2,\n", "line 2: expected 2 cells, as in the first line, found 3"),
        (b"a,b\n\n   \n", "line 3: expected 2 cells, as in the first line, found 1"),
        (
            b'a,b\n"1\n1",2\n',
            (f"line 2: {OPEN_QUOTE}"),
        ),
        (
            b'a,b\n1,2\n"3,4\n5,6\n',
            (f"line 3: {OPEN_QUOTE}"),
        ),
    ],
)
def test_a_bad_line_names_its_file_and_number(file: Path, content: bytes, message: str) -> None:
    assert error_of(lambda: read(file, content)) == f"{file}, {message}"


def test_after_a_line_break_in_quotes_lines_keep_their_numbers(file: Path) -> None:
    dialect = Dialect.of({"multiLine": "true"})
    message = error_of(lambda: read(file, b'a,b\n"1\n1",2\n3\n', dialect))
    assert message.startswith(f"{file}, line 4: expected 2 cells")


def test_what_is_no_text(file: Path) -> None:
    message = error_of(lambda: read(file, b"a,b\n\xe9,2\n"))
    assert message == (
        f"{file}, line 2: not utf-8 (invalid continuation byte in b'a,b\\n\\xe9,2\\n'); "
        "name its encoding in options.encoding"
    )


def test_an_unknown_encoding(file: Path) -> None:
    message = error_of(lambda: read(file, b"a\n", Dialect.of({"encoding": "klingon"})))
    assert message == f"{file}: unknown encoding: klingon; see options.encoding"


@pytest.mark.parametrize(
    ("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
def test_what_is_packed_and_cut_off_or_not_packed(
    tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / f"x.csv{suffix}"
    packed = pack(b"a,b\n1,2\n" * 1_000)
    assert len(read(file, packed)) == 2_000
    assert error_of(lambda: read(file, packed[:-20])).startswith(f"{file}: damaged or truncated (")
    assert error_of(lambda: read(file, b"a,b\n")) == (
        f"{file}: its name ends in {suffix}, but it is not packed so; rename it"
    )


def test_a_file_that_is_gone(file: Path) -> None:
    message = error_of(lambda: list(file_records(file, RFC_4180)))
    assert message.startswith(f"{file}: cannot be read (")


# Whole folders ----------------------------------------------------------------------------------


def folder_of(tmp_path: Path, *contents: bytes) -> list[Path]:
    files = [tmp_path / f"{number}.csv" for number in range(len(contents))]
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(content)
    return files


def test_files_share_one_header(tmp_path: Path) -> None:
    files = folder_of(tmp_path, b"a,b\n1,2\n", b"a,b\n", b"\xef\xbb\xbfa,b\r\n3,4\r\n")
    check_csv(files, RFC_4180)
    check_lines(files, RFC_4180)


@pytest.mark.parametrize("header", [b"b,a", b"a", b"a,b,c", b"a,B"])
def test_a_header_that_differs_names_its_file(tmp_path: Path, header: bytes) -> None:
    first, second, other = folder_of(tmp_path, b"a,b\n1,2\n", b"a,b\n3,4\n", header + b"\n")
    shown = ", ".join(header.decode().split(","))
    assert error_of(lambda: check_csv([first, second, other], RFC_4180)) == (
        f"{other}: its header ({shown}) differs from that of {first} (a, b); "
        "the files of a folder share one header"
    )


def test_without_headers_first_lines_may_differ(tmp_path: Path) -> None:
    dialect = Dialect.of({"header": "false"})
    check_csv(folder_of(tmp_path, b"1,2\n", b"3,3\n"), dialect)


def test_files_without_a_line_are_passed_over_beside_others(tmp_path: Path) -> None:
    first, blank, empty = folder_of(tmp_path, b"a,b\n1,2\n", b"\n\n", b"")
    assert check_csv([blank, first, empty], RFC_4180) == CsvLook(("a", "b"))
    message = error_of(lambda: check_csv([empty, blank], RFC_4180))
    assert message == f"{blank}: empty; expected at least a header line"


def test_the_first_bad_line_of_a_folder(tmp_path: Path) -> None:
    files = folder_of(tmp_path, b"a,b\n1,2\n", b"a,b\n1,2\n3\n", b"a,b\n1\n")
    message = error_of(lambda: check_lines(files, RFC_4180))
    assert message == f"{files[1]}, line 3: expected 2 cells, as in the first line, found 1"
