"""A few keys of the rows that fail, looked up only where some do, all in one job."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.asked import Asked, Frames, text_of
from jafflegaggle.checks.keys import holders
from jafflegaggle.checks.rows import KEYS, failing_rows
from jafflegaggle.frames import union_all

SAMPLES = 5
MAX_LENGTH = 80  # of a key that is a whole row


def sample_keys(frames: Frames, failed: Iterable[Asked]) -> Mapping[str, tuple[str, ...]]:
    """The first keys of failing rows, in the order of their text, by the name of the check."""
    looked_up = {one.name: _keys(frames, one) for one in failed}
    few = [
        keys.select(F.substring("key", 1, MAX_LENGTH).alias("key"))
        .distinct()
        .orderBy("key")
        .limit(SAMPLES)
        .select(F.lit(name).alias("name"), "key")
        for name, keys in looked_up.items()
        if keys is not None
    ]
    found: dict[str, list[str]] = defaultdict(list)
    if few:
        for row in union_all(few).collect():
            found[row.name].append(row.key)
    return {name: tuple(sorted(keys)) for name, keys in found.items()}


def _keys(frames: Frames, one: Asked) -> DataFrame | None:
    """The keys of all rows that fail: `key`; None where a check is not of rows."""
    rows = failing_rows(one)
    if rows is not None:
        return frames[rows.frame].where(rows.fails).select(text_of(rows.key).alias("key"))
    if one.check.name == "unique":
        columns = one.check.columns
        repeats = holders(frames, one.table).groupBy(*columns).agg(F.count(F.lit(1)).alias("rows"))
        is_repeat = F.col("rows") > F.lit(1)
        if len(columns) == 1:
            is_repeat &= F.col(columns[0]).isNotNull()
        return repeats.where(is_repeat).select(text_of(columns).alias("key"))
    if one.check.name == "relationships":
        table, column = one.check.to
        there = frames[table].select(F.col(column).alias("there"))
        lost = frames[one.table].where(F.col(one.column).isNotNull())
        return lost.join(there, on=F.col(one.column) == F.col("there"), how="left_anti").select(
            text_of(KEYS[one.table]).alias("key")
        )
    return None
