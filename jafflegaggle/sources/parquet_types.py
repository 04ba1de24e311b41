"""The columns of Parquet files: what an engine's reader takes them for, and what they are."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.engine import Engine
from jafflegaggle.text import quoted

VOID, TEXT, TIME, BYTES = "void", "string", "timestamp", "binary"
UUID = r"^(.{8})(.{4})(.{4})(.{4})(.{12})$"
INTEGERS = ("tinyint", "smallint", "int", "bigint")
FRACTIONS = ("float", "double")
# Exact for every whole number, and to the millionth; a larger number is none of people's.
NUMBER, TOO_LARGE = "decimal(38,6)", 1e30
# The types of Arrow that have one in SQL; others are made up of several, or have parameters.
SQL_TYPES = {
    "bool": "boolean",
    "int8": "tinyint",
    "int16": "smallint",
    "int32": "int",
    "int64": "bigint",
    "uint8": "smallint",
    "uint16": "int",
    "uint32": "bigint",
    "uint64": "decimal(20,0)",
    "float": "float",
    "double": "double",
    "date32[day]": "date",
    "null": VOID,
    **dict.fromkeys(("string", "large_string", "string_view"), TEXT),
    **dict.fromkeys(("binary", "large_binary", "binary_view"), BYTES),
}
Types = Mapping[str, "ColumnType"]


@dataclass(frozen=True)
class ColumnType:
    """The type of a column of a file.

    Attributes:
        sql: the type of its values, as SQL writes it; '' where engines have none for them.
        shown: the type as people know it, for messages.
        is_nanoseconds: whether a time is a number of nanoseconds in the file.
        is_uuid: whether its text is a UUID of 16 bytes in the file.
        is_dictionary: whether an engine may take it for a dictionary.
        hides_nan: whether it holds NaN, and by the statistics of the file a single number.
    """

    sql: str
    shown: str
    is_nanoseconds: bool = False
    is_uuid: bool = False
    is_dictionary: bool = False
    hides_nan: bool = False

    def is_plain(self, engine: Engine) -> bool:
        """Whether an engine reads it by itself, as it is."""
        is_typed = engine.types_dictionaries or not self.is_dictionary
        is_other = self.is_nanoseconds or self.is_uuid or self.shown.startswith("uint")
        return bool(self.sql) and is_typed and not is_other

    def read_as(self, engine: Engine) -> str:
        """The type in which an engine reads it where a schema is given."""
        if self.is_nanoseconds and not engine.takes_nanoseconds:
            return "bigint"
        return BYTES if self.is_uuid else self.sql

    def value(self, name: str, engine: Engine, target: str) -> Column:
        """Its values, of what an engine has read, in a type that other files have too."""
        cell = F.col(quoted(name))
        if self.sql == VOID:
            return F.lit(None).cast(target)
        if self.is_uuid:
            cell = F.lower(F.regexp_replace(F.hex(cell), UUID, "$1-$2-$3-$4-$5"))
        elif self.is_nanoseconds and not engine.takes_nanoseconds:
            # Cut as the other engines do.
            cell = F.timestamp_micros(F.expr(f"{quoted(name)} div 1000"))
        elif self.sql in FRACTIONS and target in (NUMBER, TEXT):
            # Its text differs between engines.
            cell = F.when(F.abs(cell) < F.lit(TOO_LARGE), cell.cast(NUMBER))
            if target == TEXT:
                return F.regexp_replace(cell.cast(TEXT), r"\.?0+$", "")
        return cell.cast(target)


def common_type(types: Collection[str]) -> str:
    """The type that holds the values of all; '' if there is none.

    >>> common_type({"int", "bigint"}), common_type({"void", "date"})
    ('bigint', 'date')
    >>> common_type({"int", "double"}), common_type({"date", "timestamp"})
    ('decimal(38,6)', 'timestamp')
    >>> common_type({"bigint", "string"}), common_type({"bigint", "array<int>"})
    ('string', '')
    """
    kinds = set(types) - {VOID}
    if len(kinds) < 2:
        return next(iter(kinds), TEXT)
    if kinds <= set(INTEGERS):
        return "bigint"
    if kinds <= set(FRACTIONS):
        return "double"
    if all(kind in INTEGERS or kind in FRACTIONS or kind.startswith("decimal") for kind in kinds):
        return NUMBER
    if kinds <= {TIME, "date"}:
        return TIME
    return "" if any("<" in kind or not kind for kind in kinds) else TEXT


def column_types(parquet: Any) -> dict[str, ColumnType]:
    """The columns of a file, by name, as `pyarrow.parquet.ParquetFile` has opened it."""
    leaves = (parquet.schema.column(at) for at in range(len(parquet.schema)))
    int96 = {leaf.path for leaf in leaves if leaf.physical_type == "INT96"}
    leaves = (parquet.schema.column(at) for at in range(len(parquet.schema)))
    uuids = {leaf.path for leaf in leaves if leaf.logical_type.type == "UUID"}
    leaves = (parquet.schema.column(at) for at in range(len(parquet.schema)))
    intervals = {leaf.path for leaf in leaves if leaf.converted_type == "INTERVAL"}
    schema = parquet.schema_arrow
    alike = Counter(name.casefold() for name in schema.names)
    types = {}
    for field in schema:
        kind = _column_type(field.type, field.name in int96, field.name in uuids)
        if alike[field.name.casefold()] > 1:
            kind = ColumnType("", "there in two columns whose names differ in case only")
        elif field.name in intervals:  # plain bytes for Arrow
            kind = ColumnType("", "an interval")
        elif kind.shown in FRACTIONS:
            kind = replace(kind, hides_nan=_hides_nan(parquet, field.name))
        types[field.name] = kind
    return types


def _hides_nan(parquet: Any, name: str) -> bool:
    """Whether a column holds NaN, and its statistics, which pass over that, one other number."""
    at = next(at for at in range(len(parquet.schema)) if parquet.schema.column(at).path == name)
    groups = map(parquet.metadata.row_group, range(parquet.num_row_groups))
    known = [group.column(at).statistics for group in groups]
    limits = {limit for one in known if one and one.has_min_max for limit in (one.min, one.max)}
    if len(limits) != 1:
        return False
    return any(cell != cell for cell in parquet.read([name]).column(0).unique().to_pylist())


def _column_type(kind: Any, is_int96: bool, is_uuid: bool) -> ColumnType:
    shown = str(kind)
    if is_uuid:
        return ColumnType(TEXT, shown, is_uuid=True)
    is_dictionary = shown.startswith("dictionary<")
    sql = _sql_type(kind.value_type if is_dictionary else kind)
    is_nanoseconds = shown.startswith("timestamp[ns") and not is_int96
    return ColumnType(sql, shown, is_nanoseconds, is_dictionary=is_dictionary)


def _sql_type(kind: Any, is_within: bool = False) -> str:
    """The type as SQL writes it; '' for what engines do not read, or each in its own way."""
    shown = str(kind)
    if shown in SQL_TYPES:
        return "" if is_within and shown == "null" else SQL_TYPES[shown]
    if shown.startswith("timestamp["):
        return "" if is_within and shown.startswith("timestamp[ns") else TIME
    if shown.startswith("decimal"):
        return f"decimal({kind.precision},{kind.scale})" if kind.precision <= 38 else ""
    if shown.startswith("fixed_size_binary"):
        return BYTES
    if shown.startswith("extension<"):
        return _sql_type(kind.storage_type, is_within)
    if shown.startswith(("list<", "large_list<")):
        within = _sql_type(kind.value_type, is_within=True)
        return within and f"array<{within}>"
    if shown.startswith("map<"):
        key, item = (_sql_type(part, is_within=True) for part in (kind.key_type, kind.item_type))
        return f"map<{key},{item}>" if key and item else ""
    if shown.startswith("struct<"):
        parts = [(part.name, _sql_type(part.type, is_within=True)) for part in kind]
        inside = ",".join(f"{quoted(name)}:{part}" for name, part in parts)
        return f"struct<{inside}>" if parts and all(part for _, part in parts) else ""
    return ""
