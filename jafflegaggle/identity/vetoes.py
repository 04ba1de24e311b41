"""Vetoes: which two e-mails, or two domains, no merge list may join."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from jafflegaggle.identity.graph import ends_of, hops_between, lengths_of, path_between
from jafflegaggle.identity.lines import (
    DOMAINS,
    EMAILS,
    NO_LIST,
    KeyKind,
    MergeLine,
    MergeLines,
    Problem,
    Status,
)

# The paths of further hits are not walked: their lines are among the lines to fix anyway.
MAX_HOPS_SHOWN = 200


class Veto(NamedTuple):
    """A veto: its line, and its two keys, normalized."""

    line: MergeLine
    keys: tuple[str, str]


class Hit(NamedTuple):
    """A veto against a merge list.

    Attributes:
        veto: the veto.
        path: the old keys of the hops that join its two: from the first on, then from the second.
    """

    veto: Veto
    path: Sequence[str]


@dataclass(frozen=True)
class Vetoes:
    """A list of vetoes as read.

    Attributes:
        name: `not_same_user` or `not_same_company`.
        place: where the lines are, for messages.
        vetoes: the vetoes, in the order of the lines, without the lines that stop the job.
        problems: the lines that stop the job, whatever `rules.on_bad_line` says: nobody knows what
            they forbid.
    """

    name: str
    place: str
    vetoes: Sequence[Veto]
    problems: Sequence[Problem]

    def between(self, one: str, other: str) -> Veto | None:
        """The veto that keeps two normalized keys apart, the first if there are several."""
        return self._by_keys.get(_unordered(one, other))

    def against(self, hops: Mapping[str, str]) -> tuple[list[Hit], dict[str, Veto]]:
        """The vetoes whose two keys a list joins, and the old keys of all hops that join any.

        Two keys are joined if their chains end at the same one. Beyond `MAX_HOPS_SHOWN` hops the
        path of a hit is empty.

        Args:
            hops: old to new, in reverse topological order.

        Returns:
            The hits, and for each old key on the path of one the first veto.
        """
        if not self.vetoes:
            return [], {}
        ends = ends_of(hops)
        joined = [
            veto
            for veto in self.vetoes
            for one, other in [veto.keys]
            if ends.get(one, one) == ends.get(other, other)
        ]
        lengths = lengths_of(hops) if joined else {}
        hits, shown = [], 0
        for veto in joined:
            path = path_between(hops, lengths, *veto.keys) if shown < MAX_HOPS_SHOWN else []
            hits.append(Hit(veto, path))
            shown += len(path)
        on_paths = hops_between(hops, lengths, (veto.keys for veto in joined))
        return hits, {old: joined[number] for old, number in on_paths.items()}

    def named(self, veto: Veto) -> str:
        """The name of a veto, for messages: `not_same_user, line 3`."""
        return ", ".join(filter(None, (self.name, veto.line.where)))

    @cached_property
    def _by_keys(self) -> dict[tuple[str, str], Veto]:
        return {_unordered(*veto.keys): veto for veto in reversed(self.vetoes)}


def read_user_vetoes(written: MergeLines = NO_LIST) -> Vetoes:
    """Read `not_same_user`: which e-mails are two people."""
    return _read_vetoes("not_same_user", written, EMAILS)


def read_domain_vetoes(written: MergeLines = NO_LIST) -> Vetoes:
    """Read `not_same_company`: which domains are two companies."""
    return _read_vetoes("not_same_company", written, DOMAINS)


def _read_vetoes(name: str, written: MergeLines, kind: KeyKind) -> Vetoes:
    vetoes, problems = [], []
    for line in written.lines:
        one, other = kind.normalize(line.old), kind.normalize(line.new)
        if not (one and other):
            why = "a cell is empty"
        elif wrong := [key for key in (one, other) if not kind.is_key(key)]:
            why = f"{wrong[0]} is not {kind.name}"
        elif one == other:
            why = f"both are {one}, which nothing keeps apart"
        else:
            vetoes.append(Veto(line, (one, other)))
            continue
        problems.append(Problem(line, Status.INVALID, why))
    return Vetoes(name, written.place, vetoes, problems)


def _unordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)
