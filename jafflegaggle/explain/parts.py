"""Parts of the tree that several subjects have: an account, and the companies of a gaggle."""

from jafflegaggle.explain import words
from jafflegaggle.explain.facts import Account, Company, GaggleCompanies
from jafflegaggle.explain.subjects import DomainGaggle
from jafflegaggle.explain.tree import Node
from jafflegaggle.explain.words import label, number_of

INTERNAL = "one of the company's own people, who count in no gaggle and no account"


def account(one: Account) -> list[Node]:
    """The facts of an account."""
    parts = [
        number_of(one.number_of_users_corporate, "contact"),
        f"{one.number_of_users_associated:,} with those attributed by their gaggles",
        number_of(one.number_of_gaggles, "gaggle"),
        number_of(one.number_of_events_associated, "event"),
        number_of(one.number_of_orders_associated, "order"),
        one.lifecycle,
        "paying" if one.is_paying else "not paying",
    ]
    users = {
        "first": one.first_user_id,
        "most active": one.most_active_user_id,
        "most orders": one.most_orders_user_id,
    }
    power = ", ".join(f"{name} {user}" for name, user in users.items() if user is not None)
    scores = f"opportunity {one.opportunity_score}, risk {one.risk_score}"
    return [Node(", ".join(parts)), Node(f"power users: {power}"), Node(f"scores: {scores}")]


def companies(one: GaggleCompanies, is_named: bool = True) -> Node:
    """The companies of a gaggle, and why one is primary."""
    primary = f"{one.primary} is primary" if one.primary else "no primary company"
    of = label("gaggle", one.gaggle_id, one.gaggle_name) if is_named else "companies"
    return words.first_of(f"{of}: {primary} ({one.primary_reason})", one.companies, _company)


def _company(one: Company) -> str:
    name = one.corporate_email or "without a company"
    return f"{name}: {sums(one)}{', primary' if one.is_primary else ''}"


def sums(one: Company | DomainGaggle) -> str:
    """Contacts, events and orders."""
    return ", ".join(
        [
            number_of(one.number_of_users, "contact"),
            number_of(one.number_of_events, "event"),
            number_of(one.number_of_orders, "order"),
        ]
    )


def setting_of(personal_list: str | None) -> str:
    """The setting of a list of personal domains."""
    name = "personal_domains_preset" if personal_list == "preset" else personal_list
    return f"rules.{name}"
