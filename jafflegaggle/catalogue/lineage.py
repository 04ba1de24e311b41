"""Which columns each column is made of, as data: `python -m docs.lineage` writes the file.

It is found in the plans of the models, not declared; a test compares the file with the plans.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jafflegaggle.catalogue.records import Origin

FILE = Path(__file__).with_name("lineage.json")


@dataclass(frozen=True)
class Lineage:
    """The origins of a table.

    Attributes:
        columns: of each column its origins.
        rows: the columns that decide which rows there are.
    """

    columns: Mapping[str, tuple[Origin, ...]]
    rows: tuple[Origin, ...]


NOTHING = Lineage({}, ())


@cache
def lineage() -> Mapping[str, Lineage]:
    """The origins of every table, by name; empty where there is no file."""
    if not FILE.exists():
        return {}
    return from_json(FILE.read_text(encoding="utf-8"))


def from_json(text: str) -> dict[str, Lineage]:
    """Read the form of the file."""
    return {
        table: Lineage(
            {column: _origins(origins) for column, origins in of["columns"].items()},
            _origins(of["rows"]),
        )
        for table, of in json.loads(text).items()
    }


def to_json(found: Mapping[str, Lineage]) -> str:
    """The form of the file: one line per column."""
    tables = []
    for name, of in found.items():
        columns = ",\n".join(
            f"   {json.dumps(column)}: {json.dumps(_texts(origins))}"
            for column, origins in of.columns.items()
        )
        tables.append(
            f' {json.dumps(name)}: {{\n  "columns": {{\n{columns}\n  }},\n'
            f'  "rows": {json.dumps(_texts(of.rows))}\n }}'
        )
    return "{\n" + ",\n".join(tables) + "\n}\n"


def _texts(origins: Sequence[Origin]) -> list[str]:
    return [f"{one.table}.{one.column} {one.transformation}" for one in origins]


def _origins(texts: Sequence[str]) -> tuple[Origin, ...]:
    found = []
    for text in texts:
        place, _, transformation = text.rpartition(" ")
        table, _, column = place.partition(".")
        found.append(Origin(table, column, transformation))  # type: ignore[arg-type]
    return tuple(found)
