"""Merge lists are compiled, not joined: plain Python on the driver, in time linear in the list.

People keep these lists, so they hold chains, repeats and slips. `merge_list.py` reads them and
finds the lines that stop the job; here every chain is followed to its end, every line is labelled,
and the map from old to target is made.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from jafflegaggle.errors import InputError
from jafflegaggle.identity.merge_list import MergeList, Problem, Status, problem_message


class Reported(NamedTuple):
    """A row of `merge_report` but for the list's name."""

    line: int | None
    old: str | None
    new: str | None
    target: str
    status: Status


@dataclass(frozen=True)
class Compiled:
    """A compiled list: from old to target, and a report of every line."""

    targets: Mapping[str, str]
    report: Sequence[Reported]


def compile_users(
    merge_list: MergeList, known: Collection[str], on_missing_target: str = "keep"
) -> Compiled:
    """Compile `merged_user`: the target of an e-mail is the last of its chain that a user has.

    Args:
        merge_list: the list, without problems.
        known: the normalised e-mails that users have (those that the list names suffice).
        on_missing_target: `keep` a person whose target has not signed up, or `fail`.

    Raises:
        InputError: a target is missing, and `on_missing_target` is `fail`.
    """
    hops = merge_list.hops
    ends = _chain_ends(hops)
    last_known = _last_known(hops, known)

    def status(old: str) -> Status:
        return Status.APPLIED if last_known[hops[old]] else Status.MISSING_TARGET

    def target(old: str) -> str:
        return last_known[hops[old]] or ends[old]

    report = _report(merge_list, known, status, target)
    missing = [
        Problem(line, row.status, f"no user has {row.target}")
        for line, row in zip(merge_list.lines, report, strict=True)
        if row.status is Status.MISSING_TARGET
    ]
    if missing and on_missing_target == "fail":
        raise InputError(problem_message(merge_list, missing))
    targets = {old: last for old in hops if (last := last_known[hops[old]])}
    return Compiled(targets, report)


def compile_domains(merge_list: MergeList, known: Collection[str]) -> Compiled:
    """Compile `merged_company_domain`: every domain ends where its chain ends.

    Args:
        merge_list: the list, without problems.
        known: the domains of users (those that the list names suffice); they only label lines.
    """
    ends = _chain_ends(merge_list.hops)

    def status(old: str) -> Status:
        return Status.APPLIED if ends[old] in known else Status.MISSING_TARGET

    return Compiled(ends, _report(merge_list, known, status, ends.__getitem__))


def _chain_ends(hops: Mapping[str, str]) -> dict[str, str]:
    """From each old to the end of its chain; every hop is walked once."""
    return {
        old: end
        for old, end in _fold_chains(hops, lambda node, after: after or node).items()
        if old in hops
    }


def _last_known(hops: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """From each node to the last of its chain, itself included, that is known; '' for none."""
    return _fold_chains(hops, lambda node, after: after or (node if node in known else ""))


def _fold_chains(hops: Mapping[str, str], step: Callable[[str, str], str]) -> dict[str, str]:
    """Fold every chain from its end: `step(node, what followed from the next node or '')`."""
    folded: dict[str, str] = {}
    for start in hops:
        path = []
        node: str | None = start
        while node is not None and node not in folded:
            path.append(node)
            node = hops.get(node)
        after = folded[node] if node is not None else ""
        for passed in reversed(path):
            after = folded[passed] = step(passed, after)
    return folded


def _report(
    merge_list: MergeList,
    known: Collection[str],
    status_of: Callable[[str], Status],
    target_of: Callable[[str], str],
) -> list[Reported]:
    hops = merge_list.hops
    seen: set[tuple[str, str]] = set()
    report = []
    for line, (old, new) in zip(merge_list.lines, merge_list.pairs, strict=True):
        assert old
        assert new
        if old == new:
            status = Status.SELF
        elif (old, new) in seen:
            status = Status.DUPLICATE
        elif old not in known:
            status = Status.UNKNOWN_OLD
        else:
            status = status_of(old)
        seen.add((old, new))
        target = target_of(old) if old in hops else new
        report.append(Reported(line.line, line.old, line.new, target, status))
    return report
