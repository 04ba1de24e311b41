"""Chains of hops, ordered so that one pass over them knows where each hop leads in the end."""

from collections.abc import Mapping


def from_the_ends(hops: Mapping[str, str]) -> dict[str, str]:
    """The same hops, each after the one that goes on from where it leads.

    A hop into a ring is left out: nothing ends there. Every hop is walked once.

    >>> from_the_ends({"a": "b", "b": "c", "x": "y", "y": "y"})
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
