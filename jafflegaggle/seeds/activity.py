"""The activity of the demo's users: many do a little, a few a lot, some nothing."""

from math import sqrt
from typing import NamedTuple

from jafflegaggle.seeds import clock, stories
from jafflegaggle.seeds.company import User
from jafflegaggle.seeds.dice import Dice

NUMBER_OF_EVENTS = 120_307

_IDLE_SHARE = 0.06
_FAVOURITE_SHARE = 0.2
_ORDER_SHARES = (0.0, 0.04, 0.08, 0.12, 0.16, 0.3)  # some only look, some order every day
_MOST_PER_DAY = 60
# (unit + offset)^(-3/4) has a long tail; the offset keeps the busiest near 500 times the laziest.
_TAIL_OFFSET = 2.0**-12


class Event(NamedTuple):
    """A row of raw_event without its id; rows are sorted by the fields in this order."""

    time: int
    user_id: int
    name: str


def make_events(users: list[User]) -> list[Event]:
    """120,307 events by time, each after its user's sign-up and within the snapshot date."""
    dice = Dice("activity")
    counts = _counts(dice, users)
    return sorted(event for user in users for event in _user_events(dice, user, counts[user.id]))


def _counts(dice: Dice, users: list[User]) -> dict[int, int]:
    """The number of events of every user, which add up exactly."""
    fixed = {user_id: story.events for user_id, story in stories.ACTIVITIES.items()}
    others = NUMBER_OF_EVENTS - sum(fixed.values())
    # Drawn for everybody, so that one more story does not change the weights of the others.
    drawn = {user.id: _weight(dice, user) for user in users}
    weights = {user_id: weight for user_id, weight in drawn.items() if user_id not in fixed}
    total = sum(weights.values())
    counts = {user_id: weight * others // total for user_id, weight in weights.items()}
    active = [user_id for user_id, count in counts.items() if count]
    for _ in range(others - sum(counts.values())):
        counts[dice.pick(active)] += 1
    return counts | fixed


def _weight(dice: Dice, user: User) -> int:
    """How busy a user is, in thousandths of an event."""
    value = dice.unit() + _TAIL_OFFSET
    # Square roots and divisions are exact to the last bit on every machine; powers are not.
    events = 5 / (sqrt(value) * sqrt(sqrt(value)))
    most = _MOST_PER_DAY * (clock.END - user.created_at) / clock.DAY
    return 0 if dice.chance(_IDLE_SHARE) else int(1000 * min(events, most))


def _user_events(dice: Dice, user: User, number: int) -> list[Event]:
    if story := stories.ACTIVITIES.get(user.id):
        return _story_events(dice, user, story)
    order_share = dice.pick(_ORDER_SHARES)
    times = clock.busy_times(dice, user.created_at, clock.END, number)
    return [Event(time, user.id, _name(dice, order_share)) for time in times]


def _story_events(dice: Dice, user: User, story: stories.ActivityStory) -> list[Event]:
    """Events between the two ends of a story, with the orders spread evenly among them."""
    ends = [time for time in (story.first, story.last) if time is not None]
    start, end = story.first or user.created_at, story.last or story.until
    inner = clock.busy_times(dice, start, end, story.events - len(ends))
    orders = {(order + 1) * story.events // story.orders - 1 for order in range(story.orders)}
    return [
        Event(time, user.id, "order_placed" if position in orders else _name(dice, 0.0))
        for position, time in enumerate(sorted([*ends, *inner]))
    ]


def _name(dice: Dice, order_share: float) -> str:
    if dice.chance(order_share):
        return "order_placed"
    return "recipe_favorited" if dice.chance(_FAVOURITE_SHARE) else "recipe_viewed"
