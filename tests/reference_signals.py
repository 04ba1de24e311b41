"""Signals and scores once more, in plain Python, from the published columns of two tables.

It follows section 9 of the design, with the standard library alone and nothing of the package it
judges: one function per signal, which gives value, previous and threshold where it holds.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]
Found: TypeAlias = tuple[float, float | None, float] | None
Keys: TypeAlias = Mapping[str, Any]

OWN = ("own_domain", "merged_domain")


def product_qualified(row: Row, keys: Keys) -> Found:
    users, weeks = row["active_users_7d"], row["active_weeks_of_4"]
    least = keys.get("min_active_users_7d", 3)
    if users < least or weeks < keys.get("min_active_weeks", 3) or row["is_paying"]:
        return None
    return users, None, least


def growing_seats(row: Row, keys: Keys) -> Found:
    new, everybody = row["new_users_28d"], row["number_of_users_associated"]
    least = keys.get("min_new_users", 3)
    if new < least or new / everybody < keys.get("min_share", 0.2):
        return None
    return new, None, least


def usage_surge(row: Row, keys: Keys) -> Found:
    now, before = row["user_days_28d"], row["user_days_previous_28d"]
    least = keys.get("min_user_days", 10)
    if now < least or (before and now / before < keys.get("min_growth", 1.5)):
        return None
    return now, before, least


def several_gaggles(row: Row, keys: Keys) -> Found:
    least = keys.get("min_gaggles", 2)
    return None if row["number_of_gaggles"] < least else (row["number_of_gaggles"], None, least)


def trial_ending(row: Row, keys: Keys) -> Found:
    most = keys.get("max_days", 14)
    if row.get("trial_ends_at") is None:
        return None
    days = (row["trial_ends_at"] - row["date"]).days
    return (days, None, most) if 0 <= days <= most else None


def going_quiet(row: Row, keys: Keys) -> Found:
    now, before = row["user_days_28d"], row["user_days_previous_28d"]
    least, ratio = keys.get("min_user_days", 10), keys.get("max_ratio", 0.5)
    if before < least or (now / before > ratio if before else now > 0):
        return None
    return now, before, least


def champion_gone(row: Row, keys: Keys) -> Found:
    days = row["days_by_own_contact"].get(row["most_active_user_id"])
    least, most = keys.get("min_days", 14), keys.get("max_days", 56)
    others = [
        other
        for user_id, other in row["days_by_own_contact"].items()
        if user_id != row["most_active_user_id"] and other is not None
    ]
    if days is None or not least <= days <= most:
        return None
    if not any(other <= keys.get("max_days_others", 6) for other in others):
        return None
    return days, None, least


def paying_and_silent(row: Row, keys: Keys) -> Found:
    del keys
    return (0, None, 0) if row["is_paying"] and row["active_users_28d"] == 0 else None


def seats_unused(row: Row, keys: Keys) -> Found:
    seats, most = row.get("number_of_seats"), keys.get("max_share", 0.4)
    if not seats or row["active_users_28d"] / seats >= most:
        return None
    return row["active_users_28d"] / seats, None, most


Signal: TypeAlias = Callable[[Row, Keys], Found]
SIGNALS: dict[str, dict[Signal, int]] = {
    "opportunity": {
        product_qualified: 30,
        growing_seats: 20,
        usage_surge: 20,
        several_gaggles: 10,
        trial_ending: 20,
    },
    "risk": {going_quiet: 30, champion_gone: 20, paying_and_silent: 40, seats_unused: 20},
}


def account_signals(
    accounts: list[Row], contacts: list[Row], snapshot_date: date, settings: Mapping[str, Keys]
) -> list[Row]:
    """The rows of the table, by the other two; `settings` has what differs from the defaults."""
    return [
        {
            "corporate_email": account["corporate_email"],
            "signal": signal.__name__,
            "direction": direction,
            "points": keys.get("points", points),
            **dict(zip(("value", "previous", "threshold"), map(number, found), strict=True)),
        }
        for account in accounts
        for direction, signals in SIGNALS.items()
        for signal, points in signals.items()
        if (keys := settings.get(signal.__name__, {})).get("enabled", True)
        if (found := signal(known_of(account, contacts, snapshot_date), keys)) is not None
    ]


def known_of(account: Row, contacts: list[Row], snapshot_date: date) -> Row:
    """An account, the date, and when each of its own contacts was there last."""
    days = {
        contact["user_id"]: contact["days_since_last_event"]
        for contact in contacts
        if contact["account_corporate_email"] == account["corporate_email"]
        and contact["account_reason"] in OWN
    }
    return {**account, "date": snapshot_date, "days_by_own_contact": days}


def number(value: float | None) -> float | None:
    return None if value is None else float(value)


def scores(corporate_email: str, signals: list[Row]) -> dict[str, int]:
    """The scores of an account by the rows of its signals."""
    return {
        f"{direction}_score": min(
            100,
            sum(
                row["points"]
                for row in signals
                if (row["corporate_email"], row["direction"]) == (corporate_email, direction)
            ),
        )
        for direction in SIGNALS
    }
