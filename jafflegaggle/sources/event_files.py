"""What files of events tell unread: which of them a run needs, and how many rows a day has."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from jafflegaggle.config import Source
from jafflegaggle.engine import is_local, local_path
from jafflegaggle.sources.columns import EVENT_DATE
from jafflegaggle.sources.files import is_hidden

_FOLDER = re.compile(rf"{EVENT_DATE}=([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})")
_DAY = re.compile(rf"/{_FOLDER.pattern}/")


def files_needed(files: Iterable[str], clock: str, until: dt.datetime | None) -> int | None:
    """How many of the files may hold events of a time or later; None where nobody can tell.

    The engines pass over the others: by the folder of their day, or by the statistics that Parquet
    keeps of each column.

    Args:
        files: the files of the events.
        clock: the column that tells when an event came in.
        until: the time; None: all files are read.
    """
    if until is None:
        return len(list(files))
    if clock != EVENT_DATE and not find_spec("pyarrow"):  # not every engine needs it
        return None
    return sum(_may_hold(file, clock, until) for file in files)


def rows_by_day(session: SparkSession, source: Source, clock: str) -> Mapping[str, int] | None:
    """How many rows each day has now, by the folders of the days; None where they do not tell.

    Parquet says at its end how many rows it has, while an engine takes seconds to count them. Where
    an engine could see other files than stand here, it has to count.

    Args:
        session: the engine.
        source: the events.
        clock: the column that tells when an event came in.
    """
    is_plain = source.format == "parquet" and not source.options and bool(source.path)
    root = local_path(source.path)
    if (
        clock != EVENT_DATE
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
    """The day that a folder is named by; None if it is no day, no folder, or leads elsewhere."""
    named = _FOLDER.fullmatch(folder.name)
    if named is None or folder.is_symlink() or not folder.is_dir():
        return None
    try:
        return str(dt.date.fromisoformat(named[1]))
    except ValueError:
        return None


def _metadata(file: Path) -> Any:
    """What stands at the end of a Parquet file; None where nobody can read it."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import read_metadata
    except ImportError:  # not every engine needs it
        return None
    try:
        return read_metadata(file)
    except (ArrowException, OSError):  # of another format
        return None


def _may_hold(file: str, clock: str, until: dt.datetime) -> bool:
    if clock == EVENT_DATE:
        day = _DAY.search(file)
        return day is None or day[1] >= str(until.date())
    metadata = _metadata(Path(file))
    if metadata is None:
        return True
    columns = [metadata.schema.column(at).path for at in range(metadata.num_columns)]
    if clock not in columns:
        return True
    at = columns.index(clock)
    groups = [metadata.row_group(group).column(at) for group in range(metadata.num_row_groups)]
    return any(_group_may_hold(group.statistics, until) for group in groups)


def _group_may_hold(statistics: Any, until: dt.datetime) -> bool:
    try:
        last = getattr(statistics, "max", None)
    except (OverflowError, ValueError):  # a time beyond the years that Python knows
        return True
    # No statistics, a text, or a time without a zone, which is read as a text: all are read.
    if not isinstance(last, dt.datetime) or last.tzinfo is None:
        return True
    return last >= until or getattr(statistics, "null_count", 1) != 0
