"""How a CSV file is written, and its records with their line numbers."""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from jafflegaggle.config import Source
from jafflegaggle.errors import InputError
from jafflegaggle.sources.file import File
from jafflegaggle.sources.lines import EscapeReader, Feed
from jafflegaggle.sources.text import encoding_of, file_lines

DIALECT_OPTIONS = frozenset(
    (
        "charset",
        "comment",
        "delimiter",
        "encoding",
        "escape",
        "header",
        "mode",
        "multiline",
        "nullvalue",
        "quote",
        "sep",
    )
)
ESCAPES = {"\\t": "\t"}
# By default a cell of 128 KiB is an error, such as a picture in a column that nobody asks for.
csv.field_size_limit(2**30)


class Record(NamedTuple):
    """A record of a CSV file, and the line where it starts (the header's is 1)."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written: RFC 4180, unless the source's options differ."""

    separator: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    has_header: bool = True
    is_multiline: bool = False
    null: str = ""
    escape: str = ""
    comment: str = ""

    @staticmethod
    def knows(options: Mapping[str, str]) -> bool:
        """Whether a dialect covers all of the options."""
        return {key.lower() for key in options} <= DIALECT_OPTIONS

    @classmethod
    def of(cls, options: Mapping[str, str], section: str = "options") -> "Dialect":
        """The dialect that a reader's options describe; the section names them in messages."""
        given = {key.lower(): value for key, value in options.items()}
        separator = given.get("sep", given.get("delimiter", ","))
        separator = ESCAPES.get(separator, separator)
        if len(separator) != 1:
            raise InputError(f"{section}.sep: expected one character, found {separator!r}")
        quote = given.get("quote", '"')
        if len(quote) > 1:
            raise InputError(f"{section}.quote: expected one character or none, found {quote!r}")
        escape = given.get("escape", quote)
        return cls(
            separator=separator,
            quote=quote,
            escape="" if escape == quote else escape[:1],
            comment=given.get("comment", "")[:1],
            encoding=encoding_of(options),
            has_header=given.get("header", "true").lower() == "true",
            is_multiline=given.get("multiline", "false").lower() == "true",
            null=given.get("nullvalue", ""),
        )

    def reader(self, lines: Iterable[str], asked: Collection[int] = ()) -> Any:
        """A strict reader of records: text behind a closing quote is an error.

        Args:
            lines: the lines.
            asked: the columns in which an escape that engines read differently is one, too.
        """
        if self.quote and self.escape:
            return EscapeReader(lines, self.separator, self.quote, self.escape, asked)
        return csv.reader(
            lines,
            delimiter=self.separator,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            strict=True,
        )

    def has_quote(self, line: str) -> bool:
        """Whether a line has a quote and is not a comment."""
        is_comment = bool(self.comment) and line.startswith(self.comment)
        return self.quote in line and not is_comment

    def cell(self, text: str) -> str | None:
        """A cell: NULL where it is empty, or what the file writes for NULL."""
        return None if text in ("", self.null) else text


def dialect_of(source: Source) -> Dialect:
    """How the CSV files of a source are written."""
    return Dialect.of(source.options, f"sources.{source.name}.options")


def records(
    lines: Iterable[str],
    dialect: Dialect,
    place: str,
    start: int = 1,
    width: int = 0,
    asked: Collection[int] = (),
) -> Iterator[Record]:
    """The records of CSV lines, without blank lines, all with as many cells as the first.

    A line whose cells are all empty is a blank line: Excel writes them below a table.

    Args:
        lines: the lines, with their line breaks.
        dialect: how they are written.
        place: the file, for messages.
        start: the number of the first line.
        width: how many cells the first record of the file has; 0: it is among these lines.
        asked: as `Dialect.reader` takes them.

    Raises:
        InputError: naming the place and the line with too few or too many cells, or with a quote
            that is not closed where it has to be.
    """
    feed = Feed(lines, dialect.comment, start)
    reader = dialect.reader(feed, asked)
    try:
        while (cells := next(reader, None)) is not None:
            feed.next_record()
            if feed.number > feed.first and not dialect.is_multiline:
                raise open_quote(place, feed.first)
            if not any(cells) and len(cells) in (0, width or len(cells)):
                if cells and not width and dialect.has_header:
                    raise InputError(
                        f"{place}, line {feed.first}: no name in the header; remove it"
                    )
                continue
            width = width or len(cells)
            if len(cells) != width:
                raise InputError(
                    f"{place}, line {feed.first}: expected {width} cells, as in the first line, "
                    f"found {len(cells)}"
                )
            yield Record(feed.first, cells)
    except csv.Error as error:
        raise not_csv(place, feed.first, error, dialect) from None


def file_records(file: File, dialect: Dialect) -> Iterator[Record]:
    """The records of a file, `.gz` too, as `records` gives them."""
    return records(file_lines(file, dialect.encoding), dialect, str(file))


def open_quote(place: str, line: int) -> InputError:
    """That a quote is left open, and what may be set if the file means it so."""
    return InputError(
        f"{place}, line {line}: a quote is not closed on its line; if cells may hold line breaks, "
        'set options.multiLine = "true"; if the file escapes quotes by backslashes, set '
        'options.escape = "\\\\"; if quotes are plain text there, set options.quote = ""'
    )


def not_csv(place: str, line: int, error: csv.Error, dialect: Dialect) -> InputError:
    """The error of the standard library's reader, as a message."""
    if "unexpected end" in str(error) and not dialect.is_multiline:
        return open_quote(place, line)
    if "expected after" in str(error):
        return InputError(
            f"{place}, line {line}: text behind a closing quote; expected {dialect.separator!r} or "
            'the end of the line; if quotes are plain text there, set options.quote = ""'
        )
    if "unknown escape" in str(error):
        return InputError(
            f"{place}, line {line}: {error} in quotes, which engines read in different ways; "
            f"expected {dialect.escape} before {dialect.quote} and {dialect.escape} only; if it is "
            "plain text there, leave out options.escape"
        )
    return InputError(f"{place}, line {line}: not valid CSV ({error}); is a quote left open?")
