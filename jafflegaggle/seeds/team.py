"""How a gaggle of the demo with a story of its own is written down."""

from typing import NamedTuple

Days = tuple[int, ...]


class Member(NamedTuple):
    """A user: the day of the sign-up, the days with events, and how many each of those has."""

    name: str
    signed_up: int
    days: Days
    events: int = 3
    email: str = ""  # without one, the name at the gaggle's domain


class Team(NamedTuple):
    """A gaggle with the domain of its members, and themselves, by their sign-up."""

    name: str
    domain: str
    members: tuple[Member, ...]


def every(step: int, first: int, last: int) -> Days:
    """Every so many days, from the first to the last."""
    return tuple(range(first, last + 1, step))
