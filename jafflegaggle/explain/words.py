"""The words of an explanation: counts, times, lines, and what is said of a person."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from jafflegaggle.explain.facts import Activity, Line, Note, Person, Quarantined, Some
from jafflegaggle.explain.tree import Node

One = TypeVar("One")
EXAMPLE = 200  # letters of a quarantined row


def number_of(number: int, noun: str) -> str:
    """A number of things.

    >>> number_of(0, "event"), number_of(1, "order"), number_of(1_200, "contact")
    ('no events', '1 order', '1,200 contacts')
    """
    return f"{f'{number:,}' if number else 'no'} {noun}{'' if number == 1 else 's'}"


def minute(time: dt.datetime | None) -> str:
    """A time to the minute, UTC.

    >>> minute(dt.datetime(2021, 12, 1, 10, 5, 59, tzinfo=dt.UTC)), minute(None)
    ('2021-12-01 10:05', 'an unknown time')
    """
    return time.isoformat(" ")[:16] if time else "an unknown time"


def activity(measures: Activity) -> str:
    """Events and orders, each with the days of the first and the last one."""
    return ", ".join(_activity_of(measures, subject) for subject in ("event", "order") if measures)


def _activity_of(measures: Activity, subject: str) -> str:
    number = measures[f"number_of_{subject}s"]
    if not number:
        return number_of(0, subject)
    times = (measures[f"first_{subject}"], measures[f"most_recent_{subject}"])
    days = dict.fromkeys(time.date().isoformat() for time in times if time)
    return f"{number_of(number, subject)} ({' to '.join(days)})"


def line(one: Line) -> str:
    """A line of a merge list, with its status where it is not simply applied.

    >>> line(Line("merged_user", 2, "A@x.com", "b@x.com", "b@x.com", "applied"))
    'merged_user line 2: A@x.com -> b@x.com'
    >>> line(Line("merged_user", None, "a@x.com", "b@x.com", "b@x.com", "unknown_old"))
    'merged_user: a@x.com -> b@x.com (unknown_old)'
    """
    place = one.list if one.line is None else f"{one.list} line {one.line}"
    status = "" if one.status == "applied" else f" ({one.status})"
    return f"{place}: {one.old or '(empty)'} -> {one.new or '(empty)'}{status}"


def lines(title: str, some: Sequence[Line]) -> Node:
    """Lines below a title; a single one beside it."""
    if len(some) == 1:
        return Node(f"{title}: {line(some[0])}")
    return Node(f"{title}:", [Node(line(one)) for one in some])


def first_of(title: str, some: Some[One], show: Callable[[One], str]) -> Node:
    """The first of many, and how many more there are."""
    more = some.number - len(some.first)
    shown = [Node(show(one)) for one in some.first]
    return Node(title, [*shown, *([Node(f"and {more:,} more")] if more else [])])


def whom(name: str | None, email: str | None) -> str:
    """A person, by name and e-mail."""
    return ", ".join(filter(None, (name, email))) or "without a name and an e-mail"


def person(one: Person) -> str:
    """A contact in one line."""
    did = f"{number_of(one.number_of_events, 'event')}, {number_of(one.number_of_orders, 'order')}"
    note = "internal" if one.is_internal else one.account_reason
    reason = f" ({note})" if note else ""
    return f"{one.user_id}: {whom(one.user_name, one.email)}{reason}, {did}"


def findings(some: Sequence[Note]) -> Node:
    """What is worth a look."""
    if not some:
        return Node("findings: none")
    return Node("findings", [Node(_finding(one)) for one in some])


def _finding(one: Note) -> str:
    which = " ".join(filter(None, (one.source, one.key)))
    value = f" {one.value!r}" if one.value is not None else ""
    return f"{which}: {one.reason}{value}{_behind(one.meaning)}"


def quarantine(some: Sequence[Quarantined]) -> Node:
    """Rows that do not count."""
    if not some:
        return Node("quarantined: none")
    return Node("quarantined", [Node(_quarantined(one), [Node(_cut(one.example))]) for one in some])


def _quarantined(one: Quarantined) -> str:
    return f"{number_of(one.rows, 'row')} of {one.source}: {one.reason}{_behind(one.meaning)}"


def _behind(meaning: str) -> str:
    return f" ({meaning})" if meaning else ""


def _cut(text: str) -> str:
    return text if len(text) <= EXAMPLE else f"{text[:EXAMPLE]}..."


def present(nodes: Iterable[Node | None]) -> list[Node]:
    """Those that are there."""
    return [node for node in nodes if node]


def label(kind: str, one: Any, name: str | None) -> str:
    """Something with an id, and perhaps a name.

    >>> label("gaggle", 10, "Rams"), label("gaggle", 10, None)
    ('gaggle 10, Rams', 'gaggle 10')
    """
    return ", ".join(filter(None, (f"{kind} {one}", name)))
