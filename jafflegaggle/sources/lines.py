r"""The records of CSV lines whose quotes are escaped by another character, such as `\"`."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator


class Feed(Iterator[str]):
    """Lines for a reader of records: comments between two records are left out.

    Attributes:
        number: of the line that was read last.
        first: the number of the line where the record starts.
    """

    def __init__(self, lines: Iterable[str], comment: str = "", start: int = 1) -> None:
        self._lines = iter(lines)
        self._comment = comment
        self._is_between = True
        self.number = start - 1
        self.first = start

    def next_record(self) -> None:
        """The next line is the first of a record."""
        self._is_between = True

    def __next__(self) -> str:
        """The next line that is no comment."""
        for line in self._lines:
            self.number += 1
            if self._is_between and self._comment and line.startswith(self._comment):
                continue
            if self._is_between:
                self.first, self._is_between = self.number, False
            return line
        raise StopIteration


class EscapeReader(Iterator[list[str]]):
    """The records of lines, as both engines take them; `csv.reader` takes escapes elsewhere too.

    Within quotes the escape makes a quote, or itself, text. Outside it is text. Before any other
    character an engine may drop it, so that it is an error in the cells that are asked for.

    Attributes:
        line_num: how many lines were read.
    """

    def __init__(
        self,
        lines: Iterable[str],
        separator: str,
        quote: str,
        escape: str,
        asked: Collection[int] = (),
    ) -> None:
        one, other = re.escape(quote), re.escape(escape)
        self._lines = iter(lines)
        self._separator, self._quote, self._asked = separator, quote, asked
        self._plain = re.compile(rf"[^{re.escape(separator)}\r\n]*")
        self._inside = re.compile(rf"(?:[^{one}{other}]+|{other}.)*", re.DOTALL)
        self._escaped = re.compile(rf"{other}(.)", re.DOTALL)
        self._text = frozenset((quote, escape))
        self.line_num = 0

    def __next__(self) -> list[str]:
        """The cells of the next record; none of a blank line."""
        line, at = self._line(), 0
        cells: list[str] = []
        while line.rstrip("\r\n"):
            if line.startswith(self._quote, at):
                inside, line, at = self._quoted(line, at + 1)
                cells.append(self._unescaped(inside, len(cells)))
            else:
                start, at = at, self._end(self._plain, line, at)
                cells.append(line[start:at])
            if line[at:] in ("", "\n", "\r\n", "\r"):
                break
            if not line.startswith(self._separator, at):
                raise csv.Error(f"{self._separator!r} expected after {self._quote!r}")
            at += 1
        return cells

    def _line(self) -> str:
        line = next(self._lines)
        self.line_num += 1
        return line

    def _quoted(self, line: str, at: int) -> tuple[str, str, int]:
        """What stands before the closing quote, and the line and the place behind it."""
        parts = []
        while True:
            end = self._end(self._inside, line, at)
            parts.append(line[at:end])
            if line.startswith(self._quote, end):
                return "".join(parts), line, end + 1
            parts.append(line[end:])
            try:
                line, at = self._line(), 0
            except StopIteration:
                raise csv.Error("unexpected end of data") from None

    def _unescaped(self, inside: str, column: int) -> str:
        unknown = [found for found in self._escaped.findall(inside) if found not in self._text]
        if unknown and column in self._asked:
            raise csv.Error(f"unknown escape of {unknown[0]!r}")
        return self._escaped.sub(lambda found: found[found[1] in self._text], inside)

    @staticmethod
    def _end(pattern: re.Pattern[str], line: str, at: int) -> int:
        found = pattern.match(line, at)
        return found.end() if found else at
