"""Which files of the events an incremental run has to read, as far as this machine sees them."""

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jafflegaggle.sources.columns import PARTITION

_DAY = re.compile(rf"/{PARTITION}=(\d{{4}}-\d{{2}}-\d{{2}})/")


def files_needed(files: Iterable[str], clock: str, until: dt.datetime | None) -> int | None:
    """How many of the files may hold events of a time or later; None where nobody can tell.

    The engines pass over the others: by the folder of their day, or by the statistics that Parquet
    keeps of each column.

    Args:
        files: the files of the events.
        clock: the column that tells when an event came in.
        until: the time; None: all files are read.
    """
    needed = [_may_hold(file, clock, until) for file in files] if until else list(files)
    return None if None in needed else sum(map(bool, needed))


def _may_hold(file: str, clock: str, until: dt.datetime) -> bool | None:
    if clock == PARTITION:
        day = _DAY.search(file)
        return day is None or day[1] >= str(until.date())
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import read_metadata
    except ImportError:  # Spark needs none
        return None
    try:
        metadata = read_metadata(Path(file))
    except (ArrowException, OSError):  # of another format, which keeps no statistics
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
