"""Numbers over the snapshots that are there, and cohorts of sign-ups with their retention."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.html_report.reading import Reader, Record, per_snapshot
from jafflegaggle.publish import Manifest

MAX_SNAPSHOTS, MAX_MONTHS = 30, 18
MONTH = 28  # days
EARLIER, UNKNOWN = "earlier", "unknown"
NUMBERS = {
    "contacts": "Contacts",
    "active_users": "Active users",
    "accounts": "Accounts",
    "active_accounts": "Active accounts",
    "paying": "Paying accounts",
    "events": "Events",
    "orders": "Orders",
}


@dataclass
class Numbers:
    """The numbers of one snapshot by name; those it does not have are None."""

    date: str
    values: dict[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Cohort:
    """The contacts who signed up in one month.

    Attributes:
        month: the month, `YYYY-MM`; or those before all shown ones, or of no known date.
        users: how many there are.
        ever: how many have an event.
        active: the share with an event in each window, by the name of the column.
        later: for each snapshot, the share with an event in its last 28 days.
    """

    month: str
    users: int
    ever: float | None
    active: Mapping[str, float | None]
    later: Sequence[float | None]


@dataclass(frozen=True)
class Trends:
    """What the part shows.

    Attributes:
        numbers: those of each snapshot, the last one is that of the report.
        cohorts: the cohorts of the last snapshot.
        left_out: how many snapshots between the first and the last are not shown.
    """

    numbers: Sequence[Numbers]
    cohorts: Sequence[Cohort]
    left_out: int


WINDOWS = {
    "active_days_previous_28d": "active in days 29 to 56",
    "active_days_28d": "active in the last 28 days",
    "active_days_7d": "active in the last 7 days",
}
COLUMNS = ("user_cohort", "number_of_events", "number_of_orders", *WINDOWS)


def trends(reader: Reader) -> Trends:
    """The numbers and the cohorts of the last snapshots, in two jobs."""
    chosen = [*evenly(reader.history, MAX_SNAPSHOTS), reader.before(), reader.before(MONTH)]
    dates = sorted({one.snapshot_date for one in chosen if one})
    shown = [one for one in reader.history if one.snapshot_date in dates]
    by_month = per_snapshot(_frames(reader, shown, "contacts", COLUMNS, _by_month), 2_000)
    columns = ("active_users_28d", "is_paying")
    by_account = per_snapshot(_frames(reader, shown, "accounts", columns, _accounts), 100)
    numbers = {one.snapshot_date: Numbers(one.snapshot_date) for one in shown}
    for one in shown:
        numbers[one.snapshot_date].values.update(
            {name: reader.rows(name, one) for name in ("contacts", "accounts")}
        )
    sums = ("active_days_28d", "events", "orders")
    for date, rows in _grouped(by_month).items():
        active, events, orders = (_sum(rows, name) for name in sums)
        numbers[date].values.update(active_users=active, events=events, orders=orders)
    for row in by_account:
        values = {"active_accounts": row["active"], "paying": row["paying"]}
        numbers[row["snapshot"]].values.update(values)
    left_out = len(reader.history) - len(shown)
    return Trends(list(numbers.values()), _cohorts(by_month, dates), left_out)


def evenly(manifests: Sequence[Manifest], limit: int) -> list[Manifest]:
    """At most so many of them, evenly spaced, the first and the last among them.

    >>> evenly([*range(10)], 4)
    [0, 3, 6, 9]
    """
    if len(manifests) <= limit:
        return list(manifests)
    step = (len(manifests) - 1) / (limit - 1)
    return [manifests[round(at * step)] for at in range(limit)]


def _frames(
    reader: Reader, shown: Sequence[Manifest], name: str, columns: Sequence[str], sums: Any
) -> dict[str, DataFrame]:
    tables = {one.snapshot_date: reader.table(name, columns, one) for one in shown}
    since = first_month(reader.date)
    return {date: sums(rows, since) for date, rows in tables.items() if rows is not None}


def first_month(date: dt.date) -> dt.date:
    """The first month whose cohort is shown on its own.

    >>> first_month(dt.date(2021, 12, 1))
    datetime.date(2020, 7, 1)
    """
    months = max(12, date.year * 12 + date.month - MAX_MONTHS)
    return dt.date(months // 12, months % 12 + 1, 1)


def _by_month(contacts: DataFrame, since: dt.date) -> DataFrame:
    """One row per month of sign-up: how many there are, and how many are active."""
    cohort = F.col("user_cohort")
    month = (
        F.when(cohort.isNull(), F.lit(UNKNOWN))
        .when(cohort < F.lit(since), F.lit(EARLIER))
        .otherwise(F.substring(cohort.cast("string"), 1, 7))
    )
    return contacts.groupBy(month.cast("string").alias("month")).agg(
        F.count(F.lit(1)).alias("users"),
        _how_many("number_of_events").alias("ever"),
        *(_how_many(name).alias(name) for name in WINDOWS),
        F.sum("number_of_events").alias("events"),
        F.sum("number_of_orders").alias("orders"),
    )


def _accounts(accounts: DataFrame, _since: dt.date) -> DataFrame:
    paying = F.sum(F.col("is_paying").cast("int"))
    return accounts.agg(_how_many("active_users_28d").alias("active"), paying.alias("paying"))


def _how_many(column: str) -> Column:
    """How many rows have more than nothing; NULL where the snapshot lacks the column."""
    return F.sum((F.col(column) > F.lit(0)).cast("int"))


def _grouped(rows: Sequence[Record]) -> dict[str, list[Record]]:
    grouped: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        grouped[row["snapshot"]].append(row)
    return grouped


def _sum(rows: Sequence[Record], name: str) -> int | None:
    found = [row[name] for row in rows if row[name] is not None]
    return sum(found) if found else None


def _cohorts(rows: Sequence[Record], dates: Sequence[str]) -> list[Cohort]:
    """The cohorts of the last snapshot: earlier ones first, those of no known date last."""
    by_key = {(row["snapshot"], row["month"]): row for row in rows}
    months = sorted(month for date, month in by_key if date == dates[-1])
    months.sort(key=lambda month: (month == UNKNOWN, month != EARLIER))
    found = []
    for month in months:
        row = by_key[dates[-1], month]
        there = [date if month in (EARLIER, UNKNOWN) or month <= date[:7] else "" for date in dates]
        later = [
            _share(by_key[date, month], "active_days_28d") if (date, month) in by_key else None
            for date in there
        ]
        active = {name: _share(row, name) for name in WINDOWS}
        found.append(Cohort(month, row["users"], _share(row, "ever"), active, later))
    return found


def _share(row: Record, name: str) -> float | None:
    return None if row[name] is None or not row["users"] else row[name] / row["users"]
