"""Numbers computed from columns."""

from pyspark.sql import Column
from pyspark.sql import functions as F


def quotient(part: Column, whole: Column) -> Column:
    """A number as a part of another; NULL where that is 0, negative or NULL.

    The divisor itself is NULL then: an engine may divide before it looks at a condition in front.

    >>> numbers = make_df([[1, 4], [1, 0], [0, 2], [1, None]], "part bigint, whole bigint")
    >>> rows = numbers.select(quotient(F.col("part"), F.col("whole")).alias("quotient")).collect()
    >>> [row.quotient for row in rows]
    [0.25, None, 0.0, None]
    """
    return part / F.when(whole > F.lit(0), whole)
