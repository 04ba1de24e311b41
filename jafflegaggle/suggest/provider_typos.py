"""Typos of e-mail providers: the same person with both, or a domain that is nobody's company."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.suggest.distance import OTHER, near_pairs
from jafflegaggle.suggest.frames import text_of
from jafflegaggle.suggest.names import contradict, has_two_words
from jafflegaggle.suggest.spec import PEOPLE, Confidence, rule
from jafflegaggle.suggest.stars import pairs

# Of shorter first labels, such as aol and gmx, nearly every neighbour is a company of its own: two
# addresses then need one name, and a domain is not listed.
MIN_LABEL = 5


@rule(
    list_name=PEOPLE,
    confidence=Confidence.MEDIUM,
    doc="a domain one typo away from a provider of the personal list, both addresses present; not "
    "where their names are those of two people",
)
def provider_typo(people: DataFrame, domains: DataFrame) -> DataFrame:
    """The address at the provider, and the same at its misspelt domain."""
    met = _with_intended(people, domains)
    name, other = F.col("name"), F.col("intended_name")
    is_one_name = has_two_words(name) & (name == other)
    is_clear = F.when(
        _is_long(F.col("provider")), ~contradict(name, other, F.col("local"))
    ).otherwise(F.coalesce(is_one_name, F.lit(False)))
    evidence = text_of(F.col("company"), " is one typo from ", F.col("provider"))
    return pairs(met.where(F.col("has_both") & is_clear), "email", "intended", evidence)


def providers_misspelt(people: DataFrame, domains: DataFrame) -> DataFrame:
    """Domains one typo away from a larger provider, with contacts who have no address there.

    One row each: `domain, provider, users` (contacts). They are for `rules.personal_domains`.
    """
    met = _with_intended(people, domains).where(_is_long(F.col("provider")))
    alone = met.groupBy("company", "provider", "provider_users").agg(
        F.count(F.lit(1)).alias("users"),
        F.count(F.when(~F.col("has_both"), F.lit(1))).alias("alone"),
    )
    return (
        alone.where((F.col("alone") > F.lit(0)) & (F.col("users") < F.col("provider_users")))
        .groupBy(F.col("company").alias("domain"))
        .agg(
            F.max_by("provider", "provider_users").alias("provider"), F.max("users").alias("users")
        )
    )


def _with_intended(people: DataFrame, domains: DataFrame) -> DataFrame:
    """Contacts at domains one typo away from a provider, and who has the intended address."""
    providers = (
        people.where(F.col("is_personal")).groupBy("domain").agg(F.count(F.lit(1)).alias("users"))
    )
    typos = near_pairs(domains.select("domain", "users"), providers, "domain").select(
        F.col("domain").alias("company"),
        F.col(f"{OTHER}domain").alias("provider"),
        F.col(f"{OTHER}users").alias("provider_users"),
    )
    theirs = typos.join(people, on="company", how="inner").select(
        "company",
        "provider",
        "provider_users",
        "email",
        "local",
        "name",
        F.concat("local", F.lit("@"), "provider").alias("intended"),
    )
    intended = people.where(F.col("is_personal")).select(
        F.col("email").alias("intended"), F.col("name").alias("intended_name"), "user_id"
    )
    met = theirs.join(intended, on="intended", how="left")
    return met.withColumn("has_both", F.col("user_id").isNotNull())


def _is_long(domain: Column) -> Column:
    return F.length(F.substring_index(domain, ".", 1)) >= F.lit(MIN_LABEL)
