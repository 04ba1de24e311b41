"""What a signal is: conditions on an account, and the points that it adds to a score."""

import datetime as dt
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Literal

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.models.signals.conditions import Condition
from jafflegaggle.models.signals.keys import FLAG, POINTS, Key, Values, read
from jafflegaggle.text import found

Direction = Literal["opportunity", "risk"]
OPPORTUNITY: Direction = "opportunity"
RISK: Direction = "risk"
DIRECTIONS = (OPPORTUNITY, RISK)
ENABLED = Key("enabled", True, "whether it is looked for", FLAG)


@dataclass(frozen=True)
class Signal:
    """A reason to call an account.

    Attributes:
        name: its name, also that of its section of the configuration.
        direction: whether it is an opportunity or a risk.
        points: what it adds to the account's score, unless configured.
        doc: what it says of an account, for people.
        conditions: what must hold; the first one's value and threshold are shown.
        value: the column that is shown, if it is not the first condition's.
        previous: the column with what the value was before, if there is one.
    """

    name: str
    direction: Direction
    points: int
    doc: str
    conditions: tuple[Condition, ...]
    value: str = ""
    previous: str = ""

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys of its section."""
        points = Key("points", self.points, f"what it adds to the {self.direction} score", POINTS)
        own = dict.fromkeys(key for one in self.conditions for key in one.keys)
        return (ENABLED, points, *own)

    @property
    def value_text(self) -> str:
        """What is shown as its value, for people."""
        return f"`{self.value}`" if self.value else self.conditions[0].value.text

    @property
    def threshold_text(self) -> str:
        """What is shown as its threshold, for people."""
        threshold = self.conditions[0].threshold
        return f"`{threshold.name}`" if isinstance(threshold, Key) else str(threshold)

    def values(self, given: Values) -> Values:
        """The values of its keys: those given over the defaults.

        Raises:
            ValueError: the key, and what is wrong with it.
        """
        keys = {key.name: key for key in self.keys}
        for name, value in given.items():
            if name not in keys:
                raise ValueError(name, f"unknown key; expected one of {', '.join(keys)}")
            kind = keys[name].kind
            if not kind.accepts(value):
                raise ValueError(name, f"expected {kind.values}, found {found(value)}")
        values = {name: key.normalized(given.get(name, key.default)) for name, key in keys.items()}
        for condition in self.conditions:
            if contradiction := condition.contradiction(values):
                raise ValueError(*contradiction)
        return values

    def holds(self, values: Values, snapshot_date: dt.date) -> Column:
        """Whether it holds of an account; never NULL."""
        conditions = (one.holds(one.value.column(snapshot_date), values) for one in self.conditions)
        return F.coalesce(reduce(and_, conditions), F.lit(False))

    def shown(self, values: Values, snapshot_date: dt.date) -> dict[str, Column]:
        """What is shown of an account for which it holds, by column."""
        first = self.conditions[0]
        value = F.col(self.value) if self.value else first.value.column(snapshot_date)
        previous = F.col(self.previous) if self.previous else F.lit(None)
        return {
            "direction": F.lit(self.direction),
            "points": F.lit(values["points"]),
            "value": value.cast("double"),
            "previous": previous.cast("double"),
            "threshold": read(first.threshold, values).cast("double"),
        }
