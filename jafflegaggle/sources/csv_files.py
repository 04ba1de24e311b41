"""What CSV files hold, each read once to its end: text, one header, and quotes that pair up."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from jafflegaggle.errors import InputError
from jafflegaggle.sources.dialect import Dialect, file_records, not_csv, records
from jafflegaggle.sources.file import File
from jafflegaggle.sources.text import decoded, file_lines, lines_of, whole_lines
from jafflegaggle.text import BLANKS, listed

SEPARATORS = {";": ";", "\t": "\\t", "|": "|", ",": ","}
# Beyond it (in characters) no program for tables wrote a file, and blank lines are only looked for
# at the end: it takes as long as all else here. Others are rows without a value, and set aside.
LARGE = 2**25
JSON_STARTS = ('{"', "[{", "[[", "[\n", "[\r", "{\n", "{\r")


@dataclass(frozen=True)
class CsvLook:
    """What a look at all files of a source has found.

    Attributes:
        header: the cells of their header, or as many blank ones where they have none.
        has_blank_lines: whether lines may hold nothing but empty cells, as Excel leaves them.
    """

    header: tuple[str, ...]
    has_blank_lines: bool = False

    def names(self, folders: Collection[str] = ()) -> list[str]:
        """A name of its own for each column: one that stands there twice is named by its place.

        Args:
            folders: the columns that the names of folders hold; they win.
        """
        return column_names(self.header, folders)


def column_names(header: Sequence[str], others: Collection[str] = ()) -> list[str]:
    """The names of the columns of a header; what has no name of its own is named by its place.

    >>> column_names(["id", "x", "X ", ""])
    ['id', 'x (column 2)', 'X  (column 3)', '_c3']
    """
    folded = [name.strip(BLANKS).casefold() for name in (*header, *others)]
    return [
        f"_c{at}"
        if not alike
        else name
        if folded.count(alike) == 1
        else f"{name} (column {at + 1})"
        for at, (name, alike) in enumerate(zip(header, folded, strict=False))
    ]


def check_csv(
    files: Iterable[File],
    dialect: Dialect,
    has_known_options: bool = True,
    asked: Collection[str] = (),
) -> CsvLook:
    """Every file is text, has the header of the first, and its quotes pair up in every column.

    A quote that is left open takes the rows behind it into its cell, up to the next quote, also in
    a column that nobody reads, and an engine may not report it.

    Args:
        files: the files; each is read once, to its end. Those without a line are passed over.
        dialect: how they are written.
        has_known_options: whether the dialect is all that their options say; otherwise the quotes
            are left to the engine.
        asked: the names of the columns whose cells are read.

    Raises:
        InputError: naming the file and the line, and what may be set instead.
    """
    first: tuple[File, list[str]] | None = None
    has_blank_lines = False
    file = None
    for file in files:
        pieces = whole_lines(decoded(file, dialect.encoding))
        head = next(pieces, "")
        _check_head(file, head, dialect)
        header = _header(head, file, dialect)
        if header is None:
            continue
        first = first or (file, header)
        if dialect.has_header:
            _check_header(file, header, *first, dialect)
        if has_known_options:
            lines = chain([head], pieces)
            has_blank_lines |= _check_lines(lines, file, dialect, header, asked)
        for _ in pieces:  # text to its end, all the same
            pass
    if first is None:
        raise InputError(f"{file}: empty; expected at least a header line")
    names = first[1] if dialect.has_header else [""] * len(first[1])
    return CsvLook(tuple(names), has_blank_lines)


def _check_head(file: File, head: str, dialect: Dialect) -> None:
    """Refuse what no engine takes for CSV, or what Excel alone takes for none."""
    if head[:4].casefold() == "sep=":
        separator = SEPARATORS.get(head[4:5], head[4:5])
        way_out = "" if head[4:5] == dialect.separator else f', and set options.sep = "{separator}"'
        raise InputError(
            f"{file}, line 1: {head[:5]!r} is a line for Excel, not a header; remove it{way_out}"
        )
    if head.lstrip(BLANKS).startswith(JSON_STARTS):
        raise InputError(f'{file}: this is JSON, not CSV; set format = "json"')


def _header(head: str, file: File, dialect: Dialect) -> list[str] | None:
    """The cells of the first record; None where there is none."""
    with suppress(InputError):
        for record in records(io.StringIO(head, newline=""), dialect, str(file)):
            return record.cells
    # It is wrong, or longer than what is read at once.
    for record in file_records(file, dialect):
        return record.cells
    return None


def _check_header(
    file: File, header: list[str], first: File, expected: list[str], dialect: Dialect
) -> None:
    if header != expected:
        raise InputError(
            f"{file}: its header ({listed(header)}) differs from that of {first} "
            f"({listed(expected)}); the files of a folder share one header"
        )
    other = next((mark for mark in SEPARATORS if mark in header[0]), "")
    if len(header) == 1 and other not in ("", dialect.separator):
        raise InputError(
            f"{file}: its header is one column, {listed(header)}; if {other!r} separates the "
            f'columns, set options.sep = "{SEPARATORS[other]}"'
        )


def _check_lines(
    pieces: Iterator[str], file: File, dialect: Dialect, header: list[str], asked: Collection[str]
) -> bool:
    """Whether there are blank lines.

    Only lines with a quote are parsed; where cells hold line breaks, all from the first on.
    """
    line, width = 1, len(header)
    columns = _columns_of(header, asked)
    empty = dialect.separator * (width - 1)
    has_blank_lines, seen, piece = False, 0, ""
    for piece in pieces:
        if seen < LARGE and not has_blank_lines:
            has_blank_lines = _has_blank_line(piece, empty, dialect)
        seen += len(piece)
        if not dialect.quote or dialect.quote not in piece:
            line += _number_of_lines(piece) if dialect.is_multiline else 0
        elif dialect.is_multiline:
            lines = lines_of(chain([piece], pieces))
            whole = width if line > 1 else 0
            for _ in records(lines, dialect, str(file), line, whole, columns):
                pass
            has_blank_lines = True  # perhaps
        elif not _is_closed_by_line(piece, dialect, columns):
            _diagnose_quotes(file, dialect, columns)
    return has_blank_lines or (seen >= LARGE and _has_blank_line(piece, empty, dialect))


def _columns_of(header: Sequence[str], asked: Collection[str]) -> frozenset[int]:
    folded = {name.casefold() for name in asked}
    return frozenset(
        at for at, name in enumerate(header) if name.strip(BLANKS).casefold() in folded
    )


def _has_blank_line(piece: str, empty: str, dialect: Dialect) -> bool:
    """Whether a line perhaps has no cell with text; a piece starts where a line does."""
    if not empty:
        return False
    if piece.startswith(empty) or f"\n{empty}" in piece:
        return True
    if "\r" in piece and f"\r{empty}" in piece:
        return True
    quoted = dialect.quote * 2
    if not quoted or quoted not in piece:
        return False
    cell, separator = f"(?:{re.escape(quoted)})?", re.escape(dialect.separator)
    return bool(re.search(rf"(?m)^{cell}(?:{separator}{cell}){{{len(empty)}}}\r?$", piece))


def _number_of_lines(piece: str) -> int:
    returns = piece.count("\r") - piece.count("\r\n") if "\r" in piece else 0
    return piece.count("\n") + returns


def _is_closed_by_line(piece: str, dialect: Dialect, columns: Collection[int]) -> bool:
    """Whether each line with a quote is a record of its own; one reader for all is the fastest."""
    # The usual line breaks are split at twice as fast as any others.
    is_usual = piece.count("\r") == piece.count("\r\n")
    lines = piece.split("\n") if is_usual else lines_of([piece])
    quote, comment = dialect.quote, dialect.comment or None
    if comment:
        lines = (line for line in lines if not line.startswith(comment))
    reader = dialect.reader((line for line in lines if quote in line), columns)
    try:
        return sum(1 for _ in reader) == int(reader.line_num)
    except csv.Error:
        return False


def _diagnose_quotes(file: File, dialect: Dialect, columns: Collection[int]) -> None:
    for number, line in enumerate(file_lines(file, dialect.encoding), start=1):
        if dialect.has_quote(line):
            try:
                next(dialect.reader([line], columns))
            except csv.Error as error:
                raise not_csv(str(file), number, error, dialect) from None


def check_lines(files: Iterable[File], dialect: Dialect) -> None:
    """Every line of every file is good, as `records` says; slow, for files that failed.

    Raises:
        InputError: naming the file and the line.
    """
    for file in files:
        for _ in file_records(file, dialect):
            pass
