"""Incremental runs in any order of what may happen: each gives the tables of a full run."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from tests.incremental.test_runs import DAY, START, ZOE, Company, event, some_events
from tests.small_company import FILES, in_this_session

USERS = FILES["users"].splitlines(keepends=True)
MERGES = FILES["merged_user"].splitlines(keepends=True)
# How often what happens, in a hundred.
OFTEN = {
    "events_arrive": 25,
    "days_pass": 20,
    "people_come_and_go": 10,
    "lines_come_and_go": 10,
    "an_event_comes_too_late": 5,
    "run": 20,
    "run_an_earlier_date": 10,
}


@pytest.fixture(scope="module", autouse=True)
def _session(spark: SparkSession) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        in_this_session(monkeypatch, spark)
        yield


class Walk:
    """A company from day to day: events, people and lists change, and runs come when they come."""

    def __init__(self, folder: Path, luck: random.Random, by_day: bool) -> None:
        self.luck = luck
        self.company = Company(folder, by_day)
        self.files: dict[str, str] = {}
        self.day = 0
        self.first_date = 0  # the first day that a run may go back to
        self.last_date = 0
        self.is_too_late = False  # whether an event came after its day was finalized
        self.happened: list[str] = []
        self.events_arrive()
        self.run()

    def step(self) -> None:
        """Something happens."""
        (name,) = self.luck.choices(list(OFTEN), list(OFTEN.values()))
        self.happened.append(name)
        getattr(self, name)()

    def events_arrive(self) -> None:
        """Events of today, some up to three days late: within the lookback."""
        events = some_events(self.luck, self.day, 12, f"{len(self.happened)}-")
        self.company.receive(events, (START + self.day * DAY).date())

    def days_pass(self) -> None:
        """Nobody runs anything for some days."""
        self.day += self.luck.randrange(1, 5)

    def people_come_and_go(self) -> None:
        """Users sign up late, or leave."""
        number, zoe = self.luck.choice([4, 6, 7]), self.luck.choice(["", ZOE])
        self.files["users"] = "".join([*USERS[:number], zoe])

    def lines_come_and_go(self) -> None:
        """Somebody writes or removes lines of the list of people."""
        self.files["merged_user"] = "".join(MERGES[: self.luck.randrange(1, len(MERGES) + 1)])

    def an_event_comes_too_late(self) -> None:
        """An event of a day that is older than the lookback of every state."""
        day = START - 20 * DAY
        self.company.receive([event(str(day), id_=f"late {len(self.happened)}")], day.date())
        self.is_too_late = True

    def run(self) -> None:
        """A run of today."""
        self.run_of(self.day)

    def run_an_earlier_date(self) -> None:
        """A run of a date that has one, or of any between."""
        if not self.is_too_late:
            self.run_of(self.luck.randint(self.first_date, self.last_date))

    def run_of(self, day: int) -> None:
        """Run a date, and hold it against a full run.

        One that an event came too late for stops, and reads all events when it is told to.
        """
        date = str((START + day * DAY).date())
        if self.is_too_late:
            assert self.company.run(date, **self.files) == 1, self.happened
            assert self.company.run(date, "--full-refresh", **self.files) == 0, self.happened
            self.is_too_late, self.first_date = False, day
        else:
            assert self.company.run(date, **self.files) == 0, self.happened
        self.last_date = max(self.last_date, day)
        self.company.run_whole(date, **self.files)
        assert self.company.tables(date) == self.company.tables(date, "whole"), self.happened


@pytest.mark.engine("embedded")  # what decides is plain Python, and there are some thirty runs
@pytest.mark.parametrize("by_day", [False, True], ids=["by time", "by folder"])
@pytest.mark.parametrize("seed", [1])
def test_any_order_of_what_may_happen_gives_the_tables_of_full_runs(
    tmp_path: Path, seed: int, by_day: bool
) -> None:
    walk = Walk(tmp_path, random.Random(seed), by_day)
    for _ in range(30):
        walk.step()
    assert set(walk.happened) == set(OFTEN)
