"""Which e-mails and domains of the merge lists belong to users."""

from collections.abc import Collection
from typing import NamedTuple

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.columns.email import extract_email_domain
from jafflegaggle.frames import Materialize, chunked_local_table

# Unpacking a row costs more than finding a key, and a message holds thousands of rows.
KEYS_PER_ROW = 100


class KnownKeys(NamedTuple):
    """The requested e-mails and domains, normalized, that users have."""

    emails: set[str]
    domains: set[str]


def known_keys(
    users: DataFrame, emails: Collection[str], domains: Collection[str], materialize: Materialize
) -> KnownKeys:
    """Look up the keys of both lists among the users, in one job.

    Never more comes back to the driver than the lists hold.
    """
    if not emails and not domains:
        return KnownKeys(set(), set())
    email = F.col("email")
    found = _named(users, "email", email, emails, materialize).unionByName(
        _named(users, "domain", extract_email_domain(email), domains, materialize)
    )
    by_kind: dict[str, set[str]] = {"email": set(), "domain": set()}
    for row in found.collect():
        by_kind[row.kind].update(row.keys_found)
    return KnownKeys(emails=by_kind["email"], domains=by_kind["domain"])


def _named(
    users: DataFrame, kind: str, key: Column, keys: Collection[str], materialize: Materialize
) -> DataFrame:
    """One row per hundred or so keys found: `kind, keys_found`."""
    wanted = chunked_local_table(
        users.sparkSession,
        f"requested_{kind}s",
        {"key": "string"},
        [(key,) for key in keys],
        materialize,
    )
    part = F.pmod(F.xxhash64("key"), F.lit(1 + len(keys) // KEYS_PER_ROW))
    return (
        users.select(key.alias("key"))
        .join(F.broadcast(wanted), on="key", how="left_semi")
        .groupBy(part.alias("part"))
        .agg(F.collect_set("key").alias("keys_found"))
        .select(F.lit(kind).alias("kind"), "keys_found")
    )
