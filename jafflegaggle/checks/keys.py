"""`unique` and `relationships`: all checks of one kind of key in one aggregation.

What is proven is not counted. Of the others, the columns that hold the same kind of key, for
example user ids, are stacked and counted by key. A key that occurs twice in a column is a
duplicate; one that the referenced column lacks is dangling.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.proofs import Same
from jafflegaggle.checks.rows import Evident, RowCheck
from jafflegaggle.checks.spec import (
    Check,
    Evidence,
    Frames,
    Severity,
    Subject,
    Total,
    full_name,
    number_rows,
    text_of,
)
from jafflegaggle.frames import colocate_by, union_all

# Kinds of keys with one row, or a few, per value.
SELECTIVE = ("user_id", "event_id", "email")
Place: TypeAlias = tuple[str, str]  # a subject and its column


@dataclass(frozen=True)
class Unique(RowCheck):
    """No two rows share a key. NULL is never a duplicate, except in a key of several columns.

    Attributes:
        same: rows with the same keys, all different, by which many rows are proven unique.
    """

    name = "unique"
    doc = "no value occurs twice"
    same: Same | None = field(default=None, compare=False)

    def is_failing(self, subject: Subject) -> Column:
        """Whether a row of a source was quarantined as a duplicate."""
        return F.col("reason") == F.lit(f"duplicate_{subject.deduplicated}")

    def is_counted_by_key(self, subject: Subject) -> bool:
        """Whether keys still have to be counted, since no step has done so."""
        return not self.evident and self.columns != (subject.deduplicated,)

    def totals(self, subject: Subject) -> Sequence[Total]:
        """The number of duplicates, if a step has already found them."""
        return [] if self.is_counted_by_key(subject) else list(super().totals(subject))

    def found(self, subject: Subject, evidence: Evidence) -> str:
        """How many rows are duplicates."""
        return f"{self.failing_rows(subject, evidence):,} duplicate row(s)"

    def failing_keys(self, subject: Subject, frames: Frames) -> DataFrame:
        """The keys that occur twice."""
        if not self.is_counted_by_key(subject):
            return super().failing_keys(subject, frames)
        rows = subject.valid_rows(frames).groupBy(*self.columns)
        is_duplicate = F.col("rows") > F.lit(1)
        if len(self.columns) == 1:
            is_duplicate &= F.col(self.column).isNotNull()
        counted = rows.agg(F.count(F.lit(1)).alias("rows"))
        return counted.where(is_duplicate).select(text_of(self.columns).alias("key"))


@dataclass(frozen=True)
class ForeignKey(Check):
    """Each value of a column occurs in a column of another table; NULL passes.

    Attributes:
        to: the other table and its column.
        same: rows with the same keys in that column, by which many rows are proven.
    """

    name = "relationships"
    doc = "each value exists in the column that it refers to"
    to: Place = ("", "")
    same: Same | None = field(default=None, compare=False)

    def failing_rows(self, subject: Subject, evidence: Evidence) -> int:
        """How many rows are dangling."""
        return evidence.numbers[full_name(subject, self)]

    def found(self, subject: Subject, evidence: Evidence) -> str:
        """How many rows are dangling."""
        rows = self.failing_rows(subject, evidence)
        return f"{rows:,} row(s) have no match in {'.'.join(self.to)}"

    def failing_keys(self, subject: Subject, frames: Frames) -> DataFrame:
        """The keys of the dangling rows."""
        table, column = self.to
        there = frames[table].select(F.col(column).cast("string").alias("there"))
        rows = subject.valid_rows(frames).where(F.col(self.column).isNotNull())
        here = F.col(self.column).cast("string")
        dangling = rows.join(there, on=here == F.col("there"), how="left_anti")
        return dangling.select(text_of(subject.key).alias("key"))


def unique(
    *columns: str,
    severity: Severity = "error",
    evident: Evident | None = None,
    same: Same | None = None,
) -> Check:
    """No two rows share the values of the columns."""
    return Unique(columns, severity, evident=evident, same=same)


def relationships(
    column: str, to: str, severity: Severity = "error", same: Same | None = None
) -> Check:
    """Each value of the column exists in another column, `table.column`."""
    table, _, other = to.partition(".")
    return ForeignKey((column,), severity, to=(table, other), same=same)


@dataclass(frozen=True)
class KeyCheck:
    """A check of keys and its subject."""

    subject: Subject
    check: Unique | ForeignKey

    @property
    def name(self) -> str:
        """The full name of the check."""
        return full_name(self.subject, self.check)

    @property
    def places(self) -> list[Place]:
        """The column of the check, and the one that it refers to."""
        here = (self.subject.name, self.check.column)
        return [here, self.check.to] if isinstance(self.check, ForeignKey) else [here]

    def kind(self, subjects: Mapping[str, Subject]) -> str:
        """The kind of key that all columns of the check share; '' if none is declared."""
        kinds = {subjects[name].kinds.get(column, "") for name, column in self.places}
        return kinds.pop() if len(kinds) == 1 else ""


def key_checks(checks: Iterable[tuple[Subject, Check]]) -> list[KeyCheck]:
    """The checks that have to count keys."""
    return [
        KeyCheck(subject, check)
        for subject, check in checks
        if isinstance(check, ForeignKey)
        or (isinstance(check, Unique) and check.is_counted_by_key(subject))
    ]


def key_failures(
    frames: Frames,
    subjects: Mapping[str, Subject],
    checks: Iterable[KeyCheck],
    exactly: bool = False,
) -> Iterator[DataFrame]:
    """The number of failing rows of every check of keys: `name, number`.

    Args:
        frames: the frames of all subjects.
        subjects: everything that may be referred to, by name.
        checks: the checks.
        exactly: compare strings, not their hashes: duplicates share a hash, but, rarely, so do two
            different strings.
    """
    of_kind: dict[str, list[KeyCheck]] = defaultdict(list)
    for one in checks:
        if len(one.check.columns) > 1:
            yield _of_several_columns(frames, one)
        else:
            kind = one.kind(subjects)
            of_kind[kind or one.name].append(one)
    for kind, group in of_kind.items():
        has_hashes = not exactly and all(isinstance(one.check, Unique) for one in group)
        is_declared = bool(group[0].kind(subjects))
        key_of = F.xxhash64 if has_hashes else F.col if is_declared else _as_text
        keys = _keys(frames, subjects, group, key_of)
        yield _failing(colocate_by(keys, "key") if kind in SELECTIVE else keys, group)


def _keys(
    frames: Frames,
    subjects: Mapping[str, Subject],
    checks: list[KeyCheck],
    key_of: Callable[[str], Column],
) -> DataFrame:
    """One row per key in each column that the checks look at: `key, place`."""
    return union_all(
        subjects[name]
        .valid_rows(frames)
        .where(F.col(column).isNotNull())
        .select(key_of(column).alias("key"), F.lit(at).alias("place"))
        for (name, column), at in _numbered(checks).items()
    )


def _as_text(column: str) -> Column:
    """A key of an undeclared kind, which may be compared with one of another type."""
    return F.col(column).cast("string")


def _failing(keys: DataFrame, checks: list[KeyCheck]) -> DataFrame:
    places = {place: f"rows_{at}" for place, at in _numbered(checks).items()}
    by_key = keys.groupBy("key").agg(
        *(
            F.count(F.when(F.col("place") == F.lit(at), F.lit(1))).alias(rows)
            for at, rows in enumerate(places.values())
        )
    )
    failing = {}
    for one in checks:
        here, *there = (F.col(places[place]) for place in one.places)
        if there:
            failing[one.name] = F.sum(F.when(there[0] == F.lit(0), here))
        else:
            failing[one.name] = F.sum(F.when(here > F.lit(1), here - F.lit(1)))
    return number_rows(by_key, failing)


def _numbered(checks: list[KeyCheck]) -> dict[Place, int]:
    """The columns that the checks look at, numbered."""
    places = dict.fromkeys(place for one in checks for place in one.places)
    return {place: at for at, place in enumerate(places)}


def _of_several_columns(frames: Frames, one: KeyCheck) -> DataFrame:
    """A key of several columns; NULL is a value there."""
    by_key = one.subject.valid_rows(frames).groupBy(*one.check.columns)
    rows = by_key.agg(F.count(F.lit(1)).alias("rows"))
    return number_rows(rows, {one.name: F.sum(F.col("rows") - F.lit(1))})
