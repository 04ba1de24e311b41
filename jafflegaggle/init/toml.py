"""The configuration as a file that people go on with."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from jafflegaggle.report.layout import one_line

CHECK, OPEN = "check", "to do"


def toml_text(text: str) -> str:
    r"""A string, as TOML writes it.

    >>> print(toml_text('a "b" \\N \x7f'))
    "a \"b\" \\N \u007f"
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_list(texts: Iterable[str]) -> str:
    """A list of strings."""
    return f"[{', '.join(map(toml_text, texts))}]"


def toml_key(name: str) -> str:
    """A key, bare where it can be."""
    is_bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if is_bare else toml_text(name)


def comment(text: str) -> str:
    """A comment on a line of its own, of text that may hold anything."""
    return f"# {one_line(text)}"


def inline(table: Mapping[str, str]) -> str:
    """A table in one line."""
    pairs = (f"{toml_key(name)} = {toml_text(value)}" for name, value in table.items())
    return f"{{ {', '.join(pairs)} }}"


class Said:
    """What is not sure, each said once: above its key, or with its table."""

    def __init__(
        self, doubts: Sequence[tuple[str, str]], questions: Sequence[tuple[str, str]] = ()
    ) -> None:
        self._notes = [
            *((key, f"{OPEN}: {key}: {why}") for key, why in questions),
            *((key, f"{CHECK}: {why}") for key, why in doubts),
        ]

    def is_about(self, key: str) -> bool:
        """Whether something is left to say of a key, or of one below it."""
        return any(one == key or one.startswith(f"{key}.") for one, _ in self._notes)

    def about(self, key: str) -> Iterator[str]:
        """The comments on a key, and on those below it."""
        said = [note for note in self._notes if note[0] == key or note[0].startswith(f"{key}.")]
        self._notes = [note for note in self._notes if note not in said]
        for one, why in said:
            is_below = one != key and why.startswith(CHECK)
            yield comment(why.replace(CHECK, f"{CHECK}: {one}", 1) if is_below else why)
