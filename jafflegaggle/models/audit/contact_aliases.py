"""Which contact each user belongs to."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.keys import relationships, unique
from jafflegaggle.checks.rows import accepted_values, not_null
from jafflegaggle.models.spec import ID, USER, Field, table


@table(
    grain="one row per user that was read and not quarantined",
    key=("user_id",),
    fields=(
        Field("user_id", ID, "the user", USER),
        Field("contact_user_id", ID, "the user's contact", USER),
        Field("reason", "string", "self, same_email or merged; merged wins over same_email"),
    ),
    checks=(
        unique("user_id"),
        *not_null("user_id", "contact_user_id", "reason"),
        accepted_values("reason", ("self", "same_email", "merged")),
        relationships("contact_user_id", to="contacts.user_id"),
    ),
)
def contact_aliases(users: DataFrame, merged_users: DataFrame) -> DataFrame:
    """One row per user: those in merged_users keep their contact, all others are their own."""
    decided = merged_users.select("user_id", "contact_user_id", "reason")
    return (
        users.select("user_id")
        .join(decided, on="user_id", how="left")
        .select(
            "user_id",
            F.coalesce("contact_user_id", "user_id").alias("contact_user_id"),
            F.coalesce("reason", F.lit("self")).alias("reason"),
        )
    )
