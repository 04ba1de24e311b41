"""Quarantine: bad rows never vanish."""

import json

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.models.audit.quarantine import (
    events_of_unknown_users,
    quarantined_rows,
    unknown_users,
    unreadable_events,
)
from jafflegaggle.rules import Rules
from tests.tables import assert_table, given, run, source, staged

Rows = list[tuple[str, str, dict[str, str]]]


def rows_of(quarantine: DataFrame) -> Rows:
    rows = quarantine.select("source", "reason", "row").collect()
    return sorted(
        ((row.source, row.reason, json.loads(row.row)) for row in rows),
        key=lambda row: row[:2],
    )


def test_a_row_is_shown_as_it_was_read(spark: SparkSession) -> None:
    users = source(
        spark,
        "users",
        r"""
        user_id | user_name | email        | gaggle_id | created_at
        1       | good      | good@x.com   | 7         | 2021-01-01
        7       | twice     | a@x.com      | 7         | 2021-01-01
        007     | twice     | Two@X.com.   | 7         | 2021-01-01
        x1      | "Zoë" \   | ann@x.com    |           | 12:30:00
        """.replace("Two", "\u00a0Two"),
    )
    assert rows_of(quarantined_rows("users", staged("users", users, "bigint"))) == [
        (
            "users",
            "duplicate_user_id",
            {
                "user_id": "007",
                "user_name": "twice",
                "email": "\u00a0Two@X.com.",
                "gaggle_id": "7",
                "created_at": "2021-01-01",
            },
        ),
        (
            "users",
            "unreadable_user_id",
            {
                "user_id": "x1",
                "user_name": '"Zoë" \\',
                "email": "ann@x.com",
                "created_at": "12:30:00",
            },
        ),
    ]


def test_events_of_users_who_are_not_there_are_quarantined(spark: SparkSession) -> None:
    events = staged(
        "events",
        source(
            spark,
            "events",
            """
            event_id | user_id | event_name    | timestamp
            a        | 1       | recipe_viewed | 2021-01-01
            b        | 2       | recipe_viewed | 2021-01-01
            c        | 02      | recipe_viewed | 2021-01-02
            d        | 2       | recipe_viewed | never
            e        | 1       |               | 2021-01-01
            f        |         | recipe_viewed | 2021-01-01
            """,
        ),
        "bigint",
    )
    of_nobody = events_of_unknown_users(
        events,
        unknown_users(
            given(spark, "user_activity", "user_id | number_of_rows\n1 | 1\n2 | 2\n | 3"),
            given(spark, "users", "user_id\n1\n3"),
        ),
    )
    actual = unreadable_events(events).unionByName(of_nobody)
    assert_table(
        actual.selectExpr("source", "reason", "get_json_object(row, '$.event_id') AS key"),
        """
        source | reason               | key
        events | unknown_user         | b
        events | unknown_user         | c
        events | unreadable_timestamp | d
        events | missing_event_name   | e
        events | missing_user_id      | f
        """,
    )


def test_a_row_of_empty_cells_is_a_row(spark: SparkSession) -> None:
    events = staged(
        "events",
        source(spark, "events", "user_id | timestamp\nx |").selectExpr(
            *(f"CAST(NULL AS string) AS {name}" for name in ("event_id", "user_id")),
            *(f"CAST(NULL AS string) AS {name}" for name in ("event_name", "timestamp")),
        ),
        "bigint",
    )
    assert rows_of(unreadable_events(events)) == [("events", "missing_user_id", {})]


def test_bad_rows_of_every_source_are_there_and_the_others_are_not(spark: SparkSession) -> None:
    tables = run(
        spark,
        users="""
        user_id | email     | created_at
        1       | ann@x.com | 2021-01-01
        2       | bob@x.com | soon
        two     | bob@x.com | 2021-01-01
                | eve@x.com | 2021-01-01
        """,
        gaggles="gaggle_id | gaggle_name\n1 | Geese\none | Ducks",
        events="""
        event_id | user_id | event_name    | timestamp
        good     | 1       | recipe_viewed | 2020-01-01
        later    | 1       | recipe_viewed | 2999-01-01
        later    | 3       | recipe_viewed | 2999-01-01
        unheard  | 1       | unheard       | 2021-01-01
        aside    | two     | recipe_viewed | 2021-01-01
        unknown  | 3       | unheard       | 2021-01-01
        timeless | 1       | recipe_viewed |
        """,
        deals="deal_name | amount | email\ngood | 1 | ann@x.com\nbad | one | ann@x.com",
    )
    assert_table(
        tables["quarantine"],
        """
        source  | reason
        users   | unreadable_user_id
        users   | missing_user_id
        gaggles | unreadable_gaggle_id
        events  | unreadable_user_id
        events  | unknown_user
        events  | unknown_user
        events  | missing_timestamp
        deals   | unreadable_amount
        """,
    )
    assert_table(tables["contacts"], "user_id | number_of_events\n1 | 2\n2 | 0")
    assert_table(
        tables["findings"],
        """
        source | key              | reason                | value
        users  | 2                | unreadable_created_at | soon
        events |                  | events_after_snapshot | 1
        events | unheard          | unknown_event_name    | 1
        rules  | recipe_favorited | unused_event_name     | "recipe_viewed", "unheard"
        rules  | order_placed     | unused_event_name     | "recipe_viewed", "unheard"
        rules  | order_placed     | unused_order_event    | "recipe_viewed", "unheard"
        rules  | Won              | unused_won_stage      |
        """,
    )


def test_every_repeat_of_an_event_is_quarantined_once_and_counted_never(
    spark: SparkSession,
) -> None:
    tables = run(
        spark,
        Rules(deduplicate_events=True),
        users="user_id | email\n1 | ann@x.com",
        events="""
        event_id | user_id | event_name    | timestamp
        a        | 1       | recipe_viewed | 2021-01-01
        a        | 1       | recipe_viewed | 2021-01-02
        a        | 2       | recipe_viewed | 2021-01-01
        b        | 2       | recipe_viewed | 2021-01-01
        b        | 3       | recipe_viewed | 2021-01-01
                 | 1       | recipe_viewed | 2021-01-01
                 | 1       | recipe_viewed | 2021-01-01
        """,
    )
    assert_table(
        tables["quarantine"].selectExpr("reason", "get_json_object(row, '$.event_id') AS key"),
        """
        reason             | key
        duplicate_event_id | a
        duplicate_event_id | a
        duplicate_event_id | b
        unknown_user       | b
        """,
    )
    assert_table(tables["contacts"], "user_id | number_of_events\n1 | 3")
