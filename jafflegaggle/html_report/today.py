"""The headline: numbers with their change, accounts by lifecycle, and which accounts to call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import functions as F

from jafflegaggle.html_report.accounts import EVENTS, Account, Accounts
from jafflegaggle.html_report.reading import Reader, per_snapshot
from jafflegaggle.html_report.trends import MONTH, NUMBERS, Trends
from jafflegaggle.models.marts.accounts import BY_RECENCY
from jafflegaggle.models.signals.scores import SCORES
from jafflegaggle.models.signals.spec import OPPORTUNITY, RISK
from jafflegaggle.publish import Manifest

MAX_CALLS = 15
TITLES = {OPPORTUNITY: "Opportunities", RISK: "Risks"}


@dataclass(frozen=True)
class Headline:
    """A number, and what it was in earlier snapshots, by their dates."""

    title: str
    value: int | None
    before: Mapping[str, int]


@dataclass(frozen=True)
class Calls:
    """The accounts to call first in one direction.

    Attributes:
        number: how many accounts have a score in it.
        first: the first of them.
    """

    direction: str
    title: str
    number: int
    first: Sequence[Account]


@dataclass(frozen=True)
class Today:
    """What the part shows.

    Attributes:
        most_active: the accounts with the most events.
        lifecycles: accounts by lifecycle now, and in the last snapshot (None: there is none).
        last: the date of the last snapshot before this one, if any.
    """

    headlines: Sequence[Headline]
    lifecycles: Mapping[str, tuple[int, int | None]]
    calls: Sequence[Calls]
    most_active: Sequence[Account]
    last: str


def today(reader: Reader, trends: Trends, accounts: Accounts) -> Today:
    """What is new, and whom to call."""
    last, month_ago = reader.before(), reader.before(MONTH)
    dates = list(dict.fromkeys(one.snapshot_date for one in (last, month_ago) if one))
    earlier = {one.date: one.values for one in trends.numbers if one.date in dates}
    now = trends.numbers[-1].values
    headlines = []
    for name, title in NUMBERS.items():
        values = {date: earlier[date].get(name) for date in dates if date in earlier}
        before = {date: value for date, value in values.items() if value is not None}
        headlines.append(Headline(title, now.get(name), before))
    return Today(
        headlines,
        _lifecycles(reader, last),
        _calls(reader, accounts),
        [accounts.of[key] for key in accounts.ranked[EVENTS][:MAX_CALLS]],
        dates[0] if dates else "",
    )


def _lifecycles(reader: Reader, last: Manifest | None) -> dict[str, tuple[int, int | None]]:
    both = [one for one in (reader.manifest, last) if one]
    tables = {one.snapshot_date: reader.table("accounts", ["lifecycle"], one) for one in both}
    counted = {
        date: rows.groupBy("lifecycle").agg(F.count(F.lit(1)).alias("accounts"))
        for date, rows in tables.items()
        if rows is not None
    }
    found = {
        (row["snapshot"], row["lifecycle"]): row["accounts"] for row in per_snapshot(counted, 100)
    }
    now, before = reader.manifest.snapshot_date, last.snapshot_date if last else ""
    if all(name is None for date, name in found if date == now):  # an earlier version made it
        return {}
    return {
        name: (found.get((now, name), 0), found.get((before, name), 0) if before else None)
        for name in BY_RECENCY
    }


def _calls(reader: Reader, accounts: Accounts) -> list[Calls]:
    scores = [F.sum((F.col(name) > F.lit(0)).cast("int")).alias(name) for name in SCORES]
    rows = reader.table("accounts", SCORES)
    counted = {} if rows is None else per_snapshot({"": rows.agg(*scores)}, 1)[0]
    return [
        Calls(
            direction,
            TITLES[direction],
            counted.get(score) or 0,
            [accounts.of[key] for key in accounts.ranked[score][:MAX_CALLS]],
        )
        for score, direction in SCORES.items()
    ]
