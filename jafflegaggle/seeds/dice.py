"""Random choices that come out the same on every machine and Python version."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Choices made from `random()` alone.

    Python promises that the sequence of `random()` stays as it is for a seed; it promises nothing
    for `choice`, `shuffle` or `gauss`. Each topic has dice of its own, so that a further draw in
    one does not turn everything else over.
    """

    def __init__(self, topic: str) -> None:
        self._random = random.Random(f"jafflegaggle {topic}")

    def unit(self) -> float:
        """A number of [0, 1)."""
        return self._random.random()

    def below(self, end: int) -> int:
        """One of 0, 1, ..., end - 1."""
        return int(self.unit() * end)

    def chance(self, share: float) -> bool:
        """True for about this share of the calls."""
        return self.unit() < share

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self.below(len(items))]

    def take(self, bag: list[T]) -> T:
        """One of the items, which leaves the bag."""
        position = self.below(len(bag))
        bag[position], bag[-1] = bag[-1], bag[position]
        return bag.pop()
