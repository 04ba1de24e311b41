"""The graph of the tables as a picture: SVG, from left to right."""

from collections import defaultdict
from html import escape

from jafflegaggle.catalogue.records import Catalogue

WIDTH, HEIGHT = 186, 28  # of a box
COLUMN, ROW, MARGIN = 236, 40, 12


def depths(catalogue: Catalogue) -> dict[str, int]:
    """How many tables stand before each one, on the longest way from a source."""
    found: dict[str, int] = {}
    for table in catalogue.tables:
        found[table.name] = max((found[name] + 1 for name in table.upstream), default=0)
    return found


def graph_svg(catalogue: Catalogue) -> str:
    """The picture; each box links to the table's part of the page, `#name`."""
    columns: dict[int, list[str]] = defaultdict(list)
    for name, depth in depths(catalogue).items():
        columns[depth].append(name)
    places = {
        name: (MARGIN + depth * COLUMN, MARGIN + at * ROW)
        for depth, names in columns.items()
        for at, name in enumerate(names)
    }
    width = MARGIN * 2 + max(columns, default=0) * COLUMN + WIDTH
    height = MARGIN * 2 + max(map(len, columns.values()), default=1) * ROW
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    lines = [f'<svg {size} role="group" aria-label="Which table reads which">']
    for table in catalogue.tables:
        x, y = places[table.name]
        for name in table.upstream:
            from_x, from_y = places[name][0] + WIDTH, places[name][1] + HEIGHT // 2
            middle, to_y = (from_x + x) // 2, y + HEIGHT // 2
            lines.append(
                f'<path d="M{from_x} {from_y}C{middle} {from_y} {middle} {to_y} {x} {to_y}"/>'
            )
    for table in catalogue.tables:
        x, y = places[table.name]
        name = escape(table.name, quote=True)
        lines.append(
            f'<a href="#{name}"><rect class="{table.layer}" x="{x}" y="{y}" width="{WIDTH}" '
            f'height="{HEIGHT}" rx="4"/><text x="{x + 8}" y="{y + 19}">{name}</text></a>'
        )
    return "\n".join([*lines, "</svg>"])
