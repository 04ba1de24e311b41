"""Which rows that are gone from a source are of days that it retains."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from jafflegaggle.incremental.reconcile import rows_gone
from jafflegaggle.incremental.state import State
from jafflegaggle.incremental.watermark import midnight

pytestmark = pytest.mark.engine("embedded")  # all of it is plain Python

FIRST = dt.date(2021, 11, 1)
LOOKBACK = 3
File = Mapping[int, int]


def name(day: int) -> str:
    return str(FIRST + dt.timedelta(days=day - 1))


def by_day(rows: Mapping[int, int]) -> dict[str, int]:
    return {name(day): number for day, number in rows.items()}


def fourteen(rows: int = 100, first: int = 1) -> dict[int, int]:
    """So many rows on each of the days of two weeks."""
    return dict.fromkeys(range(first, 15), rows)


def state_of(found: Mapping[int, int], before: Mapping[int, int] | None = None) -> State:
    """The state of a run that found so many rows per day; and what was there of them before."""
    last = max(day for day in found)
    until = last - LOOKBACK
    present = {day: rows for day, rows in found.items() if day < until}
    date = midnight(FIRST + dt.timedelta(days=until - 1))
    return State(
        watermark=date,
        next_watermark=date,
        finalized_rows=sum({**present, **(before or {})}.values()),
        present=by_day(present),
        recent=by_day({day: rows for day, rows in found.items() if day >= until}),
    )


@pytest.mark.parametrize(
    ("there", "gone"),
    [
        pytest.param(fourteen(), 0, id="nothing is gone"),
        pytest.param(fourteen(110), 0, id="late rows are another matter"),
        pytest.param(fourteen() | {12: 10}, 0, id="a correction of what is read again"),
        pytest.param({**fourteen(), 12: 0}, 100, id="all of a day that is read again"),
        pytest.param(fourteen(first=2), 100, id="the first day"),
        pytest.param(fourteen(first=6), 500, id="the oldest days, stamped anew or given up"),
        pytest.param({**fourteen(), 5: 0, 14: 200}, 100, id="a day is moved"),
        pytest.param({**fourteen(), 5: 93, 14: 107}, 7, id="some rows are stamped anew"),
        pytest.param({**fourteen(), 1: 93, 14: 107}, 7, id="some rows of the first day, too"),
        pytest.param({15: 1400}, 1400, id="all are stamped anew"),
        pytest.param({}, 1400, id="nothing is left"),
    ],
)
def test_what_is_gone_from_a_source_that_retains_all(there: Mapping[int, int], gone: int) -> None:
    assert rows_gone(state_of(fourteen()), by_day(there), retention_days=0) == gone


@pytest.mark.parametrize(
    ("there", "gone"),
    [
        pytest.param(fourteen(first=5), 0, id="what is older than ten days"),
        pytest.param(fourteen(first=6), 100, id="a day more"),
        pytest.param(fourteen(first=7) | {15: 100}, 100, id="a day more, a day later"),
        pytest.param(fourteen(first=6) | {15: 100}, 0, id="its end moves with the last day"),
        pytest.param(fourteen() | {2: 1}, 0, id="late rows of an old day stay longer"),
        pytest.param({**fourteen(), 7: 0, 14: 200}, 100, id="a day is moved"),
        pytest.param({40: 9}, 400, id="days that were not finalized, however old by now"),
        pytest.param({}, 1000, id="nothing is left"),
    ],
)
def test_what_is_gone_from_a_source_that_retains_ten_days(
    there: Mapping[int, int], gone: int
) -> None:
    assert rows_gone(state_of(fourteen()), by_day(there), retention_days=10) == gone


def test_a_day_that_goes_after_others_were_given_up() -> None:
    state = state_of(fourteen(first=5), before=fourteen() | {11: 0, 12: 0, 13: 0, 14: 0})
    assert rows_gone(state, by_day({**fourteen(first=5), 9: 0}), retention_days=10) == 100


def test_where_nothing_is_finalized_nothing_counts_twice() -> None:
    assert rows_gone(state_of({1: 9, 2: 9, 3: 9}), by_day({3: 9}), retention_days=0) == 0
    assert rows_gone(State(None, midnight(FIRST)), {}, retention_days=0) == 0


@pytest.mark.parametrize("day", ["-0002-12-17", "0000-12-31", "0001-01-01"])
def test_a_mistaken_date_that_is_gone(day: str) -> None:
    """It is gone from a source that retains all; it is older than any other retention."""
    state = state_of(fourteen())
    state = replace(
        state, finalized_rows=state.finalized_rows + 1, present={**state.present, day: 1}
    )
    assert rows_gone(state, by_day(fourteen()), retention_days=0) == 1
    assert rows_gone(state, by_day(fourteen()), retention_days=3650) == 0


def test_a_retention_longer_than_there_are_days() -> None:
    state, there = state_of(fourteen()), by_day(fourteen(first=2))
    assert rows_gone(state, there, retention_days=10**9) == 100


def files_by_load() -> Iterator[File]:
    """A file a day: most of its rows are of the day, some came a day or two late."""
    for day in range(1, 60):
        yield {day: 94, day - 1: 5, day - 2: 1}


@pytest.mark.parametrize("mistakes", [{}, {-700: 1}, {-19_000: 3}], ids=["none", "2019", "1969"])
@pytest.mark.parametrize(
    ("kept", "step"), [(6, 1), (10, 1), (10, 2), (10, 5), (30, 1), (30, 2), (30, 7)]
)
def test_a_source_that_expires_its_oldest_files(mistakes: File, kept: int, step: int) -> None:
    """As object stores expire them: of the first day of the files that stay a part came late."""
    loaded = [Counter(file) for file in files_by_load()]
    known: dict[int, int] = {}
    found: Counter[int] = Counter()
    for end in range(kept, len(loaded), step):
        there = sum(loaded[end - kept : end], Counter(mistakes))
        if found:
            assert rows_gone(state_of(found, known), by_day(there), retention_days=kept) == 0
        until = max(there) - LOOKBACK
        known |= {day: rows for day, rows in there.items() if day < until and day not in known}
        found = there
