"""People: the contacts, before they are attributed to accounts."""

from collections.abc import Collection

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.columns.domains import is_well_formed_domain
from jafflegaggle.columns.email import extract_email_domain
from jafflegaggle.frames import EXTRA, join_into
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
        Field("no_address", "string", "what stands in the place of an e-mail; NULL: nothing does"),
        Field(
            "email_flaw",
            "string",
            "no_email, no_address, malformed_address or malformed_domain; NULL: none",
        ),
        Field("company", "string", "the company domain after domain merges", COMPANY),
        Field(
            "company_before",
            "string",
            "the well-formed domain before a merge moved it; NULL if none did",
            COMPANY,
        ),
        Field("is_merged_domain", "boolean", "whether a domain merge gives the company"),
        Field("personal_list", "string", "the list that calls the domain personal; NULL: none"),
        Field("is_internal", "boolean", "whether the domain or the e-mail is the company's own"),
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
    internal_people: Collection[str],
) -> DataFrame:
    """One row per person: users with their activity, merged if they share a contact.

    Args:
        users: the valid users.
        user_activity: what each user did.
        merged_users: the users who share a contact; only they are grouped again.
        resolved_domains: what is known of some domains: `domain, target, personal_list,
            is_internal`; None where nothing is of any.
        internal_people: the e-mails of the company's own people, normalized.
    """
    extra = [name for name in merged_users.columns if name.startswith(EXTRA)]
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
        *extra,
        *fill_measures(),
    )
    theirs = user_activity.join(few, on="user_id", how="left_semi")
    shared = (
        merged_users.join(theirs, on="user_id", how="left")
        .groupBy(
            F.col("contact_user_id").alias("user_id"), "user_name", "email", "gaggle_id", *extra
        )
        .agg(F.min("created_at").alias("created_at"), *merge_measures())
        .withColumn("no_address", F.lit(None).cast("string"))
    )
    everyone = alone.unionByName(shared).withColumn("domain", extract_email_domain(F.col("email")))
    resolved = resolve_merges(everyone, "domain", resolved_domains, "resolved")
    if resolved_domains is None:
        resolved = resolved.withColumns(
            {"personal_list": F.lit(None).cast("string"), "is_internal": F.lit(False)}
        )
    is_company = F.col("personal_list").isNull() & is_well_formed_domain(F.col("resolved"))
    judged = resolved.withColumn("company", F.when(is_company, F.col("resolved")))
    # Both are NULL for nearly everybody, and cost next to nothing to keep. A malformed domain that
    # a merge mends shows as mended.
    is_merged = F.col("domain") != F.col("company")
    has_moved = is_merged & is_well_formed_domain(F.col("domain"))
    return judged.withColumns(
        {
            "email_flaw": _flaw(),
            "company_before": F.when(has_moved, F.col("domain")),
            "is_internal": _is_internal(internal_people),
            "is_merged_domain": is_merged,
        }
    )


def _flaw() -> Column:
    """Why an e-mail leads to no domain; a malformed one that a merge mends is none."""
    is_malformed = F.col("company").isNull() & F.col("personal_list").isNull()
    return (
        F.when(F.col("no_address").isNotNull(), F.lit(Reason.NO_ADDRESS.of()))
        .when(F.col("email").isNull(), F.lit(Reason.NO_EMAIL.of()))
        .when(F.col("domain").isNull(), F.lit(Reason.MALFORMED_ADDRESS.of()))
        .when(is_malformed, F.lit(Reason.MALFORMED_DOMAIN.of()))
    )


def _is_internal(internal_people: Collection[str]) -> Column:
    """Whether a person is the company's own, by domain or e-mail."""
    by_domain = F.coalesce("is_internal", F.lit(False))
    if not internal_people:
        return by_domain
    return by_domain | F.coalesce(F.col("email").isin(*sorted(internal_people)), F.lit(False))
