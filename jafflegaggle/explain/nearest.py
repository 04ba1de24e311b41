"""The nearest keys to one that nobody has: few candidates, compared on the engine."""

from collections.abc import Callable, Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.columns.email import extract_email_domain
from jafflegaggle.explain.keys import Key, Kind
from jafflegaggle.explain.rows import Rows, fetch

# How many keys are compared letter by letter, how many are shown, and how far they may be.
CANDIDATES, SHOWN, START = 100_000, 3, 3


def nearest(rows: Rows, key: Key, kinds: Sequence[Kind]) -> list[str]:
    """The nearest keys of each kind, for people: `e-mails a@x.com, b@x.com`."""
    looks: dict[Kind, tuple[str, Callable[[Rows, Key], list[str]]]] = {
        "email": ("e-mail", _emails),
        "user": ("user", lambda rows, key: _ids(rows, key, "contact_aliases", "user_id")),
        "domain": ("domain", _domains),
        "gaggle": ("gaggle", lambda rows, key: _ids(rows, key, "gaggle_facts", "gaggle_id")),
    }
    found = [(looks[kind][0], looks[kind][1](rows, key)) for kind in kinds]
    return [f"{name} {' or '.join(keys)}" for name, keys in found if keys]


def _emails(rows: Rows, key: Key) -> list[str]:
    """Those with the same local part, or of the same domain, where they start or end alike."""
    assert key.email
    local, _, domain = key.email.rpartition("@")
    email, at_domain = F.col("text"), F.lit(f"@{domain}")
    starts_alike = F.startswith(email, F.lit(local[:START])) & F.endswith(email, at_domain)
    ends_alike = F.endswith(email, F.lit(f"{local[-START:]}@{domain}"))
    is_like = F.startswith(email, F.lit(f"{local}@")) | starts_alike | ends_alike
    texts = rows.table("contact_aliases", "email").select(F.col("email").alias("text"))
    return _closest(texts.where(is_like), key.email)


def _domains(rows: Rows, key: Key) -> list[str]:
    """Those that start or end alike, among the domains of e-mails and of accounts."""
    assert key.domain
    label, dot, rest = key.domain.partition(".")
    of_emails = rows.table("contact_aliases", "email").select(
        extract_email_domain(F.col("email")).alias("text")
    )
    accounts = rows.table("accounts", "corporate_email").select(
        F.col("corporate_email").alias("text")
    )
    domain = F.col("text")
    is_like = F.startswith(domain, F.lit(key.domain[:2])) | F.endswith(
        domain, F.lit(f"{label[-2:]}{dot}{rest}")
    )
    return _closest(of_emails.unionByName(accounts).where(is_like).distinct(), key.domain)


def _ids(rows: Rows, key: Key, table: str, column: str) -> list[str]:
    """The nearest numbers; of text, those that start or end alike."""
    texts = rows.table(table, column).select(F.col(column).alias("text"))
    if rows.id_type == "string":
        size = max(1, len(key.text) // 2)
        alike = F.startswith("text", F.lit(key.id[:size])) | F.endswith(
            "text", F.lit(key.id[-size:])
        )
        return _closest(texts.where(alike), key.id)
    distance = F.abs(F.col("text").cast("double") - F.lit(float(key.id)))
    return _first(texts, distance)


def _closest(texts: DataFrame, text: str) -> list[str]:
    """Those with the fewest letters changed, at most a third of them."""
    most = F.lit(max(2, len(text) // 3))
    distance = F.levenshtein("text", F.lit(text))
    is_long_enough = F.abs(F.length("text") - F.lit(len(text))) <= most
    near = texts.where(is_long_enough).limit(CANDIDATES).where(distance <= most)
    return _first(near, distance)


def _first(texts: DataFrame, distance: Column) -> list[str]:
    by_distance = texts.groupBy("text").agg(F.min(distance).alias("distance"))
    found = fetch(by_distance.orderBy("distance", "text"), SHOWN)
    return [str(row["text"]) for row in found]
