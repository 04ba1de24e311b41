"""The content of a file on an object store, fetched as it is read, in bounded memory."""

import io
import os
from collections.abc import Iterator
from typing import Any

from jafflegaggle.object_store.bucket import at, named

PIECE = 2**20  # of a file that is read to its end
BLOCK = 2**16  # of a file of which a little is read: more than most footers


class Content(io.RawIOBase):
    """The bytes of a file: a block where the reader jumps to, a stream where it reads on.

    Attributes:
        place: its URL.
        size: in bytes.
        etag: what the store calls this content: another one is an error, never a mixture.
    """

    def __init__(self, place: str, size: int, etag: str) -> None:
        self.place = place
        self.size = size
        self.etag = etag
        self.position = 0
        self.start, self.block = 0, memoryview(b"")
        self.stream: Iterator[Any] | None = None

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self.position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Read on elsewhere; nothing is fetched yet."""
        self.position = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self.position}.get(whence, self.size)
        return self.position

    def readinto(self, buffer: Any, /) -> int:
        """Fill a part of a buffer, and say how much; 0: the file has ended."""
        if self.position >= self.size:
            return 0
        if not self.start <= self.position < self.start + len(self.block):
            with named(self.place):
                self._fetch()
        piece = self.block[self.position - self.start :][: len(buffer)]
        buffer[: len(piece)] = piece
        self.position += len(piece)
        return len(piece)

    def _fetch(self) -> None:
        end = self.start + len(self.block)
        if self.position != end or not self.position:  # it has jumped, or begins
            self.stream = None
            self.start = min(self.position, max(self.size - BLOCK, 0))
            block = self._get((self.start, min(self.start + BLOCK, self.size))).bytes()
        else:
            self.start = end
            self.stream = self.stream or self._get({"offset": end}).stream(min_chunk_size=PIECE)
            block = next(self.stream, b"")
        if not len(block):
            raise OSError(f"ends after {self.start:,} of {self.size:,} bytes")
        self.block = memoryview(block).cast("B")

    def _get(self, part: Any) -> Any:
        from obstore.exceptions import PreconditionError

        store, _, key = at(self.place)
        options: Any = {"range": part} | ({"if_match": self.etag} if self.etag else {})
        try:
            return store.get(key, options=options)
        except PreconditionError:
            raise OSError("it changed while it was being read; run again") from None
