"""Why a domain is an account, or none; what a gaggle has."""

import pytest

from jafflegaggle.explain import as_tree
from jafflegaggle.explain.subjects import Domain, Gaggle
from tests.explain.conftest import Explain


def domain_of(why: Explain, key: str) -> Domain:
    subject = why(key).subject
    assert isinstance(subject, Domain)
    return subject


def gaggle_of(why: Explain, key: str) -> Gaggle:
    subject = why(key, "gaggle").subject
    assert isinstance(subject, Gaggle)
    return subject


@pytest.mark.parametrize(
    ("key", "verdict", "account", "lines", "contacts"),
    [
        ("@RAMS.la.", "account", "rams.la", [], 2),
        ("rams.sl", "merged", "rams.la", [2], 0),
        ("old.sl", "merged", "rams.la", [3, 2], 0),
        ("gone.co", "merged", None, [4], 0),
        ("late.co", "no_contacts", None, [], 0),
        ("thrashers.co", "merged", "jets.com", [6, 5], 1),
        ("gmail.com", "personal", None, [], 1),
        ("nodot", "malformed_domain", None, [], 1),
        ("ours.com", "internal", None, [], 1),
    ],
)
def test_a_domain_has_an_account_or_a_reason_why_not(
    why: Explain, key: str, verdict: str, account: str | None, lines: list[int], contacts: int
) -> None:
    domain = domain_of(why, key)
    found = domain.account.corporate_email if domain.account else None
    assert (domain.verdict, found) == (verdict, account)
    assert [line.line for line in domain.lines] == lines
    assert domain.number_of_contacts == contacts


def test_the_contacts_of_an_account_and_how_they_came_to_it(why: Explain) -> None:
    jets = domain_of(why, "jets.com")
    assert jets.contacts_by_reason == {"gaggle_primary": 3, "merged_domain": 1, "own_domain": 2}
    assert jets.contacts.number == 6
    assert [one.user_id for one in jets.contacts.first] == [3, 4, 5, 8, 10, 14]
    assert [line.line for line in jets.merged_from] == [5, 6]
    assert [(one.gaggle_id, one.gaggle_name) for one in jets.gaggles.first] == [
        (20, "Jets"),
        (10, "Rams"),
        (40, None),
    ]


def test_a_gaggle_with_two_companies_and_why_one_is_primary(why: Explain) -> None:
    rams = gaggle_of(why, "10")
    companies = [
        (one.corporate_email, one.is_primary, one.number_of_users, one.number_of_events)
        for one in rams.companies.companies.first
    ]
    assert companies == [
        ("jets.com", True, 1, 0),
        (None, False, 1, 1),
        ("rams.la", False, 1, 0),
    ]
    assert rams.companies.primary_reason == ("as many contacts and events, the earliest sign-up")
    assert [one.user_id for one in rams.contacts.first] == [3, 8, 13]
    assert rams.number_of_former_contacts == 1


@pytest.mark.parametrize(
    ("key", "primary", "reason"),
    [
        ("20", "jets.com", "as many contacts, the most events"),
        ("30", "rams.la", "the only company"),
        ("50", None, "no contact of it has a company"),
        ("60", None, "it has no contacts"),
        ("70", "b.com", "the most contacts"),
        ("80", "a.com", "as many contacts and events, the first in the alphabet"),
    ],
)
def test_why_a_company_is_the_primary_one(
    why: Explain, key: str, primary: str | None, reason: str
) -> None:
    companies = gaggle_of(why, key).companies
    assert (companies.primary, companies.primary_reason) == (primary, reason)


def test_internal_contacts_are_shown_and_do_not_count(why: Explain) -> None:
    jets = gaggle_of(why, "20")
    assert (jets.number_of_users, jets.contacts.number) == (4, 5)
    assert [one.user_id for one in jets.contacts.first if one.is_internal] == [11]


def test_a_gaggle_that_is_missing(why: Explain) -> None:
    gaggle = gaggle_of(why, "40")
    assert (gaggle.is_known, gaggle.number_of_users, gaggle.gaggle_name) == (False, 1, None)
    assert [(note.key, note.reason) for note in gaggle.findings] == [("40", "unknown_gaggle")]


def test_the_tree_of_a_gaggle(why: Explain) -> None:
    assert as_tree(why("10", "gaggle")).split("\n") == [
        "gaggle 10, Rams [snapshot 2021-12-01]",
        "├─ created 2021-01-01 00:00, inactive, 3 contacts count, 1 event (2021-02-03), no orders",
        "├─ companies: jets.com is primary (as many contacts and events, the earliest sign-up)",
        "│  ├─ jets.com: 1 contact, no events, no orders, primary",
        "│  ├─ without a company: 1 contact, 1 event, no orders",
        "│  └─ rams.la: 1 contact, no events, no orders",
        "├─ 3 contacts",
        "│  ├─ 3: Bob, bob@gmail.com (gaggle_primary), 1 event, no orders",
        "│  ├─ 8: Cat, cat@jets.com (own_domain), no events, no orders",
        "│  └─ 13: Lee, lee@rams.la (own_domain), no events, no orders",
        "├─ 1 contact with a user here, now elsewhere",
        "├─ findings: none",
        "└─ quarantined: none",
    ]


def test_the_tree_of_a_domain(why: Explain) -> None:
    assert as_tree(why("old.sl")).split("\n")[:3] == [
        "domain old.sl: merged into another domain [snapshot 2021-12-01]",
        "├─ merged by:",
        "│  ├─ merged_company_domain line 3: old.sl -> rams.sl",
    ]
