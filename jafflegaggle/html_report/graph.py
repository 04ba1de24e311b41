"""The graph of sources and tables, laid out in columns: each stands behind what it reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, ACROSS, DOWN, MARGIN = 150, 26, 34, 10, 4


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
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class Drawing:
    """Boxes, and the curves between them.

    Attributes:
        nodes: the boxes.
        curves: for each edge the two names, and the curve as the path of an SVG.
    """

    width: int
    height: int
    nodes: Sequence[Node]
    curves: Sequence[tuple[str, str, str]]


def drawing(reads: Mapping[str, Sequence[str]]) -> Drawing:
    """Lay out a graph without cycles.

    Args:
        reads: for each name those that it reads, which come before it.
    """
    depths: dict[str, int] = {}
    for name, inputs in reads.items():
        depths[name] = max((depths[one] + 1 for one in inputs), default=0)
    columns: dict[int, list[str]] = {}
    for name, depth in depths.items():
        columns.setdefault(depth, []).append(name)
    nodes: dict[str, Node] = {}
    for depth, names in sorted(columns.items()):
        names.sort(key=lambda name: _height_of_inputs(reads[name], nodes))
        for at, name in enumerate(names):
            x, y = depth * (WIDTH + ACROSS), at * (HEIGHT + DOWN)
            nodes[name] = Node(name, x + MARGIN, y + MARGIN)
    curves = [
        (one, name, _curve(nodes[one], nodes[name]))
        for name, inputs in reads.items()
        for one in inputs
    ]
    width = max((node.x + WIDTH for node in nodes.values()), default=0) + MARGIN
    height = max((node.y + HEIGHT for node in nodes.values()), default=0) + MARGIN
    return Drawing(width, height, list(nodes.values()), curves)


def _height_of_inputs(inputs: Sequence[str], nodes: Mapping[str, Node]) -> float:
    heights = [nodes[one].y for one in inputs]
    return sum(heights) / len(heights) if heights else 0


def _curve(one: Node, other: Node) -> str:
    """From the right side of a box to the left side of another."""
    start, end = (one.x + WIDTH, one.y + HEIGHT // 2), (other.x, other.y + HEIGHT // 2)
    middle = (start[0] + end[0]) // 2
    return f"M{start[0]} {start[1]}C{middle} {start[1]} {middle} {end[1]} {end[0]} {end[1]}"
