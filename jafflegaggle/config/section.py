"""Reads one TOML table strictly: unknown keys and wrong types are named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from jafflegaggle.errors import InputError
from jafflegaggle.text import found


@dataclass(frozen=True)
class Section:
    """One table of a configuration file, and the keys that it may have.

    Every method reads one key, and raises an InputError that names the file and the key.
    """

    file: str
    section: str
    table: Mapping[str, Any]
    keys: Sequence[str]

    def __post_init__(self) -> None:
        for key in self.table:
            if key not in self.keys:
                near = get_close_matches(key, self.keys, n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                raise self.error(key, f"unknown key; expected one of {', '.join(self.keys)}{hint}")

    def error(self, key: str, why: str) -> InputError:
        """What is wrong with a key."""
        name = f"{self.section}.{key}" if self.section else key
        return InputError(f"{self.file}: {name}: {why}")

    def text(self, key: str, default: str, choices: Sequence[str] = ()) -> str:
        """A string, one of the choices if there are any."""
        value = self.table.get(key, default)
        if not isinstance(value, str):
            raise self.error(key, f"expected text, found {found(value)}")
        if choices and value not in choices:
            raise self.error(key, f"expected {' or '.join(choices)}, found {value!r}")
        return value

    def strings(self, key: str, default: Sequence[str]) -> tuple[str, ...]:
        """A list of strings."""
        value = self.table.get(key, default)
        if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
            raise self.error(key, f"expected a list of strings, found {found(value)}")
        return tuple(value)

    def number(self, key: str, default: int) -> int:
        """A non-negative whole number."""
        value = self.table.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31 - 1:
            raise self.error(key, f"expected a whole number, found {found(value)}")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.table.get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, f"expected true or false, found {found(value)}")
        return value

    def fraction(self, key: str, default: float) -> float:
        """A number from 0 to 1."""
        value = self.table.get(key, default)
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= 1:
            raise self.error(key, f"expected a number from 0 to 1, found {found(value)}")
        return float(value)

    def options(self, key: str) -> Mapping[str, str]:
        """A table with any keys, of strings, numbers and booleans."""
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"expected a table of strings, found {found(value)}")
        for name, item in value.items():
            if not isinstance(item, (str, bool, int)):
                raise self.error(f"{key}.{name}", f"expected text, found {found(item)}")
        return {name: _option(item) for name, item in value.items()}

    def section_of(self, key: str, keys: Sequence[str]) -> "Section":
        """A table within this one."""
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            shown = "a text" if key == "jdbc" else found(value)  # it may hold a password
            raise self.error(key, f"expected a table, found {shown}")
        return Section(self.file, f"{self.section}.{key}".strip("."), value, keys)


def _option(value: str | bool | int) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def refuse_unusable_text(file: str, value: Any, key: str = "") -> None:
    """Refuse strings that no path, engine or database accepts.

    Raises:
        InputError: naming the file and the key.
    """
    if isinstance(value, dict):
        for name, item in value.items():
            refuse_unusable_text(file, item, f"{key}.{name}".lstrip("."))
    elif isinstance(value, list):
        for item in value:
            refuse_unusable_text(file, item, key)
    for text in (key, value) if isinstance(value, str) else (key,):
        if "\0" in text:
            raise InputError(f"{file}: {key}: expected text without NUL bytes")
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise InputError(f"{file}: {key}: expected UTF-8 text")
