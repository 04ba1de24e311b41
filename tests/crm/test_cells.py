"""The cells of load files, held against readers that are not this project's."""

import csv
import io

import duckdb
import pytest

from jafflegaggle.crm.cells import Limits, Rule, as_read, as_text, csv_line, refusal, to_millis

ODD = (
    "",
    "=1+1",
    "+1",
    "-1",
    "-1+1",
    "@sum(A1)",
    "'quoted'",
    "'=1",
    "\ttab",
    "\rreturn",
    'a "quote"',
    '"',
    "a,b;c",
    "two\nlines",
    "two\r\nlines",
    " blanks ",
    "\N{FIRE}\N{FAMILY}",
    "N" * 300,
    "#N/A",
    "NULL",
)
LIMITS = Limits(32_000, years=(1700, 4000), words={"#N/A": "clears a field"})


def test_lines_are_read_by_others() -> None:
    lines = "".join(csv_line([cell, "end"]) for cell in ODD)
    assert [row[0] for row in csv.reader(io.StringIO(lines, newline=""), strict=True)] == [*ODD]


def test_lines_are_read_by_a_database(tmp_path: object) -> None:
    file = f"{tmp_path}/a.csv"
    with open(file, "w", encoding="utf-8", newline="") as text:  # noqa: PTH123
        text.write("cell,other\n" + "".join(csv_line([cell, "end"]) for cell in ODD))
    options = "header=true, all_varchar=true, delim=',', quote='\"', escape='\"', auto_detect=false"
    query = (
        f"select coalesce(cell, '') from read_csv('{file}', {options}, "
        "columns={'cell': 'varchar', 'other': 'varchar'})"
    )
    read = duckdb.execute(query).fetchall()
    assert [row[0] for row in read] == [*ODD]


def test_no_spreadsheet_runs_a_cell() -> None:
    shown = [as_text(cell) for cell in ODD]
    assert [cell for cell in shown if cell[:1] in tuple("=+@\t\r")] == ["+1"]
    assert [cell for cell in shown if cell.startswith("-")] == ["-1"]
    assert [as_read(cell) for cell in shown] == [*ODD]


@pytest.mark.parametrize(
    ("text", "kind", "rule", "why"),
    [
        ("A" * 80, "text", Rule(max_length=80), ""),
        ("A" * 81, "text", Rule(max_length=80), "81 characters, at most 80 are possible"),
        ("\N{FIRE}" * 41, "text", Rule(max_length=80), "82 characters, at most 80 are possible"),
        ("A" * 32_000, "text", Rule(), ""),
        ("A" * 32_001, "text", Rule(), "32,001 characters, at most 32,000 are possible"),
        ("a\0b", "text", Rule(), "a NUL character"),
        ("#N/A", "text", Rule(), "'#N/A' clears a field"),
        ("1699-12-31", "date", Rule(), "the year is not within 1700 and 4000"),
        ("1700-01-01", "date", Rule(), ""),
        ("4001-01-01T00:00:00.000000Z", "time", Rule(), "the year is not within 1700 and 4000"),
        ("+10000-01-01", "date", Rule(), "the year is not within 1700 and 4000"),
        ("1699", "text", Rule(), ""),
        ("ann@x.com", "text", Rule(is_email=True), ""),
        ("ann@x", "text", Rule(is_email=True), "no e-mail: 'ann@x'"),
        ("a@x.com;b@x.com", "text", Rule(is_email=True), "no e-mail: 'a@x.com;b@x.com'"),
    ],
)
def test_what_a_crm_refuses(text: str, kind: str, rule: Rule, why: str) -> None:
    assert refusal(text, kind, rule, LIMITS) == why  # type: ignore[arg-type]


def test_times_are_cut_to_milliseconds() -> None:
    given = "2021-12-01T10:00:00.000999Z"
    assert to_millis(given) == "2021-12-01T10:00:00.000Z"
