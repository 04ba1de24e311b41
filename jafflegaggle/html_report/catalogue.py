"""What there is: every source and table with its columns, key and checks, and the graph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jafflegaggle.catalogue import Catalogue, CatalogueTable, catalogue
from jafflegaggle.catalogue.graph import Drawing, drawing
from jafflegaggle.html_report.reading import Reader
from jafflegaggle.models.extra import CARRIED_BY
from jafflegaggle.staging import SOURCES

GROUPS = {
    "Tables to use": ("marts",),
    "Tables that account for the others": ("audit",),
    "Sources": ("source",),
    "Steps, which are not published": ("intermediate",),
}


@dataclass(frozen=True)
class CataloguePart:
    """What the part shows.

    Attributes:
        groups: the tables, steps and sources by what they are.
        rows: how many rows the snapshot has of each table.
        read_by: what reads each of them.
        statuses: what became of each check, by table and key.
        drawing: the graph.
        kinds: what each box of the graph is.
    """

    groups: Mapping[str, Sequence[CatalogueTable]]
    rows: Mapping[str, int]
    read_by: Mapping[str, Sequence[str]]
    statuses: Mapping[tuple[str, str], str]
    drawing: Drawing
    kinds: Mapping[str, str]


def catalogue_part(reader: Reader) -> CataloguePart:
    """The declarations as they hold in the snapshot."""
    all_of = _catalogue(reader)
    names = [one.name for one in all_of.tables]
    tables = reader.manifest.tables
    return CataloguePart(
        {
            title: [one for one in all_of.tables if one.layer in layers]
            for title, layers in GROUPS.items()
        },
        {name: tables[name].rows for name in names if name in tables},
        {name: all_of.downstream(name) for name in names},
        {(one["table"], one["key"]): one["status"] for one in reader.manifest.checks},
        drawing({one.name: one.upstream for one in all_of.tables}),
        {one.name: "table" if one.is_published else one.layer for one in all_of.tables},
    )


def _catalogue(reader: Reader) -> Catalogue:
    """The catalogue of the sources that the snapshot was made of."""
    sources = [name for name in SOURCES if name in reader.manifest.inputs]
    extra = {
        source: [name for name in reader.columns(shown.name) if name not in shown.columns()]
        for source, (*_, shown) in CARRIED_BY.items()
    }
    return catalogue(reader.id_type, extra=extra, sources=sources or None)
