"""What is said of the lines of lists that stop the job, or are skipped."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from jafflegaggle.errors import InputError
from jafflegaggle.identity.lines import MergeLine, Problem, Status
from jafflegaggle.identity.merge_list import MergeList
from jafflegaggle.identity.vetoes import Hit

MAX_PROBLEMS_SHOWN = 200
MAX_SHOWN = 320  # the longest valid address, rounded up


def raise_on_problems(lists: Iterable[MergeList]) -> None:
    """Stop the job if a line of any list is wrong, showing all such lines at once.

    Lines that a list skips do not stop it; a veto that is wrong always does.

    Raises:
        InputError: a line is wrong; the message names each list, its place and its lines.
    """
    messages = []
    for merge_list in lists:
        if merge_list.problems and not merge_list.skips:
            messages.append(list_message(merge_list))
        vetoes = merge_list.vetoes
        if vetoes.problems:
            need = _lines_need_fixing(len(vetoes.problems))
            messages.append(_message(vetoes.name, vetoes.place, need, vetoes.problems, ", "))
    if messages:
        raise InputError("\n".join(messages))


def list_message(merge_list: MergeList) -> str:
    """What is wrong with a list: its place, then its lines, then the vetoes against them."""
    number = len(merge_list.problems)
    what, others = _lines_need_fixing(number), ""
    if merge_list.skips:
        what = "1 line is skipped" if number == 1 else f"{number} lines are skipped"
        others = "see merge_report"
    message = _message(merge_list.name, merge_list.place, what, merge_list.problems, others=others)
    return "\n".join([message, *_veto_lines(merge_list)])


def problem_message(merge_list: MergeList, problems: Sequence[Problem]) -> str:
    """What else is wrong with a list: its place, then the lines, one per line."""
    need = _lines_need_fixing(len(problems))
    return _message(merge_list.name, merge_list.place, need, problems)


def _message(
    name: str,
    place: str,
    what: str,
    problems: Sequence[Problem],
    between: str = " -> ",
    others: str = "",
) -> str:
    """A head, and one line per problem; many are only named, or are where `others` says."""
    shown = [
        f"  {_start(problem.line)}{_cells(problem.line, between)}: "
        f"{problem.status} ({_cut(problem.why)})"
        for problem in problems[:MAX_PROBLEMS_SHOWN]
    ]
    if len(problems) > MAX_PROBLEMS_SHOWN:
        named = others or _named(problem.line for problem in problems[MAX_PROBLEMS_SHOWN:])
        shown.append(f"  and {len(problems) - MAX_PROBLEMS_SHOWN:,} more: {named}".rstrip(": "))
    return "\n".join([f"{name} ({place}): {what}:", *shown])


def _veto_lines(merge_list: MergeList) -> Iterator[str]:
    """The vetoes against a list, one per line, each with the lines that join its two."""
    vetoes, hits = merge_list.vetoes, merge_list.hits
    if not hits:
        return
    forbid = "1 veto forbids" if len(hits) == 1 else f"{len(hits):,} vetoes forbid"
    head = f"{vetoes.name} ({vetoes.place}): {forbid} what {merge_list.name} would join"
    yield f"{head}; remove a line there, or the veto:"
    lines_of: dict[str | None, list[MergeLine]] = defaultdict(list)
    for at, (status, _) in merge_list.wrong.items():
        if status is Status.VETO:
            lines_of[merge_list.pairs[at][0]].append(merge_list.lines[at])
    for hit in hits[:MAX_PROBLEMS_SHOWN]:
        yield f"  {_hit(hit, [line for old in hit.path for line in lines_of[old]])}"
    if more := _more_vetoes(hits[MAX_PROBLEMS_SHOWN:]):
        yield f"  {more}"


def _hit(hit: Hit, path: Sequence[MergeLine]) -> str:
    """A veto, its reason, and the lines of the path as far as they are shown."""
    line = hit.veto.line
    reason = f" ({_cut(line.reason.strip())})" if line.reason and line.reason.strip() else ""
    text = f"{_start(line)}{_cells(line, ', ')}{reason}"
    if not path:
        return text
    named = ", ".join(one.where or _cells(one, " -> ") for one in path[:MAX_PROBLEMS_SHOWN])
    more = len(path) - MAX_PROBLEMS_SHOWN
    return f"{text}: joined by {named}{f' and {more:,} more' if more > 0 else ''}"


def _more_vetoes(hits: Sequence[Hit]) -> str:
    named = _named(hit.veto.line for hit in hits)
    return f"and {len(hits):,} more: {named}".rstrip(": ") if hits else ""


def _named(lines: Iterable[MergeLine]) -> str:
    return ", ".join(filter(None, (line.where for line in lines)))


def _lines_need_fixing(number: int) -> str:
    return "1 line needs fixing" if number == 1 else f"{number} lines need fixing"


def _cells(line: MergeLine, between: str) -> str:
    return f"{_cut(line.old)}{between}{_cut(line.new)}"


def _cut(text: str | None) -> str:
    """A cell, cut for a message; a damaged file may have cells of any length."""
    text = text or ""
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."


def _start(line: MergeLine) -> str:
    return f"{line.where}: " if line.where else ""
