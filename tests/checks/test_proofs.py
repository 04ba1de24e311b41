"""Proofs that spare counting keys: they hold where nothing is wrong, and hide no fault."""

import random

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.checks import runner
from jafflegaggle.checks.keys import ForeignKey, KeyCheck, Unique, key_failures
from jafflegaggle.checks.result import Result
from jafflegaggle.checks.runner import run_checks
from jafflegaggle.config.checks import DEFAULT_LIMITS
from jafflegaggle.models import checked_subjects
from jafflegaggle.models.keys import (
    ALIASES_ARE_USERS,
    CONTACTS_ARE_USERS,
)
from tests.checks.given import GOOD, failing, results, severe
from tests.tables import given

PROVEN = {
    "contacts.unique_user_id",
    "contacts.relationships_user_id",
    "contact_aliases.unique_user_id",
    "contact_aliases.relationships_contact_user_id",
    "contact_gaggles.unique_user_id_gaggle_id",
    "contact_gaggles.relationships_user_id",
}
TABLES = ("contacts", "contact_aliases", "contact_gaggles")
FAULTS = {
    # A lost row.
    "a contact is lost": {"contacts": ("\n    3 | eve@", "\n      | eve@")},
    "a user is lost": {"contact_aliases": ("2       | 2               | self", "|| self")},
    # A row twice, and so another lost: the counts agree.
    "a contact is there twice": {"contacts": ("\n    3 | eve@", "\n    2 | eve@")},
    "a user is there twice": {"contact_aliases": ("3       | 3  ", "2       | 2  ")},
    "a gaggle is there twice": {"contact_gaggles": ("3       | 2   ", "2       | 1   ")},
    # Keys exchanged: the counts and, of small numbers, plain sums agree.
    "two contacts are exchanged": {
        "contacts": ("\n    3 | eve@", "\n    4 | eve@"),
        "contact_aliases": ("4       | 1 ", "4       | 0 "),
    },
    "a user of nobody": {"contact_aliases": ("4       | 1      ", "4       | 9      ")},
    "a former gaggle of nobody": {"contact_gaggles": ("1       | 2         | false", "9|2|false")},
    "a former gaggle is the current one": {
        "contact_gaggles": ("1       | 2         | false", "1       | 1         | false")
    },
    "former gaggles twice": {
        "contact_gaggles": (
            "1       | 2         | false      | 1               | 0",
            "1 | 2 | false | 1 | 0\n        1 | 2 | false | 1 | 0\n        1 | 2 | false | 1 | 0",
        )
    },
}


def key_results(spark: SparkSession, bad: dict[str, str], *, has_many_rows: bool) -> list[Result]:
    found = results(spark, only=TABLES, instead=bad, has_many_rows=has_many_rows)
    return [one for one in found if one.check in ("unique", "relationships")]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the checks whose keys are counted one by one."""
    names: list[str] = []

    def watch(frames: object, subjects: object, checks: list[KeyCheck], **exactly: bool) -> object:
        names.extend(one.name for one in checks if not exactly)
        return key_failures(frames, subjects, checks, **exactly)  # type: ignore[arg-type]

    monkeypatch.setattr(runner, "key_failures", watch)
    return names


def test_what_is_proven_is_not_counted(spark: SparkSession, counted: list[str]) -> None:
    found = results(spark, has_many_rows=True)
    assert failing(found) == {}
    assert PROVEN.isdisjoint(counted)
    assert "contacts.unique_email" in counted
    declared = {
        KeyCheck(subject, check).name
        for subject, checks in checked_subjects()
        for check in checks
        if isinstance(check, Unique | ForeignKey) and check.same
    }
    assert declared == PROVEN


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_as_if_every_key_were_counted(
    spark: SparkSession, fault: str
) -> None:
    bad = {name: GOOD[name].replace(*change) for name, change in FAULTS[fault].items()}
    assert all(bad[name] != GOOD[name] for name in bad)
    found = key_results(spark, bad, has_many_rows=True)
    assert failing(found)
    assert found == key_results(spark, bad, has_many_rows=False)


def test_keys_are_only_as_different_as_those_that_prove_them(
    spark: SparkSession, counted: list[str]
) -> None:
    """Where the users of contact_aliases are not checked, nothing that rests on them is proven."""
    settings = severe("contact_aliases", "unique_user_id", "off")
    results(spark, settings, has_many_rows=True)
    assert {"contacts.unique_user_id", "contact_gaggles.unique_user_id_gaggle_id"} <= set(counted)


def test_without_the_other_frame_every_key_is_counted(
    spark: SparkSession, counted: list[str]
) -> None:
    results(spark, only=TABLES, without=("staged_users",), has_many_rows=True)
    assert "contact_aliases.unique_user_id" in counted


@pytest.mark.parametrize("seed", range(6))
def test_random_rows_give_what_counting_gives(spark: SparkSession, seed: int) -> None:
    chosen = random.Random(seed)
    users = [str(chosen.randint(1, 6)) for _ in range(5)]
    rows = {
        "contacts": [f"{one}|{chosen.choice('123')}|false" for one in users],
        "contact_aliases": [f"{one}|{chosen.choice([one, one, '1'])}" for one in users],
        "contact_gaggles": [
            f"{one}|{chosen.choice('12')}|{chosen.choice(['true', 'false'])}" for one in users
        ],
        "staged_users": [f"{one}|" for one in sorted(set(users))],
    }
    heads = (
        "user_id|gaggle_id|is_internal",
        "user_id|contact_user_id",
        "user_id|gaggle_id|is_current",
        "user_id|reason",
    )
    bad = {
        name: "\n".join([head, *lines])
        for head, (name, lines) in zip(heads, rows.items(), strict=True)
    }
    found = key_results(spark, bad, has_many_rows=True)
    assert found == key_results(spark, bad, has_many_rows=False)


def test_sums_of_many_large_hashes_stay_within_their_type(spark: SparkSession) -> None:
    """A sum of whole hashes would overflow: their halves do not."""
    ids = spark.range(100_000).select(F.col("id").alias("user_id"))
    frames: dict[str, DataFrame] = {name: given(spark, name, text) for name, text in GOOD.items()}
    frames["contact_aliases"] = ids.withColumn("contact_user_id", F.col("user_id"))
    frames["contacts"] = ids.orderBy(F.col("user_id").desc())
    frames["staged_users"] = ids.withColumn("reason", F.lit(None).cast("string"))
    same = (ALIASES_ARE_USERS, CONTACTS_ARE_USERS)
    checks = [Unique(("user_id",), same=one) for one in same]
    of = {subject.name: subject for subject, _ in checked_subjects()}
    subjects = [
        (of["contact_aliases"], checks[:1]),
        (of["contacts"], checks[1:]),
        (of["users"], ()),
    ]
    severities = {subject.name: {"unique_user_id": "error"} for subject, _ in subjects}
    found = run_checks(subjects, frames, severities, DEFAULT_LIMITS, {}, has_many_rows=True)
    assert [one.status for one in found] == ["pass", "pass"]
