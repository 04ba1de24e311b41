"""The candidate pairs of a list, ranked by the engine; the first ones come to the driver."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from jafflegaggle.frames import join_into
from jafflegaggle.suggest.choice import Candidate, Key, by_rank
from jafflegaggle.suggest.spec import Rule

FACTS = ("first", "second", "users", "events", "orders")
NO_TIME = 2**63 - 1  # who has no time of sign-up is the youngest


class Found(NamedTuple):
    """Candidate pairs by their rank, and whether there were more."""

    candidates: list[Candidate]
    is_cut: bool


def people_facts(external: DataFrame, contact_aliases: DataFrame) -> DataFrame:
    """One row per contact: `key`, its precedence (the older sign-up), and what it counts for."""
    others = (
        contact_aliases.where(F.col("user_id") != F.col("contact_user_id"))
        .groupBy(F.col("contact_user_id").alias("user_id"))
        .agg(F.count(F.lit(1)).alias("others"))
    )
    return join_into(others, external, on="user_id").select(
        F.col("email").alias("key"),
        F.coalesce("created", F.lit(NO_TIME)).alias("first"),
        F.col("user_id").alias("second"),
        (F.coalesce("others", F.lit(0)) + F.lit(1)).alias("users"),
        "events",
        "orders",
    )


def company_facts(domains: DataFrame) -> DataFrame:
    """One row per domain: `key`, its precedence (more users), and what it counts for."""
    return domains.select(
        F.col("domain").alias("key"),
        (-F.col("users")).alias("first"),
        F.col("domain").alias("second"),
        "users",
        "events",
        "orders",
    )


def find(
    rules: Sequence[Rule], frames: Mapping[str, object], facts: DataFrame, limit: int
) -> Found:
    """The first candidate pairs by confidence, then orders, events and keys.

    Args:
        rules: the rules of a list.
        frames: what they read, by its name.
        facts: what is known of each key.
        limit: how many pairs come to the driver at most.
    """
    found: list[Candidate] = []
    # One after the other: what one needs of the memory does not add up with what others need. The
    # first ones of all are among the first ones of each.
    for rule in rules:
        pairs = rule.among(frames)
        if pairs is not None:
            rows = _ranked(rule, pairs, facts).limit(limit + 1).collect()
            found += [_candidate(row, rule) for row in rows]
    found.sort(key=by_rank)
    return Found(found[:limit], is_cut=len(found) > limit)


def _ranked(rule: Rule, pairs: DataFrame, facts: DataFrame) -> DataFrame:
    """The pairs of a rule with what is known of their keys, the old one first, by their rank."""
    known = pairs
    for side in ("old", "new"):
        theirs = facts.select(*(F.col(name).alias(f"{side}_{name}") for name in ("key", *FACTS)))
        # A domain that a company registered may have no contact.
        known = known.join(theirs, on=f"{side}_key", how="left")
    is_tie = F.col("old_first") == F.col("new_first")
    is_older = (F.col("old_first") < F.col("new_first")) | (
        is_tie & (F.col("old_second") < F.col("new_second"))
    )
    is_turned = F.lit(not rule.is_directed) & F.coalesce(is_older, F.lit(False))
    sides = [
        F.when(is_turned, F.col(f"{other}_{name}"))
        .otherwise(F.col(f"{side}_{name}"))
        .alias(f"{side}_{name}")
        for side, other in (("old", "new"), ("new", "old"))
        for name in ("key", *FACTS)
    ]
    oriented = known.select("evidence", *sides)
    return oriented.orderBy(F.desc("old_orders"), F.desc("old_events"), "old_key", "new_key")


def _candidate(row: Row, rule: Rule) -> Candidate:
    return Candidate(rule, _key(row, "old"), _key(row, "new"), row.evidence)


def _key(row: Row, side: str) -> Key:
    name = row[f"{side}_key"]
    first, second, *counts = (row[f"{side}_{fact}"] for fact in FACTS)
    precedence = (0, name) if first is None else (first, second)
    return Key(name, precedence, *(count or 0 for count in counts))
