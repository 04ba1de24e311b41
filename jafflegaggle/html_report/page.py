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

MAX_BYTES = 4_500_000
PARTS = {
    "today": "Today",
    "trends": "Trends",
    "accounts": "Accounts",
    "identity": "Identity",
    "trust": "Trust",
    "catalogue": "Catalogue",
}


def page(reader: Reader, are_people_shown: bool, max_bytes: int = MAX_BYTES) -> str:
    """The report of a snapshot as one HTML document.

    Args:
        reader: reads the snapshot.
        are_people_shown: whether by their names and e-mails; else they are masked.
        max_bytes: how large it may be; details of accounts are left out until it is not larger.
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
    text = _rendered(reader, parts, are_people_shown)
    while len(text.encode()) > max_bytes and their_accounts.detailed:
        their_accounts.leave_out_details()
        text = _rendered(reader, parts, are_people_shown)
    return text


def _rendered(reader: Reader, parts: Mapping[str, Any], are_people_shown: bool) -> str:
    people = People(are_people_shown)
    of_page: Accounts = parts["accounts"]
    return (
        environment_of(people)
        .get_template("report.html.j2")
        .render(
            parts=PARTS,
            **parts,
            manifest=reader.manifest,
            version=__version__,
            are_people_shown=are_people_shown,
            signals={one.name: one for one in SIGNALS},
            numbers=NUMBERS,
            charts=Charts(),
            series=list(series(parts["trends"])),
            anchors={key: f"account-{at}" for at, key in enumerate(of_page.of, 1)},
            # At the end of the page, so that people are numbered from the top.
            index=lambda: index(of_page, people),
        )
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
