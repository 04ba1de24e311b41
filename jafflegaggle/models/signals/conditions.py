"""Conditions of signals: what is compared with which key of the configuration."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from operator import ge, le, lt
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.columns.days import days_since
from jafflegaggle.columns.numbers import quotient
from jafflegaggle.models.signals.keys import Key, Values, read

Compare = Callable[[Any, Any], Any]


# What is compared --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Operand:
    """A number of an account.

    Attributes:
        text: what it is, for people.
        column: the number, by the date of the snapshot.
    """

    text: str
    column: Callable[[dt.date], Column]


def of(name: str) -> Operand:
    """A column of the account."""
    return Operand(f"`{name}`", lambda _date: F.col(name))


def ratio(part: str, whole: str) -> Operand:
    """A column as a part of another one; NULL where that is 0 or NULL."""
    return Operand(f"`{part} / {whole}`", lambda _date: quotient(F.col(part), F.col(whole)))


def days_until(name: str) -> Operand:
    """How many days after the snapshot's date a date is."""
    return Operand(
        f"days until `{name}`", lambda date: F.datediff(F.col(name).cast("date"), F.lit(date))
    )


def days_after(name: str, text: str) -> Operand:
    """How many days before the snapshot's date a time was."""
    return Operand(text, lambda date: days_since(F.col(name), date))


# How it is compared ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Condition:
    """What must hold of an account; where it is NULL, it does not.

    Attributes:
        text: the condition, for people.
        value: what is compared.
        threshold: what it is compared with: a key, or a number.
        holds: whether it holds, by the value, the configured values and the snapshot's date.
        keys: all keys that it uses.
        is_range: whether these are the ends of a range.
    """

    text: str
    value: Operand
    threshold: Key | int
    holds: Callable[[Column, Values], Column]
    keys: tuple[Key, ...] = ()
    is_range: bool = False

    def contradiction(self, values: Values) -> tuple[str, str] | None:
        """The key of a range that no number is in, and what is wrong; None if there is none."""
        if not self.is_range:
            return None
        least, most = (values[key.name] for key in self.keys)
        why = f"expected at most {self.keys[1].name}, which is {most}, found {least}"
        return (self.keys[0].name, why) if least > most else None


def at_least(value: Operand, key: Key) -> Condition:
    """Not less than a key says."""
    return _compared(value, ">=", ge, key)


def below(value: Operand, key: Key) -> Condition:
    """Less than a key says."""
    return _compared(value, "<", lt, key)


def none(name: str) -> Condition:
    """A column is 0."""
    value = of(name)
    return Condition(f"{value.text} is 0", value, 0, lambda number, _values: number == F.lit(0))


def within(value: Operand, least: Key | int, most: Key) -> Condition:
    """From one key, or number, to another key; the threshold is the key that comes first."""

    def holds(number: Column, values: Values) -> Column:
        return number.between(read(least, values), read(most, values))

    keys = tuple(key for key in (least, most) if isinstance(key, Key))
    start = f"`{least.name}`" if isinstance(least, Key) else str(least)
    text = f"{value.text} from {start} to `{most.name}`"
    return Condition(text, value, keys[0], holds, keys, is_range=len(keys) > 1)


def at_least_times(now: str, previous: str, key: Key) -> Condition:
    """At least so many times what it was."""
    return _times(now, ">=", ge, key, previous)


def at_most_times(now: str, previous: str, key: Key) -> Condition:
    """At most so many times what it was."""
    return _times(now, "<=", le, key, previous)


def true(name: str, text: str, *keys: Key) -> Condition:
    """A column is true; the keys are those that it was made with."""
    return Condition(text, of(name), 1, lambda flag, _values: flag, keys)


def false(name: str, text: str) -> Condition:
    """A column is false."""
    return Condition(text, of(name), 0, lambda flag, _values: ~flag)


def _compared(value: Operand, sign: str, compare: Compare, key: Key) -> Condition:
    def holds(number: Column, values: Values) -> Column:
        condition: Column = compare(number, read(key, values))
        return condition

    return Condition(f"{value.text} {sign} `{key.name}`", value, key, holds, (key,))


def _times(now: str, sign: str, compare: Compare, key: Key, previous: str) -> Condition:
    def holds(number: Column, values: Values) -> Column:
        before = F.col(previous)
        # Divided: 11 is 1.1 times 10, and the product of these two doubles is more than 11.
        times = compare(quotient(number, before), read(key, values))
        condition: Column = F.when(before == F.lit(0), compare(number, F.lit(0))).otherwise(times)
        return condition

    text = f"`{now}` {sign} `{key.name}` times `{previous}`"
    return Condition(text, of(now), key, holds, (key,))
