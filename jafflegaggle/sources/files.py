"""Files that this machine sees: which a path means, and CSV records with their line numbers.

The engines read the data. Python looks where they are silent: at every file's header (an engine
may take that of the first file for all), at the lines of merge lists, and, once a read has failed,
for the line to blame. `encoding` looks at the bytes.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from jafflegaggle.engine import local_path
from jafflegaggle.errors import InputError
from jafflegaggle.sources.encoding import (
    CHUNK,
    PACKED_OTHERWISE,
    File,
    is_utf8,
    not_text,
    opened_bytes,
    opened_text,
)
from jafflegaggle.text import MAX_NAME, listed

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


class Record(NamedTuple):
    """A record of a CSV file, and the line where it starts (the header's is 1)."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written: RFC 4180, unless the options of its source say otherwise."""

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
        """Whether a dialect says all that the options do."""
        return {key.lower() for key in options} <= DIALECT_OPTIONS

    @property
    def is_utf8(self) -> bool:
        """Whether the file is UTF-8."""
        return is_utf8(self.encoding)

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
            encoding=given.get("encoding", given.get("charset", "utf-8")),
            has_header=given.get("header", "true").lower() == "true",
            is_multiline=given.get("multiline", "false").lower() == "true",
            null=given.get("nullvalue", ""),
        )

    def reader(self, lines: Iterable[str]) -> Any:
        """A strict reader of the standard library: text behind a closing quote is an error."""
        return csv.reader(
            lines,
            delimiter=self.separator,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape or None,
            strict=True,
        )

    def has_quote(self, line: str) -> bool:
        """Whether a line has a quote, and is no comment."""
        is_comment = bool(self.comment) and line.startswith(self.comment)
        return self.quote in line and not is_comment

    def cell(self, text: str) -> str | None:
        """A cell: NULL where it is empty, or what the file writes for NULL."""
        return None if text in ("", self.null) else text


def local_files(path: str) -> list[Path]:
    """The files that a path means: itself, those of a folder, those of a pattern; [] for none.

    As for the engines, names that start with `_` or `.` are not data.
    """
    plain = local_path(path)
    if plain.is_file():
        return [plain]
    if plain.is_dir():
        return sorted(file for file in plain.rglob("*") if _is_data(file.relative_to(plain), file))
    pattern = plain.relative_to(plain.anchor) if plain.is_absolute() else plain
    root = Path(plain.anchor) if plain.is_absolute() else Path()
    try:
        matches = sorted(root.glob(str(pattern))) if is_pattern(path) else []
    except ValueError as error:
        raise InputError(f"{path}: not a valid pattern ({error})") from None
    return [
        file for match in matches if not is_hidden(match.name) for file in local_files(str(match))
    ]


def is_pattern(path: str) -> bool:
    """Whether a path stands for several."""
    return any(character in path for character in "*?[")


def check_folders(path: str) -> None:
    """A folder holds files, or folders of a partition (`day=2021-09-01`); engines see no others.

    Raises:
        InputError: naming a file in a folder that an engine would not see.
    """
    root = local_path(path)
    for file in local_files(path) if root.is_dir() else []:
        if not all("=" in part for part in file.relative_to(root).parts[:-1]):
            raise InputError(
                f"{file}: in a folder of the folder {root}, which is no partition such as "
                f"day=2021-09-01; name the files by a pattern such as {root}/*/*"
            )


def records(text: TextIO, dialect: Dialect, place: str) -> Iterator[Record]:
    """The records of a CSV text, blank lines left out, every one as long as the first.

    Raises:
        InputError: naming the place and the line with too few or too many cells, with a quote that
            is not closed where it has to be, or with bytes that are no text.
    """
    reader = dialect.reader(text)
    start, width = 1, 0
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            if reader.line_num > line and not dialect.is_multiline:
                raise _open_quote(place, line)
            if not cells or (dialect.comment and cells[0].startswith(dialect.comment)):
                continue
            width = width or len(cells)
            if len(cells) != width:
                raise InputError(
                    f"{place}, line {line}: expected {width} cells, as in the first line, "
                    f"found {len(cells)}"
                )
            yield Record(line, cells)
    except UnicodeDecodeError as error:
        raise not_text(place, dialect.encoding, error) from None
    except csv.Error as error:
        is_open = "unexpected end" in str(error) and not dialect.is_multiline
        raise (
            _open_quote(place, start) if is_open else _not_csv(place, start, error, dialect)
        ) from None


def check_quotes(files: Iterable[File], dialect: Dialect) -> None:
    """Quotes pair up in every column of every file, also in those that nobody asked for.

    One that is left open takes the rows behind it into its cell, up to the next quote, and an
    engine may not say so. A file without a quote is looked through for one and no more; where cells
    hold no line breaks, only lines with a quote are parsed.

    Raises:
        InputError: naming the file and the line, and what may be set instead.
    """
    if not dialect.quote:
        return
    for file in files:
        if file.suffix in PACKED_OTHERWISE or not _holds(file, dialect.quote, dialect.encoding):
            continue
        if dialect.is_multiline:
            for _ in file_records(file, dialect):
                pass
        elif not _is_closed_by_line(file, dialect):
            _diagnose_quotes(file, dialect)


def _is_closed_by_line(file: File, dialect: Dialect) -> bool:
    """Whether each line with a quote is a record of its own; one reader for all is the fastest."""
    with opened_text(file, dialect.encoding) as text:
        reader = dialect.reader(line for line in text if dialect.has_quote(line))
        try:
            return sum(1 for _ in reader) == int(reader.line_num)
        except csv.Error:
            return False


def _diagnose_quotes(file: File, dialect: Dialect) -> None:
    with opened_text(file, dialect.encoding) as text:
        for number, line in enumerate(text, start=1):
            if dialect.has_quote(line):
                _diagnose_line(line, dialect, str(file), number)


def _diagnose_line(line: str, dialect: Dialect, place: str, number: int) -> None:
    try:
        next(dialect.reader([line]))
    except csv.Error as error:
        is_open = "unexpected end" in str(error)
        raise (
            _open_quote(place, number) if is_open else _not_csv(place, number, error, dialect)
        ) from None


def _holds(file: File, character: str, encoding: str) -> bool:
    wanted = character.encode(encoding)
    with opened_bytes(file) as binary:
        while chunk := binary.read(CHUNK):
            if wanted in chunk:
                return True
    return False


def _open_quote(place: str, line: int) -> InputError:
    return InputError(
        f"{place}, line {line}: a quote is not closed on its line; if cells may hold line breaks, "
        'set options.multiLine = "true"; if the file escapes quotes by backslashes, set '
        'options.escape = "\\\\"; if quotes are plain text there, set options.quote = ""'
    )


def _not_csv(place: str, line: int, error: csv.Error, dialect: Dialect) -> InputError:
    if "expected after" in str(error):
        return InputError(
            f"{place}, line {line}: text behind a closing quote; expected {dialect.separator!r} or "
            'the end of the line; if quotes are plain text there, set options.quote = ""'
        )
    return InputError(f"{place}, line {line}: not valid CSV ({error}); is a quote left open?")


def file_records(file: File, dialect: Dialect) -> Iterator[Record]:
    """The records of a file, `.gz` too, as `records` gives them."""
    with opened_text(file, dialect.encoding) as text:
        yield from records(text, dialect, str(file))


def check_headers(files: Iterable[File], dialect: Dialect) -> None:
    """Every file has a header, and it is that of the first.

    Raises:
        InputError: naming the file without a header, or with another one.
    """
    first: tuple[File, list[str]] | None = None
    for file in files:
        header = next((record.cells for record in file_records(file, dialect)), None)
        if header is None:
            raise InputError(f"{file}: empty; expected at least a header line")
        folded = [name.casefold() for name in header]  # columns differ by more than case
        repeats = sorted({name for name in header if name and folded.count(name.casefold()) > 1})
        if repeats and dialect.has_header:
            raise InputError(f"{file}: the header names {listed(repeats)} twice")
        if first is None:
            first = file, header
        elif dialect.has_header and header != first[1]:
            raise InputError(
                f"{file}: its header ({listed(header)}) differs from that of {first[0]} "
                f"({listed(first[1])}); the files of a folder share one header"
            )


def check_lines(files: Iterable[Path], dialect: Dialect) -> None:
    """Every line of every file is good, as `records` says; slow, for files that failed.

    Raises:
        InputError: naming the file and the line.
    """
    for file in files:
        for _ in file_records(file, dialect):
            pass


def check_json(files: Iterable[Path]) -> None:
    """Every line is a JSON object, and a key has one kind of value; slow, for files that failed.

    Raises:
        InputError: naming the file and the line.
    """
    kinds: dict[str, tuple[str, str]] = {}
    for file in files:
        with opened_text(file, "utf-8") as text:
            for number, line in enumerate(text, start=1):
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


def _is_data(relative: Path, file: Path) -> bool:
    return file.is_file() and not any(map(is_hidden, relative.parts))


def is_hidden(name: str) -> bool:
    """Whether a name is that of no data: the engines pass over it."""
    return name.startswith(("_", "."))
