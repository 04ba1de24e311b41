"""The templates, and the filters that show values in them."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from jafflegaggle.explain.lines import USERS
from jafflegaggle.html_report.people import HIDDEN, People
from jafflegaggle.reasons import Reason

NONE = "-"
# Findings whose keys and values are about companies, rules and numbers.
ABOUT_NOBODY = {
    one.of()
    for one in (
        Reason.UNKNOWN_GAGGLE,
        Reason.UNKNOWN_EVENT_NAME,
        Reason.EVENTS_AFTER_SNAPSHOT,
        Reason.UNUSED_EVENT_NAME,
        Reason.UNUSED_ORDER_EVENT,
        Reason.UNUSED_WON_STAGE,
        Reason.UNUSED_ACTIVE_STATUS,
        Reason.LOOKS_PERSONAL,
        Reason.ACCOUNT_SHRANK,
        Reason.SEVERAL_CURRENCIES,
        Reason.STALE_EVENTS,
        Reason.MERGE_JOINS_COMPANIES,
    )
}


def environment_of(people: People) -> Environment:
    """The templates, with what shows values."""
    environment = Environment(
        loader=PackageLoader("jafflegaggle.html_report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": number,
        "change": change,
        "share": share,
        "day": day,
        "short": short,
        "size": size,
        "words": words,
        "text": people.text,
        "user_id": people.user_id,
        "email": people.email,
        "cells": people.row,
        "person": lambda row: people.name(row["user_id"], row["email"], row["user_name"]),
        "private": lambda text: text if people.are_shown or not text else HIDDEN,
        "line_end": lambda text, name: people.sample(text) if name == USERS else people.text(text),
        "noted": lambda text, reason: (
            people.text(text) if reason in ABOUT_NOBODY else people.key(text)
        ),
        "keys": lambda keys: ", ".join(map(people.user_id, keys)),
        "sparkline": sparkline,
    }
    return environment


def number(value: Any) -> str:
    """A number for people.

    >>> number(12345), number(None), number(0.25), number(2.0), number(Decimal("9.50"))
    ('12,345', '-', '0.25', '2', '9.50')
    """
    if value is None:
        return NONE
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"


def change(value: int) -> str:
    """A change, with its sign.

    >>> change(3), change(-1200), change(0)
    ('+3', '-1,200', '±0')
    """
    return f"{value:+,}" if value else "±0"


def share(value: float | None) -> str:
    """A share in percent."""
    return NONE if value is None else f"{value:.0%}"


def day(value: dt.datetime | dt.date | None) -> str:
    """A date, or the date of a time."""
    return NONE if value is None else value.strftime("%Y-%m-%d")


def short(date: str, beside: str) -> str:
    """A date, without the year where that is the year of another date.

    >>> short("2021-11-24", "2021-12-01"), short("2020-11-24", "2021-12-01")
    ('24 Nov', '2020-11-24')
    """
    one = dt.date.fromisoformat(date)
    return f"{one.day} {one:%b}" if date[:4] == beside[:4] else date


def size(value: int | None) -> str:
    """A number of bytes.

    >>> size(999), size(1_234_000), size(None)
    ('999 B', '1.2 MB', '-')
    """
    if value is None:
        return NONE
    for unit, factor in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if value >= factor:
            return f"{value / factor:.1f} {unit}"
    return f"{value} B"


def words(name: str | None) -> str:
    """A name of the tables as words.

    >>> words("product_qualified")
    'product qualified'
    """
    return (name or NONE).replace("_", " ")


def sparkline(points: Sequence[tuple[str, int]]) -> str:
    """The points of a small line, 120 wide and 24 high.

    >>> sparkline([("2021-11-01", 0), ("2021-12-01", 4)])
    '2.0,22.0 118.0,2.0'
    """
    highest = max(value for _, value in points) or 1
    step = 116 / max(1, len(points) - 1)
    return " ".join(
        f"{2 + at * step:.1f},{22 - 20 * value / highest:.1f}"
        for at, (_, value) in enumerate(points)
    )
