"""Random CRMs: each record has one row, and each of ours is linked or missing once."""

import random
from collections import Counter

from jafflegaggle.models import crm_links
from tests import reference_crm
from tests.conftest import MakeDf
from tests.reference_crm import Record

SEEDS = range(3)
IDS = [f"{letter}{number}" for letter in ("", "a", "Z", "é") for number in range(12)]
RECORDS = (
    "crm_id string, {0} string, {1} string, company_name string, owner string, merged_into string"
)


def random_crm(dice: random.Random, names: list[str]) -> list[Record]:
    """Records of any names; some were merged, in chains, in cycles, and to nowhere."""
    found = []
    for crm_id in dice.sample(IDS, dice.randrange(len(IDS) + 1)):
        others = dice.choices([*names, "no.com"], k=dice.randrange(4))
        merged = dice.choice([*IDS, "gone"]) if dice.random() < 0.3 else None
        found.append(
            Record(
                crm_id,
                dice.choice([*names, "no.com", None]),
                ";".join(others) or None,
                dice.choice(["A", None]),
                dice.choice(["Kim", None]),
                merged if merged != crm_id else None,
                others,
            )
        )
    return found


def test_links_are_conserved(make_df: MakeDf) -> None:
    for seed in SEEDS:
        dice = random.Random(seed)
        domains = [f"c{at}.com" for at in range(15)]
        accounts = dice.sample(domains, 10)
        emails = [f"p{at}@x.com" for at in range(15)]
        # Some of no e-mail, and some of the company's own.
        people = {
            at: (email if dice.random() < 0.9 else None, dice.random() < 0.2)
            for at, email in enumerate(dice.sample(emails, 10))
        }
        # Each leads to the end of its chain.
        moved = dict(zip(domains, dice.choices(domains, k=15), strict=True))
        led = dict(zip(emails, dice.choices(emails, k=15), strict=True))
        companies, contacts = random_crm(dice, domains), random_crm(dice, emails)
        actual = crm_links(
            make_df(
                [[at, email, internal] for at, (email, internal) in people.items()],
                "user_id bigint, email string, is_internal boolean",
            ),
            make_df([[name] for name in accounts], "corporate_email string"),
            make_df([list(one) for one in led.items()], "email string, target string"),
            make_df([list(one) for one in moved.items()], "domain string, target string"),
            make_df(
                [_cells(one) for one in companies],
                RECORDS.format("corporate_email", "additional_domains"),
            ),
            make_df(
                [_cells(one) for one in contacts],
                RECORDS.format("email", "additional_emails"),
            ),
        )
        rows = [row.asDict() for row in actual.collect()]

        known = {email or at: str(at) for at, (email, _) in people.items()}
        ours = {"company": Counter(accounts), "contact": Counter(known.values())}
        for kind, records in (("company", companies), ("contact", contacts)):
            of = [row for row in rows if row["object"] == kind]
            there = [one.crm_id for one in records if one.merged_into is None]
            assert Counter(row["crm_id"] for row in of if row["crm_id"]) == Counter(there)
            once = [row["key"] for row in of if row["status"] in ("linked", "missing")]
            assert Counter(once) == ours[kind]
            assert {row["key"] for row in of if row["status"] == "duplicate"} <= {*once}
        expected = [
            *reference_crm.links("company", companies, {one: one for one in accounts}, moved),
            *reference_crm.links("contact", contacts, known, led),
        ]
        assert sorted(map(str, rows)) == sorted(map(str, expected))


def _cells(record: Record) -> list[str | None]:
    return [
        record.crm_id,
        record.own,
        record.others,
        record.company_name,
        record.owner,
        record.merged_into,
    ]
