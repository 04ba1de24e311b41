"""Rings in a graph: which nodes lead back to themselves, in linear time and without recursion."""

from collections.abc import Iterable, Mapping, Sequence


def ring_of_each(edges: Iterable[tuple[str, str]]) -> dict[str, int]:
    """From each node to the number of its ring: nodes of one number lead back to each other.

    Kosaraju's algorithm: the strongly connected components are what is reached backwards, from
    the nodes that were left last.

    >>> ring = ring_of_each([("a", "b"), ("b", "a"), ("b", "c")])
    >>> ring["a"] == ring["b"], ring["b"] == ring["c"]
    (True, False)
    """
    forwards: dict[str, list[str]] = {}
    backwards: dict[str, list[str]] = {}
    for start, end in edges:
        forwards.setdefault(start, []).append(end)
        backwards.setdefault(end, []).append(start)
    rings: dict[str, int] = {}
    for number, start in enumerate(reversed(_in_order_of_leaving(forwards))):
        stack = [] if start in rings else [start]
        while stack:
            node = stack.pop()
            if node not in rings:
                rings[node] = number
                stack.extend(backwards.get(node, ()))
    return rings


def _in_order_of_leaving(graph: Mapping[str, Sequence[str]]) -> list[str]:
    """Every node, after all that it leads to (rings apart)."""
    left: list[str] = []
    seen: set[str] = set()
    for start in graph:
        stack = [(start, False)]
        while stack:
            node, is_left = stack.pop()
            if is_left:
                left.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((after, False) for after in graph.get(node, ()))
    return left
