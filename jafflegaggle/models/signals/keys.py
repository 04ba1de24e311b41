"""Keys of signals: what the configuration may set, and which values it accepts."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """What a key accepts, for people and as a test."""

    values: str
    accepts: Callable[[object], bool]


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _numbers(least: float, most: float) -> Callable[[object], bool]:
    return lambda value: _is_number(value) and least <= value <= most  # type: ignore[operator]


def _whole_numbers(most: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and _numbers(0, most)(value)


MAX_POINTS = 100
FLAG = Kind("true or false", lambda value: isinstance(value, bool))
POINTS = Kind(f"a whole number from 0 to {MAX_POINTS}", _whole_numbers(MAX_POINTS))
COUNT = Kind("a whole number", _whole_numbers(2**31 - 2))
SHARE = Kind("a number from 0 to 1", _numbers(0, 1))
FACTOR = Kind("a number, 0 or more", _numbers(0, math.nextafter(math.inf, 0)))


@dataclass(frozen=True)
class Key:
    """A key of a signal's section of the configuration.

    Attributes:
        name: its name.
        default: its value unless configured.
        doc: what it means, for people.
        kind: which values it accepts.
    """

    name: str
    default: bool | int | float
    doc: str
    kind: Kind

    def normalized(self, value: Any) -> Any:
        """A value of its kind as it is kept: 1 is 1.0 where the default has a point."""
        return float(value) if isinstance(self.default, float) else value


def read(threshold: Key | int, values: Values) -> Column:
    """The configured value of a key, or a number that stands in the declaration."""
    return F.lit(values[threshold.name] if isinstance(threshold, Key) else threshold)


def count(name: str, default: int, doc: str) -> Key:
    """A number of people, days or gaggles."""
    return Key(name, default, doc, COUNT)


def share(name: str, default: float, doc: str) -> Key:
    """A part of a whole."""
    return Key(name, default, doc, SHARE)


def factor(name: str, default: float, doc: str) -> Key:
    """How many times something."""
    return Key(name, default, doc, FACTOR)
