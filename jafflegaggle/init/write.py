"""The whole file: job, sources, rules and output."""

from collections.abc import Iterator, Mapping

from jafflegaggle.expressions import Expression
from jafflegaggle.init.proposal import Proposal
from jafflegaggle.init.rules import ProposedRules
from jafflegaggle.init.toml import Said, comment, inline, toml_list, toml_text
from jafflegaggle.text import NULL_VALUES


def to_toml(proposals: Mapping[str, Proposal], rules: ProposedRules, output: str) -> str:
    """The configuration, with what is not sure as comments."""
    return "\n".join(_lines(proposals, rules, output)) + "\n"


def _lines(proposals: Mapping[str, Proposal], rules: ProposedRules, output: str) -> Iterator[str]:
    said = Said(rules.doubts)
    yield "# Written by `jafflegaggle init`; docs/configuration.md has all keys."
    yield '# What follows "check" is not sure, what follows "to do" is not decided.'
    yield ""
    yield "[job]"
    yield from said.about("job.id_type")
    yield f"id_type = {toml_text(rules.id_type)}"
    yield from said.about("job")
    last = f"; the last event that was seen is of {rules.last_day}" if rules.last_day else ""
    yield f'# snapshot_date = "{rules.last_day or "2021-12-01"}"  # default: today, UTC{last}'
    yield ""
    for proposal in proposals.values():
        yield from said.about(f"sources.{proposal.name}")
        yield from _source_lines(proposal)
    yield "[rules]"
    for rule, names in rules.names.items():
        yield from said.about(f"rules.{rule}")
        yield f"{rule} = {toml_list(names)}"
    yield from said.about("rules")
    yield ""
    if checks := [one for one in proposals.values() if one.only_warns]:
        yield "[checks]"
        for proposal in checks:
            yield f'{proposal.name} = {{ max_quarantined_fraction = "warn" }}'
        yield ""
    yield "[output]"
    yield f"path = {toml_text(output)}"


def _source_lines(proposal: Proposal) -> Iterator[str]:
    """The lines of a source; what is not sure stands above the key that it is about."""
    said, sample = Said(proposal.doubts, proposal.open), proposal.sample
    yield f"[sources.{proposal.name}]"
    yield from said.about("path")
    yield f"path = {toml_text(sample.path)}"
    if sample.format != "csv":
        yield f"format = {toml_text(sample.format)}"
    null_values = [*NULL_VALUES, *proposal.null_values] if proposal.null_values else []
    for key, value in (
        ("options", inline(sample.options) if sample.options else ""),
        ("where", toml_text(proposal.where) if proposal.where else ""),
        ("null_values", toml_list(null_values) if null_values else ""),
        ("formats", inline(proposal.formats) if proposal.formats else ""),
    ):
        yield from said.about(key)
        if value:
            yield f"{key} = {value}"
    yield from map(comment, proposal.hints)
    mapping = {ours: own for ours, own in proposal.columns.items() if ours != own}
    if mapping or said.is_about("columns"):
        yield ""
        yield f"[sources.{proposal.name}.columns]"
        for ours, own in mapping.items():
            yield from said.about(f"columns.{ours}")
            yield f"{ours} = {_own(own)}"
        yield from said.about("columns")
    yield ""


def _own(own: str | Expression) -> str:
    return f"{{ expr = {toml_text(own.sql)} }}" if isinstance(own, Expression) else toml_text(own)
