"""The verdict on a domain: a company's, malformed, or a mail provider's."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.text import MAX_DOMAIN_LENGTH, MAX_LABEL_LENGTH

LABEL = r"[\p{L}\p{M}\p{Nd}-]+"
WELL_FORMED = rf"^{LABEL}(?:\.{LABEL})+\z"
# Apart: a bounded repetition of Unicode classes makes an automaton fifteen times as slow.
LONG_LABEL = rf"[^.]{{{MAX_LABEL_LENGTH + 1}}}"


def is_well_formed_domain(domain: Column) -> Column:
    """Whether a domain has a dot, at most 253 characters, and labels of letters and digits.

    >>> given = ["x.com", "nodot", "bad domain.com", "a..b", None]
    >>> domains = make_df({"domain": given}, "domain string")
    >>> rows = domains.select(is_well_formed_domain(F.col("domain")).alias("is_good")).collect()
    >>> [row.is_good for row in rows]
    [True, False, False, False, None]
    """
    length = F.length(domain)
    # Nearly every domain is as short as a label may be: then nobody looks for a long one.
    is_short = (length <= F.lit(MAX_LABEL_LENGTH)) | (
        (length <= F.lit(MAX_DOMAIN_LENGTH)) & ~domain.rlike(LONG_LABEL)
    )
    return is_short & domain.rlike(WELL_FORMED)


def is_personal_domain(domain: Column, personal: frozenset[str]) -> Column:
    """Whether a normalized domain is one of the personal domains in force; the match is exact.

    >>> domains = make_df({"domain": ["gmail.com", "notgmail.com", None]}, "domain string")
    >>> is_personal = is_personal_domain(F.col("domain"), frozenset({"gmail.com"}))
    >>> rows = domains.select(is_personal.alias("is_personal")).collect()
    >>> [row.is_personal for row in rows]
    [True, False, None]
    """
    if not personal:
        return F.when(domain.isNotNull(), F.lit(False))
    return domain.isin(sorted(personal))


def company_domain(domain: Column, personal: frozenset[str]) -> Column:
    """The domain where it is a company's; NULL where it is malformed or personal.

    >>> given = ["x.com", "gmail.com", "notgmail.com", "nodot", None]
    >>> domains = make_df({"domain": given}, "domain string")
    >>> company = company_domain(F.col("domain"), frozenset({"gmail.com"}))
    >>> [row.company for row in domains.select(company.alias("company")).collect()]
    ['x.com', None, 'notgmail.com', None, None]
    """
    # The cheaper question first.
    return F.when(~is_personal_domain(domain, personal) & is_well_formed_domain(domain), domain)
