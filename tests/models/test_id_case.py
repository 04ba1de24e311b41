"""Ids of text that differ in case alone are found, wherever two of them should be one."""

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.rules import IdType, Rules
from tests.tables import assert_table, run

USERS = """
user_id | email     | gaggle_id | created_at
A1      | ann@x.com | G1        | 2021-01-01
b2      | bob@x.com | G2        | 2021-01-01
c3      | eve@x.com | g3        | 2021-01-01
C3      | eva@x.com | g3        | 2021-01-01
"""
GAGGLES = "gaggle_id\ng1\nG2\nG2x\ng2X"
EVENTS = """
event_id | user_id | event_name    | timestamp
a        | a1      | recipe_viewed | 2021-01-01
b        | B2      | order_placed  | 2021-01-01
c        | b2      | order_placed  | 2021-01-01
d        | z9      | order_placed  | 2021-01-01
"""


def test_ids_in_another_case_are_found(spark: SparkSession) -> None:
    tables = run(spark, Rules(id_type="string"), users=USERS, gaggles=GAGGLES, events=EVENTS)
    assert_table(
        tables["findings"].where("reason = 'id_in_another_case'"),
        """
        source  | key | value
        events  | a1  | A1
        events  | B2  | b2
        users   | G1  | g1
        users   | c3  | C3
        gaggles | g2X | G2x
        """,
    )


@pytest.mark.parametrize("id_type", ["bigint", "string"])
def test_ids_that_are_the_same_are_not(spark: SparkSession, id_type: IdType) -> None:
    tables = run(
        spark,
        Rules(id_type=id_type),
        users="user_id | gaggle_id\n1 | 7\n2 | 8",
        gaggles="gaggle_id\n7",
        events="user_id | event_name | timestamp\n1 | a | 2021-01-01\n3 | a | 2021-01-01",
    )
    assert tables["findings"].where("reason = 'id_in_another_case'").count() == 0
