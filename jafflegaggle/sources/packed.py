"""Packed files, and what files are that are no text: told by their names and their first bytes."""

import bz2
import gzip
import lzma
import re
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO, cast

from jafflegaggle.engine import Engine, use_instead
from jafflegaggle.errors import InputError
from jafflegaggle.sources.file import File

UNPACK_IT = "unpack it, or pack it with gzip"
AS_UTF_8 = 'save it as UTF-8, or set options.encoding = "UTF-16"'
# Names of packed files. Where nothing here unpacks one, no engine does so on each of them.
PACKED = frozenset(
    (
        *(".gz", ".bz2", ".xz", ".zst", ".lz4", ".snappy", ".deflate"),
        *(".zip", ".7z", ".z", ".br", ".lzo", ".lzma", ".gzip", ".bz", ".tgz", ".tar"),
    )
)
# First bytes, what has them, and the way out.
MARKS = tuple(
    (re.compile(mark, re.DOTALL), what, way_out)
    for mark, what, way_out in (
        (rb"\x1f\x8b", "gzip", "give it a name that ends in .gz, by which engines know it"),
        (rb"BZh[1-9]1AY&SY", "bzip2", "give it a name that ends in .bz2, by which engines know it"),
        (rb"\xfd7zXZ", "xz", UNPACK_IT),
        (rb"\x28\xb5\x2f\xfd", "Zstandard", UNPACK_IT),
        (rb"\x04\x22\x4d\x18", "LZ4", UNPACK_IT),
        (rb"\xff\x06\x00\x00sNaPpY", "Snappy", UNPACK_IT),
        (
            rb"PK\x03\x04",
            "an Excel workbook or a ZIP archive",
            "save it as CSV UTF-8, or unpack it",
        ),
        (rb"\xd0\xcf\x11\xe0", "an old Excel workbook", "save it as CSV UTF-8"),
        (rb"PAR1", "Parquet", 'set format = "parquet"'),
        (rb"Obj\x01", "Avro", 'set format = "avro"'),
        (rb"SQLite format 3", "a SQLite database", "export its table as CSV"),
        (rb"%PDF-", "a PDF", "export the data as CSV UTF-8"),
        (rb"\xff\xfe|\xfe\xff", "text in UTF-16", AS_UTF_8),
        # A page where a file was expected: a program was not logged in.
        (
            rb"(?i)(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)",
            "an HTML page",
            "download it again",
        ),
        (rb"(?i)(?:\xef\xbb\xbf)?\s*<\?xml", "XML", "export the data as CSV UTF-8"),
    )
)
WRONG_START = "Not a gzipped file", "Invalid data stream", "Input format not supported"


def check_packing(engine: Engine, files: Iterable[File]) -> None:
    """Refuse files that the engine would read packed as they are, or not at all.

    Raises:
        InputError: naming the file.
    """
    for file in files:
        if file.suffix.lower() in PACKED and file.suffix not in engine.unpacks:
            raise InputError(
                f"{file}: {engine.title} reads no {file.suffix}, only "
                f"{_either(engine.unpacks)}; {UNPACK_IT}{_other(file)}"
            )


def _other(file: File) -> str:
    suffix = file.suffix
    other = use_instead(lambda engine: suffix in engine.unpacks)
    return f", or {other}" if "--engine" in other else ""


def _either(names: Collection[str]) -> str:
    return " and ".join(sorted(names))


@contextmanager
def opened_bytes(file: File) -> Iterator[BinaryIO]:
    """The bytes of a file, those of a packed one unpacked.

    Raises:
        InputError: the file cannot be read, or is damaged; of whatever is done within.
    """
    if file.suffix.lower() in PACKED and file.suffix not in UNPACK:
        raise InputError(f"{file}: {file.suffix} is not read; {UNPACK_IT}")
    try:
        with ExitStack() as stack:
            stored = stack.enter_context(file.open("rb"))
            unpack = UNPACK.get(file.suffix)
            yield stack.enter_context(unpack(stored)) if unpack else stored
    except (EOFError, gzip.BadGzipFile, zlib.error, lzma.LZMAError) as error:
        raise InputError(_damaged(file, error)) from None
    except OSError as error:
        is_damaged = not error.errno and file.suffix in UNPACK
        why = _damaged(file, error) if is_damaged else f"{file}: cannot be read ({error})"
        raise InputError(why) from None
    except (LookupError, UnicodeError) as error:
        raise InputError(f"{file}: {error}; see options.encoding") from None


def _damaged(file: File, error: Exception) -> str:
    if str(error).startswith(WRONG_START):
        return f"{file}: its name ends in {file.suffix}, but it is not packed so; rename it"
    return f"{file}: damaged or truncated ({error})"


def check_start(file: File, start: bytes, encoding: str) -> None:
    """Refuse a file whose first bytes are those of something other than text.

    Raises:
        InputError: naming the file, what it is, and the way out.
    """
    what, way_out = what_starts(start)
    if what and not encoding.lower().startswith("utf-16"):
        raise InputError(f"{file}: this is {what}; {way_out}")


def what_starts(start: bytes) -> tuple[str, str]:
    """What has such first bytes, and the way out to text; two empty strings for text.

    >>> what_starts(b"PAR1..")
    ('Parquet', 'set format = "parquet"')
    """
    return next(((what, way) for mark, what, way in MARKS if mark.match(start)), ("", ""))


def _zstandard(stored: BinaryIO) -> BinaryIO:
    try:
        from pyarrow import CompressedInputStream, PythonFile
    except ImportError:
        raise InputError("Zstandard needs PyArrow; unpack the file, or pack it with gzip") from None
    return cast("BinaryIO", CompressedInputStream(PythonFile(stored, "r"), "zstd"))


UNPACK = cast(
    "dict[str, Callable[[BinaryIO], BinaryIO]]",
    {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open, ".zst": _zstandard},
)
