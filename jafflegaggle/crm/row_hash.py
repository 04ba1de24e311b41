"""A hash of the mapped values of a row: the same on every engine, so that a load can be compared.

Each value is hashed as text that both engines write alike: their own texts of times and of
floating-point numbers differ.
"""

from collections.abc import Sequence

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.time_formats import MIN_MICROS
from jafflegaggle.columns.times import MICROS_A_DAY, date_of
from jafflegaggle.frames import as_string

Value = tuple[str, Column, T.DataType]

MICROS_A_SECOND = 1_000_000
# Of a field, for what has changed; the hash of the row decides whether something has.
DIGITS_PER_FIELD = 8
# Beyond it a number has no place in DECIMAL(38, 12).
LARGEST = 1e25


def row_hash(values: Sequence[Value]) -> Column:
    """The md5 over values, each as `name=`, its length, `:` and its text; NULL has no length.

    Args:
        values: name, column and type of each, in order.

    >>> rows = make_df([["ann", 1], [None, 1]], "name string, orders int")
    >>> values = [(field.name, F.col(field.name), field.dataType) for field in rows.schema]
    >>> [row.hash for row in rows.select(row_hash(values).alias("hash")).collect()]
    ['757e480f13fa2e6bda2fedc197e99550', 'a94db1ce0e0a688b5e8f630488940e20']
    """
    return as_string(F.md5(F.concat(*(_part(*value) for value in values), F.lit(""))))


def field_hashes(values: Sequence[Value]) -> Column:
    """The first digits of a hash of each value, one behind the other, in order.

    >>> rows = make_df([["ann", 1], [None, 1]], "name string, orders int")
    >>> values = [(field.name, F.col(field.name), field.dataType) for field in rows.schema]
    >>> [row.hashes for row in rows.select(field_hashes(values).alias("hashes")).collect()]
    ['906e6aaf545973cc', '49dec07b545973cc']
    """
    parts = (F.substring(F.md5(_part(*value)), 1, DIGITS_PER_FIELD) for value in values)
    return as_string(F.concat(*parts, F.lit("")))


def other_fields(names: Sequence[str], hashes: Column, before: Column) -> Column:
    """The names of the fields whose hashes differ, as an array, in order.

    >>> rows = make_df([["11111111aaaaaaaa", "11111111bbbbbbbb"]], "now string, before string")
    >>> other = other_fields(["name", "orders"], F.col("now"), F.col("before"))
    >>> [row.other for row in rows.select(other.alias("other")).collect()]
    [['orders']]
    """
    marked = [
        F.when(_digits(hashes, at) != _digits(before, at), F.lit(name))
        for at, name in enumerate(names)
    ]
    return F.filter(F.array(*marked, F.lit(None).cast("string")), lambda name: name.isNotNull())


def as_text(value: Column, type_: T.DataType) -> Column:
    """A value as text: times as `yyyy-MM-ddTHH:mm:ss.SSSSSSZ`, DOUBLE to six places.

    >>> rows = make_df([[0.1 + 0.2, 1e7], [None, -0.0000001]], "one double, two double")
    >>> texts = [as_text(F.col(name), T.DoubleType()).alias(name) for name in ("one", "two")]
    >>> [tuple(row) for row in rows.select(*texts).collect()]
    [('0.300000', '10000000.000000'), (None, '0.000000')]
    """
    if isinstance(type_, T.TimestampType):
        return iso_time(value)
    if isinstance(type_, T.DoubleType | T.FloatType):
        is_small = F.abs(value) < F.lit(LARGEST)
        return F.when(is_small, value).cast("decimal(38,12)").cast("decimal(38,6)").cast("string")
    return value.cast("string")


def iso_time(time: Column) -> Column:
    """A time as `yyyy-MM-ddTHH:mm:ss.SSSSSSZ`, in UTC whatever the session's zone.

    >>> micros = make_df({"micros": [0, -1, 1638316800000001, None]}, "micros bigint")
    >>> time = iso_time(F.timestamp_micros("micros"))
    >>> for row in micros.select(time.alias("time")).collect():
    ...     print(row.time)
    1970-01-01T00:00:00.000000Z
    1969-12-31T23:59:59.999999Z
    2021-12-01T00:00:00.000001Z
    None
    """
    # Counted from the year 1 on: the rest of a negative number would be negative.
    of_day = (F.unix_micros(time) - F.lit(MIN_MICROS)) % F.lit(MICROS_A_DAY)
    seconds = F.call_function("div", of_day, F.lit(MICROS_A_SECOND))
    parts = (
        (F.call_function("div", seconds, F.lit(3600)), 2),
        (F.call_function("div", seconds, F.lit(60)) % F.lit(60), 2),
        (seconds % F.lit(60), 2),
        (of_day % F.lit(MICROS_A_SECOND), 6),
    )
    hours, minutes, rest, micros = (
        F.lpad(part.cast("string"), digits, "0") for part, digits in parts
    )
    day, colon = date_of(time).cast("string"), F.lit(":")
    dotted = (F.lit("."), micros, F.lit("Z"))
    return F.concat(day, F.lit("T"), hours, colon, minutes, colon, rest, *dotted)


def _part(name: str, value: Column, type_: T.DataType) -> Column:
    text = as_text(value, type_)
    written = F.concat(F.length(text).cast("string"), F.lit(":"), text)
    return F.concat(F.lit(f"{name}="), F.coalesce(written, F.lit("")))


def _digits(hashes: Column, at: int) -> Column:
    return F.substring(hashes, at * DIGITS_PER_FIELD + 1, DIGITS_PER_FIELD)
