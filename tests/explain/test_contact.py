"""Why a contact is as it is: its users, what survived, its domain, its account."""

import datetime as dt
from typing import Any

import pytest

from jafflegaggle.explain import as_tree
from jafflegaggle.explain.subjects import Contact
from tests.explain.conftest import BEFORE, Explain


@pytest.fixture(scope="module")
def ann(why: Explain) -> Contact:
    return contact_of(why, "ann@rams.la")


def contact_of(why: Explain, key: str, kind: Any = None) -> Contact:
    subject = why(key, kind).subject
    assert isinstance(subject, Contact)
    return subject


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_the_users_of_a_contact_and_the_lines_that_lead_them_there(ann: Contact) -> None:
    users = [
        (user.user_id, user.email, user.reason, user.list_line, [line.line for line in user.lines])
        for user in ann.users.first
    ]
    assert (ann.user_id, ann.users.number) == (2, 3)
    assert users == [
        (2, "ann@rams.la", "self", None, []),
        (7, "ann@old.sl", "merged", 5, [5, 2]),
        (1, "ann@rams.sl", "merged", 2, [2]),
    ]
    assert [(line.line, line.status) for line in ann.other_lines] == [
        (3, "unknown_old"),
        (6, "duplicate"),
    ]


def test_who_gave_what_survived(ann: Contact) -> None:
    """User 7 is the newest, and has no name."""
    assert [(one.column, one.value, one.user_id) for one in ann.survivors] == [
        ("email", "ann@rams.la", 2),
        ("user_name", "Ann B.", 2),
        ("gaggle_id", 30, 7),
        ("created_at", utc("2021-01-01 10:00:00"), 1),
    ]


def test_the_activity_of_users_adds_up_to_that_of_the_contact(ann: Contact) -> None:
    events = {user.user_id: user.activity["number_of_events"] for user in ann.users.first}
    assert events == {2: 1, 7: 0, 1: 1}
    assert ann.activity["number_of_events"] == 2
    assert ann.activity["first_order"] == utc("2021-02-01 10:00:00")
    assert [(one.gaggle_id, one.is_current) for one in ann.gaggles] == [(30, True), (10, False)]


@pytest.mark.parametrize(
    ("key", "kind", "user_id", "led_by"),
    [
        (" ANN@rams.la.", None, 2, []),
        ("Ann Lee <ann@OLD.sl>", None, 2, []),
        ("1", None, 2, []),
        ("7.0", "user", 2, []),
        ("cat@jets.com", None, 8, []),
        ("9", None, 8, []),
        ("ghost@rams.la", None, 2, [3]),  # in the list alone
    ],
)
def test_keys_that_lead_to_a_contact(
    why: Explain, key: str, kind: Any, user_id: int, led_by: list[int]
) -> None:
    explanation = why(key, kind)
    assert isinstance(explanation.subject, Contact)
    assert explanation.subject.user_id == user_id
    assert [line.line for line in explanation.led_by] == led_by


@pytest.mark.parametrize(
    ("key", "verdict", "domain", "account", "reason"),
    [
        ("ann@rams.la", "company", "rams.la", "rams.la", "own_domain"),
        ("3", "personal", "gmail.com", "jets.com", "gaggle_primary"),
        ("5", "no_email", None, "jets.com", "gaggle_primary"),
        ("dot@nodot", "malformed_domain", "nodot", "jets.com", "gaggle_primary"),
        ("sue@ours.com", "company", "ours.com", None, None),  # internal
        ("far@thrashers.co", "merged", "thrashers.co", "jets.com", "merged_domain"),
        ("15", "malformed_address", None, None, None),
        ("16", "no_address", None, None, None),
    ],
)
def test_how_a_domain_and_an_account_come_about(
    why: Explain, key: str, verdict: str, domain: str | None, account: str | None, reason: Any
) -> None:
    contact = contact_of(why, key)
    assert (contact.domain.verdict, contact.domain.domain) == (verdict, domain)
    found = contact.account.corporate_email if contact.account else None
    assert (found, contact.account_reason) == (account, reason)


def test_a_domain_that_merges_move_shows_its_chain(why: Explain) -> None:
    story = contact_of(why, "far@thrashers.co").domain
    assert (story.company, [line.line for line in story.lines]) == ("jets.com", [6, 5])


def test_the_list_that_calls_a_domain_personal(why: Explain) -> None:
    assert contact_of(why, "3").domain.personal_list == "preset"


def test_what_findings_and_the_quarantine_say(why: Explain) -> None:
    dot, eve = contact_of(why, "dot@nodot"), contact_of(why, "eve@jets.com")
    assert [(note.key, note.reason, note.value) for note in dot.findings] == [
        ("10", "malformed_domain", "dot@nodot"),
        ("10", "unreadable_created_at", "soon"),
    ]
    assert dot.quarantine == []
    assert [(one.source, one.reason, one.rows) for one in eve.quarantine] == [
        ("events", "unreadable_timestamp", 1)
    ]
    assert '"timestamp":"12:30:00"' in eve.quarantine[0].example
    assert [(line.line, line.status) for line in eve.other_lines] == [(4, "missing_target")]


def test_a_line_that_joins_companies_is_among_the_findings(why: Explain) -> None:
    mix = contact_of(why, "mix@kites.com")
    assert [(note.source, note.key, note.value) for note in mix.findings] == [
        ("merged_user", "7", "jets.com, kites.com")
    ]


def test_an_earlier_date(why: Explain) -> None:
    explanation = why("ann@rams.la", date=BEFORE)
    assert isinstance(explanation.subject, Contact)
    assert explanation.snapshot_date == BEFORE
    assert explanation.subject.activity["number_of_events"] == 0


def test_the_tree_of_a_contact(why: Explain) -> None:
    assert as_tree(why("ann@old.sl")).split("\n") == [
        "contact 2: Ann B., ann@rams.la [snapshot 2021-12-01]",
        "├─ ann@old.sl is the e-mail of user 7",
        "├─ activity: 2 events (2021-02-01 to 2021-02-02), 1 order (2021-02-01)",
        "├─ 3 users",
        "│  ├─ 2: Ann B., ann@rams.la, gaggle 10, signed up 2021-01-02 10:00",
        "│  │  ├─ self: the only one with this e-mail",
        "│  │  └─ 1 event (2021-02-02), no orders",
        "│  ├─ 7: ann@old.sl, gaggle 30, signed up 2021-01-07 10:00",
        "│  │  ├─ merged into ann@rams.la:",
        "│  │  │  ├─ merged_user line 5: ann@old.sl -> ann@rams.sl",
        "│  │  │  └─ merged_user line 2: ann@rams.sl -> ANN@rams.la",
        "│  │  └─ no events, no orders",
        "│  └─ 1: Ann, ann@rams.sl, gaggle 10, signed up 2021-01-01 10:00",
        "│     ├─ merged into ann@rams.la: merged_user line 2: ann@rams.sl -> ANN@rams.la",
        "│     └─ 1 event (2021-02-01), 1 order (2021-02-01)",
        "├─ what survived",
        "│  ├─ e-mail ann@rams.la: of user 2, the only one with this e-mail",
        "│  ├─ name Ann B.: of user 2, the newest name",
        "│  ├─ gaggle 30: of user 7, the newest gaggle",
        "│  └─ sign-up 2021-01-01 10:00: of user 1, the earliest sign-up",
        "├─ domain: rams.la: the address gives it, and it is a company's",
        "├─ account: rams.la (own_domain: its own domain)",
        "│  ├─ 2 contacts, 2 with those attributed by their gaggles, 2 gaggles, 2 events, 1 order,",
        "│  │     inactive, not paying",
        "│  ├─ power users: first 2, most active 2, most orders 2",
        "│  └─ scores: opportunity 10, risk 0",
        "├─ gaggle 30, Empty: rams.la is primary (the only company)",
        "│  └─ rams.la: 1 contact, 2 events, 1 order, primary",
        "├─ gaggles of its users",
        "│  ├─ gaggle 30 (current): 1 user, no events, no orders",
        "│  └─ gaggle 10: 2 users, 2 events (2021-02-01 to 2021-02-02), 1 order (2021-02-01)",
        "├─ lines that move nobody to it:",
        "│  ├─ merged_user line 3: ghost@rams.la -> ann@rams.la (unknown_old)",
        "│  └─ merged_user line 6: ann@OLD.sl -> ann@rams.sl (duplicate)",
        "├─ findings: none",
        "└─ quarantined: none",
    ]
