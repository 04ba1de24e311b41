"""The accounts of a report: which ones, and for the top ones what leads to their numbers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.explain.lines import COMPANIES
from jafflegaggle.explain.rows import is_one_of
from jafflegaggle.html_report.reading import MANY, Reader, Record, per_snapshot, take
from jafflegaggle.html_report.trends import evenly
from jafflegaggle.models import TABLES
from jafflegaggle.models.signals.scores import SCORES
from jafflegaggle.report.calls import MATTERS_MOST

MAX_LISTED, MAX_DETAILED, MAX_EACH = 500, 30, 8
MAX_POINTS_IN_TIME = 12
COLUMNS = tuple(TABLES["accounts"].columns())
PEOPLE = (
    "user_id",
    "user_name",
    "email",
    "account_corporate_email",
    "account_reason",
    "created_at",
    "number_of_events",
    "number_of_orders",
    "active_days_28d",
    "most_recent_event",
    "lifecycle",
)
ROLES = {
    "most_active_user_id": "most active",
    "most_orders_user_id": "most orders",
    "first_user_id": "first to sign up",
}
GAGGLES = ("gaggle_id", "corporate_email", "is_primary", "number_of_users", "number_of_events")
USERS_OF = ("user_id", "contact_user_id", "user_name", "email", "reason", "list_line")
SIGNALS = tuple(TABLES["account_signals"].columns())
LINES = ("line", "old", "new", "target", "status")
USERS, EVENTS = "number_of_users_associated", "number_of_events_associated"


@dataclass
class Account:
    """An account, and what leads to its numbers.

    Attributes:
        key: its domain.
        row: its row of `accounts`.
        call: whom to call: the most active of its own people, else the first.
        is_detailed: whether the following is known.
        signals: the rows of `account_signals`, those with the most points first.
        people: its most active contacts and its power users.
        users: the other users of these, by the ids of the contacts that they are merged into.
        roles: what the power users are, by their ids.
        gaggles: its largest gaggles.
        reasons: how many of its contacts came by each `account_reason`.
        lines: the lines of the list of companies that led here.
        history: for earlier snapshots and this one, the date and the active users.
    """

    key: str
    row: Record
    call: Record | None = None
    is_detailed: bool = False
    signals: list[Record] = field(default_factory=list)
    people: list[Record] = field(default_factory=list)
    users: dict[Any, list[Record]] = field(default_factory=dict)
    roles: dict[Any, list[str]] = field(default_factory=dict)
    gaggles: list[Record] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    lines: list[Record] = field(default_factory=list)
    history: list[tuple[str, int]] = field(default_factory=list)

    def signals_of(self, direction: str) -> list[Record]:
        """Its signals of one direction."""
        return [one for one in self.signals if one["direction"] == direction]

    def power_user(self, column: str) -> Record | None:
        """One of its power users, by the column that names it."""
        people = {one["user_id"]: one for one in self.people}
        return people.get(self.row[column])


@dataclass(frozen=True)
class Accounts:
    """The accounts of a report.

    Attributes:
        number: how many there are in all.
        of: those that are listed, by their domains.
        ranked: the domains of the first ones, by what they are ranked by.
    """

    number: int
    of: Mapping[str, Account]
    ranked: Mapping[str, Sequence[str]]

    @property
    def detailed(self) -> list[Account]:
        """Those with details, in the order of the list."""
        return [one for one in self.of.values() if one.is_detailed]

    def leave_out_details(self) -> None:
        """Leave out the details of the second half of those that have some."""
        detailed = self.detailed
        for one in detailed[len(detailed) // 2 :]:
            one.is_detailed = False


def rankings() -> dict[str, tuple[Column | None, list[Column], int]]:
    """By what accounts are ranked: which count, in what order, and how many are taken."""
    last = [F.col(USERS).desc(), F.col("corporate_email").asc()]
    scores = {
        name: (
            F.col(name) > F.lit(0),
            [F.col(name).desc(), F.col(MATTERS_MOST[direction]).desc(), *last],
            MAX_DETAILED,
        )
        for name, direction in SCORES.items()
    }
    by_size = [F.col(USERS).desc(), F.col(EVENTS).desc(), F.col("corporate_email").asc()]
    return {
        **scores,
        "user_days_28d": (None, [F.col("user_days_28d").desc_nulls_last(), *last], MAX_DETAILED),
        USERS: (None, by_size, MAX_DETAILED),
        EVENTS: (None, [F.col(EVENTS).desc(), *last], MAX_LISTED),
    }


def accounts(reader: Reader) -> Accounts:
    """The accounts that any ranking names, and the details of the first ones of each."""
    rows: dict[str, Record] = {}
    ranked: dict[str, list[str]] = {}
    for name, (where, by, limit) in rankings().items():
        first = reader.first("accounts", COLUMNS, by, limit, where)
        ranked[name] = [row["corporate_email"] for row in first]
        rows |= {row["corporate_email"]: row for row in first}
    top = {key for keys in ranked.values() for key in keys[:MAX_DETAILED]}
    order = sorted(rows, key=lambda key: (-(rows[key][EVENTS] or 0), key))
    of = {key: Account(key, rows[key], is_detailed=key in top) for key in order}
    found = Accounts(reader.rows("accounts") or 0, of, ranked)
    callers = {key: _call(one.row) for key, one in of.items()}
    columns = ("user_id", "user_name", "email", "most_recent_event")
    people = reader.of_keys("contacts", columns, "user_id", sorted({*callers.values()} - {None}))
    by_id = {row["user_id"]: row for row in people}
    for key, user_id in callers.items():
        of[key].call = by_id.get(user_id)
    _add_details(reader, found)
    return found


def _call(row: Record) -> Any:
    active = row["most_active_user_id"]
    return row["first_user_id"] if active is None else active


def _add_details(reader: Reader, accounts: Accounts) -> None:
    keys = [one.key for one in accounts.detailed]
    signals = reader.of_keys("account_signals", SIGNALS, "corporate_email", keys, MANY)
    for row in sorted(signals, key=lambda row: (-row["points"], row["signal"])):
        accounts.of[row["corporate_email"]].signals.append(row)
    for row in _people(reader, accounts.detailed):
        accounts.of[row["account_corporate_email"]].people.append(row)
    _add_users(reader, accounts.detailed)
    for row in _gaggles(reader, keys):
        accounts.of[row["corporate_email"]].gaggles.append(row)
    for row in _reasons(reader, keys):
        accounts.of[row["account"]].reasons[row["account_reason"]] = row["contacts"]
    by_target = defaultdict(list)
    is_meant = F.col("list") == F.lit(COMPANIES)
    by = [F.col("line").asc(), F.col("old").asc()]
    for row in reader.first(
        "merge_report", ("list", *LINES), by, MANY, is_meant & is_one_of(F.col("target"), keys)
    ):
        by_target[row["target"]].append(row)
    history = _history(reader, keys)
    for account in accounts.detailed:
        account.lines = by_target[account.key][:MAX_EACH]
        account.history = history[account.key]
        for column, role in ROLES.items():
            if (user_id := account.row[column]) is not None:
                account.roles.setdefault(user_id, []).append(role)


def _add_users(reader: Reader, detailed: Sequence[Account]) -> None:
    """Add the users who are merged into the people that are shown."""
    of_person = {one["user_id"]: account for account in detailed for one in account.people}
    for row in reader.of_keys("contact_aliases", USERS_OF, "contact_user_id", sorted(of_person)):
        contact = row["contact_user_id"]
        if row["user_id"] != contact:
            of_person[contact].users.setdefault(contact, []).append(row)


def _people(reader: Reader, detailed: Sequence[Account]) -> list[Record]:
    """The most active contacts of each account, and its power users."""
    rows = reader.table("contacts", PEOPLE)
    if rows is None or not detailed:
        return []
    keys = [one.key for one in detailed]
    powers = sorted({one.row[name] for one in detailed for name in ROLES} - {None})
    theirs = rows.where(is_one_of(F.col("account_corporate_email"), keys))
    by = [
        (~is_one_of(F.col("user_id"), powers)).asc(),
        F.col("number_of_events").desc(),
        F.col("created_at").asc_nulls_last(),
        F.col("user_id").asc(),
    ]
    found = reader.per_group(theirs, ["account_corporate_email"], by, MAX_EACH)
    return sorted(found, key=lambda row: (-(row["number_of_events"] or 0), row["rank"]))


def _gaggles(reader: Reader, keys: Sequence[str]) -> list[Record]:
    rows = reader.table("gaggle_domains", GAGGLES)
    names = reader.table("gaggle_facts", ("gaggle_id", "gaggle_name"))
    if rows is None or names is None or not keys:
        return []
    theirs = rows.where(is_one_of(F.col("corporate_email"), keys))
    named = theirs.join(names, on="gaggle_id", how="left")
    by = [F.col("number_of_events").desc(), F.col("gaggle_id").asc()]
    return reader.per_group(named, ["corporate_email"], by, MAX_EACH)


def _reasons(reader: Reader, keys: Sequence[str]) -> list[Record]:
    rows = reader.table("contacts", ("account_corporate_email", "account_reason"))
    if rows is None or not keys:
        return []
    theirs = rows.where(is_one_of(F.col("account_corporate_email"), keys))
    grouped = theirs.groupBy(F.col("account_corporate_email").alias("account"), "account_reason")
    counted = grouped.agg(F.count(F.lit(1)).alias("contacts"))
    return take(counted.orderBy(F.col("contacts").desc()), MANY)


def _history(reader: Reader, keys: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    """The active users of each account in the snapshots."""
    history: dict[str, list[tuple[str, int]]] = defaultdict(list)
    columns = ("corporate_email", "active_users_28d")
    rows = {
        one.snapshot_date: table.where(is_one_of(F.col("corporate_email"), keys))
        for one in evenly(reader.history, MAX_POINTS_IN_TIME)
        if keys and (table := reader.table("accounts", columns, one)) is not None
    }
    for row in sorted(per_snapshot(rows, MANY), key=lambda row: str(row["snapshot"])):
        if row["active_users_28d"] is not None:
            history[row["corporate_email"]].append((row["snapshot"], row["active_users_28d"]))
    return history
