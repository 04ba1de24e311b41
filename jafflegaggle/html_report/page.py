"""The page: its parts, filled into the templates. Text of data never becomes markup."""

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from jafflegaggle import __version__
from jafflegaggle.html_report import charts
from jafflegaggle.html_report.accounts import Account, Accounts, accounts
from jafflegaggle.html_report.catalogue import catalogue_part
from jafflegaggle.html_report.filters import environment_of
from jafflegaggle.html_report.identity import identity
from jafflegaggle.html_report.people import People
from jafflegaggle.html_report.reading import Reader
from jafflegaggle.html_report.today import today
from jafflegaggle.html_report.trends import NUMBERS, Trends, trends
from jafflegaggle.html_report.trust import trust
from jafflegaggle.models.signals import SIGNALS

PARTS = {
    "today": "Today",
    "trends": "Trends",
    "accounts": "Accounts",
    "identity": "Identity",
    "trust": "Trust",
    "catalogue": "Catalogue",
}


def page(reader: Reader, people: People) -> str:
    """The report of a snapshot as one HTML document.

    Args:
        reader: reads the snapshot.
        people: how people are shown.
    """
    their_trends = trends(reader)
    their_accounts = accounts(reader)
    their_identity = identity(reader)
    parts: dict[str, Any] = {
        "today": today(reader, their_trends, their_accounts),
        "trends": their_trends,
        "accounts": their_accounts,
        "identity": their_identity,
        "trust": trust(reader, their_trends, their_identity.findings),
        "catalogue": catalogue_part(reader),
    }
    charts_of = Charts()
    environment = environment_of(people)
    template = environment.get_template("report.html.j2")
    return template.render(
        parts=PARTS,
        **parts,
        manifest=reader.manifest,
        version=__version__,
        are_people_shown=people.are_shown,
        signals={one.name: one for one in SIGNALS},
        numbers=NUMBERS,
        charts=charts_of,
        series=list(series(their_trends)),
        anchors={key: f"account-{at}" for at, key in enumerate(their_accounts.of, 1)},
        index=lambda: index(
            their_accounts, people
        ),  # last, so that people are numbered from the top
    )


def series(trends: Trends) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """The numbers of all snapshots that have them, by title."""
    for name, title in NUMBERS.items():
        values = ((one.date, one.values.get(name)) for one in trends.numbers)
        points = [(date, value) for date, value in values if value is not None]
        if points:
            yield title, points


def index(accounts: Accounts, people: People) -> list[list[str]]:
    """What the search looks through: what is shown, a text beside it, and where it leads."""
    entries = {}
    for at, account in enumerate(accounts.of.values(), 1):
        name, anchor = people.text(account.row["account_name"]), f"account-{at}"
        key = people.text(account.key)
        entries[key] = [name or key, key, anchor]
        for one in _people_of(account):
            user_id = people.user_id(one["user_id"])
            shown = people.name(one["user_id"], one["email"], one["user_name"])
            beside = f"{people.email(one['email'])} · user {user_id} · {key}"
            entries.setdefault(f"user {one['user_id']}", [shown, beside, anchor])
    return list(entries.values())


def _people_of(account: Account) -> Iterator[Mapping[str, Any]]:
    yield from account.people
    if account.call:
        yield account.call


class Charts:
    """Draws the charts of a page, which it numbers."""

    def __init__(self) -> None:
        self._number = 0

    def draw(self, kind: str, data: Any, label: str) -> Markup:
        """A chart: `line`, `bars` or `stacked`."""
        self._number += 1
        drawn: Markup = getattr(charts, kind)(data, label, self._number)
        return drawn
