from pyspark.sql import SparkSession

from tests.tables import assert_table, source, staged, valid


def test_only_the_id_of_a_gaggle_is_required(spark: SparkSession) -> None:
    gaggles = source(
        spark,
        "gaggles",
        """
        gaggle_id | gaggle_name | created_at
        1         | Geese       | 2021-09-01T10:00:00+02:00
        2         |             |
        """,
    )
    assert_table(
        valid("gaggles", gaggles, "bigint"),
        """
        gaggle_id | gaggle_name | created_at
        1         | Geese       | 2021-09-01 08:00:00
        2         |             |
        """,
    )


def test_a_gaggle_without_an_id_unreadable_or_repeated_is_quarantined(spark: SparkSession) -> None:
    gaggles = source(
        spark,
        "gaggles",
        """
        gaggle_id | gaggle_name | created_at
                  | nowhere     | 2021-09-01
        one       | unreadable  | 2021-09-01
        1         | timeless    | noon
        2         |             | 2021-01-01
        2         | Swans       | 2021-01-03
        2         | Geese       | 2021-01-02
        3         | Ducks       |
        3         | Ducks       | 2021-01-01
        """,
    )
    assert_table(
        staged("gaggles", gaggles, "bigint"),
        """
        gaggle_id | gaggle_name | created_at | reason
                  | nowhere     | 2021-09-01 | missing_gaggle_id
                  | unreadable  | 2021-09-01 | unreadable_gaggle_id
        1         | timeless    |            |
        2         | Geese       | 2021-01-02 |
        2         | Swans       | 2021-01-03 | duplicate_gaggle_id
        2         |             | 2021-01-01 | duplicate_gaggle_id
        3         | Ducks       | 2021-01-01 |
        3         | Ducks       |            | duplicate_gaggle_id
        """,
    )
