"""Rows of a Parquet file, where Arrow is there to look."""

from collections.abc import Iterator, Mapping
from typing import Any

from jafflegaggle.init.json_text import flat
from jafflegaggle.init.sample import Sample, SampleColumn
from jafflegaggle.sources.file import File


def add_parquet(sample: Sample, file: File, folders: Mapping[str, str | None], limit: int) -> None:
    """Add the first rows of a file to a sample."""
    sample.format = "parquet"
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        sample.problem = f"{file}: looking into Parquet needs PyArrow"
        return
    try:
        with file.open("rb") as content, ParquetFile(content) as parquet:
            types = dict(_types(parquet.schema_arrow))
            batch = next(parquet.iter_batches(batch_size=limit), None)
            rows = batch.to_pylist() if batch is not None else []
            sample.is_whole &= parquet.metadata.num_rows <= limit
    except (ArrowException, OSError, ValueError) as error:
        sample.problem = f"{file}: damaged, or no Parquet ({error})"
        return
    sample.add_rows(
        {name: _cell(value) for name, value in flat(row)} | dict(folders) for row in rows
    )
    sample.add_names([*types, *folders])
    for name, (is_time, is_number) in types.items():
        cells = sample.columns[name].cells
        sample.columns[name] = SampleColumn(name, cells, is_time, is_number)


def _types(fields: Any, before: str = "") -> Iterator[tuple[str, tuple[bool, bool]]]:
    """Of each column by its path whether it is one of times, and whether one of numbers."""
    from pyarrow import types

    for field in fields:
        name, kind = before + field.name, field.type
        if types.is_struct(kind):
            yield from _types(kind, f"{name}.")
        else:
            is_number = types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind)
            yield name, (types.is_timestamp(kind) or types.is_date(kind), is_number)


def _cell(value: Any) -> str | None:
    if isinstance(value, bytes):
        value = value.decode("utf-8", errors="replace")
    text = "" if value is None else str(value).strip()
    return text.removesuffix(".0") if isinstance(value, float) else text or None
