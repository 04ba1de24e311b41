"""JSON as programs write it: the same text on every engine, or a stop with file and line."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.config import from_toml
from jafflegaggle.errors import InputError
from jafflegaggle.sources.reader import read_source
from tests.conftest import MakeDf
from tests.diagnosed import collect_or_diagnose
from tests.frames import assert_rows
from tests.tables import valid

KEY = '"gaggle_id": "7", "created_at": null, "gaggle_name": '


def config_of(source: str, path: Path, **reader: Any) -> Any:
    needed: dict[str, Any] = {name: {"path": "x"} for name in ("users", "gaggles", "events")}
    needed[source] = {"path": str(path), "format": "json"} | reader
    return from_toml({"sources": needed, "output": {"path": "out"}})


def cells_of(
    spark: SparkSession, path: Path, source: str = "gaggles", **reader: Any
) -> list[tuple[Any, ...]]:
    rows = read_source(spark, config_of(source, path, **reader).sources[source]).collect()
    return sorted((tuple(row) for row in rows), key=str)


def error_of(spark: SparkSession, path: Path, **reader: Any) -> str:
    config = config_of("gaggles", path, **reader)
    with pytest.raises(InputError) as error:
        collect_or_diagnose(spark, config, "gaggles")
    return str(error.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "gaggles.json"


CELLS: list[tuple[str, str | None]] = [
    ('"0007"', "0007"),
    ("7", "7"),
    ("12.50", "12.50"),
    ("1e3", "1e3"),
    ("-0.10", "-0.10"),
    ("1.0", "1.0"),
    ("123456789012345678901234567890", "123456789012345678901234567890"),
    ("0.12345678901234567890", "0.12345678901234567890"),
    ("true", "true"),
    ("null", None),
    ('""', ""),
    ("NaN", "NaN"),
    ("-Infinity", "-Infinity"),
    ('"NaN, Infinity"', "NaN, Infinity"),
    (r'"\u0041\/\ud83d\ude00 \"q\" \\ \t"', 'A/😀 "q" \\ \t'),
    (r'"line\nbreak"', "line\nbreak"),
    (r'"half \ud83d"', "half "),
    (r'"no \\ud83d half"', r"no \ud83d half"),
    ('"\u2028 \u0085"', "\u2028 \u0085"),
    ('"{\\"a\\": 1}"', '{"a": 1}'),
    ('{"a":"x"}', '{"a":"x"}'),
    ('["x",1]', '["x",1]'),
]


def test_values_are_their_text(spark: SparkSession, file: Path) -> None:
    """One file with all of them: a key may hold values of all kinds."""
    lines = (
        f'{{"created_at": {value}, "gaggle_id": {at}, "gaggle_name": "x"}}'
        for at, (value, _) in enumerate(CELLS)
    )
    file.write_text("\n".join(lines), encoding="utf-8")
    read = {int(row[0]): row[2] for row in cells_of(spark, file)}
    assert [read[at] for at in range(len(CELLS))] == [expected for _, expected in CELLS]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("{%s}\n", id="plain"),
        pytest.param("\ufeff{%s}\n", id="byte order mark"),
        pytest.param("\ufeff\n{%s}", id="byte order mark before a blank line"),
        pytest.param("\n  \n{%s}\n\t\r\n\u00a0\n", id="blank lines"),
        pytest.param("{%s}\r\n", id="CRLF"),
        pytest.param(" { \t%s } ", id="blanks"),
        pytest.param('{"x": [{"a": 1, "a": 2}], "y": NaN, %s}', id="others hold whatever they do"),
        pytest.param('{"x": "\\ud83d", "n": 1, "N": 2, %s}', id="others hold half a character"),
    ],
)
def test_lines(spark: SparkSession, file: Path, content: str) -> None:
    file.write_text(content % (KEY + '"Jets"'), encoding="utf-8")
    assert cells_of(spark, file) == [("7", "Jets", None)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{%s}\n{%s\n", "line 2: not valid JSON (Expecting ',' delimiter"),
        ("{%s}\n{%s} {%s}", "line 2: not valid JSON (Extra data"),
        ("{%s} x", "line 1: not valid JSON (Extra data"),
        ('{"x": 1, %s, "x": 2}', "line 1: the key x stands twice"),
        ('{%s, "gaggle_\\u0069d": 8}', "line 1: the key gaggle_id stands twice"),
        ("[{%s}, {%s}]", "line 1: an array; expected one object per line; convert it (`jq"),
        ("[\n{%s},\n{%s}\n]\n", "line 1: an array; expected one object per line"),
        ("{\n%s\n}\n", "line 1: an object over several lines; expected one object per line"),
        ("{%s}\n12\n", "line 2: expected a JSON object {...}, found 12"),
        ('{%s}\n"x"\n', 'line 2: expected a JSON object {...}, found "x"'),
        ("null\n", "line 1: expected a JSON object {...}, found null"),
        ("{%s,}", "line 1: not valid JSON ("),
    ],
)
def test_what_is_no_line_of_json_is_named(
    spark: SparkSession, file: Path, content: str, expected: str
) -> None:
    file.write_text(content.replace("%s", KEY + '"Jets"'), encoding="utf-8")
    assert error_of(spark, file).startswith(f"{file}, {expected}")


def test_a_key_twice_where_something_is_asked_for(spark: SparkSession, file: Path) -> None:
    file.write_text('{"p": {"id": 7, "id": 8}, "gaggle_name": "x", "created_at": "x"}')
    message = error_of(spark, file, columns={"gaggle_id": "p.id"})
    assert message == f"{file}, line 1: the key id stands twice in p"


def test_paths(spark: SparkSession, tmp_path: Path) -> None:
    """A name is a key as it stands, else a path; what is no object has nothing within it."""
    file = tmp_path / "events.json"
    file.write_text(
        '{"event": "a", "p": {"$id": "e1", "user.id": 1, "x": {"y": 1}}, "t.s": "t", "t": 1}\n'
        '{"event": "b", "p": "text", "t.s": null}\n'
        '{"event": "c", "p": {"$id": 2.50, "user.id": "0007"}, "t.s": {"x":1}}\n'
        '{"event": "d", "p": null}\n'
        '{"event": "e", "p": {"$id": null, "user.id": [1]}}\n'
    )
    columns = {
        "event_id": "p.$id",
        "user_id": "p.user.id",
        "event_name": "EVENT",
        "timestamp": "t.s",
    }
    assert cells_of(spark, file, "events", columns=columns) == [
        ("2.50", "0007", "c", '{"x":1}'),
        ("e1", "1", "a", "t"),
        (None, "[1]", "e", None),
        (None, None, "b", None),
        (None, None, "d", None),
    ]


def test_a_late_key_is_found(spark: SparkSession, file: Path) -> None:
    early = '{"gaggle_id": 7, "created_at": "x"}\n' * 1_200
    late = '{"gaggle_id": 8, "created_at": "x", "traits": {"name": "Late"}}\n'
    file.write_text(early + late)
    read = cells_of(spark, file, columns={"gaggle_name": "traits.name"})
    assert [row for row in read if row[0] == "8"] == [("8", "Late", "x")]


def test_a_late_optional_key_is_found(spark: SparkSession, file: Path) -> None:
    early = '{"close_date": null, "amount": 1, "deal_name": "a", "deal_stage": "x", "email": "e"}\n'
    file.write_text(early * 1_200 + early.replace("}", ', "currency": "EUR"}'))
    read = cells_of(spark, file, "deals")
    assert {row[-1] for row in read} == {None, "EUR"}


def test_a_key_that_is_nowhere_is_missing(spark: SparkSession, file: Path) -> None:
    file.write_text('{"gaggle_id": 7, "traits": {"n": 1}}\n' * 1_200)
    assert error_of(spark, file, columns={"gaggle_name": "traits.name"}) == (
        f"gaggles ({file}): no column traits.name, created_at; found gaggle_id, traits, traits.n. "
        "If they have other names there, map them in [sources.gaggles] columns"
    )


def test_packed_lines_in_folders(spark: SparkSession, tmp_path: Path) -> None:
    for day, at in (("2021-09-01", 7), ("2021-09-02", 8)):
        folder = tmp_path / f"dt={day}"
        folder.mkdir()
        line = f'{{"gaggle_id": {at}, "gaggle_name": "x"}}\n'.encode()
        (folder / "part.json.gz").write_bytes(gzip.compress(line))
    read = cells_of(spark, tmp_path, columns={"created_at": "dt"}, where="dt > '2021-09-01'")
    assert [(row[0], str(row[2])) for row in read] == [("8", "2021-09-02")]


def test_amounts(spark: SparkSession, tmp_path: Path, make_df: MakeDf) -> None:
    """A number has as many decimals as it likes; text is read as people write amounts."""
    file = tmp_path / "deals.json"
    amounts = {
        "12.345": "12.35",
        "1e3": "1000",
        "99.99": "99.99",
        "-2.005": "-2.01",
        "10": "10",
        '"$1,000.50"': "1000.50",
        "null": None,
    }
    other = '"email": "", "deal_stage": "", "close_date": null'
    lines = (
        f'{{"deal_name": "{at}", "amount": {amount}, {other}}}' for at, amount in enumerate(amounts)
    )
    file.write_text("\n".join(lines))
    read = read_source(spark, config_of("deals", file).sources["deals"])
    expected = [(str(at), amount) for at, amount in enumerate(amounts.values())]
    rows = valid("deals", read).select("deal_name", "amount")
    assert_rows(rows, make_df(expected, "deal_name string, amount decimal(18,2)"))


def test_an_option_of_a_reader_that_is_not_used(spark: SparkSession, file: Path) -> None:
    file.write_text("{%s}" % (KEY + '"Jets"'))
    message = error_of(spark, file, options={"allowComments": "true"})
    assert "options.allowComments: " in message
    assert message.split("; leave it out")[0].endswith("charset, encoding, mode, multiline") or (
        "supported for json: charset, encoding, mode" in message
    )


@pytest.mark.engine("spark")
def test_documents(spark: SparkSession, file: Path) -> None:
    file.write_text(
        '[{"id": 7.50, "p": {"name": "x"}, "t": null},\n {"id": "0008", "p": {"name": 2}, "t": 1}]'
    )
    columns = {"gaggle_id": "id", "gaggle_name": "p.name", "created_at": "t"}
    read = cells_of(spark, file, columns=columns, options={"multiLine": "true"})
    assert [row[1:] for row in read] == [("2", "1"), ("x", None)]
    assert {row[0] for row in read} <= {"7.50", "7.5", "0008"}


@pytest.mark.engine("spark")
def test_lines_of_another_encoding(spark: SparkSession, file: Path) -> None:
    file.write_bytes(("{%s}\n" % (KEY + '"Jéts \\"the\\""')).encode("latin-1"))
    read = cells_of(spark, file, options={"encoding": "iso-8859-1"})
    assert read == [("7", 'Jéts "the"', None)]
