"""Files of a source that an engine cannot read together: read in parts, and put together again.

Parts differ in how they are packed, or in the types of their columns. What the names of folders
hold (`day=2021-09-01`) is read as text in each of them.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import unquote

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.config import Source
from jafflegaggle.engine import engine_of, engine_path, is_stored
from jafflegaggle.errors import InputError
from jafflegaggle.frames import union_all
from jafflegaggle.sources.file import File
from jafflegaggle.sources.files import SourceFiles, is_pattern
from jafflegaggle.sources.packed import PACKED
from jafflegaggle.text import listed, quoted

# What the name of a folder holds where the value is NULL.
NO_VALUE = "__HIVE_DEFAULT_PARTITION__"

Key = TypeVar("Key", bound=Hashable)
# Reads paths with further options: the columns of their files, and those of the folders named.
Load = Callable[[Any, str | list[str], Mapping[str, str], Sequence[str]], DataFrame]


def group_by(files: Iterable[File], key: Callable[[File], Key]) -> dict[Key, list[File]]:
    """The files by a key, in the order in which they came."""
    groups: dict[Key, list[File]] = {}
    for file in files:
        groups.setdefault(key(file), []).append(file)
    return groups


def packing(file: File) -> str:
    """How a file is packed: an engine takes a folder for one of a kind."""
    return file.suffix if file.suffix in PACKED else ""


def read_parts(
    session: SparkSession,
    source: Source,
    files: SourceFiles,
    parts: Mapping[Key, Sequence[File]],
    load: Load,
    names: Sequence[str] | None = None,
) -> DataFrame:
    """All rows of a source, with the columns that the names of its folders hold.

    Args:
        session: the engine.
        source: which source.
        files: its files.
        parts: the same, those that an engine can read together under one key.
        load: reads a part.
        names: those columns, if the caller has asked for `folder_columns`.

    Raises:
        InputError: the folders of two files have other names.
    """
    names = folder_columns(source, files) if names is None else names
    if len(parts) == 1 and not is_pattern(source.path):
        table = load(next(iter(parts)), _place(session, source, files), {}, names)
        return _with_null(table, source, files.files)
    return union_all(
        table
        for key, members in parts.items()
        for table in _read_part(session, source, key, members, load, names)
    )


def _with_null(table: DataFrame, source: Source, files: Iterable[File]) -> DataFrame:
    """The table with NULL where a folder's name says so: some engines take it for text."""
    held = (item for file in files for item in folder_values(source, file).items())
    names = {name for name, value in held if value is None}
    if not names:
        return table
    return table.withColumns(
        {name: F.nullif(F.col(quoted(name)), F.lit(NO_VALUE)) for name in sorted(names)}
    )


def _place(session: SparkSession, source: Source, files: SourceFiles) -> str:
    """The path of a source as to give it to the engine."""
    if not is_stored(session, source.path):
        return source.path
    path = engine_path(session, source.path)
    is_file = source.path in map(str, files.files)
    return path if is_file else f"{path}/"  # a bucket is not taken for a folder by its name


def _read_part(
    session: SparkSession,
    source: Source,
    key: Hashable,
    members: Sequence[File],
    load: Load,
    names: Sequence[str],
) -> Iterator[DataFrame]:
    if not names or engine_of(session).splits_folders:
        options = {"basepath": engine_path(session, source.path)} if names else {}
        paths = [engine_path(session, str(file)) for file in members]
        table = load(key, paths, options, names)
        yield _with_null(table, source, members)
        return
    folders = group_by(members, lambda file: tuple(folder_values(source, file).items()))
    for values, together in folders.items():
        paths = [engine_path(session, str(file)) for file in together]
        table = load(key, paths, {}, ())
        yield table.withColumns({name: F.lit(held).cast("string") for name, held in values})


def folder_columns(source: Source, files: SourceFiles) -> list[str]:
    """The columns that the names of the folders of a source hold.

    Raises:
        InputError: the folders of two files have other names.
    """
    first: tuple[File, list[str]] | None = None
    for file in files.files:
        names = list(folder_values(source, file))
        first = first or (file, names)
        if names != first[1]:
            raise InputError(
                f"{file}: its folders name {listed(names) or 'no column'}, those of {first[0]} "
                f"{listed(first[1]) or 'none'}; the files of a source share their folders"
            )
    return first[1] if first else []


def folder_values(source: Source, file: File) -> dict[str, str | None]:
    """What the names of the folders of a file hold, below the folder of the source."""
    if is_pattern(source.path):
        return {}
    below = _parts(str(file))[len(_parts(source.path)) : -1]
    held = (folder.partition("=") for folder in below)
    return {unquote(name): None if value == NO_VALUE else unquote(value) for name, _, value in held}


def _parts(path: str) -> list[str]:
    """The names of a path, without its scheme.

    >>> _parts("file:///data/./x"), _parts("data/x/")
    (['data', 'x'], ['data', 'x'])
    """
    plain = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]+:", "", path)
    return [part for part in plain.split("/") if part not in ("", ".")]
