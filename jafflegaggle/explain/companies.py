"""The companies of a gaggle, and why one of them is the primary one."""

from collections.abc import Sequence

from pyspark.sql import functions as F

from jafflegaggle.explain.facts import Company, GaggleCompanies, Id
from jafflegaggle.explain.rows import Rows, fetch, is_one_of

MAX_COMPANIES = 10
OWN = ("own_domain", "merged_domain")


def companies_of(rows: Rows, gaggle_id: Id) -> GaggleCompanies:
    """The companies of a gaggle, the primary one first, then those with the most contacts."""
    is_it = F.col("gaggle_id") == F.lit(gaggle_id)
    by = (
        F.col("is_primary").desc(),
        F.col("number_of_users").desc(),
        F.col("number_of_events").desc(),
        F.col("corporate_email").asc_nulls_last(),
    )
    some = rows.some(Company, "gaggle_domains", is_it, by, MAX_COMPANIES)
    named = rows.one("gaggle_facts", ("gaggle_name",), is_it)
    primary = next((one.corporate_email for one in some.first if one.is_primary), None)
    return GaggleCompanies(
        gaggle_id=gaggle_id,
        gaggle_name=named["gaggle_name"] if named else None,
        primary=primary,
        primary_reason=_why(rows, gaggle_id, some.first),
        companies=some,
    )


def _why(rows: Rows, gaggle_id: Id, companies: Sequence[Company]) -> str:
    """Why the primary company is that one: by contacts, events, earliest sign-up, alphabet."""
    if not companies:
        return "it has no contacts"
    if not companies[0].is_primary:
        return "no contact of it has a company"
    first, *others = [one for one in companies if one.corporate_email is not None]
    if not others:
        return "the only company"
    users = [one for one in others if one.number_of_users == first.number_of_users]
    if not users:
        return "the most contacts"
    equal = [one for one in users if one.number_of_events == first.number_of_events]
    if not equal:
        return "as many contacts, the most events"
    dates = _first_sign_ups(rows, gaggle_id, [first, *equal])
    own = dates.get(first.corporate_email)
    rivals = [dates.get(one.corporate_email) for one in equal]
    rule = "the first in the alphabet" if own in rivals else "the earliest sign-up"
    return f"as many contacts and events, {rule}"


def _first_sign_ups(
    rows: Rows, gaggle_id: Id, companies: Sequence[Company]
) -> dict[str | None, object]:
    """The earliest sign-up of the contacts of companies in a gaggle, which only contacts have."""
    columns = ("account_corporate_email", "account_reason", "gaggle_id", "created_at")
    theirs = (
        (F.col("gaggle_id") == F.lit(gaggle_id))
        & is_one_of(F.col("account_reason"), OWN)
        & is_one_of(F.col("account_corporate_email"), [one.corporate_email for one in companies])
    )
    by_company = (
        rows.table("contacts", *columns)
        .where(theirs)
        .groupBy("account_corporate_email")
        .agg(F.min("created_at").alias("created_at"))
    )
    found = fetch(by_company, len(companies))
    return {row["account_corporate_email"]: row["created_at"] for row in found}
