"""Times and dates, in UTC whatever the session's zone."""

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
UNUSUAL = rf"^{DATE}{_TIME_OF_DAY}\z"
ZERO_DATE = rf"^0000-00-00(?:{_TIME_OF_DAY})?\z"
MICROS_A_DAY = 86_400_000_000
_TEN_CHARACTERS = 10  # of a date alone


def as_time(value: Column, read_as: T.DataType, written: str = "") -> Column:
    """A time to the microsecond, in UTC where it names no zone; NULL where it is unreadable.

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
        time = _usual_time(to_iso(text, written))
        later = F.timestamp_micros(F.unix_micros(time) + F.lit(HALF_A_DAY))
        return F.when(is_afternoon(text, written), later).otherwise(time)
    return _usual_time(F.when(text.rlike(USUAL), text).otherwise(_as_usual(text)), is_usual=True)


def _usual_time(text: Column, is_usual: bool = False) -> Column:
    """A time that is written as usual; NULL where it is not, or no such day."""
    to_micros = F.regexp_replace(text, r"(\.[0-9]{6})[0-9]+", "$1")
    # A date takes a time of day before it can take a zone.
    is_date = F.length(text) == F.lit(_TEN_CHARACTERS)
    full = F.when(is_date, F.concat(text, F.lit(" 00:00:00"))).otherwise(to_micros)
    has_zone = full.rlike(rf"(?:{ZONE})\z")
    time = F.try_to_timestamp(F.when(has_zone, full).otherwise(F.concat(full, F.lit("Z"))))
    return time if is_usual else F.when(text.rlike(USUAL), time)


def _as_usual(text: Column) -> Column:
    """The other spellings as usual: with seconds, a point, and `Z` or an offset with minutes."""
    capitals = F.upper(trimmed(text))
    with_point = F.translate(capitals, ",", ".")
    with_z = F.regexp_replace(with_point, r" ?(?:Z|UTC|GMT)\z", "Z")
    # Only behind a time of day: a date ends with what looks like an offset.
    with_offset = F.regexp_replace(
        with_z, r"([:.][0-9]+) ?([+-][0-9]{2}):?([0-9]{2})?\z", "$1$2:$3"
    )
    with_minutes = F.regexp_replace(with_offset, r":\z", ":00")
    with_seconds = F.regexp_replace(with_minutes, r"^(.{10}[ T].{5})(Z|[+-].*)?\z", "$1:00$2")
    is_date = F.length(capitals) == F.lit(_TEN_CHARACTERS)
    usual = F.when(is_date & capitals.rlike(USUAL), capitals)
    return F.when(capitals.rlike(UNUSUAL), with_seconds).otherwise(usual)


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
