"""The graph of sources, steps and tables, laid out from left to right, and as a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from jafflegaggle.catalogue.records import Catalogue

Reads = Mapping[str, Sequence[str]]  # for each name those that it reads, which come before it


@dataclass(frozen=True)
class Size:
    """How large a drawing is.

    Attributes:
        width: of a box.
        height: of a box.
        across: between two columns.
        down: between two boxes of a column.
        margin: around all.
    """

    width: int = 150
    height: int = 26
    across: int = 34
    down: int = 10
    margin: int = 4


@dataclass(frozen=True)
class Node:
    """A box.

    Attributes:
        name: what it is.
        x: its left edge.
        y: its upper edge.
        width: how wide it is.
        height: how high it is.
    """

    name: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Drawing:
    """Boxes, and the curves between them.

    Attributes:
        width: how wide it is.
        height: how high it is.
        nodes: the boxes.
        curves: for each edge the two names, and the curve as the path of an SVG.
    """

    width: int
    height: int
    nodes: Sequence[Node]
    curves: Sequence[tuple[str, str, str]]


SMALL, LARGE = Size(), Size(width=186, height=28, across=50, down=12, margin=12)


def depths(reads: Reads) -> dict[str, int]:
    """How many stand before each one, on the longest way from a source."""
    found: dict[str, int] = {}
    for name, inputs in reads.items():
        found[name] = max((found[one] + 1 for one in inputs), default=0)
    return found


def drawing(reads: Reads, size: Size = SMALL) -> Drawing:
    """Lay out a graph without cycles: each column has what stands equally far from a source."""
    columns: dict[int, list[str]] = {}
    for name, depth in depths(reads).items():
        columns.setdefault(depth, []).append(name)
    nodes: dict[str, Node] = {}
    for depth, names in sorted(columns.items()):
        names.sort(key=lambda name: _height_of_inputs(reads[name], nodes))
        for at, name in enumerate(names):
            x = size.margin + depth * (size.width + size.across)
            y = size.margin + at * (size.height + size.down)
            nodes[name] = Node(name, x, y, size.width, size.height)
    curves = [
        (one, name, _curve(nodes[one], nodes[name]))
        for name, inputs in reads.items()
        for one in inputs
    ]
    width = max((node.x + node.width for node in nodes.values()), default=0) + size.margin
    height = max((node.y + node.height for node in nodes.values()), default=0) + size.margin
    return Drawing(width, height, list(nodes.values()), curves)


def _height_of_inputs(inputs: Sequence[str], nodes: Mapping[str, Node]) -> float:
    heights = [nodes[one].y for one in inputs]
    return sum(heights) / len(heights) if heights else 0


def _curve(one: Node, other: Node) -> str:
    """From the right side of a box to the left side of another."""
    start = (one.x + one.width, one.y + one.height // 2)
    end = (other.x, other.y + other.height // 2)
    middle = (start[0] + end[0]) // 2
    return f"M{start[0]} {start[1]}C{middle} {start[1]} {middle} {end[1]} {end[0]} {end[1]}"


def graph_svg(catalogue: Catalogue) -> str:
    """The picture; each box links to the table's part of the page, `#name`."""
    drawn = drawing({table.name: table.upstream for table in catalogue.tables}, LARGE)
    size = f'viewBox="0 0 {drawn.width} {drawn.height}" width="{drawn.width}"'
    size = f'{size} height="{drawn.height}"'
    lines = [f'<svg {size} role="group" aria-label="Which table reads which">']
    lines += [f'<path d="{curve}"/>' for _, _, curve in drawn.curves]
    for node in drawn.nodes:
        name, layer = escape(node.name, quote=True), catalogue.by_name[node.name].layer
        lines.append(
            f'<a href="#{name}"><rect class="{layer}" x="{node.x}" y="{node.y}" '
            f'width="{node.width}" height="{node.height}" rx="4"/>'
            f'<text x="{node.x + 8}" y="{node.y + 19}">{name}</text></a>'
        )
    return "\n".join([*lines, "</svg>"])
