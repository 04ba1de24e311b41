"""People: the contacts, before they are attributed to accounts."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle import text
from jafflegaggle.columns.domains import (
    company_domain,
    is_personal_domain,
    is_well_formed_domain,
)
from jafflegaggle.columns.email import extract_email_domain
from jafflegaggle.frames import join_into
from jafflegaggle.identity.resolve import resolve_merges
from jafflegaggle.models.measures import fill_measures, merge_measures, state_fields
from jafflegaggle.models.spec import COMPANY, EMAIL, GAGGLE, ID, USER, Field, table
from jafflegaggle.reasons import Reason


@table(
    grain="one row per person",
    key=("user_id",),
    fields=(
        Field("user_id", ID, "the user who survives", USER),
        Field("user_name", "string", "the newest name"),
        Field("email", "string", "the survivor's e-mail", EMAIL),
        Field("no_address", "string", "the value in place of an e-mail; NULL if there is none"),
        Field("email_flaw", "string", "no_email, no_address or malformed_domain; NULL for none"),
        Field("company", "string", "the company domain after domain merges", COMPANY),
        Field(
            "company_before",
            "string",
            "the well-formed domain before a merge moved it; NULL if none did",
            COMPANY,
        ),
        Field("gaggle_id", ID, "the newest gaggle", GAGGLE),
        Field("created_at", "timestamp", "the earliest sign-up"),
        *state_fields("the person"),
    ),
)
def people(
    users: DataFrame,
    user_activity: DataFrame,
    merged_users: DataFrame,
    resolved_domains: DataFrame | None,
    personal: frozenset[str],
) -> DataFrame:
    """One row per person: users with their activity, merged if they share a contact.

    Args:
        users: the valid users.
        user_activity: what each user did.
        merged_users: the users who share a contact; only these are grouped again.
        resolved_domains: the compiled list, `domain, target`; None if there is none.
        personal: the personal domains in force.
    """
    few = F.broadcast(merged_users.select("user_id"))
    alone = join_into(
        user_activity, users.join(few, on="user_id", how="left_anti"), on="user_id"
    ).select(
        "user_id",
        "user_name",
        "email",
        "no_address",
        "gaggle_id",
        "created_at",
        *fill_measures(),
    )
    theirs = user_activity.join(few, on="user_id", how="left_semi")
    shared = (
        merged_users.join(theirs, on="user_id", how="left")
        .groupBy(F.col("contact_user_id").alias("user_id"), "user_name", "email", "gaggle_id")
        .agg(F.min("created_at").alias("created_at"), *merge_measures())
        .withColumn("no_address", F.lit(None).cast("string"))
    )
    everyone = alone.unionByName(shared).withColumn("domain", extract_email_domain(F.col("email")))
    resolved = resolve_merges(everyone, "domain", resolved_domains, "resolved")
    judged = resolved.withColumn("company", company_domain(F.col("resolved"), personal))
    # Both are NULL for nearly everybody, and cost next to nothing. A malformed domain that a merge
    # fixes shows as fixed.
    has_moved = (F.col("domain") != F.col("company")) & is_well_formed_domain(F.col("domain"))
    return judged.withColumns(
        {
            "email_flaw": _flaw(F.col("domain"), F.col("company"), personal),
            "company_before": F.when(has_moved, F.col("domain")),
        }
    )


def _flaw(domain: Column, company: Column, personal: frozenset[str]) -> Column:
    """Why an e-mail leads to no domain; a malformed one that a merge fixes is no flaw."""
    # The cheaper test first; a malformed domain is malformed even if it is listed as personal.
    providers = frozenset(filter(text.is_well_formed_domain, personal))
    may_be = company.isNull() & ~is_personal_domain(domain, providers)
    is_malformed = may_be & ~is_well_formed_domain(domain)
    return (
        F.when(F.col("no_address").isNotNull(), F.lit(Reason.NO_ADDRESS.of()))
        .when(F.col("email").isNull(), F.lit(Reason.NO_EMAIL.of()))
        .when(is_malformed, F.lit(Reason.MALFORMED_DOMAIN.of()))
    )
