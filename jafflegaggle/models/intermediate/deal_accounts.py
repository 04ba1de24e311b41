"""Which account each deal belongs to."""

import datetime as dt

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.columns.email import extract_email_domain
from jafflegaggle.identity.resolve import resolve_merges
from jafflegaggle.models.spec import COMPANY, EMAIL, Field, table


@table(
    grain="one row per valid deal",
    fields=(
        Field("deal_name", "string", "the deal"),
        Field("email", "string", "its e-mail, normalized", EMAIL),
        Field(
            "is_won", "boolean", "whether its stage counts as won, and it is not after the snapshot"
        ),
        Field("is_after_snapshot", "boolean", "whether it is won after the snapshot's date"),
        Field("amount", "decimal(18,2)", "its amount"),
        Field("close_date", "date", "when it was closed"),
        Field("account", "string", "the account; NULL where it leads to none", COMPANY),
        Field("is_internal", "boolean", "whether it is that of an internal contact"),
    ),
)
def deal_accounts(
    deals: DataFrame,
    contacts: DataFrame,
    bridge: DataFrame,
    resolved_emails: DataFrame | None,
    resolved_domains: DataFrame | None,
    snapshot_date: dt.date,
) -> DataFrame:
    """One row per deal, with the account that its e-mail leads to.

    The e-mail is resolved to a contact, and the contact to its account; an e-mail without a contact
    goes by its own resolved domain, if that is an account.

    Args:
        deals: the valid deals, few compared with contacts: each look-up is reduced to their keys.
        contacts: the contacts.
        bridge: the bridge; its companies are the accounts.
        resolved_emails: the compiled list `email, target`, or None.
        resolved_domains: `domain, target` and more, or None.
        snapshot_date: the date of the snapshot; deals closed after it are not won yet.
    """
    with_person = resolve_merges(deals, "email", resolved_emails, "person_email")
    with_domain = with_person.withColumn("domain", extract_email_domain(F.col("email")))
    targets = None if resolved_domains is None else resolved_domains.select("domain", "target")
    resolved = resolve_merges(with_domain, "domain", targets, "company")
    emails = resolved.select("person_email").distinct()
    contacts_met = (
        contacts.where(F.col("email").isNotNull())
        .select(F.col("email").alias("person_email"), "account_corporate_email", "is_internal")
        .join(F.broadcast(emails), on="person_email", how="left_semi")
        .withColumn("is_contact", F.lit(True))
    )
    companies = resolved.select("company").distinct()
    accounts_met = (
        bridge.select(F.col("corporate_email").alias("company"))
        .join(F.broadcast(companies), on="company", how="left_semi")
        .distinct()
        .withColumn("is_account", F.lit(True))
    )
    account = F.when(F.col("is_contact"), F.col("account_corporate_email")).when(
        F.col("is_account"), F.col("company")
    )
    is_closed = F.coalesce(F.col("close_date") <= F.lit(snapshot_date), F.lit(True))
    return (
        resolved.join(contacts_met, on="person_email", how="left")
        .join(accounts_met, on="company", how="left")
        .withColumns(
            {
                "account": account,
                "is_internal": F.coalesce("is_internal", F.lit(False)),
                "is_won": F.col("is_won") & is_closed,
                "is_after_snapshot": F.col("is_won") & ~is_closed,
            }
        )
    )
