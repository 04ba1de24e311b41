"""The lists that people keep, which are compiled on the driver, with line numbers.

The merge lists say what is one, the vetoes what no merge list may join.
"""

from jafflegaggle.staging.spec import SourceSpec, Text

MERGED_USER = SourceSpec(
    name="merged_user",
    grain="one row per decision that two e-mails are one person",
    columns=(
        Text(
            "old_email",
            "the e-mail that is merged",
            key="email",
            aliases=(
                "old",
                "from",
                "from_email",
                "source_email",
                "duplicate_email",
                "secondary_email",
                "previous_email",
            ),
        ),
        Text(
            "new_email",
            "the e-mail that it is merged into",
            key="email",
            aliases=(
                "new",
                "to",
                "to_email",
                "target_email",
                "primary_email",
                "canonical_email",
                "main_email",
                "current_email",
            ),
        ),
    ),
    resolved_as="resolved_emails",
    recognized_by=("old_email", "new_email"),
)
MERGED_COMPANY_DOMAIN = SourceSpec(
    name="merged_company_domain",
    grain="one row per decision that a company moved to another domain",
    columns=(
        Text(
            "old_domain",
            "the domain that the company had",
            key="corporate_email",
            aliases=(
                "old",
                "from",
                "from_domain",
                "source_domain",
                "duplicate_domain",
                "secondary_domain",
                "previous_domain",
            ),
        ),
        Text(
            "new_domain",
            "the domain that it moved to",
            key="corporate_email",
            aliases=(
                "new",
                "to",
                "to_domain",
                "target_domain",
                "primary_domain",
                "canonical_domain",
                "main_domain",
                "current_domain",
            ),
        ),
    ),
    resolved_as="resolved_domains",
    recognized_by=("old_domain", "new_domain"),
)
NOT_SAME_USER = SourceSpec(
    name="not_same_user",
    grain="one row per decision that two e-mails are two people, whatever `merged_user` says",
    columns=(
        Text("a", "an e-mail", key="email"),
        Text("b", "another e-mail", key="email"),
        Text("reason", "why, for whoever reads it"),
    ),
    optional=("reason",),
    is_veto=True,
)
NOT_SAME_COMPANY = SourceSpec(
    name="not_same_company",
    grain=(
        "one row per decision that two domains are two companies, whatever `merged_company_domain` "
        "says"
    ),
    columns=(
        Text("a", "a domain", key="corporate_email"),
        Text("b", "another domain", key="corporate_email"),
        Text("reason", "why, for whoever reads it"),
    ),
    optional=("reason",),
    is_veto=True,
)
