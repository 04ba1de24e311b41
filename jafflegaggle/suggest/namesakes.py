"""Rules for people by their names: one e-mail personal, and a typo in the local part."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from jafflegaggle.suggest.distance import OTHER, differ_by_digits, near_pairs_among, without_digits
from jafflegaggle.suggest.frames import text_of
from jafflegaggle.suggest.names import has_two_words
from jafflegaggle.suggest.spec import PEOPLE, Confidence, rule
from jafflegaggle.suggest.stars import pairs, several

# One person has a few addresses. More rows of one name in one place are namesakes, or no people:
# they make no suggestion, which also bounds the work where thousands are called the same.
MAX_PERSONAL = 3
MAX_NAMESAKES = 50
MIN_LETTERS = 6


@rule(
    list_name=PEOPLE,
    confidence=Confidence.MEDIUM,
    doc="the same name, of two words at least, in one gaggle, one e-mail personal; not where two "
    f"of the company, or more than {MAX_PERSONAL} with personal e-mails, have that name there",
)
def same_name(people_by_gaggle: DataFrame) -> DataFrame:
    """Colleagues of one name, of whom one signed up with a personal e-mail."""
    called = people_by_gaggle.where(has_two_words(F.col("name"))).select(
        "gaggle_id", "name", "email", "is_personal"
    )
    is_personal = F.col("is_personal")
    group = Window.partitionBy("gaggle_id", "name")
    counted = several(called, "gaggle_id", "name", most=MAX_PERSONAL + 1).withColumns(
        {
            "corporate": F.count(F.when(~is_personal, F.lit(1))).over(group),
            "corporate_address": F.max(F.when(~is_personal, F.col("email"))).over(group),
        }
    )
    met = counted.where(is_personal & (F.col("corporate") == F.lit(1)))
    # In several gaggles it is one pair.
    once = met.groupBy("email", "corporate_address", "name").agg(F.min("gaggle_id").alias("where"))
    evidence = text_of('"', F.col("name"), '" in gaggle ', F.col("where").cast("string"))
    return pairs(once, "email", "corporate_address", evidence)


@rule(
    list_name=PEOPLE,
    confidence=Confidence.MEDIUM,
    doc=f"the same name and domain, and local parts one typo apart, of {MIN_LETTERS} letters at "
    "least; not where they differ by digits only",
)
def local_part_typo(people: DataFrame) -> DataFrame:
    """Addresses of one name at one domain, of which one is misspelt."""
    long = people.where(has_two_words(F.col("name"))).select("domain", "name", "local")
    letters = F.length(F.regexp_replace("local", r"[^\p{L}]", ""))
    named = long.where(letters >= F.lit(MIN_LETTERS))
    # Most namesakes are numbered: where all differ by digits only, nobody is compared.
    bare = without_digits(F.col("local"))
    few = several(named, "domain", "name", most=MAX_NAMESAKES, differing=bare)
    local, other = F.col("local"), F.col(f"{OTHER}local")
    near = near_pairs_among(few, "local", within=("domain", "name"))
    met = near.where(~differ_by_digits(local, other)).withColumns(
        {
            "one": F.concat(local, F.lit("@"), F.col("domain")),
            "two": F.concat(other, F.lit("@"), F.col("domain")),
        }
    )
    evidence = text_of('"', F.col("name"), '", one typo apart')
    return pairs(met, "one", "two", evidence)


def too_many_namesakes(people: DataFrame) -> DataFrame:
    """One row per name that more of a domain have than are compared: `domain, name, size`."""
    named = people.where(has_two_words(F.col("name"))).select("domain", "name")
    many = several(named, "domain", "name", least=MAX_NAMESAKES + 1)
    return many.groupBy("domain", "name").agg(F.count(F.lit(1)).alias("size"))
