"""Random choices that are the same on every machine and Python version."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Choices made from `random()` alone.

    Python guarantees the sequence of `random()` for a seed, but not those of `choice`, `shuffle` or
    `gauss`. Each topic has its own dice, so that one more draw does not change everything else.
    """

    def __init__(self, topic: str) -> None:
        self._random = random.Random(f"jafflegaggle {topic}")

    def unit(self) -> float:
        """A number in [0, 1)."""
        return self._random.random()

    def below(self, end: int) -> int:
        """One of 0, 1, ..., end - 1."""
        return int(self.unit() * end)

    def chance(self, share: float) -> bool:
        """True in about this share of calls."""
        return self.unit() < share

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self.below(len(items))]

    def take(self, bag: list[T]) -> T:
        """One of the items, removed from the bag."""
        position = self.below(len(bag))
        bag[position], bag[-1] = bag[-1], bag[position]
        return bag.pop()
