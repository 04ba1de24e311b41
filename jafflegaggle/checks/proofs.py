"""Proofs that no key is missing and none occurs twice, without counting keys.

Where two sets of rows have as many keys and the same sums of their hashes, they have the same keys.
So a column whose keys are those of rows that were grouped by them has no duplicate, and one whose
keys are those of rows in the column that it refers to has no dangling key. That takes one pass over
each, and no shuffle. What differs is counted key by key.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import and_

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.spec import Frames, Numbers, Total

# The halves of a hash: sums of them stay within a BIGINT for two thousand million rows, where those
# of whole hashes would overflow.
HALF, LOWER = 32, 0xFFFFFFFF


@dataclass(frozen=True)
class Keys:
    """The keys of some rows; a row without one of the columns has none.

    Attributes:
        name: what they are, for people; the same name is the same keys.
        frame: the frame of the rows.
        columns: the columns of the key.
        where: which rows of the frame; None: all of them.
    """

    name: str
    frame: str
    columns: tuple[str, ...]
    where: Callable[[], Column] | None = None

    def is_among(self) -> Column:
        """Whether a row is one of them: never NULL."""
        is_there = reduce(and_, (F.col(name).isNotNull() for name in self.columns))
        return is_there if self.where is None else F.coalesce(is_there & self.where(), F.lit(False))

    def totals(self) -> Sequence[Total]:
        """The number of keys, and the sums of the upper and the lower halves of their hashes."""
        return [
            Total(f"{self.name}: {what}", self.frame, partial(make, self))
            for what, make in SUMS.items()
        ]

    def sums(self, numbers: Numbers) -> list[int]:
        """What was found for the totals."""
        return [numbers[total.name] for total in self.totals()]


def _count(keys: Keys) -> Column:
    return F.count(F.when(keys.is_among(), F.lit(1)))


def _upper_half(keys: Keys) -> Column:
    return F.sum(F.when(keys.is_among(), F.shiftright(_hash(keys), HALF)))


def _lower_half(keys: Keys) -> Column:
    return F.sum(F.when(keys.is_among(), _hash(keys).bitwiseAND(F.lit(LOWER))))


def _hash(keys: Keys) -> Column:
    return F.xxhash64(*keys.columns)


SUMS: Mapping[str, Callable[[Keys], Column]] = {
    "keys": _count,
    "sum of the upper halves": _upper_half,
    "sum of the lower halves": _lower_half,
}


@dataclass(frozen=True)
class Same:
    """Two sets of rows that should have the same keys.

    Attributes:
        here: rows of the checked column, all or nearly all; the others are looked at one by one.
        there: rows whose keys are all different (for `unique`), or are keys of the column that is
            referred to (for `relationships`).
    """

    here: Keys
    there: Keys

    def totals(self) -> Sequence[Total]:
        """The sums of both."""
        return [*self.here.totals(), *self.there.totals()]

    def can_be_measured(self, frames: Frames) -> bool:
        """Whether both frames are there."""
        return self.here.frame in frames and self.there.frame in frames

    def holds(self, numbers: Numbers) -> bool:
        """Whether the keys are the same."""
        return self.here.sums(numbers) == self.there.sums(numbers)

    def others(self, rows: DataFrame) -> DataFrame:
        """The rows of the checked column that are not among `here`."""
        return rows.where(~self.here.is_among())

    def duplicates_among_others(self, rows: DataFrame, frames: Frames) -> DataFrame:
        """One row: in how many rows, `number`, the others repeat a key; the rest is proven.

        Args:
            rows: the checked rows.
            frames: all frames.
        """
        names = self.here.columns
        others = self.others(rows)
        if len(names) == 1:  # NULL is a value in a key of several columns alone
            others = others.where(F.col(names[0]).isNotNull())
        counted = others.groupBy(*names).agg(F.count(F.lit(1)).alias("rows"))
        among = frames[self.there.frame].where(self.there.is_among())
        known = among.select(
            *(
                F.col(there).alias(here)
                for there, here in zip(self.there.columns, names, strict=True)
            )
        )
        met = known.join(F.broadcast(counted.select(*names)), on=list(names), how="left_semi")
        parts = counted.select((F.col("rows") - F.lit(1)).alias("number")).unionByName(
            met.select(F.lit(1).cast("bigint").alias("number"))
        )
        return parts.agg(F.sum("number").alias("number"))

    def dangling_among_others(self, rows: DataFrame, column: str, referred: DataFrame) -> DataFrame:
        """One row: how many of the others, `number`, have a key that is not referred to.

        Args:
            rows: the checked rows.
            column: their column.
            referred: the column that they refer to, `key`.
        """
        others = self.others(rows).where(F.col(column).isNotNull())
        counted = others.groupBy(F.col(column).alias("key")).agg(F.count(F.lit(1)).alias("rows"))
        found = referred.join(F.broadcast(counted.select("key")), on="key", how="left_semi")
        dangling = counted.join(found.distinct(), on="key", how="left_anti")
        return dangling.agg(F.sum("rows").alias("number"))
