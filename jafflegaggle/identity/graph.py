"""Graphs of merges, in linear time and without recursion: ordered chains, and cycles."""

from collections.abc import Iterable, Mapping, Sequence


def reverse_topological_order(hops: Mapping[str, str]) -> dict[str, str]:
    """The same hops, each after the hop that continues from its target.

    Hops into a cycle are left out, since they have no end. Every hop is visited once.

    >>> reverse_topological_order({"a": "b", "b": "c", "x": "y", "y": "y"})
    {'b': 'c', 'a': 'b'}
    """
    ordered: dict[str, str] = {}
    walked: set[str] = set()
    for start in hops:
        path = []
        node = start
        while node in hops and node not in walked:
            walked.add(node)
            path.append(node)
            node = hops[node]
        if node in ordered or node not in hops:
            ordered.update((old, hops[old]) for old in reversed(path))
    return ordered


def cycle_of_each(edges: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Map each node to the number of its cycle: nodes with one number can reach each other.

    Kosaraju's algorithm: the strongly connected components are what can be reached backwards, in
    decreasing finish order.

    >>> cycle = cycle_of_each([("a", "b"), ("b", "a"), ("b", "c")])
    >>> cycle["a"] == cycle["b"], cycle["b"] == cycle["c"]
    (True, False)
    """
    forwards: dict[str, list[str]] = {}
    backwards: dict[str, list[str]] = {}
    for start, end in edges:
        forwards.setdefault(start, []).append(end)
        backwards.setdefault(end, []).append(start)
    cycles: dict[str, int] = {}
    for number, start in enumerate(reversed(_finish_order(forwards))):
        stack = [] if start in cycles else [start]
        while stack:
            node = stack.pop()
            if node not in cycles:
                cycles[node] = number
                stack.extend(backwards.get(node, ()))
    return cycles


def _finish_order(graph: Mapping[str, Sequence[str]]) -> list[str]:
    """Every node, after all nodes that it leads to (except in cycles)."""
    finished: list[str] = []
    seen: set[str] = set()
    for start in graph:
        stack = [(start, False)]
        while stack:
            node, is_finished = stack.pop()
            if is_finished:
                finished.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((after, False) for after in graph.get(node, ()))
    return finished
