"""Names in the rules that the rows do not have, and rules that nothing uses."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jafflegaggle.config import Config
from jafflegaggle.rules import Rules
from jafflegaggle.text import listed
from jafflegaggle.validate.look import SourceLook


@dataclass(frozen=True)
class NamesOf:
    """A rule that lists names in a column.

    Attributes:
        rule: the rule.
        source: the source.
        column: its column.
        is_any_enough: whether one name that is there is enough.
    """

    rule: str
    source: str
    column: str
    is_any_enough: bool = False


NAMES = (
    NamesOf("event_names", "events", "event_name"),
    NamesOf("order_events", "events", "event_name"),
    NamesOf("won_stages", "deals", "deal_stage"),
    NamesOf("active_statuses", "subscriptions", "status", is_any_enough=True),
)
LISTS = ("merged_user", "merged_company_domain")
# Rules that only some sources need.
OF_SOURCES: Mapping[str, Collection[str]] = {
    "on_missing_target": ("merged_user",),
    "on_bad_line": LISTS,
    "max_merge_lines": LISTS,
    **{one.rule: (one.source,) for one in NAMES},
}


def name_notes(config: Config, looks: Mapping[str, SourceLook]) -> Iterator[str]:
    """What is to be said of the rules."""
    for one in NAMES:
        if one.source in looks and looks[one.source].rows:
            yield from _unseen(one, getattr(config.rules, one.rule), looks[one.source])
    defaults = Rules()
    for rule, sources in OF_SOURCES.items():
        is_set = getattr(config.rules, rule) != getattr(defaults, rule)
        if is_set and not any(name in config.sources for name in sources):
            yield f"rules.{rule} is not used: there is no source {' or '.join(sources)}"


def _unseen(one: NamesOf, names: Sequence[str], look: SourceLook) -> Iterator[str]:
    seen = {row.values[one.column] for row in look.rows if not row.reason}
    there = sorted(name for name in seen if name)
    missing = [name for name in names if name not in seen]
    if not there or not missing or (one.is_any_enough and len(missing) < len(names)):
        return
    shown, others = (listed([repr(name) for name in some]) for some in (missing, there))
    yield f"rules.{one.rule}: no row that was looked at has {shown}; there are {others}"
