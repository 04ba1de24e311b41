"""Parquet files that this machine sees: whole, and with the same columns.

An engine takes the columns from one file, and reads a column that another one lacks as NULL.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jafflegaggle.errors import InputError

STARTS = (b"PAR1", b"PARE")  # the latter with an encrypted footer
FOOTER = 8  # its length and the same four bytes again


def check_whole(files: Sequence[Path]) -> None:
    """Every file begins and ends as Parquet does; a file that was cut off does not.

    Raises:
        InputError: naming the file.
    """
    for file in files:
        try:
            with file.open("rb") as content:
                start = content.read(4)
                content.seek(-min(FOOTER, file.stat().st_size), 2)
                end = content.read()
        except OSError as error:
            raise InputError(f"{file}: cannot be read ({error})") from None
        if start not in STARTS:
            raise InputError(f"{file}: no Parquet file; see the source's format")
        if len(end) < FOOTER or end[4:] != start:
            raise InputError(f"{file}: its end is missing; was the Parquet file cut off?")


def check_columns(files: Sequence[Path], names: Sequence[str]) -> None:
    """Every file has the columns, where any has them.

    Raises:
        InputError: naming the file that lacks one.
    """
    if len(files) == 1:
        return
    schemas = {file: {field.name for field in schema} for file, schema in _schemas(files)}
    for name in names:
        holders = [file for file, columns in schemas.items() if name in columns]
        for file in schemas if holders else ():
            if name not in schemas[file]:
                raise InputError(f"{file}: no column {name}, which {holders[0]} has")


def check_content(files: Sequence[Path]) -> None:
    """Every file can be read to its end, and a column has one type in all; for files that failed.

    Engines agree to some types that differ, so this is no rule for good files.

    Raises:
        InputError: naming the file, and the column.
    """
    seen: dict[str, tuple[Path, Any]] = {}
    for file, schema in _schemas(files, to_the_end=True):
        for field in schema:
            first, kind = seen.setdefault(field.name, (file, field.type))
            if kind != field.type:
                raise InputError(
                    f"{file}: column {field.name} is {field.type}, and {kind} in {first}; "
                    "the files of a folder share one schema"
                )


def _schemas(files: Sequence[Path], to_the_end: bool = False) -> Iterator[tuple[Path, Any]]:
    """The schemas of files, where Arrow is there to read them; not every engine needs it."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        return
    for file in files:
        try:
            with ParquetFile(file) as content:
                for _ in content.iter_batches() if to_the_end else ():
                    pass
                schema = content.schema_arrow
        except (ArrowException, OSError) as error:
            raise InputError(f"{file}: damaged, or no Parquet ({error})") from None
        yield file, schema
