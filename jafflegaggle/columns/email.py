"""From an e-mail to its domain: the engine's half of normalization (see `text.py`)."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.frames import as_string
from jafflegaggle.text import BLANKS, NO_VALUES


def normalize_email(email: Column) -> Column:
    r"""Strip blanks at both ends and lower-case; blank, and a spelling of "no value", is NULL.

    Nothing else is equated: no plus-addressing, no dots. People disagree about those.

    >>> given = [" Ann@X.com\t", "ann@x.com\u00a0", "   ", "N/A", None]
    >>> emails = make_df({"email": given}, "email string")
    >>> rows = emails.select(normalize_email(F.col("email")).alias("email")).collect()
    >>> [row.email for row in rows]
    ['ann@x.com', 'ann@x.com', None, None, None]
    """
    text = F.lower(F.btrim(email, F.lit(BLANKS)))
    return F.when(~text.isin("", *NO_VALUES), text)


def has_address(email: Column) -> Column:
    """Whether a normalized e-mail has an `@` with something before the first and behind the last.

    What has none names nobody: "-" in the place of an e-mail must not make strangers one person.

    >>> given = ["ann@x.com", "a@b@c", "-", "@x.com", "ann@", None]
    >>> emails = make_df({"email": given}, "email string")
    >>> rows = emails.select(has_address(F.col("email")).alias("has_address")).collect()
    >>> [row.has_address for row in rows]
    [True, True, False, False, False, None]
    """
    is_address = extract_email_domain(email).isNotNull() & ~F.startswith(email, F.lit("@"))
    return F.when(email.isNotNull(), is_address)


def extract_email_domain(email: Column) -> Column:
    """What follows the last `@`, without trailing dots; NULL, never `''`, where there is none.

    >>> given = ["ann@x.com.", "a@b@c.d", "nobody", "nobody@", None]
    >>> emails = make_df({"email": given}, "email string")
    >>> rows = emails.select(extract_email_domain(F.col("email")).alias("domain")).collect()
    >>> [row.domain for row in rows]
    ['x.com', 'c.d', None, None, None]
    """
    # Each text is searched once: what a condition asks again may be computed again.
    without_dots = F.when(
        F.endswith(email, F.lit(".")), F.regexp_replace(email, r"\.+\z", "")
    ).otherwise(email)
    has_domain = F.contains(email, F.lit("@")) & ~F.endswith(without_dots, F.lit("@"))
    after_at = F.substring_index(without_dots, "@", -1)
    return F.when(has_domain, as_string(after_at))
