"""Runs all checks in one job; of many rows, what is proven first, and a job per kind of key.

Further jobs only look at failures: exact duplicates, sample keys.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.keys import KeyCheck, Unique, key_checks, key_failures
from jafflegaggle.checks.proven import failures_of, proofs_of, proven, totals_of
from jafflegaggle.checks.result import Result
from jafflegaggle.checks.spec import (
    Check,
    Evidence,
    Frames,
    Numbers,
    Subject,
    full_name,
    number_rows,
)
from jafflegaggle.frames import union_all

SAMPLES = 5
MAX_LENGTH = 80  # of a key that is a whole row
Severities = Mapping[str, Mapping[str, str]]
SubjectCheck = tuple[Subject, Check]


def run_checks(
    subjects: Sequence[tuple[Subject, Sequence[Check]]],
    frames: Frames,
    severities: Severities,
    limits: Mapping[str, float],
    rows_before: Numbers,
    observed: Numbers | None = None,
    notes: Mapping[str, str] | None = None,
    *,
    has_many_rows: bool = False,
) -> list[Result]:
    """The results of all checks that are on and apply, in the order of the subjects.

    Args:
        subjects: what is checked, and by which checks; subjects without a frame are skipped.
        frames: the tables and steps of the run.
        severities: the severity of each check, by subject and by the check's key.
        limits: the limits, by the name of their check.
        rows_before: the rows of each table in the last snapshot; empty if there is none, so that
            nothing can be lost.
        observed: what the run has counted itself, by the full name of the check.
        notes: what a message about a source adds, by its name.
        has_many_rows: whether keys are proven where they can be, and the others are counted kind by
            kind, so that those of one at a time are in memory; on few rows one job for all takes
            less time.
    """
    given = Evidence(observed or {}, limits, rows_before)
    checks = [
        (subject, check)
        for subject, declared in subjects
        for check in declared
        if subject.frame in frames
        and severities[subject.name][check.key] != "off"
        and check.applies(given, subject)
    ]
    by_name = {subject.name: subject for subject, _ in subjects}
    numbers = {**_measure(frames, by_name, checks, has_many_rows), **given.numbers}
    evidence = Evidence(numbers, limits, rows_before, notes or {})
    failing = {full_name(*one): one for one in checks if one[1].failing_rows(one[0], evidence)}
    samples = _samples(frames, failing)
    return [_result(one, severities[one[0].name][one[1].key], evidence, samples) for one in checks]


def _measure(
    frames: Frames,
    subjects: Mapping[str, Subject],
    checks: Sequence[SubjectCheck],
    has_many_rows: bool,
) -> dict[str, int]:
    """Every number that the checks need, by name: one aggregation per frame and kind of key."""
    of_keys = key_checks(checks)
    needed = [total for subject, check in checks for total in check.totals(subject)]
    proofs = proofs_of(of_keys, frames) if has_many_rows else []
    needed += totals_of(proofs)
    of_frame: dict[tuple[str, tuple[str, str] | None], dict[str, Column]] = defaultdict(dict)
    for total in needed:
        of_frame[total.frame, total.among][total.name] = total.aggregate()
    of_frames = [
        number_rows(_frame(frames, frame, among), aggregates)
        for (frame, among), aggregates in of_frame.items()
    ]
    if has_many_rows:
        numbers = _collect(of_frames)
        found = proven(proofs, [subject for subject, _ in checks], numbers)
        none_fails = {proof.of.name: 0 for proof in found}  # but for what a proof leaves out
        numbers |= none_fails | _collect(failures_of(found, frames))
        others = [one for one in of_keys if one.name not in none_fails]
        for failures in key_failures(frames, subjects, others):
            numbers |= _collect([failures])
    else:
        numbers = _collect([*of_frames, *key_failures(frames, subjects, of_keys)])
    return numbers | _exact_duplicates(frames, subjects, of_keys, numbers)


def _frame(frames: Frames, name: str, among: tuple[str, str] | None) -> DataFrame:
    if among is None:
        return frames[name]
    other, column = among
    return frames[name].join(frames[other].select(column), on=column, how="left_semi")


def _exact_duplicates(
    frames: Frames, subjects: Mapping[str, Subject], checks: Sequence[KeyCheck], numbers: Numbers
) -> dict[str, int]:
    """The number of real duplicates where hashes occur twice."""
    to_recount = [one for one in checks if isinstance(one.check, Unique) and numbers[one.name]]
    return _collect(key_failures(frames, subjects, to_recount, exactly=True))


def _collect(of_checks: Iterable[DataFrame]) -> dict[str, int]:
    tables = list(of_checks)
    return {row.name: row.number for row in union_all(tables).collect()} if tables else {}


def _samples(frames: Frames, failing: Mapping[str, SubjectCheck]) -> Mapping[str, tuple[str, ...]]:
    """The first keys of failing rows, in alphabetical order, by the name of the check."""
    keys = {name: check.failing_keys(subject, frames) for name, (subject, check) in failing.items()}
    few = [
        rows.select(F.substring("key", 1, MAX_LENGTH).alias("key"))
        .distinct()
        .orderBy("key")
        .limit(SAMPLES)
        .select(F.lit(name).alias("name"), "key")
        for name, rows in keys.items()
        if rows is not None
    ]
    found: dict[str, list[str]] = defaultdict(list)
    if few:
        for row in union_all(few).collect():
            found[row.name].append(row.key)
    return {name: tuple(sorted(keys)) for name, keys in found.items()}


def _result(
    one: SubjectCheck, severity: str, evidence: Evidence, samples: Mapping[str, tuple[str, ...]]
) -> Result:
    subject, check = one
    rows = check.failing_rows(subject, evidence)
    return Result(
        check=check.name,
        table=subject.name,
        column=", ".join(check.columns) or None,
        severity=severity,
        status={"error": "fail", "warn": "warn"}[severity] if rows else "pass",
        failing_rows=rows,
        sample_keys=samples.get(full_name(subject, check), ()),
        found=check.found(subject, evidence) if rows else "",
        key=check.key,
    )
