"""Users who are the same person, by merged or by equal e-mails."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jafflegaggle.frames import EXTRA, duplicate_keys
from jafflegaggle.identity.resolve import resolve_merges
from jafflegaggle.models.spec import EMAIL, GAGGLE, ID, USER, Field, table


@table(
    grain="one row per user who shares a contact with another user",
    key=("user_id",),
    fields=(
        Field("user_id", ID, "the user", USER),
        Field("contact_user_id", ID, "the user who survives as the contact", USER),
        Field("reason", "string", "self, same_email or merged"),
        Field("email", "string", "the contact's e-mail", EMAIL),
        Field("user_name", "string", "the newest name among the contact's users"),
        Field("gaggle_id", ID, "the newest gaggle among the contact's users", GAGGLE),
        Field("created_at", "timestamp", "when the user signed up"),
        Field("own_gaggle_id", ID, "the user's own gaggle", GAGGLE),
        Field("own_email", "string", "the user's own e-mail", EMAIL),
        Field("own_user_name", "string", "the user's own name"),
        Field("list_line", "bigint", "the line of `merged_user` that moves the e-mail, if any"),
    ),
)
def merged_users(users: DataFrame, resolved_emails: DataFrame | None) -> DataFrame:
    """One row per user of a contact with several users; other users are not touched.

    The survivor is the earliest created (NULL last, then the lowest `user_id`) of the users who
    have the contact's e-mail. The name and the gaggle are the newest that are not NULL: by
    `created_at` (NULL oldest), then the survivor's, then that of the lowest `user_id`.

    Args:
        users: the valid users.
        resolved_emails: the compiled list, `email, target, list_line`; None if there is none.
    """
    own = ("email", "user_name", "gaggle_id")
    named = users.withColumns({f"own_{name}": F.col(name) for name in own})
    people = resolve_merges(named, "email", resolved_emails, "email")
    if resolved_emails is None:
        people = people.withColumn("list_line", F.lit(None))
    shared = F.broadcast(duplicate_keys(people, "email"))
    return _with_survivor(people.join(shared, on="email", how="left_semi"))


def _with_survivor(shared: DataFrame) -> DataFrame:
    is_own = F.col("own_email") == F.col("email")
    is_survivor = F.col("user_id") == F.col("contact_user_id")
    by_survival = Window.partitionBy("email").orderBy(
        is_own.desc(), F.col("created_at").asc_nulls_last(), F.col("user_id").asc()
    )
    by_newest = (
        Window.partitionBy("email")
        .orderBy(F.col("created_at").desc_nulls_last(), is_survivor.desc(), F.col("user_id").asc())
        .rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    )

    def newest(name: str) -> Column:
        return F.first(name, ignorenulls=True).over(by_newest)

    others = [name for name in shared.columns if name.startswith(EXTRA)]
    reason = (
        F.when(~is_own, F.lit("merged")).when(is_survivor, F.lit("self")).otherwise("same_email")
    )
    return shared.withColumn("contact_user_id", F.first("user_id").over(by_survival)).withColumns(
        {"reason": reason} | {name: newest(name) for name in ("user_name", "gaggle_id", *others)}
    )
