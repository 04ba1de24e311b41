"""Deals and subscriptions in the independent implementation: currencies, and what accounts pay."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
ACTIVE = ("active", "past_due", "trialing")


@dataclass(frozen=True)
class Subscription:
    subscription_id: str
    corporate_email: str | None
    email: str | None
    gaggle_id: Any
    plan: str | None
    status: str | None
    seats: int | None
    amount: Decimal | None
    currency: str | None
    started_at: date | None
    ended_at: date | None
    trial_ends_at: date | None

    @property
    def place(self) -> str | None:
        """Where its account was looked for first."""
        gaggle = None if self.gaggle_id is None else str(self.gaggle_id)
        return self.corporate_email or self.email or gaggle


def currency_in(amount: str | None, codes: Collection[str]) -> str | None:
    """The one currency in an amount as text, if there is no other letter or sign beside it."""
    found = []
    for name in (*SIGNS, *codes):
        before, _, behind = (amount or "").partition(name)
        others = any(letter.isalpha() or letter in SIGNS for letter in before + behind)
        if name in (amount or "") and not others:
            found.append(SIGNS.get(name, name))
    return found[0] if found else None


def several_currencies(
    source: str, by_account: Mapping[str | None, Iterable[Any]]
) -> list[dict[str, Any]]:
    """The findings about accounts that have amounts in more than one currency."""
    found = []
    for account, some in by_account.items():
        names = sorted({one.currency or "none" for one in some}, key=str.encode)
        if account is not None and len(names) > 1:
            row = {"source": source, "key": account, "reason": "several_currencies"}
            found.append({**row, "value": ", ".join(names)})
    return found


def has_started(one: Subscription, day: date) -> bool:
    return one.started_at is None or one.started_at <= day


def is_active(one: Subscription, day: date, statuses: Collection[str]) -> bool:
    is_over = one.ended_at is not None and one.ended_at <= day
    return one.status in statuses and has_started(one, day) and not is_over


def heaviest(active: list[Subscription], *, by_amount: bool) -> Subscription:
    """The one that weighs most: what is not known weighs nothing, then the lowest id decides."""
    first, *others = sorted(active, key=lambda one: one.subscription_id.encode())
    for one in others:
        ours, theirs = (
            (one.amount, first.amount) if by_amount else (one.started_at, first.started_at)
        )
        if ours is not None and (theirs is None or ours > theirs):  # type: ignore[operator]
            first = one
    return first


def subscription_measures(
    subscriptions: Iterable[Subscription], day: date, statuses: Collection[str]
) -> dict[str, Any]:
    """What an account pays for its subscriptions, as of a day."""
    known = [one for one in subscriptions if has_started(one, day)]
    active = [one for one in known if is_active(one, day, statuses)]
    names = ("plan", "number_of_seats", "monthly_amount", "currency", "trial_ends_at")
    if not active:
        status = "ended" if known else None
        return {**dict.fromkeys(names), "subscription_status": status}
    currencies = {one.currency for one in active}
    seats = [one.seats for one in active if one.seats is not None]
    amounts = [one.amount for one in active if one.amount is not None]
    ends = [one.trial_ends_at for one in active if one.trial_ends_at and one.trial_ends_at >= day]
    is_one = len(currencies) == 1
    return {
        "plan": heaviest(active, by_amount=is_one).plan,
        "number_of_seats": sum(seats) if seats else None,
        "monthly_amount": sum(amounts, Decimal("0.00")) if is_one and amounts else None,
        "currency": next(iter(currencies)) if is_one else None,
        "trial_ends_at": min(ends, default=None),
        "subscription_status": (
            "trialing" if all(one.status == "trialing" for one in active) else "active"
        ),
    }
