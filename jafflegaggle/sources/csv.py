"""CSV files: text to their end, with one header, and quotes that pair up; each is read once.

An engine may take the header of the first file for all, and is silent about the rest.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from typing import ClassVar

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.config import Source
from jafflegaggle.engine import Engine, use_instead
from jafflegaggle.errors import InputError
from jafflegaggle.sources.dialect import (
    Dialect,
    dialect_of,
    file_records,
    not_csv,
    records,
)
from jafflegaggle.sources.files import SourceFiles
from jafflegaggle.sources.format import Format, check_encoding
from jafflegaggle.sources.text import (
    PACKED_OTHERWISE,
    File,
    decoded,
    file_lines,
    lines_of,
    whole_lines,
)
from jafflegaggle.text import listed

LINE_BREAK = 'a cell holds a line break; set options.multiLine = "true"'


class Csv(Format):
    """CSV: RFC 4180, unless the options of its source say otherwise."""

    # A line with too few or too many cells stops the job.
    defaults: ClassVar[Mapping[str, str]] = {
        "header": "true",
        "quote": '"',
        "escape": '"',
        "mode": "FAILFAST",
    }
    own_options = frozenset(
        ["charset", "encoding", "enforceschema", "inferschema", "mode", "multiline", "nullvalue"]
    )
    has_text_cells = True

    def check(self, engine: Engine, source: Source, files: SourceFiles) -> None:
        """Each file is text with the header of the first, and quotes pair up."""
        super().check(engine, source, files)
        dialect = dialect_of(source)
        if not (files.is_listed or engine.compares_csv_headers):
            raise InputError(
                f"{source.name} ({source.path}): {engine.title} reads CSV there without "
                "checking the header and the bytes of each file; "
                f"{use_instead(lambda other: other.compares_csv_headers)}, Parquet files, or a "
                "copy on a local disk"
            )
        if files.is_listed:
            check_encoding(engine, source, dialect.encoding)
            check_csv(files.files, dialect, has_known_options=Dialect.knows(source.options))

    def reader_options(self, source: Source, files: SourceFiles) -> dict[str, str]:
        """What makes every engine read the same cells, as text."""
        options = super().reader_options(source, files)
        if not files.is_listed:  # the engine compares the headers of all files: nobody else can
            options.setdefault("enforceschema", "false")
        options["sep"] = dialect_of(source).separator  # not every engine knows `\t`
        options["inferschema"] = "false"  # staging reads the cells, strictly
        options["columnpruning"] = "false"  # else a line that is too short may pass unseen
        options.pop("nullvalue", None)  # the job does it, on every engine alike
        return options

    def cell(self, source: Source, name: str) -> Column:
        """The text of a cell; an empty one is NULL, also a quoted one."""
        dialect = dialect_of(source)
        cell = F.nullif(super().cell(source, name).cast("string"), F.lit(""))
        if dialect.null:
            cell = F.nullif(cell, F.lit(dialect.null))
        if dialect.is_multiline:
            return cell
        # Some engines stop at a line break in quotes, others read it; the job stops.
        has_break = F.contains(cell, F.lit("\n")) | F.contains(cell, F.lit("\r"))
        return F.when(has_break, F.raise_error(F.lit(LINE_BREAK))).otherwise(cell)

    def diagnose(self, source: Source, files: SourceFiles) -> None:
        """Look for a line that is wrong."""
        if Dialect.knows(source.options):
            check_lines(files.files, dialect_of(source))


def check_csv(files: Iterable[File], dialect: Dialect, has_known_options: bool = True) -> None:
    """Every file is text, has the header of the first, and its quotes pair up in every column.

    A quote that is left open takes the rows behind it into its cell, up to the next quote, also in
    a column that nobody reads, and an engine may not report it.

    Args:
        files: the files; each is read once, to its end.
        dialect: how they are written.
        has_known_options: whether the dialect is all that their options say; otherwise the quotes
            are left to the engine.

    Raises:
        InputError: naming the file and the line, and what may be set instead.
    """
    first: tuple[File, list[str]] | None = None
    for file in files:
        if file.suffix in PACKED_OTHERWISE:
            raise InputError(f"{file}: expected plain text, or .gz")
        pieces = whole_lines(decoded(file, dialect.encoding))
        head = next(pieces, "")
        header = _header(head, file, dialect)
        first = first or (file, header)
        if dialect.has_header:
            _check_header(file, header, *first)
        if dialect.quote and has_known_options:
            _check_quotes(chain([head], pieces), file, dialect, len(header))
        for _ in pieces:  # text to its end, all the same
            pass


def _header(head: str, file: File, dialect: Dialect) -> list[str]:
    with suppress(InputError):
        for record in records(io.StringIO(head, newline=""), dialect, str(file)):
            return record.cells
    # It is wrong, or longer than what is read at once.
    for record in file_records(file, dialect):
        return record.cells
    raise InputError(f"{file}: empty; expected at least a header line")


def _check_header(file: File, header: list[str], first: File, expected: list[str]) -> None:
    folded = [name.casefold() for name in header]  # columns differ by more than case
    repeats = sorted({name for name in header if name and folded.count(name.casefold()) > 1})
    if repeats:
        raise InputError(f"{file}: the header names {listed(repeats)} twice")
    if header != expected:
        raise InputError(
            f"{file}: its header ({listed(header)}) differs from that of {first} "
            f"({listed(expected)}); the files of a folder share one header"
        )


def _check_quotes(pieces: Iterator[str], file: File, dialect: Dialect, width: int) -> None:
    """Only lines with a quote are parsed; where cells hold line breaks, all from the first on."""
    line = 1
    for piece in pieces:
        if dialect.quote not in piece:
            line += _number_of_lines(piece) if dialect.is_multiline else 0
        elif dialect.is_multiline:
            lines = lines_of(chain([piece], pieces))
            for _ in records(lines, dialect, str(file), line, width if line > 1 else 0):
                pass
        elif not _is_closed_by_line(piece, dialect):
            _diagnose_quotes(file, dialect)


def _number_of_lines(piece: str) -> int:
    returns = piece.count("\r") - piece.count("\r\n") if "\r" in piece else 0
    return piece.count("\n") + returns


def _is_closed_by_line(piece: str, dialect: Dialect) -> bool:
    """Whether each line with a quote is a record of its own; one reader for all is the fastest."""
    # The usual line breaks are split at twice as fast as any others.
    is_usual = piece.count("\r") == piece.count("\r\n")
    lines = piece.split("\n") if is_usual else lines_of([piece])
    quote, comment = dialect.quote, dialect.comment or None
    if comment:
        lines = (line for line in lines if not line.startswith(comment))
    reader = dialect.reader(line for line in lines if quote in line)
    try:
        return sum(1 for _ in reader) == int(reader.line_num)
    except csv.Error:
        return False


def _diagnose_quotes(file: File, dialect: Dialect) -> None:
    for number, line in enumerate(file_lines(file, dialect.encoding), start=1):
        if dialect.has_quote(line):
            try:
                next(dialect.reader([line]))
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
