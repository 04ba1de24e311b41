"""A merge list as it was read: its normalized lines, and the lines that stop the job."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from jafflegaggle.identity.graph import cycle_of_each, reverse_topological_order
from jafflegaggle.identity.lines import DOMAINS, EMAILS, KeyKind, MergeLine, Problem, Status
from jafflegaggle.identity.vetoes import Hit, Vetoes, read_domain_vetoes, read_user_vetoes

Pairs = Sequence[tuple[str | None, str | None]]
Verdict = tuple[Status, str]


@dataclass(frozen=True)
class MergeList:
    """A list as read: its lines, their normalized pairs, and what is wrong with them.

    Attributes:
        name: `merged_user` or `merged_company_domain`.
        place: where the lines are, for messages.
        lines: the lines as written.
        pairs: for each line, old and new normalized (None for an empty cell).
        hops: old to new, in reverse topological order, by the lines with which nothing is wrong.
        wrong: why lines stop the job or are skipped, by their position among the lines.
        vetoes: what it must not join.
        hits: the vetoes against it.
        skips: whether lines with which something is wrong are skipped.
    """

    name: str
    place: str
    lines: Sequence[MergeLine]
    pairs: Pairs
    hops: Mapping[str, str]
    wrong: Mapping[int, Verdict]
    vetoes: Vetoes
    hits: Sequence[Hit]
    skips: bool

    @property
    def keys(self) -> Collection[str]:
        """All keys in the list, normalized, in the order of the lines."""
        return dict.fromkeys(key for pair in self.pairs for key in pair if key)

    @cached_property
    def problems(self) -> Sequence[Problem]:
        """The lines that stop the job or are skipped, in their order."""
        return [Problem(self.lines[at], *self.wrong[at]) for at in sorted(self.wrong)]

    @cached_property
    def first_lines(self) -> Mapping[str, int]:
        """The first line that moves each old key, by its position among the lines."""
        first: dict[str, int] = {}
        for at, (old, new) in enumerate(self.pairs):
            if old and old != new and at not in self.wrong:
                first.setdefault(old, at)
        return first

    def line_of(self, key: str) -> MergeLine | None:
        """The line that moves a normalized key, of duplicates the first; None where none does."""
        at = self.first_lines.get(key)
        return None if at is None else self.lines[at]

    def path(self, key: str, target: str | None = None) -> list[MergeLine]:
        """The lines that lead from a normalized key to its target, in order.

        Args:
            key: the key.
            target: a key of its chain; the end of the chain if None.
        """
        path = []
        while key in self.hops and key != target:
            path.append(self.lines[self.first_lines[key]])
            key = self.hops[key]
        return path


def read_user_list(
    lines: Sequence[MergeLine],
    place: str,
    vetoes: Vetoes | None = None,
    on_bad_line: str = "stop",
) -> MergeList:
    """Read `merged_user`: which e-mails are one person.

    Args:
        lines: the lines as written.
        place: where they are, for messages.
        vetoes: which e-mails are two people.
        on_bad_line: `stop`, or `skip` to leave out what would stop the job.
    """

    def verdict(old: str, new: str) -> Verdict | None:
        """A value that is no e-mail is an error; an e-mail that no user has is only a status."""
        for email in (old, new):
            if not EMAILS.is_key(email):
                return Status.INVALID, f"{email} is not {EMAILS.name}"
        return None

    vetoes = vetoes or read_user_vetoes()
    return _read_list("merged_user", lines, place, EMAILS, verdict, vetoes, on_bad_line)


def read_domain_list(
    lines: Sequence[MergeLine],
    place: str,
    personal: Collection[str],
    vetoes: Vetoes | None = None,
    on_bad_line: str = "stop",
) -> MergeList:
    """Read `merged_company_domain`: which company moved to which domain.

    Args:
        lines: the lines as written.
        place: where they are, for messages.
        personal: the domains that are nobody's company.
        vetoes: which domains are two companies.
        on_bad_line: `stop`, or `skip` to leave out what would stop the job.
    """

    def verdict(old: str, new: str) -> Verdict | None:
        if not DOMAINS.is_key(new):
            return Status.INVALID, f"{new} is not {DOMAINS.name}"
        for domain in (old, new):
            if domain in personal:
                why = "is a personal domain, nobody's company; rules.company_domains allows it"
                return Status.PERSONAL_DOMAIN, f"{domain} {why}"
        return None

    vetoes = vetoes or read_domain_vetoes()
    return _read_list("merged_company_domain", lines, place, DOMAINS, verdict, vetoes, on_bad_line)


def _read_list(
    name: str,
    lines: Sequence[MergeLine],
    place: str,
    kind: KeyKind,
    verdict: Callable[[str, str], Verdict | None],
    vetoes: Vetoes,
    on_bad_line: str,
) -> MergeList:
    pairs = [(kind.normalize(line.old), kind.normalize(line.new)) for line in lines]
    skips = on_bad_line == "skip"
    wrong: dict[int, Verdict] = {}
    for at, (old, new) in enumerate(pairs):
        if not (old and new):
            wrong[at] = Status.INVALID, "a cell is empty"
        elif found := verdict(old, new):
            wrong[at] = found
    # Lines that stop the job are held against all others, so that all are shown at once; what is
    # skipped is not there for the others.
    without = wrong if skips else {}
    hops = _hops(pairs, without)
    if not _is_clear(pairs, hops, without):
        left = [at for at, (old, new) in enumerate(pairs) if old and new and at not in without]
        conflicts = _conflicts(pairs, left)
        if skips:
            left = [at for at in left if at not in conflicts]
        wrong = _cycles(pairs, left) | conflicts | wrong
    if wrong:
        hops = _hops(pairs, wrong)
    hits, on_paths = vetoes.against(hops)
    if hits:
        wrong |= {
            at: (Status.VETO, f"joins {' and '.join(veto.keys)} against {vetoes.named(veto)}")
            for at, (old, new) in enumerate(pairs)
            if at not in wrong and old and old != new and (veto := on_paths.get(old))
        }
        hops = {old: new for old, new in hops.items() if old not in on_paths}
    return MergeList(name, place, lines, pairs, hops, wrong, vetoes, hits, skips)


def _hops(pairs: Pairs, without: Collection[int]) -> dict[str, str]:
    """Old to new by all lines but some, in reverse topological order; none into a cycle."""
    moves = {
        old: new
        for at, (old, new) in enumerate(pairs)
        if old and new and old != new and at not in without
    }
    return reverse_topological_order(moves)


def _is_clear(pairs: Pairs, hops: Mapping[str, str], without: Collection[int]) -> bool:
    """Whether each line has become a hop: there is neither a conflict nor a cycle."""
    return all(
        old == new or hops.get(old) == new or at in without
        for at, (old, new) in enumerate(pairs)
        if old and new
    )


def _conflicts(pairs: Pairs, at_lines: Iterable[int]) -> dict[int, Verdict]:
    """Lines that map one old key to several targets."""
    moves = [(at, *pairs[at]) for at in at_lines if pairs[at][0] != pairs[at][1]]
    ways = Counter(old for old, _ in {(old, new) for _, old, new in moves})
    return {
        at: (Status.CONFLICT, f"{old} has {ways[old]} different targets")
        for at, old, _ in moves
        if ways[old] > 1
    }


def _cycles(pairs: Pairs, at_lines: Iterable[int]) -> dict[int, Verdict]:
    """Lines whose target leads back to their old key."""
    moves = [(at, old, new) for at in at_lines for old, new in [pairs[at]] if old and new]
    cycle = cycle_of_each({(old, new) for _, old, new in moves if old != new})
    sizes = Counter(cycle.values())
    return {
        at: (Status.CYCLE, f"{old} leads back to itself in a cycle of {sizes[cycle[old]]}")
        for at, old, new in moves
        if old != new and cycle[old] == cycle[new]
    }
