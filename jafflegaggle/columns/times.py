"""Times and dates, in UTC whatever the session's zone."""

import datetime as dt

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

YEAR = r"(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
DATE = rf"{YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
TIME_OF_DAY = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
ZONE = r"Z|[+-](?:(?:0[0-9]|1[0-7]):[0-5][0-9]|18:00)"
TIME = rf"^{DATE}(?:[ T]{TIME_OF_DAY}(?:\.[0-9]+)?(?:{ZONE})?)?\z"
MICROS_A_DAY = 86_400_000_000
MIN_MICROS, MAX_MICROS = -62_135_596_800_000_000, 253_402_300_799_999_999


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


def is_after(time: Column, day: dt.date) -> Column:
    """Whether a time is later than a day, UTC; NULL where there is no time.

    >>> times = ["2021-12-01 23:59:59.999999", "2021-12-02 00:00:00", None]
    >>> cells = make_df({"cell": times}, "cell string")
    >>> later = is_after(as_time(F.col("cell"), T.StringType()), dt.date(2021, 12, 1))
    >>> [row.later for row in cells.select(later.alias("later")).collect()]
    [False, True, None]
    """
    # The last microsecond and not the next midnight: there is none after the year 9999.
    days = (day - dt.date(1970, 1, 1)).days
    return time > F.timestamp_micros(F.lit((days + 1) * MICROS_A_DAY - 1))


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
