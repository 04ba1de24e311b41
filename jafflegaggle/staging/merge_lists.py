"""The hand-maintained merge lists, which are compiled on the driver, with line numbers."""

from jafflegaggle.staging.spec import SourceSpec, Text

MERGED_USER = SourceSpec(
    name="merged_user",
    grain="one row per decision that two e-mails are one person",
    columns=(
        Text("old_email", "the e-mail that is merged", key="email"),
        Text("new_email", "the e-mail that it is merged into", key="email"),
    ),
    resolved_as="resolved_emails",
)
MERGED_COMPANY_DOMAIN = SourceSpec(
    name="merged_company_domain",
    grain="one row per decision that a company moved to another domain",
    columns=(
        Text("old_domain", "the domain that the company had", key="corporate_email"),
        Text("new_domain", "the domain that it moved to", key="corporate_email"),
    ),
    resolved_as="resolved_domains",
)
