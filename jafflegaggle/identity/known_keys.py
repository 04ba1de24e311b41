"""Which of the e-mails and domains that the merge lists name do users have?"""

from collections.abc import Collection
from typing import NamedTuple

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.frames import Keep, as_it_is, sent_table
from jafflegaggle.identity.email import extract_email_domain


class KnownKeys(NamedTuple):
    """The normalised e-mails and domains that users have, of those that were asked for."""

    emails: set[str]
    domains: set[str]


def known_keys(
    users: DataFrame, emails: Collection[str], domains: Collection[str], keep: Keep = as_it_is
) -> KnownKeys:
    """Look the keys of both lists up among the users, in one job.

    What comes back to the driver is never more than the lists hold.
    """
    if not emails and not domains:
        return KnownKeys(set(), set())
    email = F.col("email")
    found = _named(users, "email", email, emails, keep).unionByName(
        _named(users, "domain", extract_email_domain(email), domains, keep)
    )
    rows = found.collect()
    return KnownKeys(
        emails={row.key for row in rows if row.kind == "email"},
        domains={row.key for row in rows if row.kind == "domain"},
    )


def _named(
    users: DataFrame, kind: str, key: Column, keys: Collection[str], keep: Keep
) -> DataFrame:
    rows = [(key,) for key in sorted(keys)]
    wanted = sent_table(users.sparkSession, f"asked_{kind}s", {"key": "string"}, rows, keep)
    return (
        users.select(key.alias("key"))
        .join(F.broadcast(wanted), on="key", how="left_semi")
        .distinct()
        .select(F.lit(kind).alias("kind"), "key")
    )
