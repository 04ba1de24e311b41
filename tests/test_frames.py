"""The helpers of other tests: small frames, and comparing them."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from chispa import DataFramesNotEqualError

from tests.conftest import MakeDf
from tests.frames import assert_rows

SCHEMA = "id bigint, word string, at timestamp, on date, amount decimal(18,2), is_so boolean"


def test_cells_come_back_as_they_went_in(make_df: MakeDf) -> None:
    text = "it's a \\ ${word} \t\n\u00a0é\u1e9e \U0001f9c7 \\u0041 %s {0} -- /* ?"
    rows = [
        (1, text, datetime(2021, 1, 1, 5, 0, 0, 7), date(2021, 2, 3), Decimal("40000.10"), True),
        (None, None, None, None, None, None),
        (-(2**63), "", "2021-01-01 05:00:00", "2021-02-03", "1", False),
    ]
    last = (-(2**63), "", datetime(2021, 1, 1, 5), date(2021, 2, 3), Decimal(1), False)
    assert [tuple(row) for row in make_df(rows, SCHEMA).collect()] == [*rows[:2], last]


def test_columns_by_name(make_df: MakeDf) -> None:
    columns: dict[str, list[object]] = {"word": ["a", None], "id": [1, 2]}
    assert make_df(columns, "id int, word string").collect() == [(1, "a"), (2, None)]
    assert make_df(columns).collect() == [("a", "1"), (None, "2")]


def test_no_rows(make_df: MakeDf) -> None:
    df = make_df([], SCHEMA)
    assert df.dtypes == [tuple(field.split()) for field in SCHEMA.split(", ")]
    assert df.collect() == []


def test_types_with_commas_and_lists(make_df: MakeDf) -> None:
    df = make_df([(["a", None],)], "words array<string>")
    assert df.collect() == [(["a", None],)]
    assert make_df([], df.schema).schema.simpleString() == "struct<words:array<string>>"


def test_rows_compare_in_any_order(make_df: MakeDf) -> None:
    schema = "id bigint, word string"
    df = make_df([(1, "a"), (2, None)], schema)
    assert_rows(df, make_df([(2, None), (1, "a")], schema))
    with pytest.raises(DataFramesNotEqualError):
        assert_rows(df, make_df([(2, None), (1, "b")], schema))
