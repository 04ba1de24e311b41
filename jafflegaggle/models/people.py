"""People: the contacts before it is known which account each belongs to."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle import activity, text
from jafflegaggle.identity.domains import company_domain, is_well_formed_domain
from jafflegaggle.identity.email import extract_email_domain
from jafflegaggle.identity.personal_domains import is_personal_domain
from jafflegaggle.identity.targets import followed
from jafflegaggle.models.model import ID, Field, Model, activity_fields

PEOPLE = Model(
    name="people",
    grain="one row a person",
    key=("user_id",),
    fields=(
        Field("user_id", ID, "the user who survives"),
        Field("user_name", "string", "the newest name"),
        Field("email", "string", "the survivor's e-mail"),
        Field("no_address", "string", "what stands in the place of an e-mail; NULL: nothing does"),
        Field("email_flaw", "string", "no_email, no_address or malformed_domain; NULL: none"),
        Field("company", "string", "the company domain after domain merges"),
        Field(
            "company_before",
            "string",
            "the one before a merge moved it, well formed; NULL: none did",
        ),
        Field("gaggle_id", ID, "the newest gaggle"),
        Field("created_at", "timestamp", "the earliest sign-up"),
        *activity_fields("the person"),
    ),
)


def people(
    users: DataFrame,
    user_activity: DataFrame,
    merged_users: DataFrame,
    domain_targets: DataFrame | None,
    personal: frozenset[str],
) -> DataFrame:
    """One row a person: the users with their activity, those of a shared contact rolled up.

    Args:
        users: the good users.
        user_activity: what each user did.
        merged_users: the users who share a contact; only they are grouped again.
        domain_targets: the compiled list, `domain, target`; None where there is none.
        personal: the personal domains in force.
    """
    few = F.broadcast(merged_users.select("user_id"))
    # A right join, since the embedded engine holds the left side in memory: here the numbers.
    alone = user_activity.join(
        users.join(few, on="user_id", how="left_anti"), on="user_id", how="right"
    ).select(
        "user_id",
        "user_name",
        "email",
        "no_address",
        "gaggle_id",
        "created_at",
        *activity.filled(),
    )
    shared = (
        merged_users.join(
            user_activity.join(few, on="user_id", how="left_semi"), on="user_id", how="left"
        )
        .groupBy(F.col("contact_user_id").alias("user_id"), "user_name", "email", "gaggle_id")
        .agg(F.min("created_at").alias("created_at"), *activity.rolled_up())
        .withColumn("no_address", F.lit(None).cast("string"))
    )
    everyone = alone.unionByName(shared).withColumn("domain", extract_email_domain(F.col("email")))
    resolved = followed(everyone, "domain", domain_targets, "resolved")
    judged = resolved.withColumn("company", company_domain(F.col("resolved"), personal))
    # Both are NULL for nearly everybody, and cost next to nothing to keep. A malformed domain that
    # a merge mends shows as mended.
    has_moved = (F.col("domain") != F.col("company")) & is_well_formed_domain(F.col("domain"))
    return PEOPLE.select(
        judged.withColumns(
            {
                "email_flaw": _flaw(F.col("domain"), F.col("company"), personal),
                "company_before": F.when(has_moved, F.col("domain")),
            }
        )
    )


def _flaw(domain: Column, company: Column, personal: frozenset[str]) -> Column:
    """Why an e-mail leads to no domain; a malformed one that a merge mends is none."""
    # The cheaper question first; a malformed domain that somebody lists as personal stays one.
    providers = frozenset(filter(text.is_well_formed_domain, personal))
    may_be = company.isNull() & ~is_personal_domain(domain, providers)
    is_malformed = may_be & ~is_well_formed_domain(domain)
    return (
        F.when(F.col("no_address").isNotNull(), F.lit("no_address"))
        .when(F.col("email").isNull(), F.lit("no_email"))
        .when(is_malformed, F.lit("malformed_domain"))
    )
