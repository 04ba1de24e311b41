"""Some rows of a source on the driver: each cell as it stands, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.columns.cells import CellFormats
from jafflegaggle.rules import Rules
from jafflegaggle.sources.sources import with_optional_columns
from jafflegaggle.staging.columns import AS_READ, UNREADABLE
from jafflegaggle.staging.spec import SourceSpec
from jafflegaggle.staging.stage import read_cells

ROWS = 1_000


@dataclass(frozen=True)
class Row:
    """A row of a source.

    Attributes:
        values: its cells in their types, as text, by canonical column; None for no value.
        as_read: the same as they stand.
        reason: why the row is quarantined; None for a valid row.
        unreadable: the columns whose cell cannot be read, though the row counts.
    """

    values: dict[str, str | None]
    as_read: dict[str, str | None]
    reason: str | None
    unreadable: tuple[str, ...]


def sample_rows(spec: SourceSpec, source: DataFrame, rules: Rules, cells: CellFormats) -> list[Row]:
    """The first rows of a source that the engine comes upon, each cell read as a run reads it.

    Raises:
        InputError: a column is missing, or has a type that cannot be read.
    """
    staged = read_cells(spec, with_optional_columns(source, spec), rules, cells)
    names = spec.column_names
    unreadable = [name for name in names if name + UNREADABLE in staged.columns]
    columns = [
        F.col("reason"),
        *(F.col(name).cast("string").alias(f"value {name}") for name in names),
        *(F.col(name + AS_READ).cast("string").alias(f"cell {name}") for name in names),
        *(F.col(name + UNREADABLE).isNotNull().alias(f"bad {name}") for name in unreadable),
    ]
    return [
        Row(
            {name: row[f"value {name}"] for name in names},
            {name: row[f"cell {name}"] for name in names},
            row.reason,
            tuple(name for name in unreadable if row[f"bad {name}"]),
        )
        for row in staged.select(*columns).limit(ROWS).collect()
    ]


def known_keys(
    spec: SourceSpec, source: DataFrame, rules: Rules, cells: CellFormats, keys: Sequence[str]
) -> set[str]:
    """Those of some keys that a source has."""
    staged = read_cells(spec, with_optional_columns(source, spec), rules, cells)
    key = F.col(spec.key).cast("string")
    found = staged.where(key.isin(*keys)).select(key.alias("key")).distinct()
    return {row.key for row in found.collect()}
