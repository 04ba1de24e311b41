"""The rules of the business: what a company may set without touching the code."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from jafflegaggle.setting import setting
from jafflegaggle.text import normalize_domain

PERSONAL_DOMAINS = ("gmail.com", "outlook.com", "yahoo.com", "icloud.com", "hotmail.com")
EVENT_NAMES = ("recipe_viewed", "recipe_favorited", "order_placed")
ORDER_EVENTS = ("order_placed",)
IdType = Literal["bigint", "string"]
OnMissingTarget = Literal["keep", "fail"]


@dataclass(frozen=True)
class Rules:
    """Every rule of the job; the defaults are those of the design."""

    id_type: IdType = setting(
        "bigint", "the type of `user_id` and `gaggle_id`: whole numbers or strings", section="job"
    )
    personal_domains: tuple[str, ...] = setting(
        PERSONAL_DOMAINS, "domains of e-mail providers; they are nobody's company"
    )
    company_domains: tuple[str, ...] = setting(
        (), "the allow-list: never personal, whatever the lists say"
    )
    event_names: tuple[str, ...] = setting(
        EVENT_NAMES, "the names expected in the event stream; others count, and are reported"
    )
    order_events: tuple[str, ...] = setting(
        ORDER_EVENTS, "the event names that count as orders too"
    )
    deduplicate_events: bool = setting(
        False,
        "count events of one `event_id` once, and quarantine the duplicates; shuffles all events",
    )
    won_stages: tuple[str, ...] = setting(("Won",), "the `deal_stage`s that count as won")
    on_missing_target: OnMissingTarget = setting(
        "keep", "`keep` a person whose merge target has not signed up, or `fail`"
    )
    max_merge_lines: int = setting(
        5_000_000, "the longest merge list that is compiled on the driver"
    )

    @cached_property
    def personal(self) -> frozenset[str]:
        """The personal domains in force: normalized, less the allow-list."""
        listed = {normalize_domain(domain) for domain in self.personal_domains}
        allowed = {normalize_domain(domain) for domain in self.company_domains}
        return frozenset(domain for domain in listed - allowed if domain)
