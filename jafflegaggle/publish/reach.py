"""Files accessed through Arrow or an engine only: HDFS, S3, ADLS, GCS, shared folders."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from pyspark.sql import SparkSession

from jafflegaggle.engine import is_missing_path, local_path
from jafflegaggle.publish.files import Disk, Files

# URI schemes: the engine's, and Arrow's.
_ARROW_SCHEMES = {"s3a": "s3", "s3n": "s3"}
_REPLACES_AT_ONCE = ("s3", "gcs", "abfs")  # objects appear atomically


class ArrowFiles:
    """A file system of `pyarrow.fs`.

    Attributes:
        system: the file system.
        prefix: the start of the engine's paths, which in Arrow's paths is `base`.
    """

    can_remove = True
    at_once = 1

    def __init__(self, system: Any, prefix: str = "", base: str = "") -> None:
        self.system = system
        self.prefix = prefix
        self.base = base

    def write(self, path: str, text: str) -> None:
        """Write a text atomically: directly on an object store, elsewhere by renaming."""
        target = self._path(path)
        is_at_once = self.system.type_name in _REPLACES_AT_ONCE
        fresh = target if is_at_once else f"{target}.fresh"
        with _named(path):
            self.system.create_dir(target.rpartition("/")[0], recursive=True)
            with self.system.open_output_stream(fresh) as stream:
                stream.write(text.encode())
            if not is_at_once:
                self.remove(path)
                self.system.move(fresh, target)

    def read(self, path: str) -> str | None:
        """The text of a file; None only if it does not exist, which is checked separately.

        Object stores have various errors for a missing file, and very similar ones for throttled
        requests.
        """
        from pyarrow.fs import FileType

        with _named(path):
            if self.system.get_file_info(self._path(path)).type == FileType.NotFound:
                return None
            with self.system.open_input_stream(self._path(path)) as stream:
                return bytes(stream.read()).decode()

    def sync(self, folders: Iterable[str]) -> None:
        """Nothing: what such a system has taken, it has stored."""

    def move(self, path: str, target: str) -> None:
        """Move a file; an object store copies it."""
        _copy(self, path, target)
        self.remove(path)

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted; none where there is no folder."""
        from pyarrow.fs import FileSelector

        selector = FileSelector(self._path(folder), allow_not_found=True)
        with _named(folder):
            found = self.system.get_file_info(selector)
        return sorted(info.base_name for info in found if not info.base_name.endswith(".fresh"))

    def remove(self, path: str) -> None:
        """Remove a file, or a folder with all in it, if it is there."""
        from pyarrow.fs import FileType

        target = self._path(path)
        with _named(path):
            kind = self.system.get_file_info(target).type
            if kind == FileType.Directory:
                self.system.delete_dir(target)
            elif kind == FileType.File:
                self.system.delete_file(target)

    def _path(self, path: str) -> str:
        return self.base + path.removeprefix(self.prefix)


class EngineFiles:
    """The session's own file system, accessed through the engine alone.

    A file is a folder with one line of text. Files cannot be removed, only emptied.
    """

    can_remove = False
    at_once = 1

    def __init__(self, session: SparkSession) -> None:
        self.session = session

    def write(self, path: str, text: str) -> None:
        """Write a text as one line."""
        line = " ".join(text.split("\n"))  # JSON strings contain no raw line breaks
        table = self.session.createDataFrame([(line,)], "value string")
        table.coalesce(1).write.mode("overwrite").text(path)

    def read(self, path: str) -> str | None:
        """The text of a file; None only where there is none, or it was emptied."""
        try:
            rows = self.session.read.text(path).collect()
        except Exception as error:
            if not is_missing_path(error):
                raise
            return None
        return "\n".join(row[0] for row in rows) or None

    def sync(self, folders: Iterable[str]) -> None:
        """Nothing: what such a system has taken, it has stored."""

    def move(self, path: str, target: str) -> None:
        """Write it to the target, and empty the source."""
        _copy(self, path, target)
        self.remove(path)

    def names(self, folder: str) -> list[str]:
        """The names of non-empty entries of a folder, sorted."""
        listing = self.session.read.format("binaryFile").option("recursiveFileLookup", "true")
        try:
            files = listing.load(folder).where("length > 0").select("path").collect()
        except Exception as error:
            if not is_missing_path(error):
                raise
            return []
        mark = f"/{folder.rstrip('/').rpartition('/')[2]}/"
        return sorted({row[0].partition(mark)[2].split("/")[0] for row in files})

    def remove(self, path: str) -> None:
        """Empty a file or a folder."""
        nothing = self.session.createDataFrame([], "value string")
        nothing.write.mode("overwrite").text(path)


@contextmanager
def _named(path: str) -> Iterator[None]:
    """Make Arrow's errors name the file, which stores seldom do."""
    try:
        yield
    except OSError as error:
        raise OSError(f"{path}: {error}") from error


def _copy(files: Files, path: str, target: str) -> None:
    """Copy a text; a missing file must not become an empty one."""
    text = files.read(path)
    if not text:
        raise FileNotFoundError(f"{path}: it is gone, and was to become {target}")
    files.write(target, text)


def files_of(session: SparkSession, root: str) -> tuple[Files, str]:
    """How to access a folder of the engine, and its path for that.

    The engine writes a probe. Whatever sees the same file can access the folder as well, and can do
    more: the local filesystem (a cluster's shared folder), or Arrow.

    Args:
        session: the engine.
        root: the output folder, as a path for the engine.
    """
    by_engine = EngineFiles(session)
    probe = f"/_probe/{uuid.uuid4().hex}"
    by_engine.write(f"{root}{probe}", "here")
    (uri, *_) = session.read.text(f"{root}{probe}").inputFiles()
    base = uri[: uri.rindex(probe)]
    files, place = next(
        (
            (files, place)
            for files, place in _candidates(root, base)
            if _sees(files, f"{place}{probe}")
        ),
        (by_engine, root),
    )
    files.remove(f"{place}/_probe")
    return files, place


def _sees(files: Files, probe: str) -> bool:
    """Whether the engine's probe is visible; without access rights it is not."""
    try:
        # On another machine's disk there are only the marks that the driver makes.
        return any(not name.startswith(("_", ".")) for name in files.names(probe))
    except OSError:
        return False


def _candidates(root: str, base: str) -> Iterator[tuple[Files, str]]:
    """Arrow file systems that may have access to a folder with a full URI."""
    if base.startswith("file:"):
        place = str(local_path(unquote(base)))
        yield Disk(), place
    try:
        from pyarrow.fs import FileSystem

        scheme, colon, rest = base.partition(":")
        system, path = FileSystem.from_uri(f"{_ARROW_SCHEMES.get(scheme, scheme)}{colon}{rest}")
        yield ArrowFiles(system, root, path), root
    except (ImportError, OSError, ValueError):
        return
