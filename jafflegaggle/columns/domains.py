"""The verdict on a domain: a company's, or malformed."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.text import (
    BLANKS,
    MAX_DOMAIN_LENGTH,
    MAX_LABEL_LENGTH,
    NO_EMAIL,
    WHITE_SPACE,
    ZERO_WIDTH,
)

LABEL = r"[\p{L}\p{M}\p{Nd}-]+"
# Up to the first label that is more than digits: digits and dots alone are an IP address.
DIGITS, NO_DIGITS = r"\p{Nd}+", r"\p{Nd}*[\p{L}\p{M}-][\p{L}\p{M}\p{Nd}-]*"
WELL_FORMED = rf"^(?:(?:{DIGITS}\.)+{NO_DIGITS}(?:\.{LABEL})*|{NO_DIGITS}(?:\.{LABEL})+)\z"
# Separate: a bounded repetition of Unicode classes makes the automaton fifteen times slower.
LONG_LABEL = rf"[^.]{{{MAX_LABEL_LENGTH + 1}}}"
_BEFORE, _BEHIND = rf"^{WHITE_SPACE}*@?{WHITE_SPACE}*", rf"[{BLANKS}.]+\z"

_BEFORE_HOST, _BEHIND_HOST = r"^([a-z]+://)?(www\.)?", r"[/?#:].*\z"


def normalize_domain(domain: Column) -> Column:
    """A domain as people write it, in lower case, without a leading `@` and trailing dots.

    The engine's half of what `text.py` does with the domains of lists.

    >>> given = [" @Jets.com. ", "jets.com", "N/A", " ", None]
    >>> domains = make_df({"domain": given}, "domain string")
    >>> rows = domains.select(normalize_domain(F.col("domain")).alias("domain")).collect()
    >>> [row.domain for row in rows]
    ['jets.com', 'jets.com', None, None, None]
    """
    visible = F.regexp_replace(domain, ZERO_WIDTH, "")
    bare = F.regexp_replace(F.regexp_replace(visible, _BEFORE, ""), _BEHIND, "")
    return F.nullif(F.regexp_replace(F.lower(bare), NO_EMAIL, ""), F.lit(""))


def normalize_website(website: Column) -> Column:
    """The domain of a website as CRMs keep it: without scheme, `www.`, port and path.

    >>> given = ["https://www.Acme.com/about?x=1", "www.acme.com", "acme.com:8080", " @acme.com."]
    >>> websites = make_df({"website": given}, "website string")
    >>> rows = websites.select(normalize_website(F.col("website")).alias("domain")).collect()
    >>> {row.domain for row in rows}
    {'acme.com'}
    """
    host = F.regexp_replace(normalize_domain(website), _BEFORE_HOST, "")
    return normalize_domain(F.regexp_replace(host, _BEHIND_HOST, ""))


def is_well_formed_domain(domain: Column) -> Column:
    """Whether a domain has a dot, at most 253 characters, and labels of letters and digits.

    >>> given = ["x.com", "nodot", "bad domain.com", "192.168.0.1", None]
    >>> domains = make_df({"domain": given}, "domain string")
    >>> rows = domains.select(is_well_formed_domain(F.col("domain")).alias("is_good")).collect()
    >>> [row.is_good for row in rows]
    [True, False, False, False, None]
    """
    length = F.length(domain)
    # Nearly every domain is shorter than the longest label allowed; those need no further test.
    is_short = (length <= F.lit(MAX_LABEL_LENGTH)) | (
        (length <= F.lit(MAX_DOMAIN_LENGTH)) & ~domain.rlike(LONG_LABEL)
    )
    return is_short & domain.rlike(WELL_FORMED)
