"""What `jafflegaggle init` shows."""

from collections.abc import Iterator, Mapping, Sequence

from jafflegaggle.expressions import Expression
from jafflegaggle.init.proposal import Proposal
from jafflegaggle.init.rules import ProposedRules
from jafflegaggle.report.layout import fit, one_line, section

HEADER = ("source", "rows looked at", "columns", "read from")


def to_text(
    file: str, proposals: Mapping[str, Proposal], rules: ProposedRules, notes: Sequence[str]
) -> str:
    """What was found and decided, what is not sure, and what to do next."""
    rows = [
        (name, one.sample.rows, _mapping(one), one.sample.path) for name, one in proposals.items()
    ]
    parts = [section("Sources", HEADER, fit(HEADER, rows))]
    for title, lines in (
        ('Not decided (under "to do" in the file)', _open(proposals)),
        ('Not sure (under "check" in the file)', _doubts(proposals, rules)),
        ("Files that are not read", iter(notes)),
    ):
        if shown := [f"  {one_line(line)}" for line in lines]:
            parts.append("\n".join([title, *shown]))
    parts.append(
        f"Written  {file}\nNext     jafflegaggle validate --config {file}\n"
        f"         jafflegaggle run --config {file}"
    )
    return "\n".join(parts)


def _mapping(proposal: Proposal) -> str:
    other = {ours: own for ours, own in proposal.columns.items() if ours != own}
    shown = [
        f"{ours} = {'(computed)' if isinstance(own, Expression) else own}"
        for ours, own in other.items()
    ]
    return ", ".join(shown) or "as ours"


def _open(proposals: Mapping[str, Proposal]) -> Iterator[str]:
    for name, one in proposals.items():
        yield from (f"sources.{name}.{key}: {why}" for key, why in one.open)


def _doubts(proposals: Mapping[str, Proposal], rules: ProposedRules) -> Iterator[str]:
    for name, one in proposals.items():
        yield from (f"sources.{name}.{key}: {why}" for key, why in one.doubts)
    yield from (f"{key}: {why}" for key, why in rules.doubts)
