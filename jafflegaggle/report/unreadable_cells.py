"""Which cells of a run could not be read, for people: the cells themselves, and what is read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.cells import trimmed
from jafflegaggle.frames import union_all
from jafflegaggle.reasons import Reason
from jafflegaggle.rules import Rules
from jafflegaggle.sources.sources import Sources
from jafflegaggle.staging import SOURCES
from jafflegaggle.staging.columns import Reading

MAX_LENGTH = 40  # of a cell as a message shows it
_NUMBER = r"^[+-]?[0-9]+(?:\.[0-9]+)?\z"


@dataclass(frozen=True)
class UnreadableCells:
    """The unreadable cells of a column.

    Attributes:
        source: the source.
        column: the column, by its canonical name.
        cells: how many there are.
        examples: one or two of them.
        are_numbers: whether all are plain numbers.
        spellings: what can be read.
    """

    source: str
    column: str
    cells: int
    examples: tuple[str, ...]
    are_numbers: bool
    spellings: str

    @property
    def shown(self) -> str:
        """The examples, in quotes: white space in them is seen."""
        return " and ".join(repr(_short(example)) for example in self.examples)

    def __str__(self) -> str:
        """All of it, for a message."""
        what = "unreadable cell" if self.cells == 1 else "unreadable cells"
        such_as = f", for example {self.shown}" if self.cells > len(self.examples) else ""
        such_as = such_as or f", {self.shown}"
        return f"{self.column}: {self.cells:,} {what}{such_as}; read are {self.spellings}"


def find_unreadable(
    counts: Sequence[tuple[object, ...]],
    tables: Mapping[str, DataFrame],
    sources: Sources,
    rules: Rules,
) -> list[UnreadableCells]:
    """The unreadable cells by source and column, of rows that count and of quarantined ones.

    Args:
        counts: the rows of some tables by source and reason; without such cells nobody looks.
        tables: the tables of the run.
        sources: its sources.
        rules: the rules of the business.
    """
    names = {
        Reason.UNREADABLE.of(column.name): column.name
        for spec in SOURCES.values()
        for column in spec.columns
        if column.has_grammar
    }
    if not any(reason in names for _, _, reason, _ in counts):
        return []
    rows = union_all([_cells(tables["quarantine"], names), _cells(tables["findings"], names)])
    found = (
        rows.groupBy("source", "reason")
        .agg(
            F.count(F.lit(1)).alias("cells"),
            F.min("cell").alias("first"),
            F.max("cell").alias("last"),
            F.min(trimmed(F.col("cell")).rlike(_NUMBER)).alias("are_numbers"),
        )
        .orderBy("source", "reason")
        .collect()
    )
    return [
        UnreadableCells(
            source=row.source,
            column=names[row.reason],
            cells=row.cells,
            examples=tuple(dict.fromkeys(filter(None, (row.first, row.last)))),
            are_numbers=bool(row.are_numbers),
            spellings=_spellings(row.source, names[row.reason], sources, rules),
        )
        for row in found
    ]


def notes_of(found: Sequence[UnreadableCells]) -> dict[str, str]:
    """What a message about a source adds: its unreadable cells."""
    notes: dict[str, list[str]] = defaultdict(list)
    for cells in found:
        notes[cells.source].append(str(cells))
    return {source: "; ".join(texts) for source, texts in notes.items()}


def _cells(table: DataFrame, names: Mapping[str, str]) -> DataFrame:
    """`source, reason, cell` of the unreadable cells of quarantine or findings."""
    cell: Column = (
        F.col("value")
        if "value" in table.columns
        else F.coalesce(
            *(
                F.when(F.col("reason") == F.lit(reason), F.get_json_object("row", f"$.{name}"))
                for reason, name in names.items()
            )
        )
    )
    return table.where(F.col("reason").isin(*names)).select("source", "reason", cell.alias("cell"))


def _spellings(source: str, column: str, sources: Sources, rules: Rules) -> str:
    reading = Reading(T.StringType(), rules, sources.cells(source))
    return SOURCES[source].column(column).spellings(reading)


def _short(text: str) -> str:
    return text if len(text) <= MAX_LENGTH else f"{text[:MAX_LENGTH]}..."
