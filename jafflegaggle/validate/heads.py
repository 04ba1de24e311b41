"""The starts of large files, for checks that a run makes on all of them to their end."""

import bz2
import gzip
import io
import lzma
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO, Literal

from jafflegaggle.config import Source
from jafflegaggle.sources.files import LocalFile, SourceFiles
from jafflegaggle.sources.json import is_multiline
from jafflegaggle.sources.packed import PACKED, opened_bytes
from jafflegaggle.sources.registry import format_of
from jafflegaggle.sources.text import encoding_of, is_utf8

BYTES_IN_ALL, BYTES_AT_LEAST = 2**26, 2**16  # read in about a second, and enough for a header
PACK: Mapping[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


@dataclass(frozen=True)
class Head(LocalFile):
    """A file as if it ended where one of its first lines does.

    Attributes:
        limit: how many bytes of its text there are at most.
    """

    limit: int = BYTES_IN_ALL

    def open(self, _mode: Literal["rb"], /) -> BinaryIO:
        """Its first bytes, packed as the file is."""
        whole = LocalFile(self.path, self.size, self.modified)
        with opened_bytes(whole) as text:
            start = text.read(self.limit)
            if text.read(1):
                start = start[: start.rfind(b"\n") + 1] or start
        return io.BytesIO(PACK[_packing(self)](start))


def heads_of(source: Source, files: SourceFiles) -> tuple[SourceFiles, bool]:
    """The files of a source, and whether large ones among them are cut short.

    Only text is: a file of Parquet has its columns at its end. Where a record may go over several
    lines, or a character over several bytes with a line break among them, it is not either.
    """
    is_by_line = not is_multiline(source) and is_utf8(encoding_of(source.options))
    if not (format_of(source).is_text and is_by_line and files.files):
        return files, False
    limit = max(BYTES_IN_ALL // len(files.files), BYTES_AT_LEAST)
    heads = tuple(
        Head(file.path, file.size, file.modified, limit)
        if isinstance(file, LocalFile) and file.size > limit and _packing(file) in PACK
        else file
        for file in files.files
    )
    return replace(files, files=heads), heads != files.files


def _packing(file: LocalFile) -> str:
    return file.suffix if file.suffix in PACKED else ""
