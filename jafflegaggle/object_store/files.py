"""The files of object stores: listed, read, written, copied and removed by their URLs."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Literal

from jafflegaggle.object_store.bucket import at, named
from jafflegaggle.object_store.content import PIECE, Content

if TYPE_CHECKING:
    import datetime as dt

LARGEST_COPY = 5 * 10**9  # in one request, on S3


@dataclass(frozen=True)
class StoredFile:
    """A file on an object store as it was when it was listed; as text it is its URL.

    Attributes:
        place: its URL.
        size: in bytes.
        modified: when it was written, in nanoseconds since 1970.
        etag: what the store calls this content of it; '' where it has no word for it.
    """

    place: str
    size: int
    modified: int
    etag: str = ""

    def __str__(self) -> str:
        return self.place

    @property
    def suffix(self) -> str:
        """The end of its name."""
        return PurePosixPath(self.place).suffix

    def open(self, _mode: Literal["rb"], /) -> BinaryIO:
        """Its bytes, fetched as they are read. That it has changed since is an OSError."""
        return io.BufferedReader(Content(self.place, self.size, self.etag), PIECE)


def stored_files(place: str) -> list[StoredFile]:
    """All files below a place, sorted by their URLs; a file at the place itself is not below it.

    Marks of empty folders, which some programs leave, are none.
    """
    store, bucket, key = at(place)
    with named(place):
        found = {
            meta["path"]: StoredFile(
                f"{bucket}/{meta['path']}",
                meta["size"],
                _nanoseconds(meta["last_modified"]),
                meta["e_tag"] or "",
            )
            for batch in store.list(key or None)
            for meta in batch
        }
    folders = {str(folder) for name in found for folder in PurePosixPath(name).parents}
    marks = {key} | folders
    return [file for name, file in sorted(found.items()) if file.size or name not in marks]


def stored_file(place: str) -> StoredFile | None:
    """The file at a place; None where there is none."""
    store, bucket, key = at(place)
    if not key:
        return None
    with named(place):
        try:
            meta = store.head(key)
        except FileNotFoundError:
            return None
    modified = _nanoseconds(meta["last_modified"])
    return StoredFile(f"{bucket}/{key}", meta["size"], modified, meta["e_tag"] or "")


def names_below(place: str) -> list[str]:
    """The names right below a place, of files and of what would be folders, sorted."""
    store, _, key = at(place)
    with named(place):
        listed = store.list_with_delimiter(key or None)
    paths = {*listed["common_prefixes"], *(meta["path"] for meta in listed["objects"])} - {key}
    return sorted({path.rpartition("/")[2] for path in paths})


def read_bytes(place: str) -> tuple[bytes, str] | None:
    """The content of a file, and what the store calls it; None where there is no file."""
    store, _, key = at(place)
    with named(place):
        try:
            found = store.get(key)
        except FileNotFoundError:
            return None
        return bytes(found.bytes()), found.meta["e_tag"] or ""


def write_bytes(place: str, content: bytes) -> None:
    """Write a file; whoever reads it sees all of it, or what stood there before."""
    store, _, key = at(place)
    with named(place):
        store.put(key, content)


def write_if(place: str, content: bytes, etag: str = "") -> bool | None:
    """Write a file where there is none, or in the place of one content of it, in one step.

    Args:
        place: its URL.
        content: what to write.
        etag: what the store calls the content to replace; '': there must be no file.

    Returns:
        Whether it was written; None where the store knows no such step.
    """
    from obstore.exceptions import AlreadyExistsError, NotSupportedError, PreconditionError

    store, _, key = at(place)
    with named(place):
        try:
            store.put(key, content, mode={"e_tag": etag} if etag else "create")
        except (AlreadyExistsError, PreconditionError):
            return False
        except FileNotFoundError:  # the content to replace; otherwise it is the bucket
            if not etag:
                raise
            return False
        except (NotImplementedError, NotSupportedError):
            return None
    return True


def copy_file(file: StoredFile, place: str) -> None:
    """Copy a file within its bucket: the store does it, as far as it can."""
    store, _, key = at(place)
    source = at(file.place)[2]
    with named(place):
        if file.size < LARGEST_COPY:
            store.copy(source, key)
        else:
            store.put(key, store.get(source).stream(min_chunk_size=8 * PIECE))


def remove_files(files: Sequence[str]) -> None:
    """Remove files of one bucket by their URLs; what is not there is no error."""
    if not files:
        return
    store = at(files[0])[0]
    with named(files[0]):
        try:
            store.delete([at(file)[2] for file in files])
        except FileNotFoundError:  # of several, and the others are gone
            if len(files) > 1:
                for file in files:
                    remove_files([file])


def _nanoseconds(time: "dt.datetime") -> int:
    return int(time.timestamp()) * 10**9 + time.microsecond * 1000
