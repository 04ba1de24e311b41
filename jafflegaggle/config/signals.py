"""The section `[signals]`: for each signal its keys, which its declaration lists."""

from collections.abc import Mapping
from typing import Any

from jafflegaggle.config.section import Section, found
from jafflegaggle.models.signals import SIGNALS
from jafflegaggle.models.signals.keys import Key
from jafflegaggle.models.signals.spec import Signal


def signals_of(top: Section) -> Mapping[str, Mapping[str, Any]]:
    """The values that are not the defaults, by signal and key.

    Raises:
        InputError: naming the file, the key, what was found and what was expected.
    """
    reader = top.section_of("signals", [signal.name for signal in SIGNALS])
    values = {signal.name: _values(reader, signal) for signal in SIGNALS}
    return {name: changed for name, changed in values.items() if changed}


def _values(signals: Section, signal: Signal) -> dict[str, Any]:
    section = signals.section_of(signal.name, [key.name for key in signal.keys])
    values = {key.name: _value(section, key) for key in signal.keys}
    if contradiction := signal.contradiction(values):
        raise section.error(*contradiction)
    return {key.name: values[key.name] for key in signal.keys if values[key.name] != key.default}


def _value(section: Section, key: Key) -> Any:
    value = section.table.get(key.name, key.default)
    if not key.kind.accepts(value):
        raise section.error(key.name, f"expected {key.kind.values}, found {found(value)}")
    return key.normalized(value)
