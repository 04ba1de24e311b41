"""Parquet files: whole, and read by the columns that stand at their ends.

An engine takes the columns from one file, reads a column that another one lacks as NULL, and stops
at types that it does not know, also in columns that nobody asks for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, TypeVar

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.config import Source
from jafflegaggle.engine import Engine, engine_of, use_instead
from jafflegaggle.errors import InputError
from jafflegaggle.object_store import is_object_store
from jafflegaggle.sources.columns import names_in
from jafflegaggle.sources.file import File
from jafflegaggle.sources.files import SourceFiles
from jafflegaggle.sources.format import STRICT, Format
from jafflegaggle.sources.packed import what_starts
from jafflegaggle.sources.parquet_types import VOID, ColumnType, Types, column_types, common_type
from jafflegaggle.sources.parts import folder_columns, read_parts
from jafflegaggle.sources.table_formats import check_no_table
from jafflegaggle.text import BLANKS, quoted

STARTS = (b"PAR1", b"PARE")  # the latter with an encrypted footer
FOOTER = 8  # its length and the same four bytes again
START = 64  # enough to know other formats by
Found = TypeVar("Found")


@dataclass
class Part:
    """Files in which each column has one type.

    Attributes:
        files: the files.
        types: their columns; none where there is no Arrow to look with.
    """

    files: list[File] = field(default_factory=list)
    types: dict[str, ColumnType] = field(default_factory=dict)

    def fits(self, types: Types) -> bool:
        """Whether no column has another type here."""
        return all(self.types.get(name, kind) == kind for name, kind in types.items())


class Parquet(Format):
    """Parquet; the checks read the footer of each file."""

    def check(self, engine: Engine, source: Source, files: SourceFiles) -> None:
        """It is not the folder of a table format."""
        if files.is_listed and not is_object_store(source.path):
            check_no_table(source)
        super().check(engine, source, files)

    def read(self, session: SparkSession, source: Source, files: SourceFiles) -> DataFrame:
        """The source with the columns that engines read, each in one type."""
        engine, files, names = engine_of(session), files.with_bytes, _outer_names(source)
        parts = check_parquet(files.files, names)
        if engine.takes_constants_from_statistics:
            _check_no_nan(parts, names)
        plain = all(kind.is_plain(engine) for part in parts for kind in part.types.values())
        # A file may also hold the column that its folder names, and no engine needs it twice.
        folder_names = folder_columns(source, files)
        twice = any(name in part.types for name in folder_names for part in parts)
        options = self.reader_options(source, files)
        if len(parts) < 2 and plain and not twice:
            return self.load(session, source, files, source.format, options, folders=folder_names)
        types, options = _common_types(parts, names), options | STRICT

        def load(
            at: int, paths: str | list[str], more: Mapping[str, str], folders: Sequence[str]
        ) -> DataFrame:
            kinds = {name: parts[at].types.get(name) for name in types if name not in folders}
            given = engine.reader_options_for("parquet", options | dict(more))
            reader = session.read.format("parquet").options(**given)
            if engine.types_dictionaries or not any(map(_is_dictionary, kinds.values())):
                reader = reader.schema(_schema_of(kinds, folders, engine))
            values = (
                kind.value(name, engine, types[name]) if kind else F.lit(None).cast(types[name])
                for name, kind in kinds.items()
            )
            return reader.load(paths).select(
                *(value.alias(name) for name, value in zip(kinds, values, strict=True)),
                *(F.col(quoted(name)) for name in folders),
            )

        by_part = {at: part.files for at, part in enumerate(parts)}
        return read_parts(session, source, files, by_part, load, folder_names)

    def diagnose(self, source: Source, files: SourceFiles) -> None:
        """Look for a file that is damaged."""
        check_content(files.with_bytes.files)


def _outer_names(source: Source) -> list[str]:
    """The names that are asked for; of a path also those of the objects on it."""
    paths = [name.split(".") for name in names_in(source)]
    outer = [".".join(path[:at]) for path in paths for at in range(1, len(path) + 1)]
    return list(dict.fromkeys(outer))


def check_parquet(files: Sequence[File], names: Sequence[str]) -> list[Part]:
    """Check that every file is complete Parquet, and has every column that any of them has.

    Returns:
        The files, parted where a column has another type.

    Raises:
        InputError: naming the file that is something else, is truncated, or lacks a column.
    """
    parts: list[Part] = []
    schemas: dict[File, Types] = {}
    for file in files:
        types = schemas[file] = _types(file)
        part = next((part for part in parts if part.fits(types)), None)
        if part is None:
            parts.append(part := Part())
        part.files.append(file)
        part.types.update(types)
    for name in names:
        holder = next((file for file, types in schemas.items() if name in types), None)
        lacking = next(
            (file for file, types in schemas.items() if types and name not in types), None
        )
        if holder and lacking:
            raise InputError(f"{lacking}: no column {name}, which {holder} has")
    return parts


def _check_no_nan(parts: Sequence[Part], asked: Sequence[str]) -> None:
    """Refuse a column that an engine would read without its NaN.

    Raises:
        InputError: naming the file and the column.
    """
    for part in parts:
        for name, kind in part.types.items():
            if kind.hides_nan and _is_asked(name, asked):
                others = use_instead(lambda engine: not engine.takes_constants_from_statistics)
                raise InputError(
                    f"{part.files[0]}: column {name} holds NaN beside one other number, and the "
                    f"engine would read that in its place; write NULL for NaN, or {others}"
                )


def _is_asked(name: str, asked: Sequence[str]) -> bool:
    """Whether a column is asked for, by a name that may differ in case and in blanks around it."""
    return name.strip(BLANKS).casefold() in {one.casefold() for one in asked}


def _is_dictionary(kind: ColumnType | None) -> bool:
    return kind is not None and kind.is_dictionary


def _schema_of(
    kinds: Mapping[str, ColumnType | None], folders: Sequence[str], engine: Engine
) -> str:
    """The columns that an engine's reader is to take, as SQL writes them."""
    own = [
        f"{quoted(name)} {kind.read_as(engine)}"
        for name, kind in kinds.items()
        if kind and kind.sql != VOID
    ]
    return ", ".join([*own, *(f"{quoted(name)} string" for name in folders)])


def _common_types(parts: Sequence[Part], asked: Sequence[str]) -> dict[str, str]:
    """The type of each column that can be read.

    Raises:
        InputError: one that is asked for has none.
    """
    types: dict[str, str] = {}
    for name in dict.fromkeys(name for part in parts for name in part.types):
        own = [(part.files[0], part.types[name]) for part in parts if name in part.types]
        sql = common_type({kind.sql for _, kind in own})
        if sql:
            types[name] = sql
        elif _is_asked(name, asked):
            kinds = ", and ".join(f"{kind.shown} in {file}" for file, kind in own)
            raise InputError(
                f"column {name} is {kinds}, which engines do not read; write it as text, numbers "
                "or times"
            )
    return types


def _types(file: File) -> Types:
    """The columns of a file that is whole."""
    try:
        with file.open("rb") as content:
            is_plain = _check_whole(file, content) == STARTS[0]
            return _opened(file, content, column_types) or {} if is_plain else {}
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error})") from None


def _check_whole(file: File, content: BinaryIO) -> bytes:
    """The first four bytes, which are the last, too."""
    start = content.read(START)
    mark = start[: len(STARTS[0])]
    if mark not in STARTS:
        what, _ = what_starts(start)
        raise InputError(
            f"{file}: not a Parquet file{what and f', but {what}'}; see the source's format"
        )
    size = content.seek(0, 2)
    content.seek(-min(FOOTER, size), 2)
    end = content.read()
    if len(end) < FOOTER or end[4:] != mark:
        raise InputError(f"{file}: truncated Parquet file (no footer)")
    return mark


def check_content(files: Sequence[File]) -> None:
    """Every file can be read to its end; for files that failed.

    Raises:
        InputError: naming the file.
    """
    for file in files:
        try:
            with file.open("rb") as content:
                _opened(file, content, _read_to_the_end)
        except OSError as error:
            raise InputError(f"{file}: damaged, or no Parquet ({error})") from None


def _read_to_the_end(parquet: Any) -> None:
    for _ in parquet.iter_batches():
        pass


def _opened(file: File, content: BinaryIO, look: Callable[[Any], Found]) -> Found | None:
    """What a look finds; None where Arrow is not there to look: not every engine needs it."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        return None
    try:
        with ParquetFile(content) as parquet:
            return look(parquet)
    except ArrowException as error:
        raise InputError(f"{file}: damaged, or no Parquet ({error})") from None
