"""One file a table: its grain, its columns, what must hold of it, and one function."""

from collections.abc import Mapping

from jafflegaggle.models.accounts import ACCOUNTS, accounts
from jafflegaggle.models.check import Check, Severity
from jafflegaggle.models.check_results import CHECK_RESULTS
from jafflegaggle.models.contact_aliases import CONTACT_ALIASES, contact_aliases
from jafflegaggle.models.contacts import CONTACTS, contacts
from jafflegaggle.models.deal_accounts import deal_accounts
from jafflegaggle.models.event_totals import event_totals
from jafflegaggle.models.findings import (
    FINDINGS,
    deals_without_account,
    email_findings,
    unknown_event_names,
    unknown_gaggles,
)
from jafflegaggle.models.gaggle_domains import GAGGLE_DOMAINS, gaggle_domains
from jafflegaggle.models.gaggle_facts import GAGGLE_FACTS, gaggle_facts
from jafflegaggle.models.merge_report import MERGE_REPORT, merge_report
from jafflegaggle.models.merged_users import merged_users
from jafflegaggle.models.model import Model
from jafflegaggle.models.odd_events import (
    odd_events,
    rows_set_aside,
    unexpected_names,
    users_gone,
)
from jafflegaggle.models.people import people
from jafflegaggle.models.power_users import power_users
from jafflegaggle.models.quarantine import (
    QUARANTINE,
    events_of_nobody,
    nobody,
    set_aside,
    unreadable_events,
)
from jafflegaggle.models.source_checks import SOURCE_CHECKS
from jafflegaggle.models.user_activity import user_activity
from jafflegaggle.models.user_history import user_history

# The tables that the pipeline makes, in the order in which a person reads them.
TABLES: tuple[Model, ...] = (
    CONTACTS,
    GAGGLE_DOMAINS,
    GAGGLE_FACTS,
    ACCOUNTS,
    CONTACT_ALIASES,
    MERGE_REPORT,
    FINDINGS,
    QUARANTINE,
)
# Those that a run publishes: what was found of them goes along.
PUBLISHED: tuple[Model, ...] = (*TABLES, CHECK_RESULTS)

# What is checked, by source and table.
CHECKS: Mapping[str, tuple[Check, ...]] = {
    **SOURCE_CHECKS,
    **{model.name: model.checks for model in TABLES},
}

__all__ = [
    "CHECKS",
    "CHECK_RESULTS",
    "PUBLISHED",
    "TABLES",
    "Check",
    "Model",
    "Severity",
    "accounts",
    "contact_aliases",
    "contacts",
    "deal_accounts",
    "deals_without_account",
    "email_findings",
    "event_totals",
    "events_of_nobody",
    "gaggle_domains",
    "gaggle_facts",
    "merge_report",
    "merged_users",
    "nobody",
    "odd_events",
    "people",
    "power_users",
    "rows_set_aside",
    "set_aside",
    "unexpected_names",
    "unknown_event_names",
    "unknown_gaggles",
    "unreadable_events",
    "user_activity",
    "user_history",
    "users_gone",
]
