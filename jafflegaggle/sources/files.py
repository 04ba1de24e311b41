"""The files of a source, listed once per run: on a local filesystem, or on an object store."""

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO, Literal

from pyspark.sql import SparkSession

from jafflegaggle.config import Source
from jafflegaggle.engine import is_local, is_stored, local_path
from jafflegaggle.errors import InputError
from jafflegaggle.object_store import StoredFile, is_object_store, stored_file, stored_files


@dataclass(frozen=True)
class LocalFile:
    """A file as it was when it was listed; as text it is its path.

    Attributes:
        path: where it is.
        size: in bytes.
        modified: when it was last changed, in nanoseconds since 1970.
    """

    path: Path
    size: int
    modified: int

    def __str__(self) -> str:
        return str(self.path)

    @property
    def suffix(self) -> str:
        """The end of its name."""
        return self.path.suffix

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """Its bytes."""
        return self.path.open(mode)


@dataclass(frozen=True)
class SourceFiles:
    """The files of a source, for everything that a run does with them.

    Attributes:
        is_listed: whether this process sees them; otherwise only the engine does.
        files: the files.
    """

    is_listed: bool = False
    files: tuple[LocalFile | StoredFile, ...] = ()

    @property
    def with_bytes(self) -> "SourceFiles":
        """The same without files of zero bytes: parts of a table that had no row to hold."""
        return replace(self, files=tuple(file for file in self.files if file.size))

    def has_folder(self, column: str) -> bool:
        """Whether a folder is a partition of the column; unlisted files may have one."""
        return not self.is_listed or any(f"/{column}=" in str(file) for file in self.files)


def list_files(session: SparkSession, source: Source) -> SourceFiles:
    """The files of a source as they are now.

    Raises:
        InputError: a file cannot be examined, or has just been removed: somebody may be replacing
            it.
    """
    if is_stored(session, source.path):
        return SourceFiles(is_listed=True, files=_remote_files(source))
    if not source.path or not is_local(session, source.path):
        return SourceFiles()
    try:
        files = [
            LocalFile(path, stat.st_size, stat.st_mtime_ns)
            for path in local_files(source.path)
            for stat in [path.stat()]
        ]
    except OSError as error:
        raise InputError(
            f"{source.name}: {error.filename or source.path}: cannot be read ({error.strerror}); "
            "was it replaced just now? run again"
        ) from error
    return SourceFiles(is_listed=True, files=tuple(files))


def _remote_files(source: Source) -> tuple[StoredFile, ...]:
    try:
        return tuple(files_on_store(source.path))
    except OSError as error:
        raise InputError(f"{source.name} ({source.path}): cannot be read ({error})") from error


def check_files(source: Source, files: SourceFiles) -> None:
    """There are files, one of them has bytes, and an engine takes the path for the same ones.

    An engine may read a missing path as an empty table.

    Raises:
        InputError: naming the path or the files.
    """
    if not files.files:
        raise InputError(f"{source.name} ({source.path}): no such file or folder, or an empty one")
    if is_pattern(source.path) and _is_there(source.path):
        raise InputError(
            f"{source.name} ({source.path}): the name holds one of *?[, which makes it a pattern "
            "for the engines; rename it"
        )
    if not files.with_bytes.files:
        empty = ", ".join(map(str, files.files))
        raise InputError(f"{source.name}: {empty}: a file of zero bytes")
    _check_folders(source.path, files)


def _is_there(path: str) -> bool:
    """Whether a path is the name of something, taken as it stands."""
    if is_object_store(path):
        return bool(stored_file(path) or stored_files(path))
    return local_path(path).exists()


def _check_folders(path: str, files: SourceFiles) -> None:
    """Check that subfolders are partitions: engines do not see others."""
    root = path.rstrip("/") if is_object_store(path) else str(local_path(path))
    for file in files.files if not is_pattern(path) else ():
        folders = str(file).removeprefix(root).strip("/").split("/")[:-1]
        if not all("=" in part for part in folders):
            raise InputError(
                f"{file}: in a folder of the folder {root}, which is no partition such as "
                f"day=2021-09-01; name the files by a pattern such as {root}/*/*"
            )


def local_files(path: str) -> list[Path]:
    """The files that a path means: itself, those of a folder, those of a pattern; [] for none.

    Like the engines, ignores names that start with `_` or `.`.
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


def files_on_store(path: str) -> list[StoredFile]:
    """The same on an object store, where a pattern has to name the bucket as it stands.

    Raises:
        InputError: the path is that of a file, and of a folder too.
    """
    if not is_pattern(path):
        file, below = stored_file(path), _visible(path, stored_files(path))
        if file and below:
            raise InputError(f"{path}: a file, and a folder too; give its files by a pattern")
        return [file] if file else below
    bucket, _, pattern = path.partition("://")[2].partition("/")
    bucket = f"{path.partition('://')[0]}://{bucket}"
    wanted = [part for part in pattern.split("/") if part]
    plain = list(takewhile(lambda part: not is_pattern(part), wanted))
    return [
        file
        for file in stored_files("/".join([bucket, *plain]))
        if _matches(file.place.removeprefix(f"{bucket}/").split("/"), wanted)
    ]


def _matches(name: list[str], pattern: list[str]) -> bool:
    """Whether a pattern means a file, or a folder that holds it, as on a disk.

    >>> _matches(["d", "day=1", "a.csv"], ["d", "*"]), _matches(["d", "_x", "a.csv"], ["d", "*"])
    (True, False)
    >>> _matches(["d", "e", "a.csv"], ["**", "a.csv"]), _matches(["d", "a.csv"], ["*", "b*"])
    (True, False)
    """
    if not pattern:
        return not any(map(is_hidden, name))
    if pattern[0] == "**":
        return any(_matches(name[at:], pattern[1:]) for at in range(len(name)))
    if not name or not fnmatchcase(name[0], pattern[0]):
        return False
    is_last = len(pattern) == 1
    return _matches(name[1:], pattern[1:]) and not (is_last and is_hidden(name[0]))


def _visible(folder: str, files: list[StoredFile]) -> list[StoredFile]:
    root = folder.rstrip("/")
    return [
        file
        for file in files
        if not any(map(is_hidden, file.place.removeprefix(f"{root}/").split("/")))
    ]


def is_pattern(path: str) -> bool:
    """Whether a path is a pattern."""
    return any(character in path for character in "*?[")


def _is_data(relative: Path, file: Path) -> bool:
    return file.is_file() and not any(map(is_hidden, relative.parts))


def is_hidden(name: str) -> bool:
    """Whether the engines skip a name because it is not data."""
    return name.startswith(("_", "."))
