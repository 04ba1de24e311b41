from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from jafflegaggle.models.audit.quarantine import unreadable_events
from tests.conftest import MakeDf
from tests.tables import assert_table, source, staged, valid

FAR = 1_636_000_000_000_000_000


def test_an_event_needs_a_user_a_name_and_a_time(spark: SparkSession) -> None:
    events = source(
        spark,
        "events",
        """
        event_id | user_id | event_name   | timestamp
        good     | 1       | order_placed | 2021-09-01T10:00:00+02:00
        no_user  |         | order_placed | 2021-09-01
        user     | one     | order_placed | 2021-09-01
        no_name  | 1       |              | 2021-09-01
        no_time  | 1       | order_placed |
        time     | 1       | order_placed | 2021
        year     | 1       | order_placed | 9999-12-31T23:59:59-01:00
        nothing  |         |              |
        """,
    )
    assert_table(
        staged("events", events, "bigint"),
        """
        event_id | user_id | event_name   | timestamp           | reason
        good     | 1       | order_placed | 2021-09-01 08:00:00 |
        no_user  |         | order_placed | 2021-09-01          | missing_user_id
        user     |         | order_placed | 2021-09-01          | unreadable_user_id
        no_name  | 1       |              | 2021-09-01          | missing_event_name
        no_time  | 1       | order_placed |                     | missing_timestamp
        time     | 1       | order_placed |                     | unreadable_timestamp
        year     | 1       | order_placed |                     | unreadable_timestamp
        nothing  |         |              |                     | missing_user_id
        """,
    )


def test_a_time_beyond_the_years_is_quarantined(make_df: MakeDf) -> None:
    """Such as milliseconds that were read as seconds."""
    events = make_df(
        [("good", 1, "order_placed", 1_636_000_000_000_000), ("far", 1, "order_placed", FAR)],
        "event_id string, user_id bigint, event_name string, micros bigint",
    ).withColumn("timestamp", F.timestamp_micros("micros"))
    rows = staged("events", events, "bigint")
    assert_table(
        rows,
        """
        event_id | user_id | event_name   | timestamp           | reason
        good     | 1       | order_placed | 2021-11-04 04:26:40 |
        far      | 1       | order_placed |                     | unreadable_timestamp
        """,
    )
    (row,) = unreadable_events(rows).collect()
    assert row.row.startswith('{"event_id":"far","user_id":"1","event_name":"order_placed"')


def test_odd_events_are_kept(spark: SparkSession) -> None:
    events = """
        event_id | user_id | event_name     | timestamp
                 | 1       | recipe_viewed  | 2021-09-01
        twice    | 1       | recipe_viewed  | 2021-09-01
        twice    | 1       | recipe_viewed  | 2021-09-01
        unheard  | 1       | recipe_printed | 2021-09-01
        later    | 1       | recipe_viewed  | 2999-01-01
        """
    assert_table(valid("events", source(spark, "events", events), "bigint"), events)


def test_repeats_of_an_event_id_are_quarantined_where_the_rule_says_so(spark: SparkSession) -> None:
    events = source(
        spark,
        "events",
        """
        event_id | user_id | event_name    | timestamp
                 | 1       | recipe_viewed | 2021-09-01
                 | 1       | recipe_viewed | 2021-09-01
        once     | 1       | recipe_viewed | 2021-09-01
        same     | 1       | recipe_viewed | 2021-09-01
        same     | 1       | recipe_viewed | 2021-09-01
        same     | 1       | recipe_viewed | 2021-09-01
        user     | 10      | recipe_viewed | 2021-09-01
        user     | 9       | recipe_viewed | 2021-09-02
        name     | 1       | recipe_viewed | 2021-09-01
        name     | 1       | order_placed  | 2021-09-02
        time     | 1       | recipe_viewed | 2021-09-02
        time     | 1       | recipe_viewed | 2021-09-01
        bad      | 1       | recipe_viewed | never
        bad      | 2       | recipe_viewed | 2021-09-01
        case     | 1       | recipe_viewed | 2021-09-01
        Case     | 1       | recipe_viewed | 2021-09-01
        """,
    )
    expected = """
        event_id | user_id | event_name    | timestamp  | reason
                 | 1       | recipe_viewed | 2021-09-01 |
                 | 1       | recipe_viewed | 2021-09-01 |
        once     | 1       | recipe_viewed | 2021-09-01 |
        same     | 1       | recipe_viewed | 2021-09-01 |
        same     | 1       | recipe_viewed | 2021-09-01 | duplicate_event_id
        same     | 1       | recipe_viewed | 2021-09-01 | duplicate_event_id
        user     | 9       | recipe_viewed | 2021-09-02 |
        user     | 10      | recipe_viewed | 2021-09-01 | duplicate_event_id
        name     | 1       | order_placed  | 2021-09-02 |
        name     | 1       | recipe_viewed | 2021-09-01 | duplicate_event_id
        time     | 1       | recipe_viewed | 2021-09-01 |
        time     | 1       | recipe_viewed | 2021-09-02 | duplicate_event_id
        bad      | 1       | recipe_viewed |            | unreadable_timestamp
        bad      | 2       | recipe_viewed | 2021-09-01 |
        case     | 1       | recipe_viewed | 2021-09-01 |
        Case     | 1       | recipe_viewed | 2021-09-01 |
        """
    assert_table(staged("events", events, "bigint", deduplicate_events=True), expected)
    counted = expected.replace("duplicate_event_id", "")
    assert_table(staged("events", events, "bigint", deduplicate_events=False), counted)


def test_an_event_id_is_text(spark: SparkSession) -> None:
    events = source(spark, "events", "event_id\n007").selectExpr(
        "7 AS event_id", "'a' AS user_id", "'recipe_viewed' AS event_name", "timestamp"
    )
    rows = staged("events", events, "string")
    assert dict(rows.dtypes)["event_id"] == "string"
