"""What files of events tell unread: which of them a run needs, and how many rows a day has."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jafflegaggle.sources.columns import PARTITION

_DAY = re.compile(rf"/{PARTITION}=(\d{{4}}-\d{{2}}-\d{{2}})(?=/)")


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
    if clock != PARTITION and not find_spec("pyarrow"):  # Spark needs none
        return None
    return sum(_may_hold(file, clock, until) for file in files)


def rows_by_day(files: Iterable[str], clock: str) -> Mapping[str, int] | None:
    """How many rows each day has, by the folders of the days; None where they do not tell.

    Parquet says at its end how many rows it has: to count them takes an engine seconds.

    Args:
        files: the files of the events.
        clock: the column that tells when an event came in.
    """
    rows: Counter[str] = Counter()
    for file in files if clock == PARTITION else ():
        day = _day_of(file)
        metadata = _metadata(file) if day else None
        if not (day and metadata):
            return None
        rows[day] += metadata.num_rows
    return +rows or None


def _day_of(file: str) -> str | None:
    """The day that a file's folder is named by; None if that is no day."""
    days = _DAY.findall(file)
    try:
        return str(dt.date.fromisoformat(days[-1])) if days else None
    except ValueError:
        return None


def _metadata(file: str) -> Any:
    """What stands at the end of a Parquet file; None where nobody can read it."""
    if not find_spec("pyarrow"):
        return None
    from pyarrow import ArrowException
    from pyarrow.parquet import read_metadata

    try:
        return read_metadata(Path(file))
    except (ArrowException, OSError):  # of another format
        return None


def _may_hold(file: str, clock: str, until: dt.datetime) -> bool:
    if clock == PARTITION:
        day = _DAY.search(file)
        return day is None or day[1] >= str(until.date())
    metadata = _metadata(file)
    if metadata is None:
        return True
    columns = [metadata.schema.column(at).path for at in range(metadata.num_columns)]
    if clock not in columns:
        return True
    at = columns.index(clock)
    groups = [metadata.row_group(group).column(at) for group in range(metadata.num_row_groups)]
    return any(_group_may_hold(group.statistics, until) for group in groups)


def _group_may_hold(statistics: Any, until: dt.datetime) -> bool:
    last = getattr(statistics, "max", None)
    # No statistics, a text, or a time without a zone, which is read as a text: all are read.
    if not isinstance(last, dt.datetime) or last.tzinfo is None:
        return True
    return last >= until or getattr(statistics, "null_count", 1) != 0
