"""Which contact each user belongs to, why, and what the user did."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.conservation import conservation, sum_of
from jafflegaggle.checks.keys import relationships, unique
from jafflegaggle.checks.rows import accepted_values, not_null
from jafflegaggle.models.keys import ALIASES_ARE_OF_CONTACTS, ALIASES_ARE_USERS
from jafflegaggle.models.measures import ADDITIVE, activity_fields, fill_measures, final_measures
from jafflegaggle.models.spec import EMAIL, GAGGLE, ID, USER, Field, table

FIELDS = (
    Field("user_id", ID, "the user", USER),
    Field("contact_user_id", ID, "the user's contact", USER),
    Field("reason", "string", "self, same_email or merged; merged wins over same_email"),
    Field("email", "string", "the user's own e-mail, normalized", EMAIL),
    Field("user_name", "string", "the user's own name"),
    Field("gaggle_id", ID, "the user's own gaggle", GAGGLE),
    Field("created_at", "timestamp", "when the user signed up (UTC)"),
    *activity_fields("the user"),
    Field(
        "list_line",
        "bigint",
        "the line of `merged_user` that moves the e-mail; NULL: none, or the list is not a file",
    ),
    Field("target", "string", "the e-mail that it is merged into; NULL: into none", EMAIL),
)
COLUMNS = [field.name for field in FIELDS]


@table(
    grain="one row per user that was read and not quarantined",
    key=("user_id",),
    fields=FIELDS,
    checks=(
        unique("user_id", same=ALIASES_ARE_USERS),
        *not_null("user_id", "contact_user_id", "reason"),
        accepted_values("reason", ("self", "same_email", "merged")),
        relationships("contact_user_id", to="contacts.user_id", same=ALIASES_ARE_OF_CONTACTS),
        *(
            conservation(
                sum_of(f"{name} of users", "contact_aliases", name),
                sum_of(f"{name} of contacts", "contacts", name),
                column=name,
            )
            for name in ADDITIVE
        ),
    ),
)
def contact_aliases(
    people: DataFrame, merged_users: DataFrame, user_activity: DataFrame
) -> DataFrame:
    """One row per user: those in merged_users keep their contact, all others are their own.

    A person with one user is that user, so only users who share a contact are joined.

    Args:
        people: the contacts, with their activity.
        merged_users: the users who share a contact.
        user_activity: what each user did.
    """
    sharing = F.broadcast(merged_users.select("user_id"))
    survivors = F.broadcast(merged_users.select(F.col("contact_user_id").alias("user_id")))
    alone = people.join(survivors, on="user_id", how="left_anti").withColumns(
        {
            "contact_user_id": F.col("user_id"),
            "reason": F.lit("self"),
            "list_line": F.lit(None).cast("bigint"),
            "target": F.lit(None).cast("string"),
        }
    )
    shared = (
        merged_users.join(
            user_activity.join(sharing, on="user_id", how="left_semi"), on="user_id", how="left"
        )
        .withColumn("target", F.when(F.col("reason") == F.lit("merged"), F.col("email")))
        .select(
            "user_id",
            "contact_user_id",
            "reason",
            F.col("own_email").alias("email"),
            F.col("own_user_name").alias("user_name"),
            F.col("own_gaggle_id").alias("gaggle_id"),
            "created_at",
            *fill_measures(),
            "list_line",
            "target",
        )
    )
    # Merged values are those of one user, until they are made those that tables show.
    everyone = alone.select(*shared.columns).unionByName(shared)
    return everyone.withColumns(finals) if (finals := final_measures()) else everyone
