"""Cells are read strictly, and NULL is a cell that cannot be read."""

import pytest
from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.amounts import as_amount, as_currency, currency_of
from jafflegaggle.columns.cells import is_no_value, not_blank
from jafflegaggle.columns.ids import as_id, bytes_as_text
from jafflegaggle.text import BLANKS
from tests.conftest import MakeDf
from tests.tables import assert_columns

pytestmark = pytest.mark.usefixtures("generated_code")

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
        ("10.0", 10),
        ("-10.000", -10),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        (None, None),
    ]
    assert_columns(make_df(rows, GIVEN + "bigint"), expected=as_id(cell(), TEXT, "bigint"))


def test_anything_else_is_no_id(make_df: MakeDf) -> None:
    unreadable = [
        "",
        " ",
        "x1",
        "7.5",
        "7.",
        "1e1",
        "0x1",
        "1 2",
        "1,000",
        "1_000",
        "+",
        "--1",
        "1L",
    ]
    too_large = ["9223372036854775808", "-9223372036854775809", "9" * 38, "9" * 39]
    rows = [(given, None) for given in [*unreadable, *too_large, "٣", "９", "NaN", "NULL"]]
    assert_columns(make_df(rows, GIVEN + "bigint"), expected=as_id(cell(), TEXT, "bigint"))


def test_every_blank_around_an_id_is_permitted_on_every_engine(make_df: MakeDf) -> None:
    rows = [("\u00a07", 7), ("7\x85", 7), ("\u30007\u2003", 7), ("\ufeff7", 7), ("\u200b7", None)]
    assert_columns(make_df(rows, GIVEN + "bigint"), expected=as_id(cell(), TEXT, "bigint"))


def test_a_text_id_stays_as_it_is_but_for_white_space_around_it(make_df: MakeDf) -> None:
    ids = ["007", "7.0", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "x y", "-", "none of these"]
    rows: list[tuple[str | None, ...]] = [
        *((id_, id_) for id_ in ids),
        (" 7\u00a0", "7"),
        ("\tx", "x"),
    ]
    rows += [
        (cell, None) for cell in ["", " ", "\u3000", "NULL", "null", " N/A", "\\N", "NaN", None]
    ]
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
        ("7.0", 7, "7"),
        ("-7.0", -7, "-7"),
        ("0.0", 0, "0"),
        ("-0.0", 0, "0"),
        ("12345678901", 12345678901, "12345678901"),
        ("10000000", 10_000_000, "10000000"),
        ("9007199254740992", 2**53, "9007199254740992"),
        ("7.5", None, "7.5"),
        ("NaN", None, None),
        (None, None, None),
    ]
    double, given = T.DoubleType(), cell().cast("double")  # a NaN is not equal to itself
    assert_columns(
        make_df(rows, "given string, number bigint, text string"),
        number=as_id(given, double, "bigint"),
        text=as_id(given, double, "string"),
    )


@pytest.mark.parametrize("id_type", ["bigint", "string"])
def test_an_id_that_a_floating_point_number_may_have_bent_stops(
    make_df: MakeDf, id_type: str
) -> None:
    ids = make_df([("9007199254740994",)], "given double")
    with pytest.raises(Exception, match=r"user_id: .* beyond 2\^53.* as whole numbers or as text"):
        ids.select(as_id(cell(), T.DoubleType(), id_type, name="user_id")).collect()


def test_a_decimal_as_text_has_no_zeros_behind_the_point(make_df: MakeDf) -> None:
    rows = [("7", "7"), ("-12", "-12"), ("7.25", "7.2500000000"), (None, None)]
    assert_columns(
        make_df(rows, "given decimal(38,10), expected string"),
        expected=as_id(cell(), T.DecimalType(38, 10), "string"),
    )


def test_bytes_are_a_uuid_or_text(make_df: MakeDf) -> None:
    rows = [
        ("3f2504e04f8911d39a0c0305e82c3301", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
        ("00000000000000000000000000000000", "00000000-0000-0000-0000-000000000000"),
        ("757365722d3030303030303030303031", "user-00000000001"),
        ("3439", "49"),
        (None, None),
    ]
    assert_columns(
        make_df(rows, "given string, expected string"), expected=bytes_as_text(F.unhex(cell()))
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


def test_the_currency_of_an_amount_is_its_symbol_or_code_wherever_it_stands(
    make_df: MakeDf,
) -> None:
    rows = [
        ("$40,000", "USD"),
        (" $ 1,234.5 ", "USD"),
        ("5 \u20ac", "EUR"),
        ("\u00a35", "GBP"),
        ("\u00a55", "JPY"),
        ("USD 40000", "USD"),
        ("40'000CHF", "CHF"),
        ("40\u2019000\u00a0SEK", "SEK"),
        ("-$5", "USD"),
        ("$-5", "USD"),
        ("($5)", "USD"),
        ("$(5)", "USD"),
        ("(5 USD)", "USD"),
        ("(5) USD", "USD"),
        ("1.234,50 EUR", "EUR"),
        ("$1234,56", "USD"),
        ("40000", None),
        ("1.0E7", None),
        ("usd 5", None),
        ("XYZ 5", None),
        ("USDT 5", None),
        ("$5 USD", None),
        ("$$5", None),
        ("5 Mio EUR", None),
        ("\u20bf5", None),
        ("N/A", None),
        ("", None),
        (None, None),
    ]
    assert_columns(make_df(rows, GIVEN + "string"), expected=currency_of(cell()))


def test_the_currency_in_a_cell_of_its_own(make_df: MakeDf) -> None:
    rows = [("USD", "USD"), (" eur\u00a0", "EUR"), ("\u20ac", "EUR"), ("Credits", "CREDITS")]
    assert_columns(make_df([*rows, (None, None)], GIVEN + "string"), expected=as_currency(cell()))


def test_unreadable_amounts_and_those_that_are_none(make_df: MakeDf) -> None:
    cells = [cell for cells in UNREADABLE.values() for cell in cells]
    rows = [(cell, None) for cell in [*cells, *NO_AMOUNT, None]]
    assert_columns(make_df(rows, GIVEN + "decimal(18,2)"), expected=as_amount(cell(), TEXT))


def test_no_value(make_df: MakeDf) -> None:
    rows: list[tuple[object, ...]] = [
        (cell, True, cell.strip() == "") for cell in [*NO_AMOUNT, "\u00a0none\t", "nUlL"]
    ]
    rows += [("-", False, True), ("0", False, False), ("unknown ", False, True), (None, None, None)]
    assert_columns(
        make_df(rows, GIVEN + "boolean, replaced boolean"),
        expected=is_no_value(cell()),
        replaced=is_no_value(cell(), ["-", " Unknown"]),
    )


def test_blank_text_is_null_and_other_text_stays(make_df: MakeDf) -> None:
    texts = ["x", " x ", "\tx", "~", "!", "NULL", "\u00e9", "\U0001f600", "\u200b", "0"]
    blanks = ["", " ", "\t\n", *BLANKS, BLANKS, None]
    rows = [*((text, text) for text in texts), *((blank, None) for blank in blanks)]
    assert_columns(make_df(rows, GIVEN + "string"), expected=not_blank(cell()))


def test_an_amount_with_a_decimal_comma(make_df: MakeDf) -> None:
    rows = [
        ("1234,50", "1234.50"),
        ("1.234,56", "1234.56"),
        ("1 000,5 \u20ac", "1000.50"),
        ("-\u20ac40.000", "-40000.00"),
        ("(99,9)", "-99.90"),
        ("40,000", None),
        ("1,234.56", None),
        ("1234.5", None),
        (None, None),
    ]
    assert_columns(
        make_df(rows, GIVEN + "decimal(18,2)"), expected=as_amount(cell(), TEXT, "decimal_comma")
    )


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
