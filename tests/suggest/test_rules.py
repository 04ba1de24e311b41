"""Each rule on a company of its own: what it suggests, and what it leaves alone."""

from collections.abc import Mapping, Sequence
from functools import partial

import pytest
from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.identity.lines import MergeLine, MergeLines
from jafflegaggle.rules import Rules
from jafflegaggle.suggest.lists import KnownList, KnownLists
from jafflegaggle.suggest.run import Misspelt, Suggestions, suggest_companies, suggestions_of
from jafflegaggle.suggest.spec import COMPANIES, PEOPLE
from tests.conftest import MakeDf
from tests.frames import make_frame

# Gaggle by gaggle, so that no story meets another. The older sign-up is the target.
USERS = """
    user_id | user_name     | email                        | gaggle_id | created_at
    101     | Ann Lee       | ann.lee@gmail.com            | 1         | 2021-01-01
    102     | Ann Lee       | annlee+news@gmail.com        | 2         | 2021-01-02
    103     | A             | a.n.n.l.e.e@googlemail.com   |           | 2021-01-03
    104     |               | bo@me.com                    | 1         | 2021-01-03
    105     |               | bo+x@mac.com                 | 1         | 2021-01-02
    106     |               | cy.fox@outlook.com           | 1         | 2021-01-02
    107     |               | cy.fox+a+b@outlook.com       | 1         |
    108     |               | cyfox@outlook.com            | 1         | 2021-01-02
    109     |               | cy.fox@hotmail.com           | 1         | 2021-01-02
    110     |               | cy-fox@yahoo.com             | 1         | 2021-01-02
    111     |               | cy-fox+x@yahoo.com           | 1         | 2021-01-02
    112     |               | info@gmail.com               | 1         | 2021-01-02
    113     |               | in.fo+x@gmail.com            | 1         | 2021-01-02
    114     |               | +x@gmail.com                 | 1         | 2021-01-02
    115     |               | +y@gmail.com                 | 1         | 2021-01-02
    116     |               | dora+x@acme.net              | 1         | 2021-01-02
    117     |               | dora@acme.net                | 1         | 2021-01-02
    201     | Eve Dahl      | eve@rams.sl                  | 20        | 2021-01-01
    202     | Eve Dahl      | eve@rams.la                  | 20        | 2021-01-02
    203     | Eve Fox       | evef@rams.la                 | 20        | 2021-01-02
    204     | Ida Storm     | evef@rams.sl                 | 20        | 2021-01-02
    205     | Max Fox       | max@rams.sl                  | 20        | 2021-01-02
    206     | Max Vogel     | max@rams.la                  | 20        | 2021-01-02
    207     |               | sales@rams.la                | 20        | 2021-01-02
    208     |               | sales@rams.sl                | 20        | 2021-01-02
    209     | Una Roy       | una@mail.rams.la             | 21        | 2021-01-02
    210     |               | una@rams.la                  | 20        | 2021-01-03
    301     | Gus Hale      | gus@gmial.com                | 30        | 2021-01-01
    302     |               | gus@gmail.com                | 31        | 2021-01-02
    303     | Gus Hale      | gus@ymail.com                | 31        | 2021-01-02
    304     | Hal Ives      | hal@gmial.com                | 31        | 2021-01-02
    310     | Io Lang       | io@gmial.com                 | 31        | 2021-01-02
    305     | Hal Oakes     | hal@gmail.com                | 31        | 2021-01-02
    306     | Ian Jones     | ian@aon.com                  | 32        | 2021-01-02
    307     |               | ian@aol.com                  | 32        | 2021-01-02
    308     | Jo Kane       | jo@aoll.com                  | 33        | 2021-01-02
    309     | Jo Kane       | jo@aol.com                   | 33        | 2021-01-02
    401     | Kim O'Hara    | kim@kites.com                | 40        | 2021-01-02
    402     | Ohara,  KIM   | kimmy@yahoo.com              | 40        | 2021-01-01
    403     | Leo Moss      | leo@kites.com                | 40        | 2021-01-02
    404     | Leo Moss      | leo.moss2@kites.com          | 40        | 2021-01-02
    405     | Leo Moss      | moss@yahoo.com               | 40        | 2021-01-02
    406     | Mia           | mia@kites.com                | 40        | 2021-01-02
    407     | Mia           | mia@icloud.com               | 40        | 2021-01-02
    408     | Nat Orr       | nat@kites.com                | 40        | 2021-01-02
    409     | Nat Orr       | natorr@yahoo.com             | 41        | 2021-01-02
    410     | Test User     | qq@kites.com                 | 40        | 2021-01-02
    411     | Test User     | qqq@yahoo.com                | 40        | 2021-01-02
    412     | Pia Quist     | pia@icloud.com               | 40        | 2021-01-02
    413     | Pia Quist     | pq@yahoo.com                 | 40        | 2021-01-02
    501     | Rosa Storm    | rosa.storm@kites.com         | 50        | 2021-01-02
    502     | Rosa Storm    | rosa.strom@kites.com         | 51        | 2021-01-01
    503     | Rose Storm    | rose.storm@kites.com         | 50        | 2021-01-02
    504     | Sven Thorne   | sven1@kites.com              | 50        | 2021-01-02
    505     | Sven Thorne   | sven2@kites.com              | 50        | 2021-01-02
    506     | Tom Ude       | tude@kites.com               | 50        | 2021-01-02
    507     | Tom Ude       | tudes@kites.com              | 50        | 2021-01-02
    508     | Zoe Yates     | zoe.yates1@kites.com         | 50        | 2021-01-02
    509     | Zoe Yates     | zoe.yates2@kites.com         | 50        | 2021-01-02
"""
# Orders and events of some.
ACTIVITY = {401: (1, 2), 102: (0, 1)}
PEOPLE_EXPECTED = """
    annlee+news@gmail.com      > ann.lee@gmail.com      same_mailbox
    a.n.n.l.e.e@googlemail.com > ann.lee@gmail.com      same_mailbox
    bo@me.com                  > bo+x@mac.com           same_mailbox
    cy.fox+a+b@outlook.com     > cy.fox@outlook.com     same_mailbox
    eve@rams.la                > eve@rams.sl            same_local_part
    una@rams.la                > una@mail.rams.la       same_local_part
    kim@kites.com              > kimmy@yahoo.com        same_name
    gus@gmail.com              > gus@gmial.com          provider_typo
    natorr@yahoo.com           > nat@kites.com          same_name
    jo@aol.com                 > jo@aoll.com            provider_typo
    rosa.storm@kites.com       > rosa.strom@kites.com   local_part_typo
"""
KNOWN = KnownList(COMPANIES, [MergeLine(1, "rams.sl", "rams.la")])

DOMAINS: Mapping[str, list[tuple[int, int]]] = {
    # Contacts by gaggle.
    "acme.com": [(1, 3)],
    "mail.acme.com": [(2, 4)],
    "eu.mail.acme.com": [(3, 1)],
    "acne.com": [(4, 1)],
    "shop.jets.co.uk": [(5, 2)],
    "mail.rams.example": [(6, 1)],
    "rams.example": [(6, 1)],
    "owls.co.example": [(7, 2)],
    "hawks.github.io": [(8, 2)],
    "larks.onmicrosoft.com": [(9, 2)],
    "kites.onmicrosoft.com": [(10, 2)],
    "vip.gmail.com": [(11, 1)],
    "condors.com": [(12, 5)],
    "conodrs.com": [(13, 1)],
    "condor.com": [(14, 2)],
    "condors.co": [(15, 1)],
    "falcons.com": [(16, 4)],
    "flacons.com": [(17, 1)],
    "ospreys1.com": [(18, 5)],
    "ospreys2.com": [(19, 1)],
    "herons.de": [(20, 5)],
    "herons.se": [(21, 1)],
    "larks.com": [(22, 2), (23, 1)],
    "larks.co.uk": [(22, 2)],
    "larks.de": [(24, 5)],
    "mail.larks.com": [(22, 1)],
    "storks.com": [(25, 2)],
    "storks.net": [(26, 1)],
}
DOMAINS_EXPECTED = """
    eu.mail.acme.com  > acme.com     registrable_domain
    mail.acme.com     > acme.com     registrable_domain
    mail.larks.com    > larks.com    registrable_domain
    mail.rams.example > rams.example registrable_domain
    shop.jets.co.uk   > jets.co.uk   registrable_domain
    condors.co        > condors.com  domain_typo
    conodrs.com       > condors.com  domain_typo
    larks.co.uk       > larks.com    same_label
"""


def expected(text: str) -> list[tuple[str, ...]]:
    lines = [line.replace(">", " ").split() for line in text.strip().splitlines()]
    return [tuple(line) for line in lines]


CONTACTS = (
    "user_id bigint, user_name string, email string, gaggle_id bigint, created_at timestamp, "
    "corporate_email string, account_corporate_email string, personal_list string, "
    "is_internal boolean, number_of_events bigint, number_of_orders bigint"
)
PERSONAL = frozenset(Rules().personal)
RESOLVED = {"rams.sl": "rams.la"}
User = tuple[int, str | None, str, int | None, str | None]


def tables_of(make_df: MakeDf, users: Sequence[User]) -> dict[str, DataFrame]:
    """What suggestions read of a snapshot, of users who are a contact each."""
    contacts = []
    for user in users:
        domain = user[2].rpartition("@")[2]
        personal = "preset" if domain in PERSONAL else None
        company = None if personal else domain
        account = RESOLVED.get(company or "", company)
        orders, events = ACTIVITY.get(user[0], (0, 0))
        contacts.append((*user, company, account, personal, domain == "own.com", events, orders))
    aliases = [(user[0], user[0]) for user in users] + [(1_000, 401)]
    return {
        "contacts": make_df(contacts, CONTACTS),
        "contact_aliases": make_df(aliases, "user_id bigint, contact_user_id bigint"),
        "contact_gaggles": make_df(
            [(409, 41, True), (409, 43, False), (408, 43, False)],
            "user_id bigint, gaggle_id bigint, is_current boolean",
        ),
    }


def users_of(text: str) -> list[User]:
    lines = [[cell.strip() or None for cell in row.split("|")] for row in text.strip().split("\n")]
    return [
        (int(number or 0), name, email or "", int(gaggle) if gaggle else None, created)
        for number, name, email, gaggle, created in lines[1:]
    ]


def known(*, people: KnownList | None = None, companies: KnownList | None = None) -> KnownLists:
    lists = (people or KnownList(PEOPLE), companies or KnownList(COMPANIES))
    return KnownLists(*lists)


@pytest.fixture(scope="module")
def people(spark: SparkSession) -> Suggestions:
    tables = tables_of(partial(make_frame, spark), users_of(USERS))
    return suggestions_of(tables, known(companies=KNOWN), "2021-12-01")


def test_people(people: Suggestions) -> None:
    found = [(one.old, one.new, one.rule.name) for one in people.people]
    assert sorted(found) == sorted(expected(PEOPLE_EXPECTED))


def test_the_first_are_the_surest_and_the_most_active(people: Suggestions) -> None:
    places = [(one.rule.confidence, one.orders, one.events, one.old) for one in people.people]
    assert places[0] == ("high", 0, 1, "annlee+news@gmail.com")
    assert next(one.old for one in people.people if one.rule.confidence == "medium") == (
        "kim@kites.com"
    )
    assert [one.rule.confidence for one in people.people] == ["high"] * 6 + ["medium"] * 5


def test_evidence(people: Suggestions) -> None:
    users = {one.old: one.users for one in people.people}
    assert (users["kim@kites.com"], users["jo@aol.com"]) == (2, 1)
    evidence = {one.old: one.evidence for one in people.people}
    assert evidence["kim@kites.com"] == '"kim ohara" in gaggle 40'
    assert evidence["eve@rams.la"] == "eve@ at two domains of rams.la"
    assert evidence["gus@gmail.com"] == "gmial.com is one typo from gmail.com"
    assert evidence["rosa.storm@kites.com"] == '"rosa storm", one typo apart'


def test_misspelt_providers_without_the_right_address(people: Suggestions) -> None:
    assert people.misspelt == [Misspelt("gmial.com", "gmail.com", 3)]


@pytest.fixture(scope="module")
def companies(spark: SparkSession) -> dict[str, DataFrame]:
    places = [
        (domain, gaggle)
        for domain, counts in DOMAINS.items()
        for gaggle, number in counts
        for _ in range(number)
    ]
    places += [("mail.own.com", 99), *[("own.com", 99)] * 9]
    users: list[User] = [
        (at, None, f"u{at}@{domain}", gaggle, None) for at, (domain, gaggle) in enumerate(places)
    ]
    return tables_of(partial(make_frame, spark), users)


def test_companies(companies: dict[str, DataFrame]) -> None:
    found, notes = suggest_companies(companies, KnownList(COMPANIES, personal=PERSONAL))
    assert notes == []
    lines = [(one.old, one.new, one.rule.name) for one in found]
    assert sorted(lines) == sorted([*expected(DOMAINS_EXPECTED), *expected(INTERNAL)])
    counts = {one.old: (one.users, one.events, one.orders) for one in found}
    assert counts["mail.acme.com"] == (4, 0, 0)


# A subdomain of the company's own, whose people are not internal by the exact list.
INTERNAL = "mail.own.com > own.com registrable_domain"


def test_lists_and_vetoes_hold(companies: dict[str, DataFrame]) -> None:
    lists = KnownList(
        COMPANIES,
        [MergeLine(1, "mail.acme.com", "acme.com"), MergeLine(2, "larks.co.uk", "x.com")],
        not_same=MergeLines(
            [
                MergeLine(1, "Condors.com", "@conodrs.com"),
                MergeLine(2, "shop.jets.co.uk", "jets.co.uk"),
            ],
            "vetoes",
        ),
        personal=PERSONAL,
    )
    found, _ = suggest_companies(companies, lists)
    gone = {"mail.acme.com", "larks.co.uk", "conodrs.com", "shop.jets.co.uk"}
    olds = {old for old, *_ in expected(DOMAINS_EXPECTED)} | {"mail.own.com"}
    assert {one.old for one in found} == olds - gone


def test_the_limit_is_told(companies: dict[str, DataFrame]) -> None:
    found, (note,) = suggest_companies(companies, KnownList(COMPANIES), limit=2)
    assert len(found) == 2
    assert note.startswith("merged_company_domain: more than 2 candidate pairs; the first by")
