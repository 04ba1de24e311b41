"""Bytes that must be text: opening files, plain and gzip, and finding what their encoding has not.

The engines put U+FFFD in the place of such bytes and say nothing. Two people whose e-mails differ
in one of them would then be one, so every file is looked at to its end.
"""

import codecs
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO, Literal, Protocol, TextIO, cast

from jafflegaggle.errors import InputError

CHUNK = 2**20  # fits a processor's cache; larger ones are slower
GZIP = b"\x1f\x8b"
# Engines may unpack these; Python has no need to.
PACKED_OTHERWISE = (".bz2", ".deflate", ".lz4", ".snappy", ".xz", ".zst")


class File(Protocol):
    """A file by its name: a `Path` of this machine, or what an engine has fetched."""

    @property
    def suffix(self) -> str:
        """What the name ends in, such as `.gz`."""

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """Its bytes."""


@dataclass(frozen=True, order=True)
class FetchedFile:
    """A file that only an engine sees, brought here; as text it is its place."""

    place: str
    content: bytes = field(repr=False)

    def __str__(self) -> str:
        return self.place

    @property
    def suffix(self) -> str:
        """What the name ends in."""
        return PurePosixPath(self.place).suffix

    def open(self, _mode: Literal["rb"], /) -> BinaryIO:
        """Its bytes."""
        return io.BytesIO(self.content)


def is_utf8(encoding: str) -> bool:
    """Whether an encoding is UTF-8, however it is spelled.

    >>> [is_utf8(name) for name in ("UTF-8", "utf8", "utf_8", "latin-1")]
    [True, True, True, False]
    """
    return encoding.lower().replace("_", "-") in ("utf-8", "utf8")


@contextmanager
def opened_bytes(file: File) -> Iterator[BinaryIO]:
    """The bytes of a file, those of `.gz` unpacked.

    Raises:
        InputError: the file cannot be read, or is damaged; of whatever is done within.
    """
    try:
        with (
            file.open("rb") as stored,
            gzip.open(stored) if file.suffix == ".gz" else nullcontext(stored) as binary,
        ):
            yield cast("BinaryIO", binary)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InputError(f"{file}: damaged or cut off ({error})") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error})") from None
    except (LookupError, UnicodeError) as error:
        raise InputError(f"{file}: {error}; see options.encoding") from None


@contextmanager
def opened_text(file: File, encoding: str) -> Iterator[TextIO]:
    """The text of a file, without the mark that some programs put before UTF-8."""
    encoding = "utf-8-sig" if is_utf8(encoding) else encoding
    with (
        opened_bytes(file) as binary,
        io.TextIOWrapper(binary, encoding=encoding, newline="") as text,
    ):
        yield text


def check_text(files: Iterable[File], encoding: str) -> None:
    """Every file is text in its encoding, to its end.

    A gigabyte takes a second or less, of gzip two: little beside what the engines do with it.

    Raises:
        InputError: naming the file, the line and the bytes, or saying that it was cut off.
    """
    for file in files:
        if file.suffix in PACKED_OTHERWISE:
            continue
        with opened_bytes(file) as binary:
            _check_text(binary, file, encoding)


def _check_text(binary: BinaryIO, file: File, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    try:
        while chunk := binary.read(CHUNK):
            read += len(chunk)
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        # What was decoded may start with bytes that were left over before.
        line = _line_at(file, encoding, read - len(error.object) + error.start)
        raise not_text(str(file), encoding, error, line) from None


def _line_at(file: File, encoding: str, offset: int) -> int:
    """The number of the line of a byte; counted only once a file has failed."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    line = 1
    with opened_bytes(file) as binary:
        while chunk := binary.read(min(CHUNK, offset)):
            offset -= len(chunk)
            line += decoder.decode(chunk).count("\n")
    return line


def not_text(
    place: str, encoding: str, error: UnicodeDecodeError, line: int | None = None
) -> InputError:
    """What is no text at a place, with what stands around it."""
    if error.object.startswith(GZIP):
        return InputError(f"{place}: gzip, which engines know by a name that ends in .gz")
    at_line = "" if line is None else f", line {line}"
    around = error.object[max(0, error.start - 20) : error.end + 10]
    return InputError(
        f"{place}{at_line}: not {encoding} ({error.reason} in {around!r}); "
        "name its encoding in options.encoding"
    )
