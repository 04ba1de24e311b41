"""Which candidate pairs become suggestions: plain Python on the driver, in almost linear time.

The lines of a merge list are a forest: what they merge already is one cluster, with one end. A
suggestion leads the end of one cluster to another cluster, so that no key gets a second target, and
no cycle can arise; and all of a group lead to its one target.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from jafflegaggle.suggest.spec import Rule

MAX_EVIDENCE = 3


@dataclass(frozen=True)
class Key:
    """An e-mail or a domain of a candidate pair.

    Attributes:
        name: it, normalized.
        precedence: the lower of a group is its target: the older sign-up, or the one of more users.
        users: contacts of a domain, or users of a contact.
        events: their number.
        orders: theirs.
    """

    name: str
    precedence: tuple[object, ...]
    users: int = 0
    events: int = 0
    orders: int = 0


@dataclass(frozen=True)
class Candidate:
    """A pair that a rule found; `new` is the target only if the rule is directed."""

    rule: Rule
    old: Key
    new: Key
    evidence: str


@dataclass(frozen=True)
class Suggestion:
    """A line for a merge list, and why."""

    old: str
    new: str
    rule: Rule
    evidence: str
    users: int
    events: int
    orders: int

    @property
    def rank(self) -> tuple[object, ...]:
        """Its place: by confidence, then orders, events and keys."""
        return (self.rule.confidence.rank, -self.orders, -self.events, self.old, self.new)


@dataclass
class _Group:
    """Clusters that suggestions join.

    Attributes:
        target: what all of them lead to; None before the first suggestion.
        is_fixed: whether a directed rule chose the target.
        enemies: the keys that a veto keeps apart from it.
        olds: the keys that get a line.
    """

    target: Key | None = None
    is_fixed: bool = False
    enemies: set[str] = field(default_factory=set)
    olds: list[Key] = field(default_factory=list)


class _Clusters:
    """Keys that are one already, by the list or by suggestions so far: a union-find."""

    def __init__(self, lines: Iterable[tuple[str, str]], vetoes: Iterable[tuple[str, str]]) -> None:
        self.parents: dict[str, str] = {}
        self.groups: dict[str, _Group] = {}
        for old, new in lines:
            self.parents[self.root(old)] = self.root(new)
        for one, other in vetoes:
            self.group(one).enemies.add(other)
            self.group(other).enemies.add(one)

    def root(self, key: str) -> str:
        parents = self.parents
        while (above := parents.get(key, key)) != key:
            parents[key] = parents.get(above, above)
            key = above
        return key

    def group(self, key: str) -> _Group:
        return self.groups.setdefault(self.root(key), _Group())

    def are_apart(self, one: str, other: str) -> bool:
        """Whether a veto keeps the groups of two keys apart."""
        smaller, larger = sorted((one, other), key=lambda key: len(self.group(key).enemies))
        root = self.root(larger)
        return any(self.root(enemy) == root for enemy in self.group(smaller).enemies)

    def unite(self, loser: str, winner: str, group: _Group) -> None:
        below, above = self.root(loser), self.root(winner)
        self.groups.pop(below, None)
        self.parents[below] = above
        self.groups[above] = group


def choose(
    candidates: Iterable[Candidate],
    lines: Mapping[str, str],
    vetoes: Iterable[tuple[str, str]] = (),
    taken: Collection[str] = (),
) -> list[Suggestion]:
    """The suggestions among candidate pairs, in the order of their rank.

    Args:
        candidates: the pairs.
        lines: what the list has already, old to new.
        vetoes: pairs that must not become one.
        taken: keys that are old in a line without effect, and get no other.
    """
    clusters = _Clusters(lines.items(), vetoes)
    olds = {*lines, *taken}
    joined = [one for one in sorted(candidates, key=by_rank) if _join(clusters, one, olds)]
    links = _links(joined, lines)
    chosen = [
        suggestion
        for group in clusters.groups.values()
        if group.target is not None
        for suggestion in _suggestions(group, group.target, links)
    ]
    return sorted(chosen, key=lambda one: one.rank)


def by_rank(candidate: Candidate) -> tuple[object, ...]:
    """The surest first; a directed rule before others, since it leaves no choice of the target."""
    old, rule = candidate.old, candidate.rule
    rank = (rule.confidence.rank, not rule.is_directed, -old.orders, -old.events)
    return (*rank, old.name, candidate.new.name, rule.name)


def _join(clusters: _Clusters, candidate: Candidate, olds: Collection[str]) -> bool:
    """Join the groups of a pair, if nothing speaks against it."""
    old, new = candidate.old.name, candidate.new.name
    if clusters.root(old) == clusters.root(new) or clusters.are_apart(old, new):
        return False
    losing, winning = clusters.group(old), clusters.group(new)
    loser, winner = losing.target or candidate.old, winning.target or candidate.new
    is_directed = candidate.rule.is_directed
    if not is_directed and loser.precedence < winner.precedence:
        losing, winning, loser, winner = winning, losing, winner, loser
    is_led_elsewhere = is_directed and (loser.name != old or winner.name != new)
    if losing.is_fixed or loser.name in olds or is_led_elsewhere:
        return False
    few, many = sorted((losing, winning), key=lambda group: len(group.olds) + len(group.enemies))
    many.olds += [*few.olds, loser]
    many.enemies |= few.enemies
    many.target, many.is_fixed = winner, winning.is_fixed or is_directed
    clusters.unite(loser.name, winner.name, many)
    return True


Links = dict[str, list[tuple[str, Candidate | None]]]


def _links(joined: Sequence[Candidate], lines: Mapping[str, str]) -> Links:
    """What leads to what: pairs that were joined, and the list's lines between their keys."""
    links: Links = {}
    for pair in joined:
        links.setdefault(pair.old.name, []).append((pair.new.name, pair))
        links.setdefault(pair.new.name, []).append((pair.old.name, pair))
    reached: set[str] = set()
    for start in list(links):
        key = start
        while key not in reached:
            reached.add(key)
            if key not in lines:
                break
            links.setdefault(key, []).append((lines[key], None))
            links.setdefault(lines[key], []).append((key, None))
            key = lines[key]
    return links


class _Way(NamedTuple):
    """The way from a key to the target of its group: its weakest pair, and evidence."""

    weakest: Candidate | None = None
    evidence: tuple[str, ...] = ()

    def behind(self, edge: Candidate | None) -> "_Way":
        """The way of a key that is one pair, or one line of the list, further away."""
        if edge is None:
            return self
        weakest = self.weakest
        if weakest is None or edge.rule.confidence.rank >= weakest.rule.confidence.rank:
            weakest = edge
        said = tuple(dict.fromkeys((edge.evidence, *self.evidence)))
        return _Way(weakest, said[:MAX_EVIDENCE])


def _suggestions(group: _Group, target: Key, links: Links) -> Iterator[Suggestion]:
    """The lines of a group. Each is as sure as the weakest pair on its way to the target."""
    ways = {target.name: _Way()}
    waiting = deque([target.name])
    while waiting:
        here = waiting.popleft()
        for there, edge in links.get(here, ()):
            if there not in ways:
                ways[there] = ways[here].behind(edge)
                waiting.append(there)
    for old in group.olds:
        way = ways[old.name]
        assert way.weakest
        said = "; ".join(way.evidence)
        counts = (old.users, old.events, old.orders)
        yield Suggestion(old.name, target.name, way.weakest.rule, said, *counts)
