"""Times are read strictly, in UTC, and NULL is a cell that cannot be read."""

import re
from collections.abc import Iterator

import pytest
from pyspark.sql import Column, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.time_formats import check_time_format
from jafflegaggle.columns.times import as_time, date_of, is_zero_date, why_no_time, within_years
from tests.conftest import MakeDf
from tests.tables import assert_columns

pytestmark = pytest.mark.usefixtures("generated_code")

TEXT = T.StringType()
GIVEN = "given string, expected "
TEN = "2021-09-05 10:00:00"
USUAL = {
    "2021-09-05": "2021-09-05 00:00:00",
    "2021-09-05 10:00:00": TEN,
    "2021-09-05T10:00:00": TEN,
    "2021-09-05T10:00:00Z": TEN,
    "2021-09-05 10:00:00.5": "2021-09-05 10:00:00.500000",
    "2021-09-05 10:00:00.123456789": "2021-09-05 10:00:00.123456",
    "2021-09-05 23:59:59.9999999Z": "2021-09-05 23:59:59.999999",
    "2021-09-05T10:00:00+05:30": "2021-09-05 04:30:00",
    "2021-09-05 23:30:00.25-01:00": "2021-09-06 00:30:00.250000",
    "2021-09-05T00:00:00+18:00": "2021-09-04 06:00:00",
    "2021-09-05T00:00:00-18:00": "2021-09-05 18:00:00",
    "2020-02-29": "2020-02-29 00:00:00",
    "1969-12-31 23:59:59.999999": "1969-12-31 23:59:59.999999",
    "9999-12-31 23:59:59": "9999-12-31 23:59:59",
}
UNUSUAL = {
    "2021-09-05 10:00": TEN,
    "2021-09-05T10:00Z": TEN,
    "2021-09-05 10:00+02": "2021-09-05 08:00:00",
    "2021-09-05 10:00 -0730": "2021-09-05 17:30:00",
    "2021-09-05 10:00:00 UTC": TEN,
    "2021-09-05 10:00:00 gmt": TEN,
    "2021-09-05 10:00:00.123 UTC": "2021-09-05 10:00:00.123000",
    "2021-09-05 10:00:00Utc": TEN,
    "2021-09-05 10:00:00 Z": TEN,
    "2021-09-05t10:00:00z": TEN,
    "2021-09-05 10:00:00+00": TEN,
    "2021-09-05 10:00:00.123456+00": "2021-09-05 10:00:00.123456",
    "2021-09-05 10:00:00.1234567-07": "2021-09-05 17:00:00.123456",
    "2021-09-05T10:00:00.000+0000": TEN,
    "2021-09-05 10:00:00 +0000": TEN,
    "2021-09-05 10:00:00.000 -0700": "2021-09-05 17:00:00",
    "2021-09-05 10:00:00 +05:30": "2021-09-05 04:30:00",
    "2021-09-05 10:00:00+18": "2021-09-04 16:00:00",
    "2021-09-05 10:00:00-1800": "2021-09-06 04:00:00",
    "2021-09-05T10:00:00,123": "2021-09-05 10:00:00.123000",
    "2021-09-05T10:00:00,123456789Z": "2021-09-05 10:00:00.123456",
    " 2021-09-05 ": "2021-09-05 00:00:00",
    "\t2021-09-05 10:00:00\u00a0": TEN,
    "2021-09-05 10:00:00\n": TEN,
}
UNREADABLE = [
    *[
        "",
        " ",
        "12:30:00",
        "2021",
        "2021-09",
        "2021-9-5",
        "20210905",
        "2021/09/05",
        "20210905T100000Z",
    ],
    *["2021-09-31", "2021-02-29", "2021-13-01", "2021-00-01", "2021-01-00", "2021-02-30 10:00:00"],
    *["2021-W36-7", "Sep 5, 2021", "09/05/2021 10:00", "05.09.2021", "1630836000", "44444.4166"],
    *["now", "today", "epoch", "infinity", "0000-01-01", "12021-01-01", "-2021-01-01"],
    *["2021-09-05Z", "2021-09-05 UTC", "2021-09-05+01:00", "2021-09-05 ,", "2021-09-05T"],
    *["\uff12\uff10\uff12\uff11-09-05", "2021-09-05  10:00:00", "2021-09-05_10:00:00"],
    *(
        f"2021-09-05 {time}"
        for time in [
            *["24:00:00", "10:60:00", "10:00:60", "23:59:60", "9:00:00", "10", "10:0", "1000"],
            *["10:00:00.", "10:00:00.Z", "10:00:00.1234567890", "10:00.5", "10:00:00:00"],
            *["10:00:00+19:00", "10:00:00+18:01", "10:00:00+01:60", "10:00:00+1", "10:00:00+01:"],
            *["10:00:00  Z", "10:00:00 CET", "10:00:00 ZZ", "10:00:00 UTC+2", "10:00:00+01:00:00"],
            *["10:00:00[UTC]", "10:00:00+02:00[Europe/Paris]", "10:00 AM", "10:00:00+01 UTC"],
        ]
    ),
]


def cell() -> Column:
    return F.col("given")


def test_times_as_people_and_databases_write_them(make_df: MakeDf) -> None:
    rows = [*USUAL.items(), *UNUSUAL.items(), (None, None)]
    assert_columns(make_df(rows, GIVEN + "timestamp"), expected=as_time(cell(), TEXT))


def test_anything_else_is_no_time(make_df: MakeDf) -> None:
    rows = [(given, None) for given in UNREADABLE]
    assert_columns(make_df(rows, GIVEN + "timestamp"), expected=as_time(cell(), TEXT))


def test_a_zero_date_is_no_value(make_df: MakeDf) -> None:
    zeros = ["0000-00-00", "0000-00-00 00:00:00", "0000-00-00T00:00Z", " 0000-00-00 00:00:00.000 "]
    others = ["0000-01-01", "2021-00-00", "0000-00-00 24:00:00", "0000-00-00 x", "00/00/0000"]
    rows: list[tuple[object, ...]] = [
        *((zero, True) for zero in zeros),
        *((other, False) for other in others),
        (None, None),
    ]
    assert_columns(make_df(rows, GIVEN + "boolean"), expected=is_zero_date(cell()))
    assert_columns(
        make_df([("00/00/0000", True), ("00/01/0000", False)], GIVEN + "boolean"),
        expected=is_zero_date(cell(), "MM/dd/yyyy"),
    )


EPOCHS = [
    ("0", "1970-01-01 00:00:00", None, None, None),
    (
        "1630836000",
        TEN,
        "1970-01-19 21:00:36",
        "1970-01-01 00:27:10.836",
        "1970-01-01 00:00:01.630836",
    ),
    ("1630836000.5", "2021-09-05 10:00:00.5", None, None, None),
    ("-1.5", "1969-12-31 23:59:58.5", None, None, None),
    ("1630836000.1234569", "2021-09-05 10:00:00.123456", None, None, None),
    ("1630836000123", None, "2021-09-05 10:00:00.123", None, None),
    ("1630836000123.4567", None, "2021-09-05 10:00:00.123456", None, None),
    ("1630836000123456", None, None, "2021-09-05 10:00:00.123456", None),
    ("1630836000123456789", None, None, None, "2021-09-05 10:00:00.123456"),
]


@pytest.mark.parametrize(
    ("at", "epoch"), [(1, "epoch_s"), (2, "epoch_ms"), (3, "epoch_us"), (4, "epoch_ns")]
)
def test_times_as_numbers_since_1970(make_df: MakeDf, at: int, epoch: str) -> None:
    rows: list[tuple[object, ...]] = [(row[0], row[at]) for row in EPOCHS if row[at]]
    rows += [(cell, None) for cell in ["", "x", "1e9", "2021-09-05", "1,5", "9" * 22, None]]
    assert_columns(make_df(rows, GIVEN + "timestamp"), expected=as_time(cell(), TEXT, epoch))


def test_columns_of_numbers_since_1970(make_df: MakeDf) -> None:
    rows = [
        ("1630836000", "1630836000123", "1630836000.5", "1630836000123456789", TEN),
        ("-1", "-1", "-1.5", "-1", "1969-12-31 23:59:59"),
        (None, None, "NaN", None, None),
        ("253402300800", None, "1e300", None, None),
    ]
    of = [
        ("2021-09-05 10:00:00.123", "2021-09-05 10:00:00.5", "2021-09-05 10:00:00.123456"),
        ("1969-12-31 23:59:59.999", "1969-12-31 23:59:58.5", "1969-12-31 23:59:59.999999"),
        (None, None, None),
        (None, None, None),
    ]
    assert_columns(
        make_df(
            [(*given, *expected) for given, expected in zip(rows, of, strict=True)],
            "s bigint, ms bigint, d string, ns bigint, of_s timestamp, of_ms timestamp, "
            "of_d timestamp, of_ns timestamp",
        ),
        of_s=as_time(F.col("s"), T.LongType(), "epoch_s"),
        of_ms=as_time(F.col("ms"), T.LongType(), "epoch_ms"),
        of_d=as_time(F.col("d").cast("double"), T.DoubleType(), "epoch_s"),
        of_ns=as_time(F.col("ns"), T.LongType(), "epoch_ns"),
    )


def test_a_double_of_milliseconds_is_exact_to_the_microsecond(make_df: MakeDf) -> None:
    rows = [
        ("1630836000123.456", "2021-09-05 10:00:00.123456"),
        ("0.001", "1970-01-01 00:00:00.000001"),
    ]
    assert_columns(
        make_df(rows, "given double, expected timestamp"),
        expected=as_time(cell(), T.DoubleType(), "epoch_ms"),
    )


PATTERNS: dict[str, dict[str, str | None]] = {
    "MM/dd/yyyy hh:mm a": {
        "09/05/2021 07:03 PM": "2021-09-05 19:03:00",
        "09/05/2021 12:00 am": "2021-09-05 00:00:00",
        "09/05/2021 12:30 PM": "2021-09-05 12:30:00",
        "09/05/2021 10:00\u202fAM": TEN,
        " 09/05/2021 10:00 AM ": TEN,
        "9/05/2021 10:00 AM": None,
        "09/05/2021 13:00 PM": None,
        "09/05/2021 00:00 AM": None,
        "09/05/2021 10:00": None,
        "02/30/2021 10:00 AM": None,
        "2021-09-05 10:00:00": None,
    },
    "M/d/yyyy h:mm:ss a": {
        "9/5/2021 7:03:09 PM": "2021-09-05 19:03:09",
        "13/5/2021 7:03:09 PM": None,
    },
    "dd.MM.yyyy HH:mm": {
        "05.09.2021 10:00": TEN,
        "05.09.2021 24:00": None,
        "05-09-2021 10:00": None,
    },
    "d.M.yyyy": {"5.9.2021": "2021-09-05 00:00:00", "05.09.2021": "2021-09-05 00:00:00"},
    "yyyyMMdd": {"20210905": "2021-09-05 00:00:00", "2021-09-05": None, "20210931": None},
    "yyyyMMdd HHmmss": {"20210905 100000": TEN, "20210905 100060": None},
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_times_of_a_pattern(make_df: MakeDf, pattern: str) -> None:
    rows = [*PATTERNS[pattern].items(), ("", None), (None, None)]
    assert_columns(make_df(rows, GIVEN + "timestamp"), expected=as_time(cell(), TEXT, pattern))


def test_a_column_of_numbers_may_have_a_pattern(make_df: MakeDf) -> None:
    rows = [("20210905", "2021-09-05 00:00:00"), ("5", None), (None, None)]
    assert_columns(
        make_df(rows, "given int, expected timestamp"),
        expected=as_time(cell(), T.IntegerType(), "yyyyMMdd"),
    )


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("MM/dd/yy", "yy is none of these"),
        ("YYYY-MM-dd", "YYYY is none of these"),
        ("dd MMM yyyy", "MMM is none of these"),
        ("yyyy-MM-dd'T'HH:mm", "quotes have no meaning in it"),
        ("yyyy-MM-dd HH:mm:ss.SSS", "SSS is none of these"),
        ("epoch", "e is none of these"),
        ("dd.MM.", "it has no yyyy"),
        ("HH:mm", "it has no yyyy and no MM and no dd"),
        ("", "it has no yyyy and no MM and no dd"),
        ("yyyy-MM-dd hh:mm", "h (1 to 12) goes with a (AM or PM), and H (0 to 23) without"),
        ("yyyy-MM-dd HH:mm a", "h (1 to 12) goes with a (AM or PM), and H (0 to 23) without"),
        ("yyyy-MM-dd M", "M occurs twice"),
        ("yyyy-MM-dd mm", "it has mm, and no hour"),
        ("yyyy-MM-dd HH ss", "it has ss, and no mm"),
        ("yyyyMd", "nobody can tell where M ends and d begins"),
    ],
)
def test_what_is_no_pattern(pattern: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(why)}$"):
        check_time_format(pattern)


def test_numbers_need_a_format_and_times_take_none() -> None:
    assert "epoch_s, epoch_ms, epoch_us, epoch_ns" in why_no_time(T.LongType(), "")
    assert "numbers (double)" in why_no_time(T.DoubleType(), "")
    assert "timestamp by its type" in why_no_time(T.TimestampType(), "epoch_ms")
    readable: list[tuple[T.DataType, str]] = [
        (T.LongType(), "epoch_s"),
        (T.StringType(), ""),
        (T.StringType(), "yyyyMMdd"),
        (T.TimestampType(), ""),
        (T.DateType(), ""),
    ]
    assert [why_no_time(*given) for given in readable] == [""] * len(readable)


def test_a_time_is_of_the_years_1_to_9999(make_df: MakeDf) -> None:
    rows = [
        ("9999-12-31T23:59:59-01:00", None),
        ("0001-01-01T00:00:00+00:01", None),
        ("0001-01-01 01:00:00+01", -62_135_596_800_000_000),
        ("0001-01-01", -62_135_596_800_000_000),
        (None, None),
    ]
    time = within_years(as_time(cell(), TEXT), TEXT)
    assert_columns(make_df(rows, GIVEN + "bigint"), expected=F.unix_micros(time))


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
