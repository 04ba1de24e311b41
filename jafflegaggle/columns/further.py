"""Further columns of a source: text, whatever they were."""

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.cells import not_blank


def further_text(value: Column, read_as: T.DataType) -> Column:
    """A cell of any type as text; a blank one is NULL.

    >>> cells = make_df({"cell": ["pro", " ", None]}, "cell string")
    >>> texts = cells.select(further_text(F.col("cell"), T.StringType()).alias("text"))
    >>> [row.text for row in texts.collect()]
    ['pro', None, None]
    """
    if isinstance(read_as, (T.StructType, T.ArrayType, T.MapType)):
        return F.to_json(value)
    if isinstance(read_as, (T.FloatType, T.DoubleType)):
        # Engines differ in how they write large numbers and whole ones.
        is_whole = (value == F.floor(value)) & (F.abs(value) < F.lit(1e18))
        whole = F.when(is_whole, value.cast("decimal(38,0)").cast("string"))
        return F.when(~F.isnan(value), F.coalesce(whole, value.cast("string")))
    return not_blank(value.cast("string"))
