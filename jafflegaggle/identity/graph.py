"""Graphs of merges, in linear time and without recursion: ordered chains, cycles and paths."""

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


def ends_of(hops: Mapping[str, str]) -> dict[str, str]:
    """Map each old key to the end of its chain.

    Args:
        hops: old to new, in reverse topological order.
    """
    ends: dict[str, str] = {}
    for old, new in hops.items():
        ends[old] = ends.get(new, new)
    return ends


def lengths_of(hops: Mapping[str, str]) -> dict[str, int]:
    """The number of hops from each old key to the end of its chain.

    Args:
        hops: old to new, in reverse topological order.
    """
    lengths: dict[str, int] = {}
    for old, new in hops.items():
        lengths[old] = lengths.get(new, 0) + 1
    return lengths


def path_between(
    hops: Mapping[str, str], lengths: Mapping[str, int], one: str, other: str
) -> list[str]:
    """The old keys of the hops that lead from two keys to where their chains meet.

    Args:
        hops: old to new; both keys have the same end.
        lengths: what `lengths_of` gives.
        one: a key, whose hops come first.
        other: another key.

    >>> hops = {"m": "end", "a": "b", "b": "m", "x": "m"}
    >>> path_between(hops, {"m": 1, "b": 2, "x": 2, "a": 3}, "a", "x")
    ['a', 'b', 'x']
    """
    of_one, of_other = [], []
    while one != other:
        if lengths.get(one, 0) >= lengths.get(other, 0):
            of_one.append(one)
            one = hops[one]
        else:
            of_other.append(other)
            other = hops[other]
    return of_one + of_other


def hops_between(
    hops: Mapping[str, str], lengths: Mapping[str, int], pairs: Iterable[tuple[str, str]]
) -> dict[str, int]:
    """The old keys of all hops on the paths between pairs, each with the number of the first pair.

    A hop found once is never walked again: the keys that such hops lead through are merged into
    one, by union-find, so that thousands of pairs at the ends of long chains take no longer.

    Args:
        hops: old to new.
        lengths: what `lengths_of` gives.
        pairs: pairs of keys with the same end.

    >>> hops = {"m": "end", "a": "b", "b": "m", "x": "m"}
    >>> hops_between(hops, {"m": 1, "b": 2, "x": 2, "a": 3}, [("x", "m"), ("a", "x")])
    {'x': 0, 'a': 1, 'b': 1}
    """
    found: dict[str, int] = {}
    further: dict[str, str] = {}

    def end_of_found(key: str) -> str:
        while (after := further.get(key)) is not None:
            further[key] = further.get(after, after)
            key = after
        return key

    for number, (first, second) in enumerate(pairs):
        one, other = end_of_found(first), end_of_found(second)
        while one != other:
            if lengths.get(one, 0) < lengths.get(other, 0):
                one, other = other, one
            found[one] = number
            further[one] = hops[one]
            one = end_of_found(one)
    return found


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
