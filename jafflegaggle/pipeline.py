"""The whole graph, on one screen: from the sources to the tables."""

from collections.abc import Callable

from pyspark.sql import DataFrame

from jafflegaggle import models as model
from jafflegaggle import staging as stage
from jafflegaggle.errors import InputError
from jafflegaggle.frames import union_all
from jafflegaggle.identity.merges import merges
from jafflegaggle.rules import Rules
from jafflegaggle.sources.lists import merge_lines
from jafflegaggle.sources.sources import Sources

Keep = Callable[[str, DataFrame], DataFrame]


def _reasons(staged: DataFrame) -> str:
    """Why rows were set aside, for a message: a count by reason, and reasons are few."""
    counts = sorted(tuple(row) for row in staged.groupBy("reason").count().collect())
    return ", ".join(f"{reason}: {rows:,}" for reason, rows in counts) or "no row at all"


def _as_it_is(_name: str, table: DataFrame) -> DataFrame:
    return table


def customer_360(
    sources: Sources, rules: Rules | None = None, keep: Keep = _as_it_is
) -> dict[str, DataFrame]:
    """Turn the sources into the tables of the customer 360.

    Args:
        sources: users, gaggles, events, and, where there are, merge lists and deals.
        rules: the rules of the business; those of the design if None.
        keep: what to do with a table that several others read, such as
            `lambda name, table: table.persist()`; by default such a table is computed again.

    Returns:
        The published tables by name (`jafflegaggle.models.PUBLISHED`).

    Raises:
        InputError: a source lacks a column, no user is readable, or a merge list has lines that
            people must mend first.
    """
    rules = rules or Rules()
    limit = rules.max_merge_lines
    merged_user = merge_lines("merged_user", sources.merged_user, limit)
    merged_company_domain = merge_lines(
        "merged_company_domain", sources.merged_company_domain, limit
    )

    staged_users = keep("staged_users", stage.staged_users(sources.users, rules.id_type))
    staged_gaggles = keep("staged_gaggles", stage.staged_gaggles(sources.gaggles, rules.id_type))
    staged_events = stage.staged_events(sources.events, rules.id_type)
    users, gaggles, events = map(stage.kept, (staged_users, staged_gaggles, staged_events))

    merged = merges(users, merged_user, merged_company_domain, rules)
    user_activity = keep(
        "user_activity",
        model.user_activity(staged_events, rules.event_names, rules.order_events),
    )
    merged_users = keep("merged_users", model.merged_users(users, merged.email_targets))
    people = keep(
        "people",
        model.people(users, user_activity, merged_users, merged.domain_targets, rules.personal),
    )
    totals = model.event_totals(user_activity, people).collect()[0]
    if not totals.number_of_people:
        raise InputError(f"users: no readable row ({_reasons(staged_users)})")

    contact_aliases = model.contact_aliases(users, merged_users)
    gaggle_domains = keep("gaggle_domains", model.gaggle_domains(people))
    contacts = keep("contacts", model.contacts(people, gaggle_domains))
    gaggle_facts = model.gaggle_facts(gaggles, gaggle_domains)

    quarantine = [
        model.set_aside("users", staged_users),
        model.set_aside("gaggles", staged_gaggles),
    ]
    findings = [
        model.email_findings(people),
        model.unknown_gaggles(gaggle_domains, gaggles),
    ]
    if totals.rows_unreadable:
        quarantine.append(model.unreadable_events(staged_events))
    if totals.rows_read > totals.rows_unreadable + totals.rows_counted:
        quarantine.append(model.events_of_nobody(staged_events, user_activity, users))
    if totals.rows_of_unknown_names:
        findings.append(model.unknown_event_names(events, users, rules.event_names))
    deal_accounts = None
    if sources.deals is not None:
        staged_deals = keep("staged_deals", stage.staged_deals(sources.deals, rules.won_stages))
        quarantine.append(model.set_aside("deals", staged_deals))
        deal_accounts = keep(
            "deal_accounts",
            model.deal_accounts(
                stage.kept(staged_deals),
                contacts,
                gaggle_domains,
                merged.email_targets,
                merged.domain_targets,
            ),
        )
        findings.append(model.deals_without_account(deal_accounts))

    accounts = model.accounts(gaggle_domains, model.power_users(people), deal_accounts)
    return {
        "contacts": contacts,
        "gaggle_domains": gaggle_domains,
        "gaggle_facts": gaggle_facts,
        "accounts": accounts,
        "contact_aliases": contact_aliases,
        "merge_report": model.merge_report(merged.report),
        "findings": union_all(findings),
        "quarantine": union_all(quarantine),
    }
