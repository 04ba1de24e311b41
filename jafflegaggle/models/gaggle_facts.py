"""Gaggle facts: what happens in each workspace, and for which company."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle import activity
from jafflegaggle.models.check import MAX_ROWS_LOST, conservation, not_null, relationships, unique
from jafflegaggle.models.model import ID, Field, Model, activity_fields

GAGGLE_FACTS = Model(
    name="gaggle_facts",
    grain="one row a gaggle, also an empty one",
    key=("gaggle_id",),
    fields=(
        Field("gaggle_id", ID, "the gaggle"),
        Field("gaggle_name", "string", "its name"),
        Field("created_at", "timestamp", "when it was made (UTC)"),
        *activity_fields("all its contacts"),
        Field("number_of_users", "bigint", "number of its contacts"),
        Field("corporate_email", "string", "its primary company domain"),
        *activity_fields("its contacts of that company", "_corporate"),
        Field("number_of_users_corporate", "bigint", "number of contacts of that company"),
        Field("number_of_corporate_domains", "bigint", "number of company domains"),
    ),
    checks=(
        unique("gaggle_id"),
        *not_null("gaggle_id", "number_of_users", "number_of_users_corporate"),
        relationships("corporate_email", to="accounts.corporate_email"),
        *conservation("number_of_users", "number_of_events", "number_of_orders"),
        MAX_ROWS_LOST,
    ),
)


def gaggle_facts(gaggles: DataFrame, gaggle_domains: DataFrame) -> DataFrame:
    """One row a gaggle: the bridge rolled up, over all companies and for the primary one."""
    is_primary = F.col("is_primary")
    by_gaggle = gaggle_domains.groupBy("gaggle_id").agg(
        *activity.rolled_up(),
        F.sum("number_of_users").alias("number_of_users"),
        F.max(F.when(is_primary, F.col("corporate_email"))).alias("corporate_email"),
        *activity.rolled_up("_corporate", where=is_primary),
        F.sum(F.when(is_primary, F.col("number_of_users"))).alias("number_of_users_corporate"),
        F.count("corporate_email").alias("number_of_corporate_domains"),
    )
    return GAGGLE_FACTS.select(_zero_counts(gaggles.join(by_gaggle, on="gaggle_id", how="left")))


def _zero_counts(facts: DataFrame) -> DataFrame:
    """Counts of an empty gaggle, or of a gaggle without a company, are 0."""
    counts = [field.name for field in GAGGLE_FACTS.fields if field.type == "bigint"]
    return facts.withColumns({name: F.coalesce(name, F.lit(0)) for name in counts})
