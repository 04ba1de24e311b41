"""Which checks of keys are proven, and what is left of them to count."""

from collections.abc import Iterator, Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.keys import ForeignKey, KeyCheck, Place
from jafflegaggle.checks.proofs import Same
from jafflegaggle.checks.spec import Frames, Numbers, Subject, Total


def totals_of_proofs(checks: Sequence[KeyCheck], frames: Frames) -> list[Total]:
    """The numbers that proofs need."""
    return [total for one in checks if (same := _proof(one, frames)) for total in same.totals()]


def proven(
    checks: Sequence[KeyCheck], subjects: Sequence[Subject], frames: Frames, numbers: Numbers
) -> list[KeyCheck]:
    """The checks that are proven, but for the few rows that a proof leaves out.

    That keys are all different follows from others that are: those of a source, whose duplicates
    are quarantined, and those that are proven already.

    Args:
        checks: all checks of keys.
        subjects: everything that is checked.
        frames: all frames.
        numbers: the totals.
    """
    hold = [one for one in checks if (same := _proof(one, frames)) and same.holds(numbers)]
    found = [one for one in hold if isinstance(one.check, ForeignKey)]
    hold = [one for one in hold if not isinstance(one.check, ForeignKey)]
    different = {(one.frame, one.deduplicated) for one in subjects if one.is_source}
    while follows := [one for one in hold if one not in found and _follows(one, different)]:
        found += follows
        different |= {_place(one) for one in follows if _leaves_nothing(one)}
    return found


def failures_of_proven(frames: Frames, checks: Sequence[KeyCheck]) -> Iterator[DataFrame]:
    """How many of the rows that proofs leave out fail: `name, number`."""
    for one in checks:
        same, rows = one.check.same, one.subject.valid_rows(frames)
        if same is None or _leaves_nothing(one):
            continue
        if isinstance(one.check, ForeignKey):
            table, column = one.check.to
            referred = frames[table].select(F.col(column).alias("key"))
            failing = same.dangling_among_others(rows, one.check.column, referred)
        else:
            failing = same.duplicates_among_others(rows, frames)
        number = F.coalesce(F.col("number"), F.lit(0).cast("bigint"))
        yield failing.select(F.lit(one.name).alias("name"), number.alias("number"))


def _proof(one: KeyCheck, frames: Frames) -> Same | None:
    same = one.check.same
    return same if same and same.can_be_measured(frames) else None


def _follows(one: KeyCheck, different: set[Place]) -> bool:
    if one.check.same is None:
        return False
    there = one.check.same.there
    return any((there.frame, name) in different for name in there.columns)


def _leaves_nothing(one: KeyCheck) -> bool:
    return one.check.same is None or one.check.same.here.where is None


def _place(one: KeyCheck) -> Place:
    return one.subject.frame, one.check.column
