"""Bitmaps of days: which of the last 63 days something happened on; bit 0 is the last of them.

Bitmaps merge by OR at every level, and a day later they are shifted by one bit. The field knows
counts over the last 7 and 28 of them as L7 and L28.
"""

import datetime as dt

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.columns.times import MICROS_A_DAY, date_of, last_microsecond

DAYS = 63  # the sign bit stays clear
_ALL = 2**DAYS - 1


def day_bit(time: Column, last_day: dt.date) -> Column:
    """The bit of the UTC day of a time; NULL where it is none of the last 63 days.

    >>> cells = ["2021-12-01 23:59:59.999999", "2021-11-30 00:00:00", "2021-09-29 23:59:59", None]
    >>> times = make_df({"time": cells}, "time timestamp")
    >>> bit = day_bit(F.col("time"), dt.date(2021, 12, 1))
    >>> [row.bit for row in times.select(bit.alias("bit")).collect()]
    [1, 2, None, None]
    """
    end = last_microsecond(last_day)
    before = F.lit(end) - F.unix_micros(time)
    is_there = before.between(F.lit(0), F.lit(DAYS * MICROS_A_DAY - 1))
    days = (before / F.lit(MICROS_A_DAY)).cast("int")
    # PySpark's own shiftleft takes no column. A shift by a column wraps at 64.
    return F.when(is_there, F.call_function("shiftleft", F.lit(1).cast("bigint"), days))


def shift_days(bitmap: Column, days: int) -> Column:
    """The bitmap as of so many days later.

    >>> bitmaps = make_df({"bitmap": [1, 2**62 + 1, None]}, "bitmap bigint")
    >>> later = [shift_days(F.col("bitmap"), days).alias(f"after_{days}") for days in (1, 62, 63)]
    >>> [tuple(row) for row in bitmaps.select(*later).collect()]
    [(2, 4611686018427387904, 0), (2, 4611686018427387904, 0), (None, None, 0)]
    """
    if days >= DAYS:  # a shift would wrap
        return F.lit(0).cast("bigint")
    return F.shiftleft(bitmap, days).bitwiseAND(F.lit(_ALL))


def days_among(bitmap: Column, first: int, number: int) -> Column:
    """How many of so many days, from `first` days before the last one on, are set.

    >>> bitmaps = make_df({"bitmap": [0b1000_0001, 0b111 << 28, 0, None]}, "bitmap bigint")
    >>> last, before = (days_among(F.col("bitmap"), first, 28) for first in (0, 28))
    >>> rows = bitmaps.select(last.alias("last"), before.alias("before")).collect()
    >>> [tuple(row) for row in rows]
    [(2, 0), (0, 3), (0, 0), (None, None)]
    """
    mask = (2**number - 1) << first
    return F.bit_count(bitmap.bitwiseAND(F.lit(mask)))


def is_within(time: Column, last_day: dt.date, days: int) -> Column:
    """Whether a time is of the last so many days; NULL where there is no time.

    >>> cells = ["2021-12-01 23:59:59", "2021-11-04", "2021-11-03 23:59:59", "2021-12-02", None]
    >>> times = make_df({"time": cells}, "time timestamp")
    >>> recent = is_within(F.col("time"), dt.date(2021, 12, 1), 28)
    >>> [row.recent for row in times.select(recent.alias("recent")).collect()]
    [True, True, False, False, None]
    """
    end = last_microsecond(last_day)
    return F.unix_micros(time).between(F.lit(end - days * MICROS_A_DAY + 1), F.lit(end))


def days_since(time: Column, last_day: dt.date) -> Column:
    """How many days before the last one the UTC day of a time is; NULL where there is no time.

    >>> cells = ["2021-12-01 23:59:59", "2021-11-30 23:59:59", "1969-12-31 23:59:59", None]
    >>> times = make_df({"time": cells}, "time timestamp")
    >>> since = days_since(F.col("time"), dt.date(2021, 12, 1))
    >>> [row.since for row in times.select(since.alias("since")).collect()]
    [0, 1, 18963, None]
    """
    before = F.lit(last_microsecond(last_day)) - F.unix_micros(time)
    since_midnight = F.pmod(before, F.lit(MICROS_A_DAY))
    return ((before - since_midnight) / F.lit(MICROS_A_DAY)).cast("int")


def days_between(first: Column, later: Column) -> Column:
    """From the UTC date of a time to that of a later one; NULL where one is missing, or earlier.

    >>> cells = [["2021-11-30 23:59:00", "2021-12-01"], ["2021-12-01", "2021-11-30"], [None, None]]
    >>> times = make_df(cells, "first timestamp, later timestamp")
    >>> days = days_between(F.col("first"), F.col("later"))
    >>> [row.days for row in times.select(days.alias("days")).collect()]
    [1, None, None]
    """
    days = F.datediff(date_of(later), date_of(first))
    return F.when(days >= F.lit(0), days)
