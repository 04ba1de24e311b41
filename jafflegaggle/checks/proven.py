"""Which checks of keys are proven, and what is left of them to count."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.keys import ForeignKey, KeyCheck, Place
from jafflegaggle.checks.proofs import Same
from jafflegaggle.checks.spec import Frames, Numbers, Subject, Total


class Proof(NamedTuple):
    """A check of keys, and the rows that may prove it."""

    of: KeyCheck
    same: Same

    @property
    def leaves_nothing(self) -> bool:
        """Whether it is about all rows of the check."""
        return self.same.here.where is None


def proofs_of(checks: Iterable[KeyCheck], frames: Frames) -> list[Proof]:
    """The proofs that can be tried."""
    return [
        Proof(one, same)
        for one in checks
        if (same := one.check.same) and same.can_be_measured(frames)
    ]


def totals_of(proofs: Iterable[Proof]) -> list[Total]:
    """The numbers that proofs need."""
    return [total for proof in proofs for total in proof.same.totals()]


def proven(proofs: Iterable[Proof], subjects: Iterable[Subject], numbers: Numbers) -> list[Proof]:
    """Those that hold, but for the few rows that a proof leaves out.

    That keys are all different follows from others that are: those of a source, whose duplicates
    are quarantined, and those that are proven already.

    Args:
        proofs: all proofs.
        subjects: everything that is checked.
        numbers: the totals.
    """
    hold = [proof for proof in proofs if proof.same.holds(numbers)]
    found = [proof for proof in hold if isinstance(proof.of.check, ForeignKey)]
    different = {(one.frame, one.deduplicated) for one in subjects if one.is_source}
    while follows := [p for p in hold if p not in found and _follows(p, different)]:
        found += follows
        different |= {
            (proof.of.subject.frame, proof.of.check.column)
            for proof in follows
            if proof.leaves_nothing
        }
    return found


def failures_of(proofs: Iterable[Proof], frames: Frames) -> Iterator[DataFrame]:
    """How many of the rows that proofs leave out fail: `name, number`."""
    for proof in proofs:
        if proof.leaves_nothing:
            continue
        subject, check, same = proof.of.subject, proof.of.check, proof.same
        rows = subject.valid_rows(frames)
        if isinstance(check, ForeignKey):
            table, column = check.to
            referred = frames[table].select(F.col(column).alias("key"))
            failing = same.dangling_among_others(rows, check.column, referred)
        else:
            failing = same.duplicates_among_others(rows, frames)
        number = F.coalesce(F.col("number"), F.lit(0).cast("bigint"))
        yield failing.select(F.lit(proof.of.name).alias("name"), number.alias("number"))


def _follows(proof: Proof, different: set[Place]) -> bool:
    there = proof.same.there
    return any((there.frame, name) in different for name in there.columns)
