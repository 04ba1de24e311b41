"""Times and dates, in UTC whatever the session's zone."""

import datetime as dt

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.cells import trimmed
from jafflegaggle.columns.time_formats import (
    EPOCHS,
    HALF_A_DAY,
    MAX_MICROS,
    MIN_MICROS,
    from_epoch,
    is_afternoon,
    to_iso,
)

SPELLINGS = (
    "YYYY-MM-DD, or YYYY-MM-DD HH:MM[:SS[.f]] with Z, UTC, an offset such as +02:00, or nothing "
    "for UTC"
)
YEAR = r"(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
DATE = rf"{YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
HOUR_AND_MINUTE = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
ZONE = r"Z|[+-](?:(?:0[0-9]|1[0-7]):[0-5][0-9]|18:00)"
# As nearly every cell is written, and as both engines read a time.
USUAL = rf"^{DATE}(?:[ T]{HOUR_AND_MINUTE}:[0-5][0-9](?:\.[0-9]{{1,9}})?(?:{ZONE})?)?\z"
# All other spellings, in capitals: no seconds, a comma, and zones of people and databases.
_SECONDS = r"(?::[0-5][0-9](?:[.,][0-9]{1,9})?)?"
_ANY_ZONE = r"(?: ?(?:Z|UTC|GMT|[+-](?:(?:0[0-9]|1[0-7])(?::?[0-5][0-9])?|18(?::?00)?)))?"
_TIME_OF_DAY = rf"[ T]{HOUR_AND_MINUTE}{_SECONDS}{_ANY_ZONE}"
UNUSUAL = rf"^{DATE}(?:{_TIME_OF_DAY})?\z"
ZERO_DATE = rf"^0000-00-00(?:{_TIME_OF_DAY})?\z"
# What makes them usual, one after the other: each text is then used once, and the plan is small.
_TO_USUAL = (
    (r"^([0-9]+-[0-9]+-[^+-]*?)(?: ?(?:Z|UTC|GMT))?\z", "$1+00:00"),
    (r"^(.{16})([ +-].*)\z", "$1:00$2"),
    (r"[.,]([0-9]{1,6})[0-9]*", ".$1"),
    (r" ?([+-][0-9]{2}):?([0-9]{2})?\z", "$1:$2"),
    (r":\z", ":00"),
)
MICROS_A_DAY = 86_400_000_000
_TEN_CHARACTERS = 10  # of a date alone


def as_time(value: Column, read_as: T.DataType, written: str = "") -> Column:
    """A time to the microsecond, in UTC if it names no zone; NULL if it is unreadable.

    A bare cast would turn `12:30:00` into today and `2021` into a January 1st.

    Args:
        value: the cells.
        read_as: their type in the source.
        written: how they are written, `epoch_ms` or a pattern, if not as `SPELLINGS` says.

    >>> times = ["2021-09-01", "2021-09-01T10:00:00.5+02:00", "2021-09-01 10:00 utc", "2021", None]
    >>> cells = make_df({"cell": times}, "cell string")
    >>> time = as_time(F.col("cell"), T.StringType()).cast("string")
    >>> [row.time for row in cells.select(time.alias("time")).collect()]
    ['2021-09-01 00:00:00', '2021-09-01 08:00:00.5', '2021-09-01 10:00:00', None, None]
    """
    if isinstance(read_as, T.TimestampType):
        return value
    if written in EPOCHS:
        return from_epoch(value, read_as, written)
    text = value.cast("string")
    if written:
        iso = to_iso(text, written)
        time = F.when(iso.rlike(USUAL), F.try_to_timestamp(F.concat(iso, F.lit("Z"))))
        later = F.timestamp_micros(F.unix_micros(time) + F.lit(HALF_A_DAY))
        return F.when(is_afternoon(text, written), later).otherwise(time)
    return F.when(text.rlike(USUAL), _usual_time(text)).otherwise(_unusual_time(text))


def _usual_time(text: Column) -> Column:
    """A time that is written as usual."""
    to_micros = F.regexp_replace(text, r"(\.[0-9]{6})[0-9]+", "$1")
    # A date takes a time of day before it can take a zone.
    is_date = F.length(text) == F.lit(_TEN_CHARACTERS)
    full = F.when(is_date, F.concat(text, F.lit(" 00:00:00"))).otherwise(to_micros)
    has_zone = full.rlike(rf"(?:{ZONE})\z")
    return F.try_to_timestamp(F.when(has_zone, full).otherwise(F.concat(full, F.lit("Z"))))


def _unusual_time(text: Column) -> Column:
    """A time that is written in one of the other ways; NULL where it is unreadable."""
    capitals = F.upper(trimmed(text))
    is_date = F.length(capitals) == F.lit(_TEN_CHARACTERS)
    usual = F.concat(capitals, F.when(is_date, F.lit(" 00:00")).otherwise(F.lit("")))
    for pattern, replacement in _TO_USUAL:
        usual = F.regexp_replace(usual, pattern, replacement)
    return F.when(capitals.rlike(UNUSUAL), F.try_to_timestamp(usual))


def is_zero_date(value: Column, written: str = "") -> Column:
    """Whether a cell is `0000-00-00`, with or without a time: some databases' "no value".

    >>> cells = make_df({"cell": ["0000-00-00 00:00:00", "2021-00-00", None]}, "cell string")
    >>> rows = cells.select(is_zero_date(F.col("cell")).alias("is_zero")).collect()
    >>> [row.is_zero for row in rows]
    [True, False, None]
    """
    text = value.cast("string")
    if written and written not in EPOCHS:
        text = F.coalesce(to_iso(text, written), text)
    return F.upper(trimmed(text)).rlike(ZERO_DATE)


def why_no_time(read_as: T.DataType, written: str) -> str:
    """Why a column of that type cannot be read as times, and the way out; '' where it can.

    >>> why_no_time(T.LongType(), "")[:26], why_no_time(T.LongType(), "epoch_ms")
    ('the column holds numbers (', '')
    """
    if isinstance(read_as, T.NumericType) and not written:
        return (
            f"the column holds numbers ({read_as.simpleString()}), and not times; "
            f"how are they counted? expected one of {', '.join(EPOCHS)}"
        )
    if isinstance(read_as, (T.TimestampType, T.TimestampNTZType, T.DateType)) and written:
        return f"the column is a {read_as.simpleString()} by its type; leave the format out"
    return ""


def within_years(time: Column, read_as: T.DataType) -> Column:
    """A time of the years 1 to 9999, UTC; NULL beyond, where neither Python nor SQL has dates.

    Milliseconds mistaken for seconds end up there, as do offsets at either end of the range.

    >>> cells = make_df({"micros": [253402300799999999, 253402300800000000]}, "micros bigint")
    >>> time = F.timestamp_micros("micros")
    >>> time = within_years(time, T.TimestampType()).cast("string")
    >>> [row.time for row in cells.select(time.alias("time")).collect()]
    ['9999-12-31 23:59:59.999999', None]
    """
    if isinstance(read_as, T.TimestampType):
        first, last = (F.timestamp_micros(F.lit(micros)) for micros in (MIN_MICROS, MAX_MICROS))
        return F.when(time.between(first, last), time)
    # What was made from text stands here once: a longer plan takes more time to make than to run.
    before, beyond = F.lit(MIN_MICROS - 1), F.lit(MAX_MICROS + 1)
    micros = F.greatest(F.least(F.unix_micros(time), beyond), before)
    return F.timestamp_micros(F.nullif(F.nullif(micros, beyond), before))


def is_after(time: Column, day: dt.date) -> Column:
    """Whether a time is later than a day, UTC; NULL where there is no time.

    >>> times = ["2021-12-01 23:59:59.999999", "2021-12-02 00:00:00", None]
    >>> cells = make_df({"cell": times}, "cell string")
    >>> later = is_after(as_time(F.col("cell"), T.StringType()), dt.date(2021, 12, 1))
    >>> [row.later for row in cells.select(later.alias("later")).collect()]
    [False, True, None]
    """
    return time > F.timestamp_micros(F.lit(last_microsecond(day)))


def last_microsecond(day: dt.date) -> int:
    """The end of a day, UTC, since 1970: not the next midnight, which the year 9999 has none of.

    >>> last_microsecond(dt.date(1970, 1, 1))
    86399999999
    """
    return ((day - dt.date(1970, 1, 1)).days + 1) * MICROS_A_DAY - 1


def date_of(time: Column) -> Column:
    """The UTC date of a time, whatever the session's zone.

    >>> times = make_df({"cell": ["1969-12-31 23:59:59.5", "2021-09-01 00:00:00"]}, "cell string")
    >>> date = date_of(as_time(F.col("cell"), T.StringType()))
    >>> [str(row.date) for row in times.select(date.alias("date")).collect()]
    ['1969-12-31', '2021-09-01']
    """
    # Counted from the year 1 on, since the division cuts negative numbers the other way.
    micros = F.unix_micros(time) - F.lit(MIN_MICROS)
    days = F.call_function("div", micros, F.lit(MICROS_A_DAY))
    return F.date_from_unix_date((days + F.lit(MIN_MICROS // MICROS_A_DAY)).cast("int"))
