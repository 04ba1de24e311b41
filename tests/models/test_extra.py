"""Further columns of users and gaggles, which contacts and gaggle facts show as text."""

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.api import customer_360
from jafflegaggle.errors import InputError
from jafflegaggle.sources.sources import Sources
from tests.frames import assert_rows, make_frame
from tests.tables import in_memory, source

USERS = "user_id string, user_name string, email string, gaggle_id string, created_at string"
FURTHER = "plan string, reason string, group.name string, seats double, vip boolean"


def sources_of(spark: SparkSession) -> Sources:
    users = [
        ("1", "A", "a@x.com", "7", "2021-01-01", "old", "r1", "g", 1e7, True),
        ("2", "B", "A@x.com", "7", "2021-01-02", "new", None, " ", None, None),
        ("3", "C", "c@x.com", "7", "2021-01-03", None, None, None, 1.5, False),
        # Alike in all but what is carried: the first in the order of all columns counts.
        ("4", "D", "d@x.com", "7", "2021-01-04", "b", None, None, None, None),
        ("4", "D", "d@x.com", "7", "2021-01-04", "a", None, None, None, None),
    ]
    gaggles = [("7", "Jets", "2021-01-01", dt.date(2021, 5, 1)), ("8", "None", None, None)]
    schema = "gaggle_id string, gaggle_name string, created_at string, renewal date"
    return Sources(
        users=make_frame(spark, users, f"{USERS}, {FURTHER}"),
        gaggles=make_frame(spark, gaggles, schema),
        events=source(spark, "events"),
    )


def test_they_are_the_newest_of_a_persons_users(spark: SparkSession) -> None:
    extra = ["plan", "reason", "group.name", "seats", "vip"]
    sources = sources_of(spark).with_extra(users=extra, gaggles=["renewal"])
    tables = customer_360(sources, materialize=in_memory)
    contacts = tables["contacts"]
    assert contacts.columns[-5:] == extra
    expected = [
        (1, "new", "r1", "g", "10000000", "true"),
        (3, None, None, None, "1.5", "false"),
        (4, "a", None, None, None, None),
    ]
    rows = contacts.select("user_id", *(f"`{name}`" for name in extra))
    types = ", ".join(f"`{name}` string" for name in extra)
    assert [field.dataType.simpleString() for field in rows.schema] == ["bigint", *["string"] * 5]
    assert sorted(map(tuple, rows.collect())) == expected, types
    facts = tables["gaggle_facts"].select("gaggle_id", "renewal")
    dated = make_frame(spark, [(7, "2021-05-01"), (8, None)], "gaggle_id bigint, renewal string")
    assert_rows(facts, dated)


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({"users": ["score"]}, "users: no column score; it has user_id"),
        ({"users": ["USER_COHORT"]}, "contacts has a column USER_COHORT already"),
        ({"gaggles": ["number_of_users"]}, "gaggle_facts has a column number_of_users already"),
        ({"events": ["url"]}, "only users and gaggles have further columns"),
    ],
)
def test_what_cannot_be_carried(spark: SparkSession, extra: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        sources_of(spark).with_extra(**extra)
