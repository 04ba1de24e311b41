"""Files where only an engine and Arrow reach: HDFS, S3, ADLS, GCS, a cluster's shared folder."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from pyspark.sql import SparkSession

from jafflegaggle.engine import is_missing_path, local_path
from jafflegaggle.publish.files import Disk, Files

# What an engine calls a store, and Arrow calls it.
_ARROW_SCHEMES = {"s3a": "s3", "s3n": "s3"}
_REPLACES_AT_ONCE = ("s3", "gcs", "abfs")  # an object appears when it is whole


class ArrowFiles:
    """A file system of `pyarrow.fs`.

    Attributes:
        system: the file system.
        prefix: what the engine's paths start with, where Arrow's start with `base`.
    """

    can_remove = True
    at_once = 1

    def __init__(self, system: Any, prefix: str = "", base: str = "") -> None:
        self.system = system
        self.prefix = prefix
        self.base = base

    def write(self, path: str, text: str) -> None:
        """Write a text: at once on an object store, elsewhere beside, then renamed."""
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
        """The text of a file; None only where there is none, which is asked for by itself.

        Object stores have several words for a file that is not there, and nearly the same ones for
        a request that they throttle.
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
        """Give a file another place: an object store copies it."""
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
    """What the session's own file system reaches, through the engine alone.

    A file is a folder with one line of text. Nothing can be removed, only emptied.
    """

    can_remove = False
    at_once = 1

    def __init__(self, session: SparkSession) -> None:
        self.session = session

    def write(self, path: str, text: str) -> None:
        """Write a text as one line."""
        line = " ".join(text.split("\n"))  # JSON has no line break within a text
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
        """Write it there, and empty the one here."""
        _copy(self, path, target)
        self.remove(path)

    def names(self, folder: str) -> list[str]:
        """The names in a folder of what holds anything, sorted."""
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
    """Let an error of Arrow's say of which file it is: a store's own words seldom do."""
    try:
        yield
    except OSError as error:
        raise OSError(f"{path}: {error}") from error


def _copy(files: Files, path: str, target: str) -> None:
    """Write a text once more; what is not there must not become an empty text."""
    text = files.read(path)
    if not text:
        raise FileNotFoundError(f"{path}: it is gone, and was to become {target}")
    files.write(target, text)


def files_of(session: SparkSession, root: str) -> tuple[Files, str]:
    """What reaches a folder that the engine takes for its own, and the folder as that knows it.

    The engine writes a probe, and whoever sees the very same file is as good as the engine, and
    can do more: a disk of this machine (a shared folder of a cluster), or Arrow.

    Args:
        session: the engine.
        root: the output folder, as the engine takes it.
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
    """Whether the engine's probe is there; what must not look (no key, no rights) does not see."""
    try:
        # On another machine's disk there are only the marks that the driver makes.
        return any(not name.startswith(("_", ".")) for name in files.names(probe))
    except OSError:
        return False


def _candidates(root: str, base: str) -> Iterator[tuple[Files, str]]:
    """What might reach a folder that the engine knows by a whole URI."""
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
