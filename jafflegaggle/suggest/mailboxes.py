"""Rules for people by their addresses alone: the same mailbox, and the same name at a company."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.suggest.frames import text_of
from jafflegaggle.suggest.names import contradict
from jafflegaggle.suggest.providers import mailbox, provider_name
from jafflegaggle.suggest.spec import PEOPLE, Confidence, rule
from jafflegaggle.suggest.stars import ANCHOR, ANCHOR_NAME, pairs, stars


@rule(
    list_name=PEOPLE,
    confidence=Confidence.HIGH,
    doc="the same mailbox by the provider's own rule: tags behind a `+`, dots, alias domains",
)
def same_mailbox(people: DataFrame) -> DataFrame:
    """Addresses that their provider delivers to one mailbox."""
    of_provider = people.select(
        "email", mailbox(F.col("local"), F.col("domain")).alias("mailbox")
    ).where(F.col("mailbox").isNotNull())
    provider = provider_name(F.substring_index("mailbox", "@", -1))
    return pairs(
        stars(of_provider, "mailbox"),
        "email",
        ANCHOR,
        text_of("one mailbox at ", provider, ": ", F.col("mailbox")),
    )


@rule(
    list_name=PEOPLE,
    confidence=Confidence.HIGH,
    doc="the same local part at two domains that a domain merge or suggestion joins; not where "
    "their names are those of two people",
)
def same_local_part(people: DataFrame, moves: DataFrame) -> DataFrame:
    """Addresses that differ in the domain only, of a company with several domains."""
    suggested = moves.withColumnRenamed("domain", "resolved")
    moved = people.join(F.broadcast(suggested), on="resolved", how="left").select(
        "email", "local", "name", F.coalesce("target", "resolved").alias("target")
    )
    found = stars(moved, "target", "local", name="name")
    return pairs(
        found.where(~contradict(F.col("name"), F.col(ANCHOR_NAME), F.col("local"))),
        "email",
        ANCHOR,
        text_of(F.col("local"), "@ at two domains of ", F.col("target")),
    )
