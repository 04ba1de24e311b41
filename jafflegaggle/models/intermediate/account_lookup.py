"""Which account the rows of billing or the CRM lead to: by e-mail, by domain, by gaggle."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.columns.email import extract_email_domain
from jafflegaggle.identity.resolve import resolve_merges

IS_ACCOUNT = "is_account"


def look_up_email(
    rows: DataFrame,
    contacts: DataFrame,
    bridge: DataFrame,
    resolved_emails: DataFrame | None,
    resolved_domains: DataFrame | None,
) -> DataFrame:
    """Add `account`, and `is_internal`: whether the contact met is the company's own.

    The e-mail is resolved to a contact, and the contact to its account; an e-mail without a contact
    goes by its own resolved domain, if that is an account.

    Args:
        rows: rows with a normalized `email`, few compared with contacts: each look-up is reduced to
            their keys.
        contacts: the contacts.
        bridge: the bridge; its companies are the accounts.
        resolved_emails: the compiled list `email, target`, or None.
        resolved_domains: `domain, target` and more, or None.
    """
    with_person = resolve_merges(rows, "email", resolved_emails, "person_email")
    with_domain = with_person.withColumn("domain", extract_email_domain(F.col("email")))
    resolved = look_up_domain(with_domain, "domain", bridge, resolved_domains, "account_of_address")
    emails = resolved.select("person_email").distinct()
    contacts_met = (
        contacts.where(F.col("email").isNotNull())
        .select(F.col("email").alias("person_email"), "account_corporate_email", "is_internal")
        .join(F.broadcast(emails), on="person_email", how="left_semi")
        .withColumn("is_contact", F.lit(True))
    )
    account = F.when(F.col("is_contact"), F.col("account_corporate_email")).otherwise(
        F.col("account_of_address")
    )
    return (
        resolved.join(contacts_met, on="person_email", how="left")
        .withColumns({"account": account, "is_internal": F.coalesce("is_internal", F.lit(False))})
        .drop("person_email", "domain", "account_of_address", "is_contact")
        .drop("account_corporate_email")
    )


def look_up_domain(
    rows: DataFrame,
    domain: str,
    bridge: DataFrame,
    resolved_domains: DataFrame | None,
    column: str,
) -> DataFrame:
    """Add a column: the domain after merges where it is an account, else NULL.

    Args:
        rows: rows with domains, few compared with accounts.
        domain: the column with the domain.
        bridge: the bridge; its companies are the accounts.
        resolved_domains: `domain, target` and more, or None.
        column: the name of the new column.
    """
    targets = resolved_domains
    if targets is not None:
        targets = targets.select(F.col("domain").alias(domain), "target")
    resolved = resolve_merges(rows, domain, targets, column)
    companies = resolved.select(column).distinct()
    accounts_met = (
        bridge.select(F.col("corporate_email").alias(column))
        .join(F.broadcast(companies), on=column, how="left_semi")
        .distinct()
        .withColumn(IS_ACCOUNT, F.lit(True))
    )
    return (
        resolved.join(accounts_met, on=column, how="left")
        .withColumn(column, F.when(F.col(IS_ACCOUNT), F.col(column)))
        .drop(IS_ACCOUNT)
    )
