"""What explanations are made of: lines, notes, companies, accounts, people.

The names of the fields are those of the JSON, described in `docs/explain.md`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Id = Any  # a whole number or text, by `id_type`
# The measures by name: times are UTC, None where nothing happened.
Activity = Mapping[str, Any]
One = TypeVar("One")


@dataclass(frozen=True)
class Some(Generic[One]):
    """The first of many.

    Attributes:
        number: how many there are.
        first: the first of them.
    """

    number: int
    first: Sequence[One]


@dataclass(frozen=True)
class Line:
    """A line of a merge list, as `merge_report` has it; one that is skipped has no target."""

    list: str
    line: int | None
    old: str | None
    new: str | None
    target: str | None
    status: str


@dataclass(frozen=True)
class Note:
    """A finding, with what its reason means."""

    source: str
    key: str | None
    reason: str
    value: str | None
    meaning: str


@dataclass(frozen=True)
class Quarantined:
    """Rows that do not count, of one source and reason: how many, and one of them."""

    source: str
    reason: str
    rows: int
    example: str
    meaning: str


@dataclass(frozen=True)
class Company:
    """A company in a gaggle, with its contacts there; None: those without a company."""

    corporate_email: str | None
    is_primary: bool
    number_of_users: int
    number_of_events: int
    number_of_orders: int


@dataclass(frozen=True)
class GaggleCompanies:
    """The companies of a gaggle, the primary one first.

    Attributes:
        primary: the primary company; None: there is none.
        primary_reason: why it is that one.
    """

    gaggle_id: Id
    gaggle_name: str | None
    primary: str | None
    primary_reason: str
    companies: Some[Company]


@dataclass(frozen=True)
class Account:
    """An account."""

    corporate_email: str
    number_of_gaggles: int
    number_of_users_corporate: int
    number_of_users_associated: int
    number_of_events_associated: int
    number_of_orders_associated: int
    is_paying: bool
    lifecycle: str
    opportunity_score: int
    risk_score: int
    first_user_id: Id | None
    most_active_user_id: Id | None
    most_orders_user_id: Id | None


@dataclass(frozen=True)
class Person:
    """A contact among many."""

    user_id: Id
    user_name: str | None
    email: str | None
    is_internal: bool
    account_reason: str | None
    number_of_events: int
    number_of_orders: int
