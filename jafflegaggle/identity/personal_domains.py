"""Personal domains: those of mail providers, which are nobody's company.

Which they are is a rule (`Rules.personal`: the configured list and file, less the allow-list).
"""

from pyspark.sql import Column
from pyspark.sql import functions as F


def is_personal_domain(domain: Column, personal: frozenset[str]) -> Column:
    """Whether a normalised domain is a mail provider's; the match is exact.

    >>> domains = make_df({"domain": ["gmail.com", "notgmail.com", None]}, "domain string")
    >>> is_personal = is_personal_domain(F.col("domain"), frozenset({"gmail.com"}))
    >>> rows = domains.select(is_personal.alias("is_personal")).collect()
    >>> [row.is_personal for row in rows]
    [True, False, None]
    """
    if not personal:
        return F.when(domain.isNotNull(), F.lit(False))
    return domain.isin(sorted(personal))
