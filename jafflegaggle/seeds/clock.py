"""The demo's quarter: when people sign up, and at which hours they cook.

A time is a whole number of seconds since the first day, which avoids floating point.
"""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from math import isqrt

from jafflegaggle.seeds.dice import Dice

FIRST_DAY = datetime(2021, 9, 1, tzinfo=UTC)
HOUR = 3600
DAY = 24 * HOUR
DAYS = 92
END = DAYS * DAY  # the first second after the snapshot date, 2021-12-01
LAST_SIGN_UP = END - DAY

# Lunch and, above all, dinner; half of the night belongs to people of other time zones.
_HOURS = (3, 2, 2, 2, 2, 3, 5, 7, 8, 7, 7, 10, 11, 8, 6, 7, 10, 14, 16, 13, 9, 7, 5, 4)
_WORKDAY, _WEEKEND = 4, 5
_SATURDAY = 5


def second(text: str) -> int:
    """The time of `2021-11-22 05:21:05`."""
    return int((datetime.fromisoformat(text).replace(tzinfo=UTC) - FIRST_DAY).total_seconds())


def text(time: int) -> str:
    """`2021-11-22 05:21:05`, the inverse of `second`."""
    return (FIRST_DAY + timedelta(seconds=time)).strftime("%Y-%m-%d %H:%M:%S")


def sign_up_times(dice: Dice, number: int, fixed: dict[int, int]) -> list[int]:
    """Ascending times of `number` sign-ups, more every day; `fixed` sets some by position.

    The density grows with the time t, so the square of t is drawn evenly between two fixed points.
    """
    times: list[int] = []
    for position, time in sorted({**fixed, number: LAST_SIGN_UP}.items()):
        start = times[-1] if times else 0
        span = time * time - start * start
        drawn = (
            isqrt(start * start + int(dice.unit() * span)) for _ in range(position - len(times))
        )
        times += [*sorted(drawn), time]
    return times[:number]


def _slot_weights() -> list[int]:
    days = ((FIRST_DAY + timedelta(days=day)).weekday() for day in range(DAYS))
    return [hour * (_WEEKEND if day >= _SATURDAY else _WORKDAY) for day in days for hour in _HOURS]


_SLOT_STARTS = [0, *accumulate(_slot_weights())]


def busy_times(dice: Dice, start: int, end: int, number: int) -> list[int]:
    """`number` times in the full hours between two times, in the rhythm of hours and weekdays."""
    low, high = _SLOT_STARTS[start // HOUR + 1], _SLOT_STARTS[end // HOUR]
    slots = (bisect_right(_SLOT_STARTS, low + dice.below(high - low)) - 1 for _ in range(number))
    return [slot * HOUR + dice.below(HOUR) for slot in slots]
