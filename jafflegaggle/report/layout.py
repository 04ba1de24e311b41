"""Tables of the summary: columns of text that stay aligned, and within a terminal's width."""

import unicodedata
from collections.abc import Iterable, Sequence

from jafflegaggle.report.streams import printable

TERMINAL = 100  # columns
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


def fit(
    header: Sequence[str], rows: Sequence[Sequence[object]], columns: int = TERMINAL
) -> list[tuple[object, ...]]:
    """Rows whose longest texts are cut until a section of them is so many columns wide.

    Numbers are never cut, nor is a column below the width of its header.

    >>> fit(("account", "to"), [("a" * 60, "b" * 50)], 30)
    [('aaaaaaaaaaaaaa…', 'bbbbbbbbbb…')]
    """
    least = [width(name) for name in header]
    widths = [
        max([least[at], *(width(_text(row[at])) for row in rows)]) for at in range(len(least))
    ]
    room = columns - len(INDENT) - len(GAP) * (len(header) - 1)
    while sum(widths) > room:
        at = max(range(len(widths)), key=lambda at: widths[at] - least[at])
        if widths[at] <= least[at]:
            break
        widths[at] -= 1
    return [
        tuple(
            cut(cell, columns) if isinstance(cell, str) else cell
            for cell, columns in zip(row, widths, strict=True)
        )
        for row in rows
    ]


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
