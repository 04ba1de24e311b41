"""Tables of the summary: columns of text that stay aligned, and within a terminal's width."""

import unicodedata
from collections.abc import Iterable, Sequence

from jafflegaggle.report.streams import printable

ELLIPSIS = "\u2026"
INDENT = GAP = "  "


def section(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A titled table; a column of numbers stands to the right.

    >>> print(section("Tables", ("table", "rows"), [("contacts", 1_234), ("accounts", 5)]))
    Tables
      table      rows
      contacts  1,234
      accounts      5
    >>> section("Merges", ("list", "lines"), [])
    'Merges: none'
    """
    body = [[_text(cell) for cell in row] for row in rows]
    if not body:
        return f"{title}: none"
    widths = [max(map(width, column)) for column in zip(header, *body, strict=True)]
    is_number = [cell.replace(",", "").isdigit() for cell in body[0]]
    lines = [
        INDENT
        + GAP.join(
            _padded(cell, columns, right)
            for cell, columns, right in zip(row, widths, is_number, strict=True)
        ).rstrip()
        for row in [list(header), *body]
    ]
    return "\n".join([title, *lines])


def width(text: str) -> int:
    """How many columns of a terminal a text takes: wide characters take two, marks none.

    >>> [width(text) for text in ("jets", "\u65e5\u672c", "e\u0301")]
    [4, 4, 1]
    """
    return sum(map(_columns, text))


def cut(text: str, columns: int) -> str:
    """A text in so many columns, with an ellipsis where its end is missing.

    >>> cut("jets.com", 8), cut("jets.com", 7), cut("\u65e5\u672c.jp", 4)
    ('jets.com', 'jets.c…', '日…')
    """
    if width(text) <= columns:
        return text
    while width(text) >= columns:
        text = text[:-1]
    return text + ELLIPSIS


def one_line(text: str) -> str:
    r"""A text of data as a cell: what a terminal would interpret is escaped.

    >>> one_line("a\x1b[2J\nb")
    'a\\x1b[2J b'
    """
    return printable(" ".join(text.split()))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _padded(cell: str, columns: int, right: bool) -> str:
    padding = " " * (columns - width(cell))
    return padding + cell if right else cell + padding


def _text(cell: object) -> str:
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
