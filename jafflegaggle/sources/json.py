"""JSON files of one object per line: text to their end, with one kind of value per key."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from jafflegaggle.config import Source
from jafflegaggle.engine import Engine
from jafflegaggle.errors import InputError
from jafflegaggle.sources.files import SourceFiles
from jafflegaggle.sources.format import Format, check_encoding
from jafflegaggle.sources.text import File, check_text, encoding_of, file_lines
from jafflegaggle.text import MAX_NAME


class Json(Format):
    """JSON Lines; a line that is wrong stops the job."""

    defaults: ClassVar[Mapping[str, str]] = {"mode": "FAILFAST"}
    own_options = frozenset(("charset", "encoding", "mode"))

    def check(self, engine: Engine, source: Source, files: SourceFiles) -> None:
        """Each file is text."""
        super().check(engine, source, files)
        if files.is_listed:
            encoding = encoding_of(source.options)
            check_encoding(engine, source, encoding)
            check_text(files.files, encoding)

    def diagnose(self, source: Source, files: SourceFiles) -> None:
        """Look for a line that is wrong, or a value of another kind."""
        if not source.options:
            check_json(files.files)


def check_json(files: Iterable[File]) -> None:
    """Every line is a JSON object, and a key has one kind of value; slow, for files that failed.

    Raises:
        InputError: naming the file and the line.
    """
    kinds: dict[str, tuple[str, str]] = {}
    for file in files:
        for number, line in enumerate(file_lines(file, "utf-8"), start=1):
            place = f"{file}, line {number}"
            for key, value in _json_object(line, place).items():
                kind = _kind_of_json(value)
                if kind is None:
                    continue
                first_kind, first = kinds.setdefault(key, (kind, place))
                if kind != first_kind:
                    raise InputError(
                        f"{place}: {key} is {kind} here, and {first_kind} in {first}; the "
                        "engine reads one kind of value per key: write all of them as text"
                    )


def _json_object(line: str, place: str) -> dict[str, Any]:
    if not line.strip():
        return {}
    try:
        value = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place}: not valid JSON ({error})") from None
    if not isinstance(value, dict):
        raise InputError(
            f"{place}: expected a JSON object {{...}}, found {line.strip()[:MAX_NAME]}"
        )
    return value


def _kind_of_json(value: Any) -> str | None:
    """What an engine takes a value for; NULL is of any kind."""
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "text"}
    kinds |= {dict: "an object", list: "an array"}
    return kinds.get(type(value))
