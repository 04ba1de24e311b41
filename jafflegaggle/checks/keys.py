"""`unique` and `relationships`: all that is asked of one kind of key in one aggregation.

The columns that hold the same kind of key, such as user ids, are laid below each other and counted
by key. A key that a column has twice repeats; one that the other column has not leads nowhere.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.asked import Asked, Frames, one_row_each
from jafflegaggle.frames import together, union_all

# A column's name ends with the kind of key that it holds.
KINDS = ("user_id", "gaggle_id", "event_id", "corporate_email", "email")
OF_FEW_ROWS = ("user_id", "event_id", "email")  # in each column such a key has one row, or a few
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
    for kind, checks in of_kind.items():
        has_hashes = not exactly and all(one.check.name == "unique" for one in checks)
        keys = _keys(frames, checks, F.xxhash64 if has_hashes else F.col)
        yield _failing(together(keys, "key") if kind in OF_FEW_ROWS else keys, checks)


def holders(frames: Frames, table: str) -> DataFrame:
    """The rows of a table that hold its keys: of the events those that are readable."""
    if table == "events":
        return frames["staged_events"].where(F.col("reason").isNull())
    return frames[table]


def _kind(column: str) -> str:
    return next(kind for kind in KINDS if column.endswith(kind))


def _keys(frames: Frames, checks: list[Asked], key_of: Callable[[str], Column]) -> DataFrame:
    """One row a key in each column that the checks look at: `key, place`."""
    return union_all(
        holders(frames, table)
        .where(F.col(column).isNotNull())
        .select(key_of(column).alias("key"), F.lit(at).alias("place"))
        for (table, column), at in _numbered(checks).items()
    )


def _failing(keys: DataFrame, checks: list[Asked]) -> DataFrame:
    places = {place: f"rows_{at}" for place, at in _numbered(checks).items()}
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


def _numbered(checks: list[Asked]) -> dict[Place, int]:
    """The columns that the checks look at, each with a number."""
    places = dict.fromkeys(place for one in checks for place in _places(one))
    return {place: at for at, place in enumerate(places)}


def _places(one: Asked) -> list[Place]:
    """The column of the check, and the one that it leads to."""
    here = (one.table, one.column)
    return [here, one.check.to] if one.check.name == "relationships" else [here]


def _of_several_columns(frames: Frames, one: Asked) -> DataFrame:
    """A key of several columns; NULL is a value there."""
    by_key = holders(frames, one.table).groupBy(*one.check.columns)
    rows = by_key.agg(F.count(F.lit(1)).alias("rows"))
    return one_row_each(rows, {one.name: F.sum(F.col("rows") - F.lit(1))})
