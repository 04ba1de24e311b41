"""Contact gaggles: every workspace that a person is in, with what the person did there."""

import datetime as dt

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.conservation import conservation
from jafflegaggle.checks.keys import relationships, unique
from jafflegaggle.checks.rows import not_null
from jafflegaggle.checks.spec import Total
from jafflegaggle.models.keys import GAGGLES_ARE_OF_CONTACTS
from jafflegaggle.models.measures import activity_fields, final_measures, merge_measures
from jafflegaggle.models.spec import GAGGLE, ID, USER, Field, table
from jafflegaggle.models.windows import CONTACT_FIELDS, contact_windows

THEIRS = "the contact's users in the gaggle"
FIELDS = (
    Field("user_id", ID, "the contact", USER),
    Field("gaggle_id", ID, "the gaggle", GAGGLE),
    Field("is_current", "boolean", "whether it is the contact's own gaggle, as in `contacts`"),
    Field("number_of_users", "bigint", f"number of {THEIRS}"),
    *activity_fields(THEIRS),
    *CONTACT_FIELDS,
)
COLUMNS = [field.name for field in FIELDS]
CURRENT_GAGGLES = Total(
    "current gaggles of contacts",
    "contact_gaggles",
    lambda: F.count(F.when(F.col("is_current"), F.lit(1))),
)
CONTACTS_WITH_A_GAGGLE = Total(
    "external contacts with a gaggle",
    "contacts",
    lambda: F.count(F.when(~F.col("is_internal"), F.col("gaggle_id"))),
)


@table(
    grain="one row per contact and gaggle of any of its users",
    key=("user_id", "gaggle_id"),
    fields=FIELDS,
    checks=(
        unique("user_id", "gaggle_id", same=GAGGLES_ARE_OF_CONTACTS),
        *not_null("user_id", "gaggle_id", "is_current"),
        relationships("user_id", to="contacts.user_id", same=GAGGLES_ARE_OF_CONTACTS),
        # Gaggles that are missing from `gaggles` are accepted on purpose.
        relationships("gaggle_id", to="gaggle_facts.gaggle_id", severity="warn"),
        conservation(CURRENT_GAGGLES, CONTACTS_WITH_A_GAGGLE, column="is_current"),
    ),
)
def contact_gaggles(
    contacts: DataFrame, merged_users: DataFrame, user_activity: DataFrame, snapshot_date: dt.date
) -> DataFrame:
    """One row per contact and gaggle of its users; users without a gaggle have none.

    The row of a contact with one user is the contact's own. Only users who share a contact are
    grouped again, each by its own gaggle. Internal contacts have no row.

    Args:
        contacts: the contacts; their gaggle is the current one.
        merged_users: the users who share a contact.
        user_activity: what each user did.
        snapshot_date: the date of the snapshot.
    """
    sharing = F.broadcast(merged_users.select("user_id"))
    survivors = F.broadcast(merged_users.select(F.col("contact_user_id").alias("user_id")))
    alone = (
        contacts.where(F.col("gaggle_id").isNotNull() & ~F.col("is_internal"))
        .join(survivors, on="user_id", how="left_anti")
        .withColumns({"is_current": F.lit(True), "number_of_users": F.lit(1)})
    )
    internal = contacts.where(F.col("is_internal")).select(
        F.col("user_id").alias("contact_user_id")
    )
    shared = (
        merged_users.where(F.col("own_gaggle_id").isNotNull())
        .join(internal, on="contact_user_id", how="left_anti")
        .withColumn("is_current", F.col("own_gaggle_id") == F.col("gaggle_id"))
        .select("user_id", "contact_user_id", "own_gaggle_id", "is_current")
        .join(user_activity.join(sharing, on="user_id", how="left_semi"), on="user_id", how="left")
        .groupBy(
            F.col("contact_user_id").alias("user_id"),
            F.col("own_gaggle_id").alias("gaggle_id"),
            "is_current",
        )
        .agg(F.count(F.lit(1)).alias("number_of_users"), *merge_measures())
        .withColumns({**final_measures(), **contact_windows(snapshot_date)})
    )
    return alone.select(*COLUMNS).unionByName(shared.select(*COLUMNS))
