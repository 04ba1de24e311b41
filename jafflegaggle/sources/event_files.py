"""Which files of the events an incremental run has to read, as far as this machine sees them."""

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

from jafflegaggle.config import Source

_DAY = re.compile(r"/event_date=(\d{4}-\d{2}-\d{2})/")


def files_needed(source: Source, files: Iterable[str], until: dt.datetime | None) -> int | None:
    """How many of the files may hold events of a time or later; None where nobody can tell.

    The engines pass over the others: by the folder of their day, or by the statistics that Parquet
    keeps of each column.
    """
    needed = [_may_hold(source, file, until) for file in files] if until else list(files)
    return None if None in needed else sum(map(bool, needed))


def _may_hold(source: Source, file: str, until: dt.datetime) -> bool | None:
    if day := _DAY.search(file):
        return day[1] >= str(until.date())
    if source.format != "parquet":
        return True
    try:
        from pyarrow.parquet import ParquetFile
    except ImportError:  # Spark needs none
        return None
    with ParquetFile(Path(file)) as parquet:
        at = parquet.schema_arrow.names.index(source.columns.get("timestamp", "timestamp"))
        groups = [
            parquet.metadata.row_group(group).column(at) for group in range(parquet.num_row_groups)
        ]
    return any(_group_may_hold(group.statistics, until) for group in groups)


def _group_may_hold(statistics: object, until: dt.datetime) -> bool:
    last = getattr(statistics, "max", None)
    if not isinstance(last, dt.datetime):
        return True  # no statistics, or a text: it is read
    # Without a zone it is UTC, as everywhere.
    is_since = last.replace(tzinfo=last.tzinfo or dt.UTC) >= until
    return is_since or getattr(statistics, "null_count", 1) != 0
