"""What is wrong with a file of JSON, with its line: slow, for files that an engine refused."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from jafflegaggle.errors import InputError
from jafflegaggle.sources.columns import Path
from jafflegaggle.sources.file import File
from jafflegaggle.sources.text import decoded, file_lines
from jafflegaggle.text import MAX_NAME

WAY_OUT = (
    'expected one object per line; convert it (`jq -c ".[]"` for an array, `jq -c .` for objects '
    'over several lines), or set options.multiLine = "true" where the engine has that'
)


class Pairs(list[tuple[str, Any]]):
    """A JSON object with all its keys, also those that it has twice."""

    def get(self, key: str) -> Any:
        """The value of a key; None where there is none."""
        return dict(self).get(key)

    def twice(self) -> list[str]:
        """The keys that it has twice."""
        keys = [key for key, _ in self]
        return sorted({key for key in keys if keys.count(key) > 1})


def check_json(files: Iterable[File], encoding: str, objects: Sequence[Path] = ()) -> None:
    """Every line is a JSON object without a key twice.

    Args:
        files: the files.
        encoding: how they are written.
        objects: the paths of objects within lines, whose keys are looked at, too.

    Raises:
        InputError: naming the file and the line.
    """
    for file in files:
        for number, line in enumerate(file_lines(file, encoding), start=1):
            if text := line.strip():
                _check_keys(
                    _object(text, f"{file}, line {number}"), f"{file}, line {number}", objects
                )


def check_documents(files: Iterable[File], encoding: str, objects: Sequence[Path] = ()) -> None:
    """Every file is a JSON object, or an array of them, without a key twice.

    Raises:
        InputError: naming the file.
    """
    for file in files:
        try:
            document = json.loads("".join(decoded(file, encoding)), object_pairs_hook=Pairs)
        except ValueError as error:
            raise InputError(f"{file}: not valid JSON ({error})") from None
        for value in [document] if isinstance(document, Pairs) else document:
            _check_keys(value, str(file), objects)


def _object(text: str, place: str) -> Any:
    try:
        value = json.loads(text, object_pairs_hook=Pairs)
    except ValueError as error:
        if text in ("{", "[", "[{"):
            what = "an array" if text[0] == "[" else "an object over several lines"
            raise InputError(f"{place}: {what}; {WAY_OUT}") from None
        raise InputError(f"{place}: not valid JSON ({error})") from None
    if isinstance(value, list) and not isinstance(value, Pairs):
        raise InputError(f"{place}: an array; {WAY_OUT}")
    if not isinstance(value, Pairs):
        raise InputError(f"{place}: expected a JSON object {{...}}, found {text[:MAX_NAME]}")
    return value


def _check_keys(value: Any, place: str, objects: Sequence[Path]) -> None:
    if not isinstance(value, Pairs):
        raise InputError(f"{place}: expected JSON objects {{...}}, found {str(value)[:MAX_NAME]}")
    for path in ((), *objects):
        within: Any = value
        for key in path:
            within = within.get(key) if isinstance(within, Pairs) else None
        if isinstance(within, Pairs) and (twice := within.twice()):
            where = f" in {'.'.join(path)}" if path else ""
            raise InputError(f"{place}: the key {', '.join(twice)} stands twice{where}")
