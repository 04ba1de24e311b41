"""Which rows that are gone from a source are gone for their age, and which are not."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from jafflegaggle.history import History, midnight
from jafflegaggle.reading import gone_oddly

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


def history_of(found: Mapping[int, int], before: Mapping[int, int] | None = None) -> History:
    """What a run keeps that found so many rows a day; and what was there of them before."""
    last = max(day for day in found)
    until = last - LOOKBACK
    seen = {day: rows for day, rows in found.items() if day < until}
    date = midnight(FIRST + dt.timedelta(days=until - 1))
    return History(
        until=date,
        settle_until=date,
        rows_by_day=by_day({**seen, **(before or {})}),
        seen_by_day=by_day(seen),
        recent_by_day=by_day({day: rows for day, rows in found.items() if day >= until}),
    )


@pytest.mark.parametrize(
    "there",
    [
        pytest.param(fourteen(), id="nothing is gone"),
        pytest.param(fourteen(first=2), id="a day"),
        pytest.param(fourteen(first=9), id="many days"),
        pytest.param(fourteen(first=11), id="all but the lookback"),
        pytest.param(fourteen(first=2) | {2: 60}, id="a day and a part of the next"),
        pytest.param(fourteen() | {1: 40}, id="most of a day"),
        pytest.param(fourteen(first=3) | {1: 2, 2: 5}, id="two days but for late rows"),
        pytest.param(fourteen() | {12: 10}, id="a correction of what is read again"),
        pytest.param({**fourteen(), 12: 0}, id="a day that was a mistake, read again"),
        pytest.param(fourteen(110), id="late rows are another matter"),
    ],
)
def test_what_is_gone_for_its_age(there: Mapping[int, int]) -> None:
    assert gone_oddly(history_of(fourteen()), by_day(there)) == 0


@pytest.mark.parametrize(
    ("there", "gone"),
    [
        pytest.param({**fourteen(), 5: 0, 14: 200}, 100, id="a day is moved"),
        pytest.param({**fourteen(), 5: 93, 14: 107}, 7, id="some rows are stamped anew"),
        pytest.param({**fourteen(), 1: 93, 14: 107}, 7, id="some rows of the first day, too"),
        pytest.param({15: 1400}, 400, id="all are stamped anew"),
        pytest.param({14: 1400}, 300, id="all are stamped anew on the last day"),
        pytest.param(fourteen(first=13), 200, id="days that were not settled are given up"),
        pytest.param({}, 400, id="nothing is left"),
    ],
)
def test_what_is_gone_oddly(there: Mapping[int, int], gone: int) -> None:
    assert gone_oddly(history_of(fourteen()), by_day(there)) == gone


def test_a_day_that_moves_after_others_were_given_up() -> None:
    history = history_of(fourteen(first=5), before=fourteen() | {11: 0, 12: 0, 13: 0, 14: 0})
    assert gone_oddly(history, by_day({**fourteen(first=5), 9: 0})) == 100


def test_where_nothing_is_settled_nothing_counts_twice() -> None:
    assert gone_oddly(history_of({1: 9, 2: 9, 3: 9}), by_day({3: 9})) == 0
    assert gone_oddly(History(None, midnight(FIRST)), {}) == 0


@pytest.mark.parametrize("day", ["-0002-12-17", "0000-12-31", "0001-01-01"])
def test_a_slip_that_is_gone(day: str) -> None:
    history = history_of(fourteen())
    history = replace(
        history,
        rows_by_day={**history.rows_by_day, day: 1},
        seen_by_day={**history.seen_by_day, day: 1},
    )
    assert gone_oddly(history, by_day(fourteen())) == 0


def files_by_load() -> Iterator[File]:
    """A file a day: most of its rows are of the day, some came a day or two late."""
    for day in range(1, 60):
        yield {day: 94, day - 1: 5, day - 2: 1}


@pytest.mark.parametrize("slips", [{}, {-700: 1}, {-19_000: 3}], ids=["none", "2019", "1969"])
@pytest.mark.parametrize(
    ("kept", "step"), [(6, 1), (10, 1), (10, 2), (10, 5), (30, 1), (30, 2), (30, 7)]
)
def test_a_source_that_gives_up_its_oldest_files(slips: File, kept: int, step: int) -> None:
    """As object stores expire them: what came late stays longer than its day."""
    loaded = [Counter(file) for file in files_by_load()]
    known: dict[int, int] = {}
    found: Counter[int] = Counter()
    for end in range(kept, len(loaded), step):
        there = sum(loaded[end - kept : end], Counter(slips))
        if found:
            assert gone_oddly(history_of(found, known), by_day(there)) == 0
        until = max(there) - LOOKBACK
        known |= {day: rows for day, rows in there.items() if day < until and day not in known}
        found = there
