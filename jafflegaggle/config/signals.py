"""The section `[signals]`: for each signal its keys, which its declaration lists."""

from collections.abc import Mapping
from typing import Any

from jafflegaggle.config.section import Section
from jafflegaggle.models.signals import SIGNALS
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
    try:
        values = signal.values(section.table)
    except ValueError as error:
        raise section.error(*error.args) from None
    return {key.name: values[key.name] for key in signal.keys if values[key.name] != key.default}
