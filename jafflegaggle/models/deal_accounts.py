"""Which account each deal belongs to."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.identity.email import extract_email_domain
from jafflegaggle.identity.targets import followed
from jafflegaggle.models.model import Field, Model

DEAL_ACCOUNTS = Model(
    name="deal_accounts",
    grain="one row a good deal",
    key=(),
    fields=(
        Field("deal_name", "string", "the deal"),
        Field("email", "string", "its e-mail, normalised"),
        Field("is_won", "boolean", "whether its stage counts as won"),
        Field("amount", "decimal(18,2)", "its amount"),
        Field("close_date", "date", "when it was closed"),
        Field("account", "string", "the account; NULL where it leads to none"),
    ),
)


def deal_accounts(
    deals: DataFrame,
    contacts: DataFrame,
    gaggle_domains: DataFrame,
    email_targets: DataFrame | None,
    domain_targets: DataFrame | None,
) -> DataFrame:
    """One row a deal, with the account that its e-mail leads to.

    The e-mail leads through the merges to a contact, and that to its account; an e-mail that meets
    no contact goes by its own resolved domain, if that is an account.

    Args:
        deals: the good deals. They are few beside contacts: each look-up is cut to their keys.
        contacts: the contacts.
        gaggle_domains: the bridge; its companies are the accounts.
        email_targets: the compiled list `email, target`, or None.
        domain_targets: the compiled list `domain, target`, or None.
    """
    resolved = followed(
        followed(deals, "email", email_targets, "person_email").withColumn(
            "domain", extract_email_domain(F.col("email"))
        ),
        "domain",
        domain_targets,
        "company",
    )
    emails = resolved.select("person_email").distinct()
    contacts_met = (
        contacts.where(F.col("email").isNotNull())
        .select(F.col("email").alias("person_email"), "account_corporate_email")
        .join(F.broadcast(emails), on="person_email", how="left_semi")
        .withColumn("is_contact", F.lit(True))
    )
    companies = resolved.select("company").distinct()
    accounts_met = (
        gaggle_domains.select(F.col("corporate_email").alias("company"))
        .join(F.broadcast(companies), on="company", how="left_semi")
        .distinct()
        .withColumn("is_account", F.lit(True))
    )
    return DEAL_ACCOUNTS.select(
        resolved.join(contacts_met, on="person_email", how="left")
        .join(accounts_met, on="company", how="left")
        .withColumn(
            "account",
            F.when(F.col("is_contact"), F.col("account_corporate_email")).when(
                F.col("is_account"), F.col("company")
            ),
        )
    )
