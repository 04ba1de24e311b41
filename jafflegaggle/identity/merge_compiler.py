"""Merge lists are compiled, not joined: plain Python on the driver, in time linear in the list.

People maintain these lists by hand, so they contain chains, duplicates and mistakes.
`merge_list.py` reads them and finds the lines that stop the job or are skipped; this module
resolves every chain to its end, labels every line, and builds the map from old to target.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from jafflegaggle.errors import InputError
from jafflegaggle.identity.graph import ends_of
from jafflegaggle.identity.lines import Problem, Status
from jafflegaggle.identity.merge_list import MergeList
from jafflegaggle.identity.messages import problem_message


class Reported(NamedTuple):
    """A row of `merge_report`, without the list's name; a line that is skipped has no target."""

    line: int | None
    old: str | None
    new: str | None
    target: str | None
    status: Status


@dataclass(frozen=True)
class Compiled:
    """A compiled list: the target of each old key, and a report of every line."""

    targets: Mapping[str, str]
    report: Sequence[Reported]


def compile_users(
    merge_list: MergeList, known: Collection[str], on_missing_target: str = "keep"
) -> Compiled:
    """Compile `merged_user`: an e-mail's target is the last one in its chain that a user has.

    Args:
        merge_list: the list, without problems unless it skips them.
        known: the normalized e-mails that users have (the ones in the list suffice).
        on_missing_target: `keep` a person whose target has not signed up, or `fail`.

    Raises:
        InputError: a target is missing, and `on_missing_target` is `fail`.
    """
    ends, last_known = ends_of(merge_list.hops), _last_known(merge_list.hops, known)
    report = _report(merge_list, known, leads_on=last_known, targets=ends | last_known)
    if on_missing_target == "fail":
        _refuse_missing(merge_list, report)
    return Compiled(last_known, report)


def compile_domains(merge_list: MergeList, known: Collection[str]) -> Compiled:
    """Compile `merged_company_domain`: every domain ends where its chain ends.

    Args:
        merge_list: the list, without problems unless it skips them.
        known: the domains of users (the ones in the list suffice); they only label lines.
    """
    ends = ends_of(merge_list.hops)
    leads_on = {old for old, end in ends.items() if end in known}
    return Compiled(ends, _report(merge_list, known, leads_on, ends))


def _last_known(hops: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """Map each old key to the last known key after it, if there is one."""
    last: dict[str, str] = {}
    for old, new in hops.items():
        if new in last:
            last[old] = last[new]
        elif new in known:
            last[old] = new
    return last


def _report(
    merge_list: MergeList,
    known: Collection[str],
    leads_on: Collection[str],
    targets: Mapping[str, str],
) -> list[Reported]:
    report = []
    for at, (old, new) in enumerate(merge_list.pairs):
        line = merge_list.lines[at]
        if at in merge_list.wrong:
            status, _ = merge_list.wrong[at]
            report.append(Reported(line.line, line.old, line.new, None, status))
            continue
        assert old
        assert new
        if old == new:
            status = Status.SELF
        elif merge_list.first_lines[old] != at:  # with the same target, as the list is clear
            status = Status.DUPLICATE
        elif old not in known:
            status = Status.UNKNOWN_OLD
        else:
            status = Status.APPLIED if old in leads_on else Status.MISSING_TARGET
        report.append(Reported(line.line, line.old, line.new, targets.get(old, new), status))
    return report


def _refuse_missing(merge_list: MergeList, report: Sequence[Reported]) -> None:
    missing = [
        Problem(line, row.status, f"no user has {row.target}")
        for line, row in zip(merge_list.lines, report, strict=True)
        if row.status is Status.MISSING_TARGET
    ]
    if missing:
        raise InputError(problem_message(merge_list, missing))
