"""Reading cells: text to numbers, times and amounts, strictly, and NULL where it is not readable.

Each function takes a column and the type it was read in: text is parsed, what has a type keeps it.
A value is tested before it is cast, since a cast that fails stops the job where ANSI mode is on;
and times are read with their zone, so that the session's own does not matter.
"""

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.staging.money import AMOUNT, MAX_DIGITS, NEGATIVE
from jafflegaggle.text import BLANKS, NO_VALUES

WHOLE_NUMBER = r"^[+-]?[0-9]{1,38}\z"
MIN_BIGINT, MAX_BIGINT = -(2**63), 2**63 - 1
YEAR = r"(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
DATE = rf"{YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
TIME_OF_DAY = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
ZONE = r"Z|[+-](?:(?:0[0-9]|1[0-7]):[0-5][0-9]|18:00)"
TIME = rf"^{DATE}(?:[ T]{TIME_OF_DAY}(?:\.[0-9]+)?(?:{ZONE})?)?\z"
TOO_LARGE_AMOUNT = "9999999999999999.995"  # what is rounded beyond DECIMAL(18,2)
MICROS_A_DAY = 86_400_000_000
MIN_MICROS, MAX_MICROS = -62_135_596_800_000_000, 253_402_300_799_999_999


def as_id(value: Column, read_as: T.DataType, id_type: str) -> Column:
    """A whole number or a string; NULL where the number is unreadable.

    Blanks around a number and a sign are permitted; `12.0`, `1e3` and `1_000` are unreadable.

    >>> numbers = ["7", " +12 ", "12.0", "9223372036854775808", "", None]
    >>> cells = make_df({"cell": numbers}, "cell string")
    >>> rows = cells.select(as_id(F.col("cell"), T.StringType(), "bigint").alias("id")).collect()
    >>> [row.id for row in rows]
    [7, 12, None, None, None, None]
    """
    if id_type == "string":
        return value.cast("string")
    if isinstance(read_as, (T.ByteType, T.ShortType, T.IntegerType, T.LongType)):
        return value.cast("bigint")
    if isinstance(read_as, (T.FloatType, T.DoubleType)):
        is_whole = (F.abs(value) < F.lit(2.0**63)) & (value == F.floor(value))
        return F.when(is_whole, value.cast("bigint"))
    if isinstance(read_as, T.DecimalType):
        is_there = value.between(F.lit(MIN_BIGINT), F.lit(MAX_BIGINT))
        whole = F.when(is_there, value.cast("bigint"))
        # Compared as decimals of one scale: a type that holds two of them may have fewer places.
        return F.when(whole.cast(read_as) == value, whole)
    digits = F.btrim(value.cast("string"), F.lit(BLANKS))
    number = F.when(digits.rlike(WHOLE_NUMBER), digits.cast("decimal(38,0)"))
    return F.when(number.between(F.lit(MIN_BIGINT), F.lit(MAX_BIGINT)), number.cast("bigint"))


def as_time(value: Column, read_as: T.DataType) -> Column:
    """A time to the microsecond, in UTC where it names no zone; NULL where it is unreadable.

    Readable is `YYYY-MM-DD`, `YYYY-MM-DD HH:MM:SS`, with `T` between, with a fraction, with `Z` or
    an offset. A bare cast would turn `12:30:00` into today and `2021` into a January 1st.

    >>> times = ["2021-09-01", "2021-09-01T10:00:00.5+02:00", "2021", None]
    >>> cells = make_df({"cell": times}, "cell string")
    >>> time = as_time(F.col("cell"), T.StringType()).cast("string")
    >>> [row.time for row in cells.select(time.alias("time")).collect()]
    ['2021-09-01 00:00:00', '2021-09-01 08:00:00.5', None, None]
    """
    if isinstance(read_as, T.TimestampType):
        return value
    text = value.cast("string")
    to_micros = F.regexp_replace(text, r"(\.[0-9]{6})[0-9]+", "$1")
    # A date takes a clock before it can take a zone.
    clocked = F.when(F.length(text) == F.lit(10), F.concat(text, F.lit(" 00:00:00"))).otherwise(
        to_micros
    )
    zoned = F.when(clocked.rlike(rf"(?:{ZONE})\z"), clocked).otherwise(
        F.concat(clocked, F.lit("Z"))
    )
    return F.when(text.rlike(TIME), F.try_to_timestamp(zoned))


def within_years(time: Column) -> Column:
    """A time of the years 1 to 9999, UTC; NULL beyond: no date there for Python, nor for SQL.

    Milliseconds that were taken for seconds lead there, and so does an offset at either end.

    >>> cells = make_df({"micros": [253402300799999999, 253402300800000000]}, "micros bigint")
    >>> time = within_years(F.timestamp_micros("micros")).cast("string")
    >>> [row.time for row in cells.select(time.alias("time")).collect()]
    ['9999-12-31 23:59:59.999999', None]
    """
    first, last = (F.timestamp_micros(F.lit(micros)) for micros in (MIN_MICROS, MAX_MICROS))
    return F.when(time.between(first, last), time)


def is_no_value(text: Column) -> Column:
    """Whether a cell is blank or a spelling of "no value"; NULL for NULL.

    >>> cells = make_df({"cell": [" ", "N/A", "0", None]}, "cell string")
    >>> rows = cells.select(is_no_value(F.col("cell")).alias("is_no_value")).collect()
    >>> [row.is_no_value for row in rows]
    [True, True, False, None]
    """
    return F.lower(F.btrim(text, F.lit(BLANKS))).isin("", *NO_VALUES)


def as_amount(value: Column, read_as: T.DataType) -> Column:
    """An amount of money as DECIMAL(18,2); NULL where it is unreadable, or no value.

    Text is read by the grammar of `money.py`: `$40,000` is 40000.00, and `1234,56` is unreadable,
    since whoever writes that does not mean 123456. A number is rounded half up, a DOUBLE through
    DECIMAL(38,6).

    >>> cells = make_df({"cell": ["$40,000", "(5.5)", "1234,56", None]}, "cell string")
    >>> rows = cells.select(as_amount(F.col("cell"), T.StringType()).alias("amount")).collect()
    >>> [str(row.amount) for row in rows]
    ['40000.00', '-5.50', 'None', 'None']
    """
    if isinstance(read_as, T.StringType):
        text = F.btrim(value, F.lit(BLANKS))
        digits = F.regexp_replace(text, r"[^0-9.]", "")
        # Zeros at both ends may be more than the type holds.
        plain = F.regexp_replace(digits, r"^0*([0-9]+(?:\.[0-9]{1,2})?)0*\z", "$1")
        is_amount = text.rlike(AMOUNT) & plain.rlike(MAX_DIGITS)
        amount = F.when(is_amount, plain.cast("decimal(18,2)"))
        return F.when(text.rlike(NEGATIVE), -amount).otherwise(amount).cast("decimal(18,2)")
    if isinstance(read_as, (T.FloatType, T.DoubleType)):
        value = F.when(F.abs(value) < F.lit(1e16), value.cast("decimal(38,6)"))
    too_large = F.lit(TOO_LARGE_AMOUNT).cast("decimal(19,3)")
    return F.when(F.abs(value) < too_large, value.cast("decimal(18,2)"))


def date_of(time: Column) -> Column:
    """The UTC date of a time, whatever the session's zone.

    >>> times = make_df({"cell": ["1969-12-31 23:59:59.5", "2021-09-01 00:00:00"]}, "cell string")
    >>> date = date_of(as_time(F.col("cell"), T.StringType()))
    >>> [str(row.date) for row in times.select(date.alias("date")).collect()]
    ['1969-12-31', '2021-09-01']
    """
    micros = F.unix_micros(time)
    since_midnight = F.pmod(micros, F.lit(MICROS_A_DAY))
    return F.date_from_unix_date(((micros - since_midnight) / F.lit(MICROS_A_DAY)).cast("int"))
