"""Writes the file of an empty table: an engine may write none, but readers need one."""

import pyarrow as pa
from pyarrow import parquet
from pyspark.sql import types as T

ARROW_TYPES: dict[type[T.DataType], pa.DataType] = {
    T.StringType: pa.string(),
    T.LongType: pa.int64(),
    T.IntegerType: pa.int32(),
    T.DoubleType: pa.float64(),
    T.BooleanType: pa.bool_(),
    T.TimestampType: pa.timestamp("us", "UTC"),
    T.DateType: pa.date32(),
}


def empty_file(schema: T.StructType) -> bytes:
    """A Parquet file of that schema without rows."""
    fields = [pa.field(field.name, _arrow_type(field.dataType)) for field in schema]
    content = pa.BufferOutputStream()
    parquet.write_table(pa.schema(fields).empty_table(), content)
    return bytes(content.getvalue())


def _arrow_type(type_: T.DataType) -> pa.DataType:
    if isinstance(type_, T.DecimalType):
        return pa.decimal128(type_.precision, type_.scale)
    if isinstance(type_, T.ArrayType):
        return pa.list_(_arrow_type(type_.elementType))
    return ARROW_TYPES[type(type_)]
