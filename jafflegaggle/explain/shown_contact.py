"""The tree of a contact."""

from jafflegaggle.explain import parts, words
from jafflegaggle.explain.subjects import (
    Contact,
    ContactGaggle,
    DomainStory,
    Explanation,
    Survival,
    User,
)
from jafflegaggle.explain.tree import Node
from jafflegaggle.explain.words import activity, label, minute, number_of, whom

_ACCOUNT = {
    "own_domain": "its own domain",
    "merged_domain": "its own domain, after domain merges",
    "gaggle_primary": "no company of its own; the primary company of its gaggle",
}
_DOMAIN = {
    "company": "{domain}: the address gives it, and it is a company's",
    "merged": "{domain}, which domain merges lead to {company}",
    "personal": "{domain}: personal, by {where}; nobody's company",
    "malformed_domain": "{domain}: not a well-formed domain, and no merge fixes it",
    "malformed_address": "none: the e-mail is not one address",
    "no_address": "none: what stands in the place of an e-mail is no address",
    "no_email": "none: there is no e-mail",
}
_COLUMNS = {"email": "e-mail", "user_name": "name", "gaggle_id": "gaggle", "created_at": "sign-up"}


def contact(explanation: Explanation, one: Contact) -> Node:
    """A contact: its users, what survived, its domain and its account."""
    several = one.users.number > 1
    others = [line for line in one.other_lines if line not in explanation.led_by]
    below = [
        _asked(explanation, one),
        Node(f"activity: {activity(one.activity)}"),
        _users(one),
        Node("what survived", [Node(_survival(each)) for each in one.survivors])
        if several
        else None,
        _domain_story(one.domain),
        _account_of(one),
        parts.companies(one.gaggle) if one.gaggle else Node("gaggle: none"),
        Node("gaggles of its users", [Node(_contact_gaggle(each)) for each in one.gaggles])
        if len(one.gaggles) > 1
        else None,
        words.lines("lines that move nobody to it", others) if others else None,
        words.findings(one.findings),
        words.quarantine(one.quarantine),
    ]
    who = whom(one.user_name, one.email)
    return Node(f"{label('contact', one.user_id, None)}: {who}", words.present(below))


def _asked(explanation: Explanation, one: Contact) -> Node | None:
    """By what the key leads to the contact, where it is not its own."""
    key, users = explanation.key, one.users.first
    if explanation.led_by:
        return words.lines(f"{key}: no user has it; the list leads here", explanation.led_by)
    if explanation.asked_as == "user" and key != str(one.user_id):
        return Node(f"user {key} is one of its users")
    if explanation.asked_as == "email" and key != one.email:
        theirs = [f"user {user.user_id}" for user in users if user.email == key]
        return Node(f"{key} is the e-mail of {' and '.join(theirs) or 'one of its users'}")
    return None


def _users(one: Contact) -> Node:
    shown = [_user(user, one) for user in one.users.first]
    more = one.users.number - len(shown)
    return Node(
        number_of(one.users.number, "user"),
        [*shown, *([Node(f"and {more:,} more")] if more else [])],
    )


def _user(user: User, one: Contact) -> Node:
    gaggle = f", gaggle {user.gaggle_id}" if user.gaggle_id is not None else ""
    who = whom(user.user_name, user.email)
    if user.reason == "merged" and user.lines:
        why = words.lines(f"merged into {user.target}", user.lines)
    elif user.reason == "self":
        why = Node(f"self: {one.survivors[0].rule}")
    else:
        why = Node("same_email" if user.reason == "same_email" else f"merged into {user.target}")
    title = f"{user.user_id}: {who}{gaggle}, signed up {minute(user.created_at)}"
    return Node(title, [why, Node(activity(user.activity))])


def _survival(one: Survival) -> str:
    value = minute(one.value) if one.column == "created_at" else one.value
    of = f"of user {one.user_id}, {one.rule}" if one.user_id is not None else "of another user"
    name = _COLUMNS[one.column]
    return f"{name}: none" if one.value is None else f"{name} {value}: {of}"


def _domain_story(story: DomainStory) -> Node:
    text = _DOMAIN[story.verdict].format(
        domain=story.domain, company=story.company, where=parts.setting_of(story.personal_list)
    )
    return Node(f"domain: {text}", [Node(words.line(each)) for each in story.lines])


def _account_of(one: Contact) -> Node:
    if one.account is None:
        nothing = "no company of its own, and no gaggle with a primary company"
        return Node(f"account: none; {parts.INTERNAL if one.is_internal else nothing}")
    reason = one.account_reason or ""
    text = f"{one.account.corporate_email} ({reason}: {_ACCOUNT.get(reason, reason)})"
    return Node(f"account: {text}", parts.account(one.account))


def _contact_gaggle(one: ContactGaggle) -> str:
    current = " (current)" if one.is_current else ""
    users = number_of(one.number_of_users, "user")
    return f"gaggle {one.gaggle_id}{current}: {users}, {activity(one.activity)}"
