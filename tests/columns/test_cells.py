"""Cells are read strictly, and NULL is a cell that cannot be read."""

from collections.abc import Iterator

import pytest
from pyspark.sql import Column, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.amounts import as_amount
from jafflegaggle.columns.cells import is_no_value
from jafflegaggle.columns.ids import as_id
from jafflegaggle.columns.times import as_time, date_of
from tests.conftest import MakeDf
from tests.tables import assert_columns

TEXT = T.StringType()
GIVEN = "given string, expected "


def cell() -> Column:
    return F.col("given")


def test_a_whole_number_is_an_id(make_df: MakeDf) -> None:
    rows = [
        ("7", 7),
        ("007", 7),
        ("0" * 30 + "7", 7),
        ("+7", 7),
        ("-7", -7),
        ("0", 0),
        (" 7 ", 7),
        ("\t7\n", 7),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        (None, None),
    ]
    assert_columns(make_df(rows, GIVEN + "bigint"), expected=as_id(cell(), TEXT, "bigint"))


def test_anything_else_is_no_id(make_df: MakeDf) -> None:
    unreadable = ["", " ", "x1", "7.0", "1e1", "0x1", "1 2", "1,000", "1_000", "+", "--1", "1L"]
    too_large = ["9223372036854775808", "-9223372036854775809", "9" * 38, "9" * 39]
    rows = [(given, None) for given in [*unreadable, *too_large, "٣", "９", "NaN", "NULL"]]
    assert_columns(make_df(rows, GIVEN + "bigint"), expected=as_id(cell(), TEXT, "bigint"))


def test_every_blank_around_an_id_is_permitted_on_every_engine(make_df: MakeDf) -> None:
    rows = [("\u00a07", 7), ("7\x85", 7), ("\u30007\u2003", 7), ("\ufeff7", 7), ("\u200b7", None)]
    assert_columns(make_df(rows, GIVEN + "bigint"), expected=as_id(cell(), TEXT, "bigint"))


def test_a_string_id_stays_as_it_is(make_df: MakeDf) -> None:
    ids = ["007", " 7", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "x", None]
    rows = [(id_, id_) for id_ in ids]
    assert_columns(make_df(rows, GIVEN + "string"), expected=as_id(cell(), TEXT, "string"))


def test_an_id_read_as_a_number_is_whole(make_df: MakeDf) -> None:
    rows = [
        ("7", 7, "7.00", 7),
        ("-7", -7, "7.01", None),
        ("2147483647", 2**31 - 1, "9223372036854775807.00", 2**63 - 1),
        ("0", 0, "9223372036854775808.00", None),
        (None, None, None, None),
    ]
    assert_columns(
        make_df(rows, "a int, of_a bigint, b decimal(22,2), of_b bigint"),
        of_a=as_id(F.col("a"), T.IntegerType(), "bigint"),
        of_b=as_id(F.col("b"), T.DecimalType(22, 2), "bigint"),
    )


def test_an_id_of_many_decimals(make_df: MakeDf) -> None:
    """Zero of them is written `0E-10` where a decimal becomes text."""
    rows = [("0", 0), ("7", 7), ("7.0000000001", None), ("9" * 28, None), (None, None)]
    assert_columns(
        make_df(rows, "given decimal(38,10), expected bigint"),
        expected=as_id(F.col("given"), T.DecimalType(38, 10), "bigint"),
    )


def test_an_id_read_as_a_double_is_whole(make_df: MakeDf) -> None:
    rows = [
        ("7.0", 7),
        ("-7.0", -7),
        ("12345678901", 12345678901),
        ("9007199254740991", 2**53 - 1),
        ("7.5", None),
        ("1e19", None),
        ("Infinity", None),
        (None, None),
    ]
    assert_columns(
        make_df(rows, "given double, expected bigint"),
        expected=as_id(cell(), T.DoubleType(), "bigint"),
    )


def test_a_date_or_a_clock_with_a_date_is_a_time(make_df: MakeDf) -> None:
    rows = [
        ("2021-09-01", "2021-09-01 00:00:00"),
        ("2021-09-01 10:20:30", "2021-09-01 10:20:30"),
        ("2021-09-01T10:20:30", "2021-09-01 10:20:30"),
        ("2021-09-01T10:20:30Z", "2021-09-01 10:20:30"),
        ("2021-09-01 10:20:30.5", "2021-09-01 10:20:30.500000"),
        ("2021-09-01 10:20:30.123456789", "2021-09-01 10:20:30.123456"),
        ("2021-09-01 23:59:59.9999999Z", "2021-09-01 23:59:59.999999"),
        ("2021-09-01T10:20:30+05:30", "2021-09-01 04:50:30"),
        ("2021-09-01 23:30:00.25-01:00", "2021-09-02 00:30:00.250000"),
        ("2021-09-01T00:00:00+18:00", "2021-08-31 06:00:00"),
        ("2021-09-01T00:00:00-18:00", "2021-09-01 18:00:00"),
        ("2020-02-29", "2020-02-29 00:00:00"),
        ("1969-12-31 23:59:59.999999", "1969-12-31 23:59:59.999999"),
        (None, None),
    ]
    assert_columns(make_df(rows, GIVEN + "timestamp"), expected=as_time(cell(), TEXT))


def test_anything_else_is_no_time(make_df: MakeDf) -> None:
    not_a_date = ["", " ", "12:30:00", "2021", "2021-09", "2021-9-1", "20210901", "2021/09/01"]
    no_such_day = ["2021-09-31", "2021-02-29", "2021-13-01", "2021-00-01", "2021-01-00"]
    no_such_clock = ["24:00:00", "10:60:00", "10:00:60", "10:00", "9:00:00", "10:00:00."]
    no_such_zone = [
        "10:00:00z",
        "10:00:00+19:00",
        "10:00:00+01:60",
        "10:00:00 Z",
        "10:00:00+01",
        "10:00:00+0100",
        "10:00:00 UTC",
    ]
    words = ["now", "today", "epoch", "1630490400", "2021-09-01Z", " 2021-09-01", "2021-09-01\n"]
    clocks = [f"2021-09-01 {clock}" for clock in [*no_such_clock, *no_such_zone, ""]]
    rows = [(given, None) for given in [*not_a_date, *no_such_day, *clocks, *words]]
    assert_columns(make_df(rows, GIVEN + "timestamp"), expected=as_time(cell(), TEXT))


def test_a_time_read_as_a_time_or_a_date_stays(make_df: MakeDf) -> None:
    noon = "2021-09-01 12:00:00.123456"
    rows = [(noon, noon, "2021-09-01", "2021-09-01 00:00:00"), (None, None, None, None)]
    assert_columns(
        make_df(rows, "a timestamp, of_a timestamp, b date, of_b timestamp"),
        of_a=as_time(F.col("a"), T.TimestampType()),
        of_b=as_time(F.col("b"), T.DateType()),
    )


@pytest.fixture
def in_new_york(spark: SparkSession) -> Iterator[None]:
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    yield
    spark.conf.set("spark.sql.session.timeZone", "UTC")


@pytest.mark.usefixtures("in_new_york")
def test_time_is_utc_in_any_zone(make_df: MakeDf) -> None:
    rows = [
        ("1970-01-01", 0, "1970-01-01"),
        ("1970-01-02 00:00:01", 86_401_000_000, "1970-01-02"),
        ("1970-01-01T02:00:00.000001+02:00", 1, "1970-01-01"),
        ("1969-12-31 23:59:59.5", -500_000, "1969-12-31"),
        (None, None, None),
    ]
    time = as_time(cell(), TEXT)
    assert_columns(
        make_df(rows, "given string, micros bigint, day date"),
        micros=F.unix_micros(time),
        day=date_of(time),
    )


READABLE = {
    "plain": [("7", "7.00"), (" 7 ", "7.00"), ("0", "0.00"), ("0001", "1.00"), ("007.5", "7.50")],
    "point": [("1.5", "1.50"), ("1.05", "1.05"), ("1.5000", "1.50"), ("1.230000", "1.23")],
    "groups": [
        ("40,000", "40000.00"),
        ("1,234,567.8", "1234567.80"),
        ("1'000", "1000.00"),
        ("1\u2019000.50", "1000.50"),
        ("1 000 000", "1000000.00"),
        ("12\u202f000", "12000.00"),
        ("12\u00a0000", "12000.00"),
        ("12\u2009000", "12000.00"),
    ],
    "currency": [
        ("$40,000", "40000.00"),
        ("$ 1,234.5", "1234.50"),
        ("\u20ac5", "5.00"),
        ("5 \u20ac", "5.00"),
        ("\u00a35", "5.00"),
        ("\u00a55", "5.00"),
        ("USD 40000", "40000.00"),
        ("40,000 USD", "40000.00"),
        ("CHF1'000", "1000.00"),
    ],
    "sign": [
        ("-$5", "-5.00"),
        ("$-5", "-5.00"),
        ("+7", "7.00"),
        ("-5 EUR", "-5.00"),
        ("(1,000)", "-1000.00"),
        ("($5)", "-5.00"),
        ("$(5)", "-5.00"),
        ("(5 USD)", "-5.00"),
        ("-0.05", "-0.05"),
    ],
    "limits": [("9999999999999999.99", "9999999999999999.99"), ("0" * 30 + "7", "7.00")],
}
UNREADABLE = {
    "comma for a point": ["1234,56", "40,5", "99,9", "1.234,56", "1 000,50", "0,5"],
    "three digits": ["40.000", "1.234", "$1,234.567", "1.005", "1.2345", "1.2301"],
    "groups": ["12,34,5", "1,2,3", "1,00,000", "1,234'567", "1234,567", ",000", "1,,000"],
    "signs": ["--5", "5-", "1000.00-", "-(5)", "(-5)", "(5", "5)", "+-5", "\u22125"],
    "points": [".5", "+.5", "5.", "1.2.3", "."],
    "currencies": ["$", "$5 USD", "usd 5", "XYZ 5", "$$5", "USDT 5", "5 \u20bf"],
    "no numbers": ["free", "40k", "40 Mio", "1e3", "4.0E4", "-", "Infinity", "\u0661\u0662"],
    "limits": ["10000000000000000", "9" * 18, "9" * 40],
    "blanks": ["1  000", "1 00", "\u200b7"],
}
NO_AMOUNT = ["", " ", "N/A", "n/a", "NULL", "\\N", "NaN", "None"]


@pytest.mark.parametrize("kind", READABLE)
def test_readable_amounts(make_df: MakeDf, kind: str) -> None:
    rows = READABLE[kind]
    assert_columns(make_df(rows, GIVEN + "decimal(18,2)"), expected=as_amount(cell(), TEXT))


def test_unreadable_amounts_and_those_that_are_none(make_df: MakeDf) -> None:
    cells = [cell for cells in UNREADABLE.values() for cell in cells]
    rows = [(cell, None) for cell in [*cells, *NO_AMOUNT, None]]
    assert_columns(make_df(rows, GIVEN + "decimal(18,2)"), expected=as_amount(cell(), TEXT))


def test_no_value(make_df: MakeDf) -> None:
    rows = [(cell, "true") for cell in NO_AMOUNT] + [("-", "false"), ("0", "false"), (None, None)]
    assert_columns(make_df(rows, GIVEN + "boolean"), expected=is_no_value(cell()))


def test_an_amount_read_as_a_whole_or_double_number(make_df: MakeDf) -> None:
    rows = [
        ("40000", "40000.00", "2.125", "2.13"),
        ("-1", "-1.00", "-0.1", "-0.10"),
        ("0", "0.00", "Infinity", None),
        ("9223372036854775807", None, "1e17", None),
        (None, None, None, None),
    ]
    assert_columns(
        make_df(rows, "a bigint, of_a decimal(18,2), b double, of_b decimal(18,2)"),
        of_a=as_amount(F.col("a"), T.LongType()),
        of_b=as_amount(F.col("b"), T.DoubleType()),
    )


def test_an_amount_read_as_a_decimal(make_df: MakeDf) -> None:
    rows = [
        ("5.25", "5.25", "1.005", "1.01"),
        ("-0.01", "-0.01", "-1.005", "-1.01"),
        ("9999999999999999.99", "9999999999999999.99", "10000000000000000", None),
        (None, None, None, None),
    ]
    assert_columns(
        make_df(rows, "a decimal(18,2), of_a decimal(18,2), b decimal(30,3), of_b decimal(18,2)"),
        of_a=as_amount(F.col("a"), T.DecimalType(18, 2)),
        of_b=as_amount(F.col("b"), T.DecimalType(30, 3)),
    )
