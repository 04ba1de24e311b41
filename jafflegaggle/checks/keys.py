"""`unique` and `relationships`: all that is asked of one kind of key in one aggregation.

The columns that hold the same kind of key, such as user ids, are laid below each other and counted
by key. A key that a column has twice repeats; one that the other column has not leads nowhere.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.asked import Asked, Frames, one_row_each
from jafflegaggle.frames import union_all

# A column's name ends with the kind of key that it holds.
KINDS = ("user_id", "gaggle_id", "event_id", "corporate_email", "email")
Place = tuple[str, str]  # a table and its column


def key_failures(
    frames: Frames, asked: Iterable[Asked], exactly: bool = False
) -> Iterator[DataFrame]:
    """The number of failing rows of every check of keys: `name, number`.

    Args:
        frames: the tables.
        asked: checks `unique` and `relationships`.
        exactly: whether texts are compared where their hashes do: a text that repeats has a hash
            that repeats, and rarely two that differ have one.
    """
    of_kind: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        if len(one.check.columns) > 1:
            yield _of_several_columns(frames, one)
        else:
            of_kind[_kind(one.column)].append(one)
    for checks in of_kind.values():
        has_hashes = not exactly and all(one.check.name == "unique" for one in checks)
        yield _of_one_kind(frames, checks, F.xxhash64 if has_hashes else F.col)


def holders(frames: Frames, table: str) -> DataFrame:
    """The rows of a table that hold its keys: of the events those that are readable."""
    if table == "events":
        return frames["staged_events"].where(F.col("reason").isNull())
    return frames[table]


def _kind(column: str) -> str:
    return next(kind for kind in KINDS if column.endswith(kind))


def _of_one_kind(frames: Frames, checks: list[Asked], key_of: Callable[[str], Column]) -> DataFrame:
    places: dict[Place, str] = {}
    for one in checks:
        for place in _places(one):
            places.setdefault(place, f"rows_{len(places)}")
    keys = union_all(
        holders(frames, table)
        .where(F.col(column).isNotNull())
        .select(key_of(column).alias("key"), F.lit(at).alias("place"))
        for at, (table, column) in enumerate(places)
    )
    by_key = keys.groupBy("key").agg(
        *(
            F.count(F.when(F.col("place") == F.lit(at), F.lit(1))).alias(rows)
            for at, rows in enumerate(places.values())
        )
    )
    failing = {}
    for one in checks:
        here, *there = (F.col(places[place]) for place in _places(one))
        if there:
            failing[one.name] = F.sum(F.when(there[0] == F.lit(0), here))
        else:
            failing[one.name] = F.sum(F.when(here > F.lit(1), here - F.lit(1)))
    return one_row_each(by_key, failing)


def _places(one: Asked) -> list[Place]:
    """The column of the check, and the one that it leads to."""
    here = (one.table, one.column)
    return [here, one.check.to] if one.check.name == "relationships" else [here]


def _of_several_columns(frames: Frames, one: Asked) -> DataFrame:
    """A key of several columns; NULL is a value there."""
    by_key = holders(frames, one.table).groupBy(*one.check.columns)
    rows = by_key.agg(F.count(F.lit(1)).alias("rows"))
    return one_row_each(rows, {one.name: F.sum(F.col("rows") - F.lit(1))})
