"""Files that this machine sees: which a path means, and CSV records with their line numbers.

The engines read the data. Python looks where they are silent: at every file's header (Spark takes
that of the first file for all), at the lines of merge lists, and, once a read has failed, for the
line to blame. `encoding` looks at the bytes.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TextIO

from jafflegaggle.engine import local_path
from jafflegaggle.errors import InputError
from jafflegaggle.sources.encoding import File, is_utf8, not_text, opened_text
from jafflegaggle.text import MAX_NAME, listed

DIALECT_OPTIONS = frozenset(
    ("sep", "delimiter", "quote", "encoding", "charset", "header", "multiline", "nullvalue", "mode")
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
        return cls(
            separator=separator,
            quote=quote,
            encoding=given.get("encoding", given.get("charset", "utf-8")),
            has_header=given.get("header", "true").lower() == "true",
            is_multiline=given.get("multiline", "false").lower() == "true",
            null=given.get("nullvalue", ""),
        )

    def cell(self, text: str) -> str | None:
        """A cell: NULL where it is empty, or what the file writes for NULL."""
        return None if text in ("", self.null) else text


def local_files(path: str) -> list[Path]:
    """The files that a path means: itself, those of a folder, those of a pattern; [] for none.

    As for Spark, names that start with `_` or `.` are not data.
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
    """A folder holds files, or folders of a partition (`day=2021-09-01`); Spark sees no others.

    Raises:
        InputError: naming a file in a folder that Spark would pass over.
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
        InputError: naming the place and the line with too few or too many cells, with a line break
            in a quoted cell although `multiLine` is not set, or with bytes that are no text.
    """
    reader = csv.reader(
        text,
        delimiter=dialect.separator,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
    )
    start, width = 1, 0
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            if reader.line_num > line and not dialect.is_multiline:
                raise InputError(
                    f"{place}, line {line}: a quote is not closed on its line; if cells may hold "
                    'line breaks, set options.multiLine = "true"'
                )
            if not cells:
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
        raise InputError(
            f"{place}, line {start}: not valid CSV ({error}); is a quote left open?"
        ) from None


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
        folded = [name.casefold() for name in header]  # Spark sees no case
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
    """Every line of every file is a JSON object; slow, for files that failed.

    Raises:
        InputError: naming the file and the line.
    """
    for file in files:
        with opened_text(file, "utf-8") as text:
            for number, line in enumerate(text, start=1):
                _check_json_line(line, f"{file}, line {number}")


def _check_json_line(line: str, place: str) -> None:
    if not line.strip():
        return
    try:
        value = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place}: not valid JSON ({error})") from None
    if not isinstance(value, dict):
        raise InputError(
            f"{place}: expected a JSON object {{...}}, found {line.strip()[:MAX_NAME]}"
        )


def _is_data(relative: Path, file: Path) -> bool:
    return file.is_file() and not any(map(is_hidden, relative.parts))


def is_hidden(name: str) -> bool:
    """Whether a name is that of no data: the engines pass over it."""
    return name.startswith(("_", "."))
