"""Signals of accounts by the rules: their rows, and the scores that they add up to."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from functools import reduce
from operator import add

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.errors import InputError
from jafflegaggle.models.signals import SIGNALS
from jafflegaggle.models.signals.keys import MAX_POINTS, Values
from jafflegaggle.models.signals.spec import DIRECTIONS, ENABLED, Direction, Signal
from jafflegaggle.rules import Rules

# The columns of accounts.
SCORES: dict[str, Direction] = {f"{direction}_score": direction for direction in DIRECTIONS}


def configured(rules: Rules) -> dict[str, Values]:
    """The values of the keys of each signal: those of the rules over the defaults.

    Raises:
        InputError: the rules have a signal, a key or a value that there is not.
    """
    for name in rules.signals:
        if name not in (one.name for one in SIGNALS):
            expected = ", ".join(one.name for one in SIGNALS)
            raise InputError(f"signals.{name}: unknown signal; expected one of {expected}")
    return {one.name: _values(one, rules.signals.get(one.name, {})) for one in SIGNALS}


def _values(signal: Signal, given: Values) -> Values:
    try:
        return signal.values(given)
    except ValueError as error:
        raise InputError(f"signals.{signal.name}.{': '.join(error.args)}") from None


def score(direction: Direction, rules: Rules, snapshot_date: dt.date) -> Column:
    """The points of an account's signals in a direction, at most MAX_POINTS."""
    points = [
        F.when(signal.holds(values, snapshot_date), F.lit(values["points"])).otherwise(F.lit(0))
        for signal, values in _enabled(rules)
        if signal.direction == direction
    ]
    return F.least(reduce(add, points, F.lit(0)), F.lit(MAX_POINTS))


def signal_names(rules: Rules, snapshot_date: dt.date) -> Column:
    """The names of an account's signals; NULL in the place of those that do not hold."""
    names = (
        F.when(signal.holds(values, snapshot_date), F.lit(signal.name))
        for signal, values in _enabled(rules)
    )
    return F.array(*names, F.lit(None).cast("string"))


def shown(rules: Rules, snapshot_date: dt.date) -> dict[str, Column]:
    """What is shown of an account and one of its signals, which the column `signal` names."""
    values = configured(rules)
    by_column: dict[str, list[Column]] = defaultdict(list)
    for one in SIGNALS:
        is_it = F.col("signal") == F.lit(one.name)
        for name, value in one.shown(values[one.name], snapshot_date).items():
            by_column[name].append(F.when(is_it, value))
    return {name: F.coalesce(*columns) for name, columns in by_column.items()}


def _enabled(rules: Rules) -> Iterator[tuple[Signal, Values]]:
    values = configured(rules)
    return ((one, values[one.name]) for one in SIGNALS if values[one.name][ENABLED.name])
