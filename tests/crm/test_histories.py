"""A simulated CRM that applies every change set ends equal to the snapshot, whatever happens."""

import random
from dataclasses import dataclass, field
from typing import Any

from pyspark.sql import Row

from jafflegaggle.crm.baseline import next_baseline
from jafflegaggle.crm.change_set import load_order
from jafflegaggle.crm.changes import changes
from jafflegaggle.crm.columns import CHANGE_SET_COLUMNS
from jafflegaggle.crm.records import records
from tests.conftest import MakeDf
from tests.crm.world import BASELINE, CONTACTS, KEYS, Person, tables

CHANGE_SET = ", ".join(f"{name} {kind}" for name, kind in CHANGE_SET_COLUMNS.items())
HISTORIES, LOADS, USERS = 20, 3, 6


@dataclass
class FakeCrm:
    """Records by key, each with its values and users; it refuses what a CRM would."""

    held: dict[str, tuple[str, str]] = field(default_factory=dict)
    users: dict[str, set[str]] = field(default_factory=dict)

    def load(self, change: Row, alive: set[str]) -> None:
        """Apply one change."""
        key, values = change.key, (change.value_0, change.value_1)
        match change.operation:
            case "insert":
                assert key not in self.held
            case "rekey":
                assert key not in self.held
                del self.held[change.previous_key]
                assert change.changed_fields or change.previous_key != key
            case "update":
                assert self.held[key] != values, "sent without a change"
                assert change.changed_fields
            case "merge":
                assert change.merged_into in self.held
                del self.held[key]
            case "delete":
                assert not self.users[key] & alive, "deleted by a merge"
                del self.held[key]
        if change.operation in ("insert", "rekey", "update"):
            self.held[key] = values


def random_people(dice: random.Random) -> dict[int, Person]:
    """The contacts of some independent companies: users come, go, merge and part."""
    people = {}
    for history in range(1, HISTORIES + 1):
        users = [history * 100 + at for at in range(USERS) if dice.random() < 0.8]
        groups: dict[int, list[int]] = {}
        for user in users:
            groups.setdefault(dice.randrange(USERS), []).append(user)
        for group in groups.values():
            survivor = dice.choice(group)
            people[survivor] = Person(
                group,
                name=dice.choice(("ann", "bob")),
                email=f"{dice.choice(group)}@x.com",
                is_internal=dice.random() < 0.1,
            )
    return people


def test_the_crm_ends_equal_to_the_snapshot(make_df: MakeDf) -> None:
    dice = random.Random(20)
    crm = FakeCrm()
    baseline: list[list[Any]] = []
    for load in range(1, LOADS + 1):
        people = random_people(dice)
        now, before = tables(make_df, people), make_df(baseline, BASELINE)
        found = changes(CONTACTS, records(CONTACTS, now), before, now)
        rows = found.orderBy(*load_order()).collect()
        external = {str(id_): one for id_, one in people.items() if not one.is_internal}
        alive = {str(user) for one in external.values() for user in one.users}
        assert {row.merged_into for row in rows} - {None} <= set(external)

        refused = set()
        for row in rows:
            is_refused = load < LOADS and dice.random() < 0.1
            # Nobody is merged into a record that was refused.
            if is_refused or (row.merged_into and row.merged_into not in crm.held):
                refused.add(row.key)
            elif row.operation != "unchanged":
                crm.load(row, alive)

        local = [[row[name] for name in CHANGE_SET_COLUMNS] for row in rows]
        rejected = make_df([["contact", key] for key in sorted(refused)], KEYS)
        after = next_baseline(before, make_df(local, CHANGE_SET), rejected).collect()
        baseline = [list(row) for row in after]
        crm.users = {row.key: set(row.users) for row in after}
        assert set(crm.users) == set(crm.held)
    assert crm.held == {key: (one.name, one.email) for key, one in external.items()}
