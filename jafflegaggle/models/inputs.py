"""Inputs by their names: a function gets what bears the names of its parameters."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_args, get_type_hints


def names_of_inputs(function: Callable[..., object]) -> tuple[str, ...]:
    """The names of what a function reads."""
    return tuple(inspect.signature(function).parameters)


def inputs_among(
    function: Callable[..., object], there: Mapping[str, object]
) -> dict[str, Any] | None:
    """What a function reads, by name; None where something that it needs is not there.

    Args:
        function: its parameters bear the names of its inputs. One that is annotated `X | None` may
            be missing, and is None then.
        there: what is there, by its name.
    """
    inputs = {name: there.get(name) for name in names_of_inputs(function)}
    missing = [name for name, value in inputs.items() if value is None]
    if missing:
        hints = get_type_hints(function)
        if any(type(None) not in get_args(hints[name]) for name in missing):
            return None
    return inputs
