"""Ids: whole numbers or text.

Each function takes a column and the type it was read with: strings are parsed, typed values stay.
A value is tested before it is cast, since a failing cast stops the job in ANSI mode.
"""

from collections.abc import Sequence

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.cells import is_no_value, no_values, trimmed
from jafflegaggle.text import NULL_VALUES

NUMBERS = "whole numbers such as 7 or 10.0"
WHOLE_NUMBER = r"^[+-]?[0-9]{1,38}(?:\.0+)?\z"
MIN_BIGINT, MAX_BIGINT = -(2**63), 2**63 - 1
# Up to these powers of two each whole number has a floating-point number of its own.
EXACT_BITS: dict[type[T.DataType], int] = {T.FloatType: 24, T.DoubleType: 53}
FLOATING = (T.FloatType, T.DoubleType)
_UUID_BYTES = 16
_UUID = r"^(.{8})(.{4})(.{4})(.{4})(.{12})\z"
_VISIBLE_BYTES = r"^(?:[2-7][0-9A-F])*\z"


def as_id(
    value: Column,
    read_as: T.DataType,
    id_type: str,
    null_values: Sequence[str] = NULL_VALUES,
    name: str = "the column",
) -> Column:
    """A whole number or text; NULL where the number is unreadable, and where there is no value.

    White space around a number, a sign and `.0` behind it are permitted; `1e3` and `1_000` are
    unreadable. A floating-point number beyond 2^53 stops the job: it may have been another id.

    Args:
        value: the cells.
        read_as: their type in the source.
        id_type: `bigint` or `string`.
        null_values: the spellings of "no value".
        name: what a message calls the column.

    >>> numbers = ["7", " +12 ", "12.0", "12.5", "9223372036854775808", "", None]
    >>> cells = make_df({"cell": numbers}, "cell string")
    >>> rows = cells.select(as_id(F.col("cell"), T.StringType(), "bigint").alias("id")).collect()
    >>> [row.id for row in rows]
    [7, 12, 12, None, None, None, None]
    """
    if isinstance(read_as, FLOATING):
        value = _exact(value, read_as, float("inf") if id_type == "string" else 2.0**63, name)
    if id_type == "string":
        return _as_text(value, read_as, null_values)
    if isinstance(read_as, T.IntegralType):
        return value.cast("bigint")
    if isinstance(read_as, FLOATING):
        is_whole = (F.abs(value) <= F.lit(2.0**53)) & (value == F.floor(value))
        return F.when(is_whole, value.cast("bigint"))
    if isinstance(read_as, T.DecimalType):
        is_there = value.between(F.lit(MIN_BIGINT), F.lit(MAX_BIGINT))
        whole = F.when(is_there, value.cast("bigint"))
        # Compared as decimals of one scale: a type that holds two of them may have fewer places.
        return F.when(whole.cast(read_as) == value, whole)
    digits = trimmed(value.cast("string"))
    whole_digits = F.substring_index(digits, ".", 1)
    number = F.when(digits.rlike(WHOLE_NUMBER), whole_digits.cast("decimal(38,0)"))
    return F.when(number.between(F.lit(MIN_BIGINT), F.lit(MAX_BIGINT)), number.cast("bigint"))


def _as_text(value: Column, read_as: T.DataType, null_values: Sequence[str]) -> Column:
    """Text as it stands, trimmed; a whole number has neither `.0` nor an exponent."""
    if isinstance(read_as, (*FLOATING, T.DecimalType)):
        is_number = ~F.isnan(value) if isinstance(read_as, FLOATING) else F.lit(True)
        return F.when(is_number, number_text(value))
    text = trimmed(value.cast("string"))
    # Nearly every id is longer than all that means "no value".
    longest = max(map(len, no_values(null_values)))
    return F.when((F.length(text) > F.lit(longest)) | ~is_no_value(text, null_values), text)


def number_text(value: Column) -> Column:
    """A number as text: a whole one has neither a point nor an exponent.

    >>> cells = make_df({"cell": [10000000.0, 0.5]}, "cell double")
    >>> [row.cell for row in cells.select(number_text(F.col("cell")).alias("cell")).collect()]
    ['10000000', '0.5']
    """
    is_plain = (value == F.floor(value)) & (F.abs(value) < F.lit(1e18))
    plain = F.when(is_plain, value.cast("decimal(38,0)").cast("string"))
    return F.coalesce(plain, value.cast("string"))


def _exact(value: Column, read_as: T.DataType, below: float, name: str) -> Column:
    """A floating-point number; one that may stand for another id, all below a limit, stops."""
    bits = EXACT_BITS[type(read_as)]
    message = F.concat(
        F.lit(f"{name}: "),
        value.cast("string"),
        F.lit(
            f" is a floating-point number beyond 2^{bits}, which may have been another id; "
            "write the column as whole numbers or as text"
        ),
    )
    is_inexact = (F.abs(value) > F.lit(2.0**bits)) & (F.abs(value) < F.lit(below))
    return F.when(is_inexact, F.raise_error(message).cast(read_as)).otherwise(value)


def bytes_as_text(value: Column) -> Column:
    """The text of a UUID of 16 bytes; other bytes, and 16 visible characters, are text.

    >>> cells = make_df({"digits": ["3f2504e04f8911d39a0c0305e82c3301", "416e6e"]}, "digits string")
    >>> text = bytes_as_text(F.unhex("digits")).alias("text")
    >>> [row.text for row in cells.select(text).collect()]
    ['3f2504e0-4f89-11d3-9a0c-0305e82c3301', 'Ann']
    """
    digits = F.hex(value)
    uuid = F.lower(F.regexp_replace(digits, _UUID, "$1-$2-$3-$4-$5"))
    is_uuid = (F.octet_length(value) == F.lit(_UUID_BYTES)) & ~digits.rlike(_VISIBLE_BYTES)
    return F.when(is_uuid, uuid).otherwise(F.decode(value, "UTF-8"))
