"""How many rows of events each day has, from the footers of Parquet files."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from jafflegaggle.config import Source
from jafflegaggle.engine import is_local, local_path
from jafflegaggle.incremental.event_stream import EVENT_DATE
from jafflegaggle.sources.files import is_hidden

_FOLDER = re.compile(rf"{EVENT_DATE}=([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})")


def rows_by_day(session: SparkSession, source: Source, cursor: str) -> Mapping[str, int] | None:
    """The current number of rows per day, from the folders by day; None if unknown.

    A Parquet footer has the number of rows, while an engine takes seconds to count them. If the
    engine could see different files, it has to count.

    Args:
        session: the engine.
        source: the events.
        cursor: the source's own name of the column by which events arrive.
    """
    is_whole = not (source.options or source.where)
    is_plain = source.format == "parquet" and is_whole and bool(source.path)
    root = local_path(source.path)
    if (
        cursor != EVENT_DATE
        or not is_plain
        or not is_local(session, source.path)
        or not root.is_dir()
    ):
        return None
    rows: Counter[str] = Counter()
    for folder in _data_in(root):
        day = _day_of(folder)
        if day is None:
            return None
        for file in _data_in(folder):
            metadata = _metadata(file) if file.suffix == ".parquet" else None
            if metadata is None or EVENT_DATE in metadata.schema.names:
                return None
            rows[day] += metadata.num_rows
    return +rows


def _data_in(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if not is_hidden(path.name))


def _day_of(folder: Path) -> str | None:
    """The day in a folder's name; None if there is none, it is no folder, or a link elsewhere."""
    named = _FOLDER.fullmatch(folder.name)
    if named is None or folder.is_symlink() or not folder.is_dir():
        return None
    try:
        return str(dt.date.fromisoformat(named[1]))
    except ValueError:
        return None


def _metadata(file: Path) -> Any:
    """The footer of a Parquet file; None if it cannot be read."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import read_metadata
    except ImportError:  # not every engine needs it
        return None
    try:
        return read_metadata(file)
    except (ArrowException, OSError):  # of another format
        return None
