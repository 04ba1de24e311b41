"""The candidate pairs of a list, ranked by the engine; the first ones come to the driver."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from jafflegaggle.frames import join_into, union_all
from jafflegaggle.suggest.choice import Candidate, Key
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
    ranked = _ranked(rules, frames, facts)
    if ranked is None:
        return Found([], is_cut=False)
    by_name = {rule.name: rule for rule in rules}
    rows = ranked.limit(limit + 1).collect()
    found = [_candidate(row, by_name[row.rule]) for row in rows[:limit]]
    return Found(found, is_cut=len(rows) > limit)


def _ranked(
    rules: Sequence[Rule], frames: Mapping[str, object], facts: DataFrame
) -> DataFrame | None:
    parts = [
        rows.select(
            F.lit(rule.name).alias("rule"),
            F.lit(rule.confidence.rank).alias("rank"),
            F.lit(rule.is_directed).alias("is_directed"),
            "old_key",
            "new_key",
            "evidence",
        )
        for rule in rules
        if (rows := rule.among(frames)) is not None
    ]
    if not parts:
        return None
    known = union_all(parts)
    for side in ("old", "new"):
        theirs = facts.select(*(F.col(name).alias(f"{side}_{name}") for name in ("key", *FACTS)))
        # A domain that a company registered may have no contact.
        known = known.join(theirs, on=f"{side}_key", how="left")
    is_tie = F.col("old_first") == F.col("new_first")
    is_older = (F.col("old_first") < F.col("new_first")) | (
        is_tie & (F.col("old_second") < F.col("new_second"))
    )
    is_turned = ~F.col("is_directed") & F.coalesce(is_older, F.lit(False))
    sides = {
        f"{side}_{name}": F.when(is_turned, F.col(f"{other}_{name}")).otherwise(
            F.col(f"{side}_{name}")
        )
        for side, other in (("old", "new"), ("new", "old"))
        for name in ("key", *FACTS)
    }
    oriented = known.select(
        "rule", "rank", "evidence", *(value.alias(name) for name, value in sides.items())
    )
    return oriented.orderBy(
        "rank", F.desc("old_orders"), F.desc("old_events"), "old_key", "new_key", "rule"
    )


def _candidate(row: Row, rule: Rule) -> Candidate:
    return Candidate(rule, _key(row, "old"), _key(row, "new"), row.evidence)


def _key(row: Row, side: str) -> Key:
    name = row[f"{side}_key"]
    first, second, *counts = (row[f"{side}_{fact}"] for fact in FACTS)
    precedence = (0, name) if first is None else (first, second)
    return Key(name, precedence, *(count or 0 for count in counts))
