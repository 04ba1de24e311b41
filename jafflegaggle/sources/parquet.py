"""Parquet files: whole, and with the same columns.

An engine takes the columns from one file, and reads a column that another one lacks as NULL.
"""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from jafflegaggle.config import Source
from jafflegaggle.engine import Engine
from jafflegaggle.errors import InputError
from jafflegaggle.sources.file import File
from jafflegaggle.sources.files import SourceFiles
from jafflegaggle.sources.format import Format
from jafflegaggle.staging import SOURCES

STARTS = (b"PAR1", b"PARE")  # the latter with an encrypted footer
FOOTER = 8  # its length and the same four bytes again


class Parquet(Format):
    """Parquet: what is checked stands at the end of each file."""

    def check(self, engine: Engine, source: Source, files: SourceFiles) -> None:
        """Each file is whole, and has the columns that others have."""
        super().check(engine, source, files)
        names = SOURCES[source.name].column_names
        check_parquet(files.files, [source.columns.get(name, name) for name in names])

    def diagnose(self, source: Source, files: SourceFiles) -> None:
        """Look for a file that is damaged, or a column of another type."""
        check_content(files.files)


def check_parquet(files: Sequence[File], names: Sequence[str]) -> None:
    """Every file begins and ends as Parquet does, and has the columns where any has them.

    Raises:
        InputError: naming the file that is something else, is truncated, or lacks a column.
    """
    schemas: dict[File, set[str]] = {}
    for file in files:
        try:
            with file.open("rb") as content:
                _check_whole(file, content)
                if len(files) > 1 and (schema := _schema(file, content)):
                    schemas[file] = set(schema.names)
        except OSError as error:
            raise InputError(f"{file}: cannot be read ({error})") from None
    for name in names:
        holder = next((file for file, columns in schemas.items() if name in columns), None)
        lacking = next((file for file, columns in schemas.items() if name not in columns), None)
        if holder and lacking:
            raise InputError(f"{lacking}: no column {name}, which {holder} has")


def _check_whole(file: File, content: BinaryIO) -> None:
    start = content.read(len(STARTS[0]))
    if start not in STARTS:
        raise InputError(f"{file}: not a Parquet file; see the source's format")
    size = content.seek(0, 2)
    content.seek(-min(FOOTER, size), 2)
    end = content.read()
    if len(end) < FOOTER or end[4:] != start:
        raise InputError(f"{file}: truncated Parquet file (no footer)")


def check_content(files: Sequence[File]) -> None:
    """Every file can be read to its end, and a column has one type in all; for files that failed.

    Engines agree to some types that differ, so this is no rule for good files.

    Raises:
        InputError: naming the file, and the column.
    """
    seen: dict[str, tuple[File, Any]] = {}
    for file, schema in _schemas_of_whole(files):
        for field in schema:
            first, kind = seen.setdefault(field.name, (file, field.type))
            if kind != field.type:
                raise InputError(
                    f"{file}: column {field.name} is {field.type}, and {kind} in {first}; "
                    "the files of a folder share one schema"
                )


def _schemas_of_whole(files: Sequence[File]) -> Iterator[tuple[File, Any]]:
    for file in files:
        try:
            with file.open("rb") as content:
                if schema := _schema(file, content, to_the_end=True):
                    yield file, schema
        except OSError as error:
            raise InputError(f"{file}: damaged, or no Parquet ({error})") from None


def _schema(file: File, content: BinaryIO, to_the_end: bool = False) -> Any:
    """The schema of a file; None where Arrow is not there to read it: not every engine needs it."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        return None
    try:
        with ParquetFile(content) as parquet:
            for _ in parquet.iter_batches() if to_the_end else ():
                pass
            return parquet.schema_arrow
    except ArrowException as error:
        raise InputError(f"{file}: damaged, or no Parquet ({error})") from None
