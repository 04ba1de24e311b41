"""Objects in a text of JSON: one per line, over several lines, or in an array."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

MAX_DEPTH = 3
_BLANKS = " \t\r\n"


class Number(str):
    """A number, as it is written."""

    __slots__ = ()


_DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=Number)


def objects(text: str) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects of a text, each with its own text; an array is all that is in it.

    >>> [own for _, own in objects('[{"a": 1.10}, {"b": [2]}]')]
    ['{"a": 1.10}', '{"b": [2]}']

    Raises:
        ValueError: the text is no JSON.
    """
    at = _skip(text, 0, _BLANKS + "\ufeff")
    if text.startswith("[", at):
        at += 1
    while (at := _skip(text, at, _BLANKS + ",")) < len(text) and text[at] != "]":
        value, end = _DECODER.raw_decode(text, at)
        if not isinstance(value, dict):
            raise ValueError(f"expected objects, found {text[at : at + 40]}")
        yield value, text[at:end]
        at = end


def _skip(text: str, at: int, characters: str) -> int:
    while at < len(text) and text[at] in characters:
        at += 1
    return at


def is_by_line(text: str) -> bool:
    """Whether each line is an object; of a few lines."""
    lines = [line for line in islice(text.splitlines(), 20) if line.strip(_BLANKS + "\ufeff")]
    try:
        return all(isinstance(_DECODER.decode(line.strip("\ufeff")), dict) for line in lines)
    except ValueError:
        return False


def flat(value: Mapping[str, Any], before: str = "", depth: int = 1) -> Iterator[tuple[str, Any]]:
    """The values of an object by their paths.

    >>> dict(flat({"a": {"b": 1}, "c": None}))
    {'a.b': 1, 'c': None}
    """
    for name, inner in value.items():
        if isinstance(inner, dict) and depth < MAX_DEPTH:
            yield from flat(inner, f"{before}{name}.", depth + 1)
        else:
            yield f"{before}{name}", inner


def as_cell(value: Any) -> str | None:
    """A value as a cell."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value)
