"""Which events a run has to read, by the type of their clock."""

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import functions as F

from jafflegaggle.canonical import CLOCK
from jafflegaggle.history import is_before, is_settled, is_since
from tests.conftest import MakeDf

UNTIL = dt.datetime(2021, 11, 11, tzinfo=dt.UTC)


@pytest.mark.parametrize("kind", ["date", "string", "timestamp"])
def test_the_midnight_itself_is_since_and_no_clock_too(make_df: MakeDf, kind: str) -> None:
    days = [("2021-11-10",), ("2021-11-11",), ("2021-11-12",), (None,)]
    events = make_df(days, f"{CLOCK} string").select(F.col(CLOCK).cast(kind).alias(CLOCK))
    told = events.select(
        F.col(CLOCK).cast("string").substr(1, 10).alias("day"),
        is_before(events, UNTIL).alias("is_before"),
        is_since(events, UNTIL).alias("is_since"),
        is_settled(events, UNTIL).alias("is_settled"),
    )
    found: dict[Any, Any] = {
        row.day: (row.is_before, row.is_since, row.is_settled) for row in told.collect()
    }
    assert found == {
        "2021-11-10": (True, False, True),
        "2021-11-11": (False, True, False),
        "2021-11-12": (False, True, False),
        None: (None, True, False),
    }
