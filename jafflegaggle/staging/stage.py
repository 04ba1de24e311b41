"""What staging does to every source: read the cells, and say why a row is quarantined.

Staged rows have their columns in their types and `reason` (NULL for a valid row). Nothing is
dropped: `valid_rows` gives the valid ones, and `with_row` shows the others as they were read.
"""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.columns.further import further_text
from jafflegaggle.frames import EXTRA, duplicate_keys
from jafflegaggle.rules import Rules
from jafflegaggle.staging.duplicates import quarantine_duplicates
from jafflegaggle.staging.spec import AS_READ, SourceSpec


def stage(
    spec: SourceSpec, source: DataFrame, rules: Rules, has_duplicates: bool = True
) -> DataFrame:
    """One row per row of the source: its columns in their types, `reason` and `row`.

    Args:
        spec: what the source is.
        source: the source with its canonical columns, as it was read.
        rules: the rules of the business.
        has_duplicates: False if it is known that no key occurs twice; the plan is then a third as
            long.
    """
    cells = read_cells(spec, source, rules)
    if spec.key and spec.deduplicates(rules) and has_duplicates:
        # What was read decides last: `7` and `007` are one id, and not one row.
        names = spec.column_names
        as_read = (F.col(name + AS_READ).cast("string") for name in names)
        further = [name for name in cells.columns if name.startswith(EXTRA)]
        cells = quarantine_duplicates(
            cells, spec.key, [*map(F.col, names), *as_read, *map(F.col, further)]
        )
    return spec.with_columns(cells if spec.is_stream else with_row(cells), rules)


def read_cells(spec: SourceSpec, source: DataFrame, rules: Rules) -> DataFrame:
    """One row per row of the source: the cells in their types, as they were read, and `reason`.

    Further columns of the source, such as the cursor of events, stay as they are.
    """
    types = {field.name: field.dataType for field in source.schema}
    others = [name for name in source.columns if name not in spec.column_names]
    further = {
        name: further_text(F.col(name), types[name]) for name in others if name.startswith(EXTRA)
    }
    source = source.withColumns(further) if further else source
    read = source.select(
        *(column.value(types[column.name], rules).alias(column.name) for column in spec.columns),
        *(F.col(name).alias(name + AS_READ) for name in spec.column_names),
        *others,
    )
    reasons = [
        reason for column in spec.columns for reason in column.reasons(types[column.name], rules)
    ]
    return read.withColumn("reason", F.coalesce(*reasons, F.lit(None).cast("string")))


def count_duplicates(spec: SourceSpec, source: DataFrame, rules: Rules) -> DataFrame:
    """One row: how many `keys` of the source occur twice."""
    duplicates = duplicate_keys(read_cells(spec, source, rules), spec.key)
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
    """The valid rows of a staged source, without what is said of the others."""
    beside = [name for name in staged.columns if name.endswith(AS_READ)]
    return staged.where(F.col("reason").isNull()).drop("reason", "row", *beside)
