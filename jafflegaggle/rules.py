"""The business rules: what a company can configure without touching the code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from jafflegaggle.domain_lists import Preset, preset_domains
from jafflegaggle.setting import setting
from jafflegaggle.text import is_well_formed_domain, normalize_domain, normalize_email

EVENT_NAMES = ("recipe_viewed", "recipe_favorited", "order_placed")
ORDER_EVENTS = ("order_placed",)
# The lists of personal domains: where several have a domain, the first one decides.
PERSONAL_LISTS = ("preset", "personal_domains", "personal_domains_file")
IdType = Literal["bigint", "string"]
OnMissingTarget = Literal["keep", "fail"]
OnBadLine = Literal["stop", "skip"]


@dataclass(frozen=True)
class Rules:
    """All business rules, with their defaults."""

    id_type: IdType = setting(
        "bigint", "the type of `user_id` and `gaggle_id`: whole numbers or strings", section="job"
    )
    personal_domains_preset: Preset = setting(
        "common",
        "which domains of e-mail providers are nobody's company: those that well-kept public lists "
        "agree on, the five of the playbook, or none",
    )
    personal_domains: tuple[str, ...] = setting((), "more personal domains")
    company_domains: tuple[str, ...] = setting(
        (), "the allow-list: never personal, even if listed as such"
    )
    internal_domains: tuple[str, ...] = setting(
        (), "the company's own domains: whoever has one is a contact that counts nowhere else"
    )
    internal_emails: tuple[str, ...] = setting(
        (), "e-mails of its staff and test accounts elsewhere, in the same way"
    )
    event_names: tuple[str, ...] = setting(
        EVENT_NAMES, "the expected event names; others count too, and are reported"
    )
    order_events: tuple[str, ...] = setting(
        ORDER_EVENTS, "the event names that also count as orders"
    )
    deduplicate_events: bool = setting(
        False,
        "count events with the same `event_id` once, quarantine duplicates; shuffles all events",
    )
    won_stages: tuple[str, ...] = setting(("Won",), "the `deal_stage`s that count as won")
    active_statuses: tuple[str, ...] = setting(
        ("active", "past_due", "trialing"), "the `status`es of subscriptions that count as active"
    )
    on_missing_target: OnMissingTarget = setting(
        "keep",
        "what to do if a merge target has not signed up: `keep` the person unmerged, or `fail`",
    )
    on_bad_line: OnBadLine = setting(
        "stop",
        "what to do about lines of the merge lists that are wrong: `stop` the job and show them, "
        "or `skip` them, in this order: `invalid`, `personal_domain`, `conflict` (all lines of "
        "that old one), `cycle` (of what is left), `veto` (all lines that join the two). They are "
        "in `merge_report` with that status, in the log and in the summary, and the others apply. "
        "A veto that is `invalid` always stops: nobody knows what it forbids",
    )
    max_merge_lines: int = setting(
        5_000_000, "the longest list of merges or vetoes that is compiled on the driver"
    )

    # Values of signals' keys, by signal and key; what is not there has its default.
    signals: Mapping[str, Mapping[str, bool | int | float]] = field(default_factory=dict)
    # What the configuration reads from `personal_domains_file`.
    domains_of_file: tuple[str, ...] = ()

    @cached_property
    def personal(self) -> Mapping[str, str]:
        """The personal domains in force, and which list decided: the first that has the domain."""
        preset, personal_domains, personal_domains_file = PERSONAL_LISTS
        of_file = dict.fromkeys(_normalized(self.domains_of_file), personal_domains_file)
        of_list = dict.fromkeys(_normalized(self.personal_domains), personal_domains)
        # What is malformed is so, whoever lists it.
        of_people = {
            domain: name
            for domain, name in (of_file | of_list).items()
            if is_well_formed_domain(domain)
        }
        of_preset = dict.fromkeys(preset_domains(self.personal_domains_preset), preset)
        allowed = _normalized(self.company_domains)
        return {
            domain: name
            for domain, name in (of_people | of_preset).items()
            if domain not in allowed
        }

    @cached_property
    def internal(self) -> frozenset[str]:
        """The company's own domains, normalized."""
        return _normalized(self.internal_domains)

    @cached_property
    def internal_people(self) -> frozenset[str]:
        """The e-mails of its staff and test accounts, normalized."""
        emails = map(normalize_email, self.internal_emails)
        return frozenset(email for email in emails if email)


def _normalized(domains: tuple[str, ...]) -> frozenset[str]:
    return frozenset(domain for one in domains if (domain := normalize_domain(one)))
