"""Object stores as this process reaches them: S3, Azure Blob and Google Cloud Storage.

`obstore` is built on the library of an engine that shares them: both take the same URLs, and find
credentials in the same environment. There are no folders: what others have as one is a common
start of names.
"""

import io
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from jafflegaggle.errors import InputError
from jafflegaggle.secrets import hide_secrets

if TYPE_CHECKING:
    import datetime as dt

    from obstore.store import ObjectStore

SCHEMES = ("s3", "s3a", "gs", "az", "azure", "adl", "abfs", "abfss")
# What a store does not answer for so long it does not answer: by default it would be 3 minutes.
RETRY_SECONDS = 30
PIECE = 2**20  # of a file that is read to its end
BLOCK = 2**16  # of a file of which a little is read: more than most footers
LARGEST_COPY = 5 * 10**9  # in one request, on S3


def is_object_store(path: str) -> bool:
    """Whether a path is a URL of an object store.

    >>> [is_object_store(path) for path in ("s3://b/x", "abfss://c@a.net/x", "hdfs://h/x", "/s3")]
    [True, True, False, False]
    """
    return path.partition("://")[0] in SCHEMES and "://" in path


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
        return io.BufferedReader(_Content(self), PIECE)


def stored_files(place: str) -> list[StoredFile]:
    """All files below a place, sorted by their URLs; a file at the place itself is not below it.

    Marks of empty folders, which some programs leave, are none.
    """
    store, bucket, key = _at(place)
    with _named(place):
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
    store, bucket, key = _at(place)
    if not key:
        return None
    with _named(place):
        try:
            meta = store.head(key)
        except FileNotFoundError:
            return None
    modified = _nanoseconds(meta["last_modified"])
    return StoredFile(f"{bucket}/{key}", meta["size"], modified, meta["e_tag"] or "")


def names_below(place: str) -> list[str]:
    """The names right below a place, of files and of what would be folders, sorted."""
    store, _, key = _at(place)
    with _named(place):
        listed = store.list_with_delimiter(key or None)
    paths = {*listed["common_prefixes"], *(meta["path"] for meta in listed["objects"])} - {key}
    return sorted({path.rpartition("/")[2] for path in paths})


def read_bytes(place: str) -> tuple[bytes, str] | None:
    """The content of a file, and what the store calls it; None where there is no file."""
    store, _, key = _at(place)
    with _named(place):
        try:
            found = store.get(key)
        except FileNotFoundError:
            return None
        return bytes(found.bytes()), found.meta["e_tag"] or ""


def write_bytes(place: str, content: bytes) -> None:
    """Write a file; whoever reads it sees all of it, or what stood there before."""
    store, _, key = _at(place)
    with _named(place):
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

    store, _, key = _at(place)
    with _named(place):
        try:
            store.put(key, content, mode={"e_tag": etag} if etag else "create")
        except (AlreadyExistsError, FileNotFoundError, PreconditionError):
            return False
        except (NotImplementedError, NotSupportedError):
            return None
    return True


def copy_file(file: StoredFile, place: str) -> None:
    """Copy a file within its bucket: the store does it, as far as it can."""
    store, _, key = _at(place)
    source = _at(file.place)[2]
    with _named(place):
        if file.size < LARGEST_COPY:
            store.copy(source, key)
        else:
            store.put(key, store.get(source).stream(min_chunk_size=8 * PIECE))


def remove_files(files: Sequence[str]) -> None:
    """Remove files of one bucket by their URLs; what is not there is no error."""
    if not files:
        return
    store = _at(files[0])[0]
    with _named(files[0]):
        try:
            store.delete([_at(file)[2] for file in files])
        except FileNotFoundError:  # of several, and the others are gone
            if len(files) > 1:
                for file in files:
                    remove_files([file])


class _Content(io.RawIOBase):
    """The bytes of a file: a block where the reader jumps to, a stream where it reads on."""

    def __init__(self, file: StoredFile) -> None:
        self.file = file
        self.at = 0
        self.start, self.block = 0, memoryview(b"")
        self.stream: Iterator[Any] | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        self.at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self.at}.get(whence, self.file.size)
        return self.at

    def readinto(self, buffer: Any, /) -> int:
        if self.at >= self.file.size:
            return 0
        if not self.start <= self.at < self.start + len(self.block):
            with _named(self.file.place):
                self._fetch()
        piece = self.block[self.at - self.start :][: len(buffer)]
        buffer[: len(piece)] = piece
        self.at += len(piece)
        return len(piece)

    def _fetch(self) -> None:
        end = self.start + len(self.block)
        if self.at != end or not self.at:  # it has jumped, or begins
            self.stream = None
            self.start = min(self.at, max(self.file.size - BLOCK, 0))
            block = self._get((self.start, min(self.start + BLOCK, self.file.size))).bytes()
        else:
            self.start = end
            self.stream = self.stream or self._get({"offset": end}).stream(min_chunk_size=PIECE)
            block = next(self.stream, b"")
        if not len(block):
            raise OSError(f"ends after {self.start:,} of {self.file.size:,} bytes")
        self.block = memoryview(block).cast("B")

    def _get(self, part: Any) -> Any:
        from obstore.exceptions import PreconditionError

        store, _, key = _at(self.file.place)
        options: Any = {"range": part} | ({"if_match": self.file.etag} if self.file.etag else {})
        try:
            return store.get(key, options=options)
        except PreconditionError:
            raise OSError("it changed while it was being read; run again") from None


def _at(place: str) -> "tuple[ObjectStore, str, str]":
    """The store that a URL is of, the URL of its bucket or container, and the name within."""
    scheme, _, rest = place.partition("://")
    authority, _, key = rest.partition("/")
    bucket = f"{scheme}://{authority}"
    return _opened(bucket), bucket, key.strip("/")


@lru_cache
def _opened(bucket: str) -> "ObjectStore":
    try:
        from obstore.store import from_url
    except ImportError as error:
        raise InputError(
            f"{bucket}: object stores need the package obstore; pip install obstore ({error})"
        ) from error
    from datetime import timedelta

    retry: Any = {"max_retries": 5, "retry_timeout": timedelta(seconds=RETRY_SECONDS)}
    with _named(bucket):
        return from_url(bucket, retry_config=retry, **_of_profile(bucket))


def _of_profile(bucket: str) -> dict[str, Any]:
    """The credentials of a profile of AWS, which the engine finds by itself, and boto3 does too."""
    is_named = "AWS_ACCESS_KEY_ID" in os.environ or not re.match("s3a?:", bucket)
    if is_named or find_spec("boto3") is None:
        return {}
    from boto3 import Session
    from obstore.auth.boto3 import Boto3CredentialProvider

    session = Session()
    if session.get_credentials() is None:
        return {}
    return {"credential_provider": Boto3CredentialProvider(session)}


@contextmanager
def _named(place: str) -> Iterator[None]:
    """Let an error say of which place it is, in one line; all are OSErrors.

    Raises:
        OSError: the store cannot be reached, or refuses.
    """
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError) as error:
        said = str(error).partition("\n\nDebug source")[0]
        raise OSError(f"{place}: {hide_secrets(' '.join(said.split()))[:600]}") from error


def _nanoseconds(time: "dt.datetime") -> int:
    return int(time.timestamp()) * 10**9 + time.microsecond * 1000
