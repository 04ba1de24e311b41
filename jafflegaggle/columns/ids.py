"""Ids: whole numbers or strings.

Each function takes a column and the type it was read in: text is parsed, what has a type keeps it.
A value is tested before it is cast, since a cast that fails stops the job where ANSI mode is on.
"""

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.text import BLANKS

WHOLE_NUMBER = r"^[+-]?[0-9]{1,38}\z"
MIN_BIGINT, MAX_BIGINT = -(2**63), 2**63 - 1


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
