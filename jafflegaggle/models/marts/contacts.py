"""Contacts: the people whom a sales team can reach."""

import datetime as dt

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.conservation import conservation, rows_of
from jafflegaggle.checks.keys import relationships, unique
from jafflegaggle.checks.limits import MaxRowsLost
from jafflegaggle.checks.rows import accepted_values, not_null
from jafflegaggle.checks.spec import Total
from jafflegaggle.columns.days import days_between
from jafflegaggle.columns.names import first_and_last_name
from jafflegaggle.columns.times import date_of
from jafflegaggle.models.intermediate.bridge import attribute
from jafflegaggle.models.keys import CONTACTS_ARE_USERS
from jafflegaggle.models.marts.crm_links import CONTACT_RECORD, linked_records
from jafflegaggle.models.measures import activity_fields, final_measures
from jafflegaggle.models.spec import COMPANY, EMAIL, GAGGLE, ID, USER, Field, table
from jafflegaggle.models.windows import CONTACT_FIELDS, LIFECYCLES, contact_windows
from jafflegaggle.rules import PERSONAL_LISTS

ACCOUNT_REASONS = ("own_domain", "merged_domain", "gaggle_primary")
OWN_CONTACTS = Total(
    "users who are their own contact",
    "contact_aliases",
    lambda: F.count(F.when(F.col("user_id") == F.col("contact_user_id"), F.lit(1))),
)


@table(
    grain="one row per person",
    key=("user_id",),
    fields=(
        Field("user_id", ID, "the user who survives", USER),
        Field("user_name", "string", "the newest name among the person's users"),
        Field("first_name", "string", "all words of the name but the last; the only one of one"),
        Field(
            "last_name",
            "string",
            "the last word of the name, if it has several; else what the e-mail has before the @, "
            "else the user_id",
        ),
        Field("email", "string", "the e-mail, normalized", EMAIL),
        Field("corporate_email", "string", "the company domain, before domain merges", COMPANY),
        Field(
            "account_corporate_email",
            "string",
            "the account: its own company, else its gaggle's primary company",
            COMPANY,
        ),
        Field("gaggle_id", ID, "the newest gaggle among the person's users", GAGGLE),
        Field("created_at", "timestamp", "the earliest sign-up (UTC)"),
        Field("user_cohort", "date", "the date of the earliest sign-up (UTC)"),
        *activity_fields("the contact"),
        *CONTACT_FIELDS,
        Field(
            "days_to_first_order",
            "int",
            "days from the sign-up to the first order; NULL: without one, or if it is earlier",
        ),
        Field(
            "account_reason",
            "string",
            "own_domain, merged_domain (its own after a domain merge) or gaggle_primary; NULL: no "
            "account",
        ),
        Field(
            "personal_list",
            "string",
            "which list calls its domain personal: preset, personal_domains or "
            "personal_domains_file; NULL: none",
        ),
        Field(
            "is_internal",
            "boolean",
            "whether it is one of the company's own people, who count in no gaggle and no account",
        ),
        Field("crm_id", "string", "the person's record in the CRM; NULL: none is linked"),
        Field("owner", "string", "who owns that record"),
    ),
    checks=(
        unique("user_id", same=CONTACTS_ARE_USERS),
        unique("email"),
        *not_null("user_id", "last_name", "is_internal"),
        accepted_values("personal_list", PERSONAL_LISTS),
        *not_null("email", "gaggle_id", severity="warn"),
        accepted_values("lifecycle", LIFECYCLES),
        accepted_values("account_reason", ACCOUNT_REASONS),
        relationships("user_id", to="contact_aliases.contact_user_id", same=CONTACTS_ARE_USERS),
        relationships("account_corporate_email", to="accounts.corporate_email"),
        # Gaggles that are missing from `gaggles` are accepted on purpose.
        relationships("gaggle_id", to="gaggle_facts.gaggle_id", severity="warn"),
        conservation(rows_of("users of contacts", "contacts"), OWN_CONTACTS),
        MaxRowsLost(severity="warn"),
    ),
)
def contacts(
    people: DataFrame,
    bridge: DataFrame,
    snapshot_date: dt.date,
    crm_links: DataFrame | None = None,
) -> DataFrame:
    """One row per person, with the account: its own company, else the primary one of its gaggle.

    An internal contact has no account.

    Args:
        people: the contacts.
        bridge: the bridge.
        snapshot_date: the date of the snapshot.
        crm_links: links to the records of the CRM, or None.
    """
    attributed = _with_records(attribute(people, bridge, "company"), crm_links)
    reason = (
        F.when(F.col("is_merged_domain"), F.lit("merged_domain"))
        .when(F.col("company").isNotNull(), F.lit("own_domain"))
        .when(F.col("account").isNotNull(), F.lit("gaggle_primary"))
    )
    local_part = F.substring_index("email", "@", 1)
    instead = F.coalesce(local_part, F.col("user_id").cast("string"))
    first_name, last_name = first_and_last_name(F.col("user_name"), instead)
    return attributed.withColumns(
        {
            "first_name": first_name,
            "last_name": last_name,
            "corporate_email": F.coalesce("company_before", "company"),
            "account_corporate_email": F.when(~F.col("is_internal"), F.col("account")),
            "user_cohort": date_of(F.col("created_at")),
            **final_measures(),
            **contact_windows(snapshot_date),
            "days_to_first_order": days_between(F.col("created_at"), F.col("first_order")),
            "account_reason": F.when(~F.col("is_internal"), reason),
        }
    )


def _with_records(people: DataFrame, crm_links: DataFrame | None) -> DataFrame:
    """Add the `crm_id` and `owner` of the record in the CRM; NULL where none is linked."""
    if crm_links is None:
        nothing = F.lit(None).cast("string")
        return people.withColumns({"crm_id": nothing, "owner": nothing})
    records = linked_records(crm_links, CONTACT_RECORD)
    return (
        people.withColumn("key", F.col("user_id").cast("string"))
        .join(records, on="key", how="left")
        .drop("key")
    )
