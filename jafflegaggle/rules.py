"""The rules of the business: what a company may set without touching the code."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from jafflegaggle.text import normalize_domain

PERSONAL_DOMAINS = ("gmail.com", "outlook.com", "yahoo.com", "icloud.com", "hotmail.com")
EVENT_NAMES = ("recipe_viewed", "recipe_favorited", "order_placed")
ORDER_EVENTS = ("order_placed",)


@dataclass(frozen=True)
class Rules:
    """Every rule of the job; the defaults are those of the design.

    Attributes:
        id_type: `bigint` or `string`, the type of `user_id` and `gaggle_id`.
        personal_domains: domains of mail providers; they are nobody's company.
        company_domains: the allow-list, which wins over `personal_domains`.
        event_names: the names expected in the event stream; others count, and are reported.
        order_events: the event names that count as orders too.
        deduplicate_events: count events of one `event_id` once, and set the repeats aside; this
            shuffles all events.
        won_stages: the `deal_stage`s that count as won.
        on_missing_target: `keep` a person whose merge target has not signed up, or `fail`.
        max_merge_lines: the longest merge list that is compiled on the driver.
    """

    id_type: Literal["bigint", "string"] = "bigint"
    personal_domains: tuple[str, ...] = PERSONAL_DOMAINS
    company_domains: tuple[str, ...] = ()
    event_names: tuple[str, ...] = EVENT_NAMES
    order_events: tuple[str, ...] = ORDER_EVENTS
    deduplicate_events: bool = False
    won_stages: tuple[str, ...] = ("Won",)
    on_missing_target: Literal["keep", "fail"] = "keep"
    max_merge_lines: int = 5_000_000

    @cached_property
    def personal(self) -> frozenset[str]:
        """The personal domains in force: normalised, less the allow-list."""
        listed = {normalize_domain(domain) for domain in self.personal_domains}
        allowed = {normalize_domain(domain) for domain in self.company_domains}
        return frozenset(domain for domain in listed - allowed if domain)
