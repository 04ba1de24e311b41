"""Stages any source: reads the cells, and determines why a row is quarantined.

Staged rows have their columns in their types and `reason` (NULL for a valid row). Nothing is
dropped: `valid_rows` returns the valid rows, `with_row` shows the others as they were read.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.cells import CellFormats
from jafflegaggle.columns.further import further_text
from jafflegaggle.columns.ids import bytes_as_text
from jafflegaggle.errors import InputError
from jafflegaggle.frames import EXTRA, duplicate_keys
from jafflegaggle.rules import Rules
from jafflegaggle.staging.columns import AS_READ, UNREADABLE, Reading
from jafflegaggle.staging.duplicates import quarantine_duplicates
from jafflegaggle.staging.spec import SourceSpec

USUAL = CellFormats()


def stage(
    spec: SourceSpec,
    source: DataFrame,
    rules: Rules,
    has_duplicates: bool = True,
    cells: CellFormats = USUAL,
) -> DataFrame:
    """One row per row of the source: its columns in their types, `reason` and `row`.

    Args:
        spec: the declaration of the source.
        source: the source with its canonical columns, as it was read.
        rules: the rules of the business.
        has_duplicates: False if no key is known to occur twice, which makes the plan a third as
            long.
        cells: how the cells of the source are written.

    Raises:
        InputError: a column of the source has a type that cannot be read.
    """
    read = read_cells(spec, source, rules, cells)
    if spec.key and spec.deduplicates(rules) and has_duplicates:
        # The row as read is the last tie-breaker: `7` and `007` are one id, but different rows.
        names = spec.column_names
        as_read = (F.col(name + AS_READ).cast("string") for name in names)
        further = [name for name in read.columns if name.startswith(EXTRA)]
        read = quarantine_duplicates(
            read, spec.key, [*map(F.col, names), *as_read, *map(F.col, further)]
        )
    return spec.with_columns(read if spec.is_stream else with_row(read), rules)


def read_cells(
    spec: SourceSpec, source: DataFrame, rules: Rules, cells: CellFormats = USUAL
) -> DataFrame:
    """One row per row of the source: the cells in their types, as they were read, and `reason`.

    Beside them stand the unreadable cells of rows that count, as `<column>_unreadable`. Further
    columns of the source, such as the cursor of events, stay as they are.

    Raises:
        InputError: a column of the source has a type that cannot be read.
    """
    types = {field.name: field.dataType for field in source.schema}
    binary = [name for name in spec.column_names if isinstance(types[name], T.BinaryType)]
    if binary:
        source = source.withColumns({name: bytes_as_text(F.col(name)) for name in binary})
        types |= dict.fromkeys(binary, T.StringType())
    others = [name for name in source.columns if name not in spec.column_names]
    further = {
        name: further_text(F.col(name), types[name]) for name in others if name.startswith(EXTRA)
    }
    source = source.withColumns(further) if further else source
    readings = {column: Reading(types[column.name], rules, cells) for column in spec.columns}
    for column, reading in readings.items():
        if wrong := column.check(reading):
            raise InputError(f"sources.{spec.name}.formats.{column.name}: {wrong}")
    read = source.select(
        *(column.value(reading).alias(column.name) for column, reading in readings.items()),
        *(F.col(name).alias(name + AS_READ) for name in spec.column_names),
        *others,
    )
    reasons = [column.reason(reading) for column, reading in readings.items()]
    given = [reason for reason in reasons if reason is not None]
    unreadable = {
        column.name + UNREADABLE: cell
        for column, reading in readings.items()
        if (cell := column.unreadable(reading)) is not None
    }
    reason = F.coalesce(*given, F.lit(None).cast("string"))
    return read.withColumns({"reason": reason, **unreadable})


def count_duplicates(
    spec: SourceSpec, source: DataFrame, rules: Rules, cells: CellFormats = USUAL
) -> DataFrame:
    """One row: how many `keys` of the source occur twice."""
    duplicates = duplicate_keys(read_cells(spec, source, rules, cells), spec.key)
    return duplicates.agg(F.count(F.lit(1)).alias("keys"))


def with_row(staged: DataFrame) -> DataFrame:
    """Replace the cells as they were read by `row`: the row as JSON, NULL for a valid row."""
    as_read = [name for name in staged.columns if name.endswith(AS_READ)]
    row = F.to_json(
        F.struct(
            *(F.col(name).cast("string").alias(name.removesuffix(AS_READ)) for name in as_read)
        )
    )
    return staged.withColumn("row", F.when(F.col("reason").isNotNull(), row)).drop(*as_read)


def valid_rows(staged: DataFrame) -> DataFrame:
    """The valid rows of a staged source, without the columns about invalid ones."""
    beside = [name for name in staged.columns if name.endswith((AS_READ, UNREADABLE))]
    return staged.where(F.col("reason").isNull()).drop("reason", "row", *beside)
