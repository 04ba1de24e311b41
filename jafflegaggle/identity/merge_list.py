"""A merge list as it was read: its normalized lines, and the lines that stop the job."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from jafflegaggle.errors import InputError
from jafflegaggle.identity.graph import cycle_of_each, reverse_topological_order
from jafflegaggle.text import (
    has_address,
    is_well_formed_domain,
    normalize_domain,
    normalize_email,
)

MAX_PROBLEMS_SHOWN = 200
MAX_SHOWN = 320  # the longest valid address, rounded up


class Status(StrEnum):
    """What becomes of a line, in order of precedence; the first four stop the job."""

    INVALID = "invalid"
    PERSONAL_DOMAIN = "personal_domain"
    CONFLICT = "conflict"
    CYCLE = "cycle"
    SELF = "self"
    DUPLICATE = "duplicate"
    UNKNOWN_OLD = "unknown_old"
    MISSING_TARGET = "missing_target"
    APPLIED = "applied"

    @property
    def stops_the_job(self) -> bool:
        """Whether people must fix such a line first."""
        return self in (Status.INVALID, Status.PERSONAL_DOMAIN, Status.CONFLICT, Status.CYCLE)


class MergeLine(NamedTuple):
    """A line as written.

    Attributes:
        line: its number in the file; None where there is no file.
        old: the old e-mail or domain.
        new: the new one.
        file: the file, if the list has several.
    """

    line: int | None
    old: str | None
    new: str | None
    file: str = ""


class Problem(NamedTuple):
    """A line that stops the job, and why."""

    line: MergeLine
    status: Status
    why: str


@dataclass(frozen=True)
class MergeList:
    """A list as read: its lines, their normalized pairs, and what is wrong with them.

    Attributes:
        name: `merged_user` or `merged_company_domain`.
        place: where the lines are, for messages.
        lines: the lines as written.
        pairs: for each line, old and new normalized (None for an empty cell).
        hops: old to new, in reverse topological order; complete if there are no problems.
        problems: the lines that stop the job.
    """

    name: str
    place: str
    lines: Sequence[MergeLine]
    pairs: Sequence[tuple[str | None, str | None]]
    hops: Mapping[str, str]
    problems: Sequence[Problem]

    @property
    def keys(self) -> Collection[str]:
        """All keys in the list, normalized, in the order of the lines."""
        return dict.fromkeys(key for pair in self.pairs for key in pair if key)


def read_user_list(lines: Sequence[MergeLine], place: str) -> MergeList:
    """Read `merged_user`: which e-mails are one person."""
    return _read_list("merged_user", lines, place, normalize_email, _verdict_on_emails)


def read_domain_list(
    lines: Sequence[MergeLine], place: str, personal: Collection[str]
) -> MergeList:
    """Read `merged_company_domain`: which company moved to which domain."""

    def verdict(old: str, new: str) -> tuple[Status, str] | None:
        if not is_well_formed_domain(new):
            return Status.INVALID, f"{new} is not a well-formed domain"
        for domain in (old, new):
            if domain in personal:
                why = "is a personal domain, nobody's company; rules.company_domains allows it"
                return Status.PERSONAL_DOMAIN, f"{domain} {why}"
        return None

    return _read_list("merged_company_domain", lines, place, normalize_domain, verdict)


def raise_on_problems(lists: Iterable[MergeList]) -> None:
    """Stop the job if a line of any list is wrong, showing all such lines at once.

    Raises:
        InputError: a line is wrong; the message names each list, its place and its lines.
    """
    messages = [
        problem_message(merge_list, merge_list.problems)
        for merge_list in lists
        if merge_list.problems
    ]
    if messages:
        raise InputError("\n".join(messages))


def problem_message(merge_list: MergeList, problems: Sequence[Problem]) -> str:
    """What is wrong with a list: its place, then its lines, one per line."""
    shown = [
        f"  {_where(problem.line)}{_cut(problem.line.old)} -> {_cut(problem.line.new)}: "
        f"{problem.status} ({_cut(problem.why)})"
        for problem in problems[:MAX_PROBLEMS_SHOWN]
    ]
    if len(problems) > MAX_PROBLEMS_SHOWN:
        others = (_where(problem.line).strip(": ") for problem in problems[MAX_PROBLEMS_SHOWN:])
        named = ", ".join(filter(None, others))
        shown.append(f"  and {len(problems) - MAX_PROBLEMS_SHOWN:,} more: {named}".rstrip(": "))
    head = f"{merge_list.name} ({merge_list.place}): {_lines_need_fixing(len(problems))}:"
    return "\n".join([head, *shown])


def _lines_need_fixing(number: int) -> str:
    return "1 line needs fixing" if number == 1 else f"{number} lines need fixing"


def _cut(text: str | None) -> str:
    """A cell, cut for a message; a damaged file may have cells of any length."""
    text = text or ""
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."


def _where(line: MergeLine) -> str:
    in_file = f"{line.file}, " if line.file else ""
    return "" if line.line is None else f"{in_file}line {line.line}: "


def _verdict_on_emails(old: str, new: str) -> tuple[Status, str] | None:
    """A value that is no e-mail is an error; an e-mail that no user has is only a status."""
    for email in (old, new):
        if not has_address(email):
            return Status.INVALID, f"{email} is not an e-mail"
    return None


def _read_list(
    name: str,
    lines: Sequence[MergeLine],
    place: str,
    normalize: Callable[[str | None], str | None],
    verdict: Callable[[str, str], tuple[Status, str] | None],
) -> MergeList:
    pairs = [(normalize(line.old), normalize(line.new)) for line in lines]
    wrong: dict[int, tuple[Status, str]] = {}
    for at, (old, new) in enumerate(pairs):
        if not (old and new):
            wrong[at] = Status.INVALID, "a cell is empty"
        elif found := verdict(old, new):
            wrong[at] = found
    moves = {old: new for old, new in pairs if old and new and old != new}
    hops = reverse_topological_order(moves)
    is_clear = all(new in (old, moves.get(old)) for old, new in pairs if old and new)
    if len(hops) < len(moves) or not is_clear:
        whole = [at for at, (old, new) in enumerate(pairs) if old and new]
        wrong = _cycles(pairs, whole) | _conflicts(pairs, whole) | wrong
    problems = [Problem(lines[at], *wrong[at]) for at in sorted(wrong)]
    return MergeList(name, place, lines, pairs, hops, problems)


Pairs = Sequence[tuple[str | None, str | None]]


def _conflicts(pairs: Pairs, at_lines: Iterable[int]) -> dict[int, tuple[Status, str]]:
    """Lines that map one old key to several targets."""
    moves = [(at, *pairs[at]) for at in at_lines if pairs[at][0] != pairs[at][1]]
    ways = Counter(old for old, _ in {(old, new) for _, old, new in moves})
    return {
        at: (Status.CONFLICT, f"{old} has {ways[old]} different targets")
        for at, old, _ in moves
        if ways[old] > 1
    }


def _cycles(pairs: Pairs, at_lines: Iterable[int]) -> dict[int, tuple[Status, str]]:
    """Lines whose target leads back to their old key."""
    moves = [(at, old, new) for at in at_lines for old, new in [pairs[at]] if old and new]
    cycle = cycle_of_each({(old, new) for _, old, new in moves if old != new})
    sizes = Counter(cycle.values())
    return {
        at: (Status.CYCLE, f"{old} leads back to itself in a cycle of {sizes[cycle[old]]}")
        for at, old, new in moves
        if old != new and cycle[old] == cycle[new]
    }
