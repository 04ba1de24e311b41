"""Contacts: whom a sales team can write to."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.models.check import (
    CONSERVED_ROWS,
    MAX_ROWS_LOST,
    not_null,
    relationships,
    unique,
)
from jafflegaggle.models.gaggle_domains import primary_domains
from jafflegaggle.models.model import ID, Field, Model, activity_fields
from jafflegaggle.staging.parse import date_of

CONTACTS = Model(
    name="contacts",
    grain="one row a person",
    key=("user_id",),
    fields=(
        Field("user_id", ID, "the user who survives"),
        Field("user_name", "string", "the newest name among the person's users"),
        Field("email", "string", "the e-mail, normalised"),
        Field("corporate_email", "string", "the company domain, before domain merges"),
        Field("account_corporate_email", "string", "the account: own company, or the gaggle's"),
        Field("gaggle_id", ID, "the newest gaggle among the person's users"),
        Field("created_at", "timestamp", "the earliest sign-up (UTC)"),
        Field("user_cohort", "date", "the date of the earliest sign-up (UTC)"),
        *activity_fields("the contact"),
    ),
    checks=(
        unique("user_id"),
        unique("email"),
        *not_null("user_id"),
        *not_null("email", "gaggle_id", severity="warn"),
        relationships("user_id", to="contact_aliases.contact_user_id"),
        relationships("account_corporate_email", to="accounts.corporate_email"),
        # A gaggle that `gaggles` does not have is kept on purpose.
        relationships("gaggle_id", to="gaggle_facts.gaggle_id", severity="warn"),
        CONSERVED_ROWS,
        MAX_ROWS_LOST,
    ),
)


def contacts(people: DataFrame, gaggle_domains: DataFrame) -> DataFrame:
    """One row a person, with the account: its own company, else the primary one of its gaggle."""
    return CONTACTS.select(
        people.join(primary_domains(gaggle_domains), on="gaggle_id", how="left").withColumns(
            {
                "corporate_email": F.coalesce("company_before", "company"),
                "account_corporate_email": F.coalesce("company", "primary_domain"),
                "user_cohort": date_of(F.col("created_at")),
            }
        )
    )
