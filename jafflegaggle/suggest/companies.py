"""Rules for company domains: subdomains, typos, and the same label under two suffixes."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.suggest.distance import OTHER, differ_by_digits, near_pairs
from jafflegaggle.suggest.frames import text_of
from jafflegaggle.suggest.spec import COMPANIES, Confidence, rule
from jafflegaggle.suggest.stars import ANCHOR, pairs, stars

MIN_USERS = 5
MIN_LETTERS = 6


@rule(
    list_name=COMPANIES,
    confidence=Confidence.HIGH,
    is_directed=True,
    doc="the registrable domain by the Public Suffix List; not for shared hosts, and under a "
    "suffix that the list does not have only where a contact has the registrable domain",
)
def registrable_domain(registrable: DataFrame, domains: DataFrame) -> DataFrame:
    """Subdomains, with the domain that their company registered."""
    below = registrable.where(
        (F.col("domain") != F.col("registrable_domain")) & ~F.col("is_shared_host")
    )
    there = domains.select(
        F.col("domain").alias("registrable_domain"), F.lit(True).alias("is_there")
    )
    met = below.join(there, on="registrable_domain", how="left")
    evidence = text_of("registered is ", F.col("registrable_domain"))
    return pairs(
        met.where(F.col("is_listed") | F.col("is_there").isNotNull()),
        "domain",
        "registrable_domain",
        evidence,
    )


@rule(
    list_name=COMPANIES,
    confidence=Confidence.MEDIUM,
    doc=f"a domain of one user one typo away from that of a company of {MIN_USERS} users and more, "
    f"whose first label has {MIN_LETTERS} letters at least; not where they differ by digits only, "
    "or by their countries",
)
def domain_typo(domains: DataFrame) -> DataFrame:
    """A misspelt domain, with the company's."""
    label = F.substring_index("domain", ".", 1)
    letters = F.length(F.regexp_replace(label, r"[^\p{L}]", ""))
    large = domains.where((F.col("users") >= F.lit(MIN_USERS)) & (letters >= F.lit(MIN_LETTERS)))
    lone = domains.where(F.col("users") == F.lit(1))
    near = near_pairs(lone.select("domain", "users"), large.select("domain", "users"), "domain")
    one, other = F.col("domain"), F.col(f"{OTHER}domain")
    country, other_country = (F.regexp_extract(each, r"\.(\p{L}{2})\z", 1) for each in (one, other))
    are_countries = (country != F.lit("")) & (other_country != F.lit(""))
    is_sibling = are_countries & (country != other_country)
    evidence = text_of(
        "one typo from ", other, ", which ", F.col(f"{OTHER}users").cast("string"), " users have"
    )
    found = near.where(~differ_by_digits(one, other) & ~is_sibling)
    return pairs(found, "domain", f"{OTHER}domain", evidence)


@rule(
    list_name=COMPANIES,
    confidence=Confidence.MEDIUM,
    doc="the same label under two public suffixes, sharing a gaggle",
)
def same_label(registrable: DataFrame, gaggle_companies: DataFrame) -> DataFrame:
    """Domains such as acme.com and acme.co.uk, whose people work in one gaggle."""
    own = registrable.where(
        (F.col("domain") == F.col("registrable_domain")) & ~F.col("is_shared_host")
    ).select("domain", "label")
    # Few labels have several domains: the gaggles of all others are not grouped.
    shared = own.groupBy("label").agg(F.count(F.lit(1)).alias("number"))
    siblings = own.join(shared.where(F.col("number") > F.lit(1)), on="label", how="inner")
    theirs = siblings.drop("number").join(gaggle_companies, on="domain", how="inner").distinct()
    met = stars(theirs, "gaggle_id", "label", key="domain")
    once = met.groupBy("domain", ANCHOR).agg(F.min("gaggle_id").alias("where"))
    evidence = text_of("one label, and both in gaggle ", F.col("where").cast("string"))
    return pairs(once, "domain", ANCHOR, evidence)
