"""An explanation as a tree, for people."""

from collections.abc import Callable, Mapping

from jafflegaggle.explain import parts, words
from jafflegaggle.explain.shown_contact import contact
from jafflegaggle.explain.subjects import Domain, DomainGaggle, Explanation, Gaggle, Nobody
from jafflegaggle.explain.tree import Node, draw
from jafflegaggle.explain.words import activity, label, minute, number_of

_VERDICTS = {
    "account": "an account",
    "merged": "merged into another domain",
    "personal": "no account: personal, by {where}",
    "internal": f"no account: its contacts are internal ({parts.INTERNAL})",
    "malformed_domain": "no account: not a well-formed domain, and no merge fixes it",
    "no_contacts": "no account: no contact has an e-mail there",
}


def as_tree(explanation: Explanation) -> str:
    """An explanation in lines of at most 100 columns."""
    show: Mapping[str, Callable[..., Node]] = {
        "contact": contact,
        "domain": _domain,
        "gaggle": _gaggle,
        "nobody": _nobody,
    }
    node = show[explanation.kind](explanation, explanation.subject)
    return draw(Node(f"{node.text} [snapshot {explanation.snapshot_date}]", node.children))


def _domain(_explanation: Explanation, one: Domain) -> Node:
    verdict = _VERDICTS[one.verdict].format(where=parts.setting_of(one.personal_list))
    reasons = ", ".join(f"{number:,} {why}" for why, number in one.contacts_by_reason.items())
    of_account = f"contacts of the account ({reasons})" if reasons else "contacts"
    account = one.account
    below = [
        words.lines("merged by", one.lines) if one.lines else None,
        Node(f"account: {account.corporate_email}", parts.account(account)) if account else None,
        words.lines("domains merged into it", one.merged_from) if one.merged_from else None,
        words.lines("lines without effect", one.other_lines) if one.other_lines else None,
        Node(f"{number_of(one.number_of_contacts, 'contact')} with an e-mail there"),
        words.first_of(of_account, one.contacts, words.person) if one.contacts.number else None,
        words.first_of("gaggles of the company", one.gaggles, _domain_gaggle)
        if one.gaggles.number
        else None,
        words.findings(one.findings),
    ]
    return Node(f"domain {one.domain}: {verdict}", words.present(below))


def _domain_gaggle(one: DomainGaggle) -> str:
    name = "without a gaggle"
    if one.gaggle_id is not None:
        name = label("gaggle", one.gaggle_id, one.gaggle_name)
    return f"{name}: {parts.sums(one)}{', primary' if one.is_primary else ''}"


def _gaggle(_explanation: Explanation, one: Gaggle) -> Node:
    former = one.number_of_former_contacts
    facts = (
        f"created {minute(one.created_at)}, {one.lifecycle}, "
        f"{number_of(one.number_of_users, 'contact')} count, {activity(one.activity)}"
    )
    contacts = number_of(one.contacts.number, "contact")
    below = [
        Node(facts if one.is_known else "missing from `gaggles`: users refer to it"),
        parts.companies(one.companies, is_named=False),
        words.first_of(contacts, one.contacts, words.person),
        Node(f"{number_of(former, 'contact')} with a user here, now elsewhere") if former else None,
        words.findings(one.findings),
        words.quarantine(one.quarantine),
    ]
    return Node(label("gaggle", one.gaggle_id, one.gaggle_name), words.present(below))


def _nobody(explanation: Explanation, one: Nobody) -> Node:
    below = [
        words.lines("lines that name it", one.lines) if one.lines else None,
        words.findings(one.findings),
        words.quarantine(one.quarantine),
    ]
    return Node(f"{explanation.key}: nobody has it", words.present(below))
