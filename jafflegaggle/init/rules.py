"""The rules that the cells of all sources suggest: the type of ids, names of events and stages."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from jafflegaggle.expressions import Expression
from jafflegaggle.init.cells import (
    fits_bigint,
    is_address,
    is_no_value,
    is_number,
    is_placeholder,
    is_usual_time,
    most,
)
from jafflegaggle.init.proposal import Proposal, sql_name
from jafflegaggle.rules import ORDER_EVENTS, Rules
from jafflegaggle.staging.spec import Count, Id, TextId
from jafflegaggle.text import listed

MAX_NAMES = 30
# Words in the names of events that are perhaps orders, likeliest first.
ORDERS = re.compile(
    r"order.*(placed|completed|created|paid)|purchase|checkout.*(completed|succeeded)"
    r"|payment.*(succeeded|completed)|invoice.*paid|(^|\W|_)(order|bought|paid)",
    re.IGNORECASE,
)
WON = re.compile(r"(?<!not )\bwon\b|closed[\W_]*won|succeeded|^paid$|^complete", re.IGNORECASE)
ACTIVE = re.compile(r"^(active|past[\W_]*due|trialing|trial|in[\W_]*trial|paying)$", re.IGNORECASE)


@dataclass
class ProposedRules:
    """Rules that differ from the defaults.

    Attributes:
        id_type: the type of ids.
        names: names of events, stages and statuses, by the rule.
        doubts: what is decided, and not sure, by the key.
        last_day: the day of the last event that was seen; '' where that is not known.
    """

    id_type: str = "bigint"
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    last_day: str = ""


def propose_rules(proposals: Mapping[str, Proposal]) -> ProposedRules:
    """Propose the rules, and settle what concerns several sources."""
    rules = ProposedRules()
    if without := [name for name, one in proposals.items() if one.has_no_zone]:
        why = f"times in {listed(without)} name no zone, and are read as UTC"
        rules.doubts.append(("job", why))
    _ids(rules, proposals)
    events, deals = proposals.get("events"), proposals.get("deals")
    if events:
        _events(rules, events)
    if deals:
        _names(rules, deals, "won_stages", "deal_stage", WON)
    if "subscriptions" in proposals:
        _names(rules, proposals["subscriptions"], "active_statuses", "status", ACTIVE)
    return rules


def _ids(rules: ProposedRules, proposals: Mapping[str, Proposal]) -> None:
    """Whole numbers, if all ids are; else text, and whether case tells them apart."""
    _emails_as_ids(proposals)
    texts: dict[str, str] = {}
    for proposal in proposals.values():
        for column in _id_columns(proposal):
            odd = next((cell for cell in _cells(proposal, column) if not _is_whole(cell)), None)
            if odd is not None:
                texts[f"{proposal.name}.{column}"] = odd
    if texts:
        rules.id_type = "string"
        where, cell = next(iter(texts.items()))
        rules.doubts.append(("job.id_type", f"text, as {where} is, such as {cell!r}"))
    for key in ("user_id", "gaggle_id"):
        _compare(rules, proposals, key)


def _emails_as_ids(proposals: Mapping[str, Proposal]) -> None:
    """Where events name users by their e-mails, these are the ids."""
    events, users = proposals.get("events"), proposals.get("users")
    if not (events and users):
        return
    given, emails = _cells(events, "user_id"), users.cells_of("email")
    has_others = not any(map(is_address, _cells(users, "user_id")))
    if emails and has_others and most(given, map(is_address, given)):
        users.columns["user_id"] = emails.name
        why = f"read from {emails.name}, since events name users by their e-mails"
        users.doubts.append(("columns.user_id", why))


def _id_columns(proposal: Proposal) -> list[str]:
    return [
        column.name
        for column in proposal.spec.columns
        if isinstance(column, Id) and not isinstance(column, (TextId, Count))
    ]


def _cells(proposal: Proposal, column: str) -> list[str]:
    sample, no_values = proposal.cells_of(column), proposal.null_values
    given = sample.given if sample else []
    return [
        cell
        for cell in given
        if not (is_no_value(cell) or cell in no_values or is_placeholder(cell))
    ]


def _is_whole(cell: str) -> bool:
    return is_number(cell) and fits_bigint(cell)


def _compare(rules: ProposedRules, proposals: Mapping[str, Proposal], key: str) -> None:
    """Whether the ids of one source are among those of the one that has them as its key."""
    owner = next((one for one in proposals.values() if one.spec.key == key), None)
    others = [one for one in proposals.values() if one is not owner and key in one.columns]
    for other in others:
        known, given = set(_cells(owner, key)) if owner else set(), _cells(other, key)
        if owner is None or not known or not given:
            continue
        share = _share(given, known, str)
        if rules.id_type == "string" and _share(given, known, _plain) > share:
            why = "the same ids are written with .0 elsewhere, so that it is taken off all"
            _compute(owner, other, key, "regexp_replace({}, '[.]0+$', '')", why)
        elif rules.id_type == "string" and _share(given, known, str.casefold) > share:
            why = "the same ids are in other case elsewhere, so that all are made lower case"
            _compute(owner, other, key, "lower({})", why)
        elif not _share(given, known, _plain):
            seen = "" if owner.sample.is_whole else " that were looked at"
            why = (
                f"no cell is among the {key} of {owner.name}{seen}: {given[0]!r} there, and "
                f"{min(known)!r} in {owner.name}; are these the same ids?"
            )
            rules.doubts.append((f"sources.{other.name}.columns.{key}", why))


def _share(given: Sequence[str], known: Collection[str], form: Callable[[str], str]) -> int:
    """How many ids are among others, in a form."""
    others = set(map(form, known))
    return sum(form(cell) in others for cell in given)


def _plain(cell: str) -> str:
    return re.sub(r"[.]0+$", "", cell) if is_number(cell) else cell


def _compute(owner: Proposal, other: Proposal, key: str, sql: str, why: str) -> None:
    """Compute the ids of both sources alike."""
    for proposal in (owner, other):
        own = proposal.columns[key]
        if isinstance(own, str):
            name = sql_name(own, is_flat=proposal.sample.format == "csv")
            proposal.columns[key] = Expression(sql.format(name))
            proposal.doubts.append((f"columns.{key}", why))


def _events(rules: ProposedRules, events: Proposal) -> None:
    """The names of events, and which of them are perhaps orders."""
    days = [cell[:10] for cell in _names_in(events, "timestamp") if is_usual_time(cell)]
    rules.last_day = max(days, default="")
    counts = Counter(_names_in(events, "event_name"))
    if not counts:
        return
    names = tuple(name for name, _ in counts.most_common(MAX_NAMES))
    if set(names) != set(Rules().event_names):
        rules.names["event_names"] = tuple(sorted(names))
    if not events.sample.is_whole or len(counts) > MAX_NAMES:
        seen = f"the commonest of {events.sample.rows:,} rows; others are reported, and count too"
        rules.doubts.append(("rules.event_names", seen))
    if not set(ORDER_EVENTS) & set(names):
        orders = tuple(sorted(name for name in names if ORDERS.search(name)))
        rules.names["order_events"] = orders
        why = "by their names" if orders else "no name looks like an order; which events are?"
        rules.doubts.append(("rules.order_events", why))


def _names(
    rules: ProposedRules, proposal: Proposal, rule: str, column: str, pattern: re.Pattern[str]
) -> None:
    """The names in a column that a rule has to list, by what they look like."""
    names = sorted(set(_names_in(proposal, column)))
    defaults: Sequence[str] = getattr(Rules(), rule)
    found = tuple(name for name in names if name in defaults or pattern.search(name))
    others = ", ".join(repr(name) for name in names if name not in found)
    if names and set(found) != set(defaults) & set(names):
        rules.names[rule] = found
        rules.doubts.append((f"rules.{rule}", f"by their names; the others are {others or 'none'}"))
    elif names and not found:
        rules.names[rule] = ()
        rules.doubts.append((f"rules.{rule}", f"none looks like one; there are {others}"))


def _names_in(proposal: Proposal, column: str) -> list[str]:
    """As they stand: a name with a blank at its end is another one."""
    sample = proposal.cells_of(column)
    return sample.texts if sample else []
