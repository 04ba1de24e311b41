"""A tree of text that fits a terminal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jafflegaggle.report.layout import TERMINAL, one_line, width

_LAST, _OTHER = ("└─ ", "   "), ("├─ ", "│  ")
_LEAST = 20  # columns for the text, however deep it is


@dataclass(frozen=True)
class Node:
    """A line of a tree, and what is below it."""

    text: str
    children: Sequence["Node"] = ()


def draw(root: Node, columns: int = TERMINAL) -> str:
    """A tree as lines of at most so many columns.

    >>> print(draw(Node("Ann", [Node("users: 2", [Node("1"), Node("2")]), Node("no account")])))
    Ann
    ├─ users: 2
    │  ├─ 1
    │  └─ 2
    └─ no account
    """
    return "\n".join(_lines(root, "", "", columns))


def _lines(node: Node, first: str, rest: str, columns: int) -> Iterator[str]:
    # Further lines of a text stand behind those of its children.
    below = rest + ("│  " if node.children else "   ")
    texts = wrap(one_line(node.text), max(_LEAST, columns - width(below)))
    yield first + texts[0]
    yield from (below + text for text in texts[1:])
    for at, child in enumerate(node.children, start=1):
        mark, under = _LAST if at == len(node.children) else _OTHER
        yield from _lines(child, rest + mark, rest + under, columns)


def wrap(text: str, columns: int) -> list[str]:
    """A text in lines of so many columns, broken at blanks, and within words where they are long.

    >>> wrap("ann@x.com is merged", 9), wrap("abcdef", 4)
    (['ann@x.com', 'is merged'], ['abcd', 'ef'])
    """
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if width(longer) <= columns:
            lines[-1] = longer
            continue
        parts = list(_parts(word, columns))
        lines = [*(line for line in lines if line), *parts]
    return lines


def _parts(word: str, columns: int) -> Iterator[str]:
    part = ""
    for character in word:
        if width(part + character) > columns:
            yield part
            part = ""
        part += character
    yield part
