"""Suggestions for the merge lists: who might be one person, and which domains one company.

Nothing here merges anybody: people read the suggestions, and append lines to their lists.
"""

from jafflegaggle.suggest.companies import domain_typo, registrable_domain, same_label
from jafflegaggle.suggest.crm_merges import crm_company_merge, crm_contact_merge
from jafflegaggle.suggest.mailboxes import same_local_part, same_mailbox
from jafflegaggle.suggest.namesakes import local_part_typo, same_name
from jafflegaggle.suggest.provider_typos import provider_typo
from jafflegaggle.suggest.spec import ListName, Rule

# What the CRM says is repeated, and what rows look like is guessed: only guesses can be measured.
REPORTED: tuple[Rule, ...] = (crm_contact_merge, crm_company_merge)
GUESSED: tuple[Rule, ...] = (
    same_mailbox,
    same_local_part,
    provider_typo,
    same_name,
    local_part_typo,
    registrable_domain,
    domain_typo,
    same_label,
)
RULES: tuple[Rule, ...] = (*REPORTED, *GUESSED)


def rules_of(list_name: ListName) -> list[Rule]:
    """The rules for a merge list."""
    return [rule for rule in RULES if rule.list_name == list_name]


__all__ = ["GUESSED", "RULES", "Rule", "rules_of"]
