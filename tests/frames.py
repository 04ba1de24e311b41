"""Small frames for tests, and how to compare them."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from chispa import assert_df_equality
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType

Rows = Sequence[Sequence[Any]] | Mapping[str, Sequence[Any]]

# The same columns and the same rows in any order; comments and NOT NULL do not matter.
assert_rows = partial(
    assert_df_equality, ignore_row_order=True, ignore_nullable=True, ignore_metadata=True
)


def make_frame(
    spark: SparkSession, rows: Rows, schema: str | StructType | None = None
) -> DataFrame:
    """Make a small DataFrame the cheap way: SQL literals need no Python worker on any engine.

    Args:
        spark: the session.
        rows: rows in the order of the schema, or lists of cells by column. A cell is a Python value
            or text that Spark casts to the column's type: `"2021-11-22 05:21:05"` for a time.
        schema: `"user_id bigint, amount decimal(18,2)"`, or the schema of a model; columns
            without one are text.
    """
    if schema is None:
        schema = ", ".join(f"{name} string" for name in rows)
    fields = _fields(schema)
    if isinstance(rows, Mapping):
        rows = list(zip(*(rows[name] for name, _ in fields), strict=True))
    cells = rows or [[None] * len(fields)]
    values = ", ".join(
        "(" + ", ".join(_literal(*cell) for cell in zip(row, fields, strict=True)) + ")"
        for row in cells
    )
    names = ", ".join(f"`{name}`" for name, _ in fields)
    where = "" if rows else " WHERE false"
    return spark.sql(f"SELECT * FROM VALUES {values} AS rows({names}){where}")


def _fields(schema: str | StructType) -> list[tuple[str, str]]:
    if isinstance(schema, StructType):
        return [(field.name, field.dataType.simpleString()) for field in schema]
    # A comma inside parentheses or angle brackets belongs to a type.
    fields = re.split(r",(?![^(]*\))(?![^<]*>)", schema)
    names_and_types = [field.split(maxsplit=1) for field in fields]
    return [(name, type_.strip()) for name, type_ in names_and_types]


def _literal(cell: Any, field: tuple[str, str]) -> str:
    return f"CAST({_text(cell)} AS {field[1]})"


def _text(cell: Any) -> str:
    match cell:
        case None:
            return "NULL"
        case list() | tuple():
            return f"array({', '.join(map(_text, cell))})"
        case _:
            # `${` would be read as a variable.
            escaped = str(cell).replace("\\", r"\\").replace("'", r"\'").replace("$", r"\u0024")
            return f"'{escaped}'"
