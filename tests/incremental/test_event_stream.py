"""Which events an incremental run has to read, by the type of the cursor."""

import datetime as dt

import pytest
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.incremental.event_stream import EventStream, event_time_and_day
from tests.conftest import MakeDf
from tests.tables import assert_columns

WATERMARK = dt.datetime(2021, 11, 11, tzinfo=dt.UTC)


@pytest.mark.parametrize("kind", ["date", "string", "timestamp"])
def test_the_watermark_itself_is_not_finalized_nor_is_a_missing_cursor(
    make_df: MakeDf, kind: str
) -> None:
    days = [("2021-11-10",), ("2021-11-11",), ("2021-11-12",), (None,)]
    frame = make_df(days, "day string").withColumn("at", F.col("day").cast(kind))
    stream = EventStream(frame, event_time="at")
    found = frame.select(
        "day",
        stream.is_finalized(WATERMARK).alias("is_finalized"),
        stream.is_since(WATERMARK).alias("is_since"),
    )
    assert {row.day: (row.is_finalized, row.is_since) for row in found.collect()} == {
        "2021-11-10": (True, False),
        "2021-11-11": (False, True),
        "2021-11-12": (False, True),
        None: (False, True),
    }


def test_a_cursor_is_read_in_the_format_of_its_column(make_df: MakeDf) -> None:
    rows = [
        ("1636588799999", "2021-11-10 23:59:59.999", "2021-11-10"),
        ("1636588800000", "2021-11-11 00:00:00", "2021-11-11"),
        ("soon", None, None),
    ]
    time, day = event_time_and_day(F.col("ms"), T.StringType(), False, "epoch_ms")
    assert_columns(make_df(rows, "ms string, time timestamp, day string"), time=time, day=day)
