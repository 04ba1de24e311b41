from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from tests.tables import assert_table, source, staged, valid


def test_the_cells_of_a_subscription(spark: SparkSession) -> None:
    subscriptions = source(
        spark,
        "subscriptions",
        """
        subscription_id | corporate_email | email       | gaggle_id | seats | amount | started_at
        s1              | @X.com.         | <Ann@X.com> | 7.0       | 10.0  | $99    | 2021-11-01
        12.0            |                 |             |           |       | 1.5EUR | 2021-11-01
        s3              | N/A             | none        |           | many  | much   | soon
        """,
    )
    assert_table(
        staged("subscriptions", subscriptions),
        """
        subscription_id | corporate_email | email     | gaggle_id | seats | amount | currency
        s1              | x.com           | ann@x.com | 7         | 10    | 99.00  | USD
        12.0            |                 |           |           |       | 1.50   | EUR
        s3              |                 |           |           |       |        |
        """,
    )
    assert_table(
        staged("subscriptions", subscriptions),
        """
        subscription_id | started_at | reason | seats_unreadable | amount_unreadable
        s1              | 2021-11-01 |        |                  |
        12.0            | 2021-11-01 |        |                  |
        s3              |            |        | many             | much
        """,
    )


def test_a_subscription_needs_an_id_of_its_own(spark: SparkSession) -> None:
    subscriptions = source(
        spark,
        "subscriptions",
        """
        subscription_id | plan
        s1              | Basic
        s1              | Team
                        | Team
        """,
    )
    assert_table(
        staged("subscriptions", subscriptions),
        """
        subscription_id | plan  | reason
        s1              | Basic |
        s1              | Team  | duplicate_subscription_id
                        | Team  | missing_subscription_id
        """,
    )


def test_which_statuses_are_active_is_a_rule(spark: SparkSession) -> None:
    subscriptions = source(
        spark,
        "subscriptions",
        """
        subscription_id | status
        1               | active
        2               | trialing
        3               | Live
        4               | canceled
        5               |
        """,
    )
    assert_table(
        valid("subscriptions", subscriptions, active_statuses=("active", "trialing", "Live")),
        """
        subscription_id | has_active_status | is_trial
        1               | true              | false
        2               | true              | true
        3               | true              | false
        4               | false             | false
        5               | false             | false
        """,
    )


def test_seats_are_a_count_whose_sum_fits(spark: SparkSession) -> None:
    subscriptions = source(
        spark,
        "subscriptions",
        """
        subscription_id | seats
        plain           | 7
        point           | 10.0
        zero            | 0
        large           | 999999999999
        too large       | 1000000000000
        half            | 5.5
        """,
    )
    expected = """
        subscription_id | seats        | reason
        plain           | 7            |
        point           | 10           |
        zero            | 0            |
        large           | 999999999999 |
        too large       |              |
        half            |              |
        """
    for kind in ("string", "decimal(15,1)", "double"):
        typed = subscriptions.withColumn("seats", F.trim("seats").cast(kind))
        actual = staged("subscriptions", typed, id_type="string")
        assert_table(actual, expected, id_type="string")
        unreadable = actual.where(F.col("seats_unreadable").isNotNull())
        assert_table(unreadable, "subscription_id\ntoo large\nhalf")
