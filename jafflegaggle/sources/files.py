"""The files of a source on a local filesystem, listed once per run."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal

from pyspark.sql import SparkSession

from jafflegaggle.config import Source
from jafflegaggle.engine import is_local, local_path
from jafflegaggle.errors import InputError


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
    """The files of a source, for all that a run looks at them.

    Attributes:
        is_local: whether they are on a local filesystem; otherwise only the engine sees them, and
            none is listed.
        files: the files.
    """

    is_local: bool = False
    files: tuple[LocalFile, ...] = ()

    @property
    def with_bytes(self) -> "SourceFiles":
        """The same without files of zero bytes: parts of a table that had no row to hold."""
        return replace(self, files=tuple(file for file in self.files if file.size))

    def has_folder(self, column: str) -> bool:
        """Whether one of the folders is a value of the column; of what is not listed, perhaps."""
        return not self.is_local or any(f"/{column}=" in str(file) for file in self.files)


def list_files(session: SparkSession, source: Source) -> SourceFiles:
    """The files of a source as they are now.

    Raises:
        InputError: a file cannot be examined, or was removed just now: somebody may be replacing
            it.
    """
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
    return SourceFiles(is_local=True, files=tuple(files))


def check_files(source: Source, files: SourceFiles) -> None:
    """There are files, one of them has bytes, and an engine takes the path for the same ones.

    An engine may read a missing path as an empty table.

    Raises:
        InputError: naming the path or the files.
    """
    if not files.files:
        raise InputError(f"{source.name} ({source.path}): no such file or folder, or an empty one")
    if is_pattern(source.path) and local_path(source.path).exists():
        raise InputError(
            f"{source.name} ({source.path}): the name holds one of *?[, which makes it a pattern "
            "for the engines; rename it"
        )
    if not files.with_bytes.files:
        empty = ", ".join(map(str, files.files))
        raise InputError(f"{source.name}: {empty}: a file of zero bytes")
    _check_folders(local_path(source.path), files)


def _check_folders(root: Path, files: SourceFiles) -> None:
    """A folder holds files, or folders of a partition; engines see no others."""
    for file in files.files if root.is_dir() else ():
        if not all("=" in part for part in file.path.relative_to(root).parts[:-1]):
            raise InputError(
                f"{file}: in a folder of the folder {root}, which is no partition such as "
                f"day=2021-09-01; name the files by a pattern such as {root}/*/*"
            )


def local_files(path: str) -> list[Path]:
    """The files that a path means: itself, those of a folder, those of a pattern; [] for none.

    As for the engines, names that start with `_` or `.` are not data.
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


def _is_data(relative: Path, file: Path) -> bool:
    return file.is_file() and not any(map(is_hidden, relative.parts))


def is_hidden(name: str) -> bool:
    """Whether a name is that of no data: the engines skip it."""
    return name.startswith(("_", "."))
