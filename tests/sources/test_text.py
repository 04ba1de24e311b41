"""Bytes that are no text, wherever they stand in a file."""

import gzip
from pathlib import Path

import pytest

from jafflegaggle.errors import InputError
from jafflegaggle.sources.text import CHUNK, check_text

LINE = b"1,ann@rams.la\n"


def lines(size: int) -> bytes:
    """Lines of so many bytes at least."""
    return LINE * (size // len(LINE) + 1)


def error_of(file: Path, encoding: str = "utf-8") -> str:
    with pytest.raises(InputError) as error:
        check_text([file], encoding)
    return str(error.value).replace(f"{file.parent}/", "")


@pytest.mark.parametrize("size", [0, CHUNK, 3 * CHUNK])
@pytest.mark.parametrize("name", ["x.csv", "x.csv.gz"])
def test_a_byte_anywhere_names_its_line(tmp_path: Path, size: int, name: str) -> None:
    before = lines(size)
    content = before + b"2,jos\xe9@acme.com\n" + lines(CHUNK)
    file = tmp_path / name
    file.write_bytes(gzip.compress(content, 1) if name.endswith(".gz") else content)
    message = error_of(file)
    number = before.count(b"\n") + 1
    assert message.startswith(f"{name}, line {number}: not utf-8 (invalid continuation byte in b'")
    assert "jos\\xe9@acme.co" in message
    assert message.endswith("; name its encoding in options.encoding")


def test_a_letter_on_the_edge_of_what_is_read_at_once_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(b"x" * (CHUNK - 1) + "é\n".encode() + b"y" * CHUNK)
    check_text([file], "utf-8")
    file.write_bytes(b"\n" * (CHUNK - 1) + b"\xc3\n")
    assert error_of(file).startswith(f"x.csv, line {CHUNK}: not utf-8 (")


def test_a_letter_that_the_end_cuts(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(b"a\nb\n\xc3")
    assert error_of(file).startswith("x.csv, line 3: not utf-8 (unexpected end of data in b'")


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "UTF-16", "windows-1252"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes("a,b\né,2\n".encode(encoding))
    check_text([file], encoding)
    start = (
        "x.csv: this is text in UTF-16; " if encoding == "UTF-16" else "x.csv, line 2: not utf-8 ("
    )
    assert error_of(file).startswith(start)


def test_utf_16_without_its_mark(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes("a\n".encode("utf-16-le"))
    assert "see options.encoding" in error_of(file, "UTF-16")


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"PK\x03\x04", "an Excel workbook or a ZIP archive; save it as CSV UTF-8, or unpack it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel workbook; save it as CSV UTF-8"),
        (gzip.compress(LINE), "gzip; give it a name that ends in .gz, by which engines know it"),
        (b"PAR1\x15", 'Parquet; set format = "parquet"'),
        (b"\n<!DOCTYPE html><html>", "an HTML page; download it again"),
    ],
    ids=["xlsx", "xls", "gzip", "Parquet", "HTML"],
)
def test_what_is_no_text_is_named(tmp_path: Path, start: bytes, what: str) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(start)
    assert error_of(file) == f"x.csv: this is {what}"


def test_every_file_is_looked_at(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.csv", tmp_path / "b.csv"
    good.write_bytes(LINE)
    bad.write_bytes(b"\xff")
    with pytest.raises(InputError, match=r"b\.csv, line 1: not utf-8"):
        check_text([good, bad], "utf-8")
