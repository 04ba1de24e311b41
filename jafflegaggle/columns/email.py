"""From an e-mail to its domain: the engine's half of normalization (see `text.py`)."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.frames import as_string
from jafflegaggle.text import ADDRESS, AROUND, NAMED, NO_EMAIL, TWICE, ZERO_WIDTH

# Nearly all e-mails: nothing stands around them, and lower case is all that they need.
USUAL = r"^[A-Za-z0-9_+-][A-Za-z0-9._+'-]*@[A-Za-z0-9.-]*[A-Za-z0-9-]\z"
# Nearly all addresses. Java takes ten times as long for classes with characters beyond Latin-1.
USUAL_ADDRESS = r"^[a-z0-9._+'-]+@[^@]+\z"


def normalize_email(email: Column) -> Column:
    r"""Take the address out of what stands around it, in lower case; "no value" is NULL.

    White space, trailing dots, zero-width characters, quotes around the whole, `mailto:` and the
    name before `<ann@x.com>` go; a second time changes nothing. Nothing else is equated: no
    plus-addressing, no dots. People disagree about those.

    >>> given = [" Ann@X.com\t", "Ann Lee <ann@x.com>", "ann@x.com.", "   ", "N/A", None]
    >>> emails = make_df({"email": given}, "email string")
    >>> rows = emails.select(normalize_email(F.col("email")).alias("email")).collect()
    >>> [row.email for row in rows]
    ['ann@x.com', 'ann@x.com', 'ann@x.com', None, None, None]
    """
    text = F.lower(F.regexp_replace(email, ZERO_WIDTH, ""))
    bare = F.regexp_replace(text, AROUND, "$1$2")
    inside = F.regexp_replace(F.regexp_replace(bare, NAMED, "$1"), AROUND, "$1$2")
    first, second = (F.regexp_extract(text, TWICE, group) for group in (1, 2))
    odd = F.coalesce(
        F.nullif(F.when(first == second, first), F.lit("")),
        F.nullif(F.regexp_replace(inside, NO_EMAIL, ""), F.lit("")),
    )
    return F.when(email.rlike(USUAL), F.lower(email)).otherwise(odd)


def has_address(email: Column) -> Column:
    """Whether a normalized e-mail has an `@` with something before the first and after the last.

    Without one it identifies nobody: "-" in place of an e-mail must not merge strangers.

    >>> given = ["ann@x.com", "a@b@c", "-", "@x.com", "ann@", None]
    >>> emails = make_df({"email": given}, "email string")
    >>> rows = emails.select(has_address(F.col("email")).alias("has_address")).collect()
    >>> [row.has_address for row in rows]
    [True, True, False, False, False, None]
    """
    at = F.lit("@")
    return F.contains(email, at) & ~F.startswith(email, at) & ~F.endswith(email, at)


def extract_email_domain(email: Column) -> Column:
    """What follows the `@` of an address, without trailing dots; NULL, never `''`, of no address.

    >>> given = ["ann@x.com.", "a@b.c, d@e.f", "nobody", "nobody@", None]
    >>> emails = make_df({"email": given}, "email string")
    >>> rows = emails.select(extract_email_domain(F.col("email")).alias("domain")).collect()
    >>> [row.domain for row in rows]
    ['x.com', None, None, None, None]
    """
    # Each string is searched once: an engine may recompute what a condition repeats.
    without_dots = F.when(
        F.endswith(email, F.lit(".")), F.regexp_replace(email, r"\.+\z", "")
    ).otherwise(email)
    is_address = F.when(without_dots.rlike(USUAL_ADDRESS), F.lit(True)).otherwise(
        without_dots.rlike(ADDRESS)
    )
    return F.when(is_address, as_string(F.substring_index(without_dots, "@", -1)))
