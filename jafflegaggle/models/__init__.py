"""One file per table: its grain, its columns, its checks, and one function.

To add a table, declare it in a file of its layer, and add it to TABLES.
"""

from collections.abc import Sequence

from jafflegaggle.checks.spec import Check, Subject
from jafflegaggle.models.audit.check_results import check_results
from jafflegaggle.models.audit.contact_aliases import contact_aliases
from jafflegaggle.models.audit.crm_changes import crm_changes
from jafflegaggle.models.audit.findings import findings
from jafflegaggle.models.audit.merge_report import merge_report
from jafflegaggle.models.audit.quarantine import quarantine
from jafflegaggle.models.intermediate.account_names import account_names
from jafflegaggle.models.intermediate.account_subscriptions import account_subscriptions
from jafflegaggle.models.intermediate.bridge import bridge
from jafflegaggle.models.intermediate.deal_accounts import deal_accounts
from jafflegaggle.models.intermediate.event_totals import event_totals
from jafflegaggle.models.intermediate.merged_users import merged_users
from jafflegaggle.models.intermediate.people import people
from jafflegaggle.models.intermediate.power_users import power_users
from jafflegaggle.models.intermediate.subscription_accounts import subscription_accounts
from jafflegaggle.models.intermediate.user_activity import user_activity
from jafflegaggle.models.marts.account_signals import account_signals
from jafflegaggle.models.marts.accounts import accounts
from jafflegaggle.models.marts.contact_gaggles import contact_gaggles
from jafflegaggle.models.marts.contacts import contacts
from jafflegaggle.models.marts.crm_links import crm_links
from jafflegaggle.models.marts.gaggle_domains import gaggle_domains
from jafflegaggle.models.marts.gaggle_facts import gaggle_facts
from jafflegaggle.models.marts.personal_gaggles import personal_gaggles
from jafflegaggle.models.spec import Table
from jafflegaggle.staging import SOURCES

# The graph. Each table reads what bears the names of its function's parameters: tables before it,
# the valid rows of sources by their name, the compiled merge lists, `rules` and `snapshot_date`.
TABLES: dict[str, Table[...]] = {
    table.name: table
    for table in (
        user_activity,
        merged_users,
        people,
        event_totals,
        bridge,
        power_users,
        crm_links,
        contacts,
        deal_accounts,
        subscription_accounts,
        account_subscriptions,
        gaggle_domains,
        gaggle_facts,
        account_names,
        accounts,
        account_signals,
        personal_gaggles,
        contact_gaggles,
        contact_aliases,
        merge_report,
        crm_changes,
        findings,
        quarantine,
        check_results,
    )
}
PUBLISHED: tuple[Table[...], ...] = tuple(table for table in TABLES.values() if table.is_published)


def checked_subjects() -> list[tuple[Subject, Sequence[Check]]]:
    """Everything that is checked: sources, then published tables, each with its checks."""
    sources = [(spec.subject(), spec.all_checks()) for spec in SOURCES.values()]
    tables = [(table.subject(), table.checks) for table in PUBLISHED]
    return [(subject, checks) for subject, checks in [*sources, *tables] if checks]


__all__ = [
    "PUBLISHED",
    "TABLES",
    "Table",
    "account_names",
    "account_signals",
    "account_subscriptions",
    "accounts",
    "bridge",
    "check_results",
    "checked_subjects",
    "contact_aliases",
    "contact_gaggles",
    "contacts",
    "crm_changes",
    "crm_links",
    "deal_accounts",
    "event_totals",
    "findings",
    "gaggle_domains",
    "gaggle_facts",
    "merge_report",
    "merged_users",
    "people",
    "personal_gaggles",
    "power_users",
    "quarantine",
    "subscription_accounts",
    "user_activity",
]
