"""What the CRM holds: one row per company record, and one per contact record."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.limits import MaxQuarantined
from jafflegaggle.columns.domains import normalize_website
from jafflegaggle.columns.email import normalize_email
from jafflegaggle.rules import Rules
from jafflegaggle.staging.aliases import DOMAINS, EMAILS
from jafflegaggle.staging.spec import Domain, Email, List, SourceSpec, Text, TextId

CRM_ID = TextId(
    "crm_id",
    "the record's id in the CRM",
    required=True,
    aliases=("record_id", "hs_object_id", "id", "account_id", "contact_id", "company_id"),
)
OWNER = Text(
    "owner",
    "who owns the record",
    aliases=("hubspot_owner_id", "owner_name", "owner_id", "company_owner", "contact_owner"),
)
MERGED_INTO = TextId(
    "merged_into",
    "the `crm_id` of the record that the CRM merged it into; empty: none",
    aliases=("master_record_id", "merged_to"),
)


def with_merges(records: DataFrame, rules: Rules) -> DataFrame:  # noqa: ARG001
    """A record that names itself in `merged_into` was merged into no other."""
    return records.withColumn("merged_into", F.nullif("merged_into", "crm_id"))


def with_website(records: DataFrame, rules: Rules) -> DataFrame:
    """The same, with the domain of what may be a website."""
    domain = normalize_website(F.col("corporate_email"))
    return with_merges(records, rules).withColumn("corporate_email", domain)


def with_email(records: DataFrame, rules: Rules) -> DataFrame:
    """The same, with the e-mail normalized."""
    return with_merges(records, rules).withColumn("email", normalize_email(F.col("email")))


CRM_COMPANIES = SourceSpec(
    name="crm_companies",
    grain="one row per company record of the CRM",
    columns=(
        CRM_ID,
        Domain(
            "corporate_email",
            "the domain of the company, or its website",
            key="corporate_email",
            aliases=DOMAINS,
        ),
        List(
            "additional_domains",
            "its other domains or websites, separated by `;`",
            aliases=("hs_additional_domains",),
        ),
        Text("company_name", "its name", aliases=("name", "account_name")),
        OWNER,
        MERGED_INTO,
    ),
    key="crm_id",
    optional=("additional_domains", "company_name", "owner", "merged_into"),
    nouns=("crm_company", "crm_companies", "hubspot_companies", "salesforce_accounts"),
    with_columns=with_website,
    checks=(MaxQuarantined(),),
)

CRM_CONTACTS = SourceSpec(
    name="crm_contacts",
    grain="one row per contact record of the CRM",
    columns=(
        CRM_ID,
        Email("email", "the e-mail", key="email", aliases=EMAILS),
        List(
            "additional_emails",
            "the person's other e-mails, separated by `;`",
            aliases=("hs_additional_emails",),
        ),
        OWNER,
        MERGED_INTO,
    ),
    key="crm_id",
    optional=("additional_emails", "owner", "merged_into"),
    nouns=("crm_contact", "crm_contacts", "hubspot_contacts", "salesforce_contacts"),
    with_columns=with_email,
    checks=(MaxQuarantined(),),
)
