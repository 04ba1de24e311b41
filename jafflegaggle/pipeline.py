"""The whole graph, on one screen: from the sources to the tables."""

from pyspark.sql import DataFrame

from jafflegaggle import models as model
from jafflegaggle import staging as stage
from jafflegaggle.errors import InputError
from jafflegaggle.event_log import event_log
from jafflegaggle.frames import Keep, as_it_is, union_all
from jafflegaggle.history import History
from jafflegaggle.identity.merges import merges
from jafflegaggle.rules import Rules
from jafflegaggle.sources.lists import merge_lines
from jafflegaggle.sources.sources import Sources


def _reasons(staged: DataFrame) -> str:
    """Why rows were set aside, for a message: a count by reason, and reasons are few."""
    counts = sorted(tuple(row) for row in staged.groupBy("reason").count().collect())
    return ", ".join(f"{reason}: {rows:,}" for reason, rows in counts) or "no row at all"


def customer_360(
    sources: Sources,
    rules: Rules | None = None,
    keep: Keep = as_it_is,
    history: History | None = None,
) -> dict[str, DataFrame]:
    """Turn the sources into the tables of the customer 360.

    Args:
        sources: users, gaggles, events, and, where there are, merge lists and deals.
        rules: the rules of the business; those of the design if None.
        keep: what to do with a table that several others read, such as
            `lambda name, table: table.persist()`; by default such a table is computed again.
        history: what earlier runs settled of the events; None: all events are read.

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

    # Where tables are kept, a look at the ids first makes for a shorter plan.
    look = keep is not as_it_is
    staged_users = keep("staged_users", stage.staged_users(sources.users, rules.id_type, look))
    staged_gaggles = keep(
        "staged_gaggles", stage.staged_gaggles(sources.gaggles, rules.id_type, look)
    )
    staged_events = stage.staged_events(sources.events, rules.id_type, rules.deduplicate_events)
    log = event_log(staged_events, rules, history)
    users, gaggles = map(stage.kept, (staged_users, staged_gaggles))

    merged = merges(users, merged_user, merged_company_domain, rules, keep)
    user_activity = keep("user_activity", log.activity())
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

    events_set_aside, event_findings = log.oddities(totals, user_activity, users, keep)
    quarantine = [
        model.set_aside("users", staged_users),
        model.set_aside("gaggles", staged_gaggles),
        *events_set_aside,
    ]
    findings = [
        model.email_findings(people),
        model.unknown_gaggles(gaggle_domains, gaggles),
        *event_findings,
    ]
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
