from pyspark.sql import SparkSession

from tests.tables import assert_table, source, staged, valid


def test_the_cells_of_a_deal(spark: SparkSession) -> None:
    deals = source(
        spark,
        "deals",
        """
        close_date                | amount   | deal_name | deal_stage | email
        2021-11-30                | $40,000  | plain     | Won        | ann@x.com
        2021-11-30T23:30:00-02:00 | 1 234.56 | time     | Won        | \u00a0Ann@X.com\t
                                  |          |           |            |
        """,
    )
    assert_table(
        valid("deals", deals, won_stages=("Won",)),
        """
        close_date | amount   | deal_name | deal_stage | email
        2021-11-30 | 40000.00 | plain     | Won        | ann@x.com
        2021-12-01 | 1234.56  | time      | Won        | ann@x.com
                   |          |           |            |
        """,
    )


def test_an_unreadable_amount_sets_a_deal_aside_and_an_unreadable_date_does_not(
    spark: SparkSession,
) -> None:
    deals = source(
        spark,
        "deals",
        """
        close_date | amount | deal_name
        2021-11-30 | 1      | good
        tomorrow   | 1      | date
        2021-11-30 | much   | amount
        tomorrow   | much   | both
        """,
    )
    assert_table(
        staged("deals", deals, won_stages=("Won",)),
        """
        deal_name | close_date | reason            | close_date_unreadable
        good      | 2021-11-30 |                   |
        date      |            |                   | tomorrow
        amount    | 2021-11-30 | unreadable_amount |
        both      |            | unreadable_amount | tomorrow
        """,
    )


def test_a_deal_is_won_in_the_stages_that_the_rules_name(spark: SparkSession) -> None:
    deals = source(
        spark,
        "deals",
        """
        deal_name | deal_stage
        won       | Won
        signed    | Signed
        lost      | Lost
        stageless |
        """,
    )
    assert_table(
        staged("deals", deals, won_stages=("Won", "Signed")),
        """
        deal_name | is_won
        won       | true
        signed    | true
        lost      | false
        stageless | false
        """,
    )


def test_the_currency_is_that_of_its_own_cell_or_of_the_amount(spark: SparkSession) -> None:
    deals = source(
        spark,
        "deals",
        """
        deal_name | amount     | currency
        code      | 5          | EUR
        lower     | $5         | eur
        symbol    | 5          | £
        other     | 5          | credits
        dollars   | $40,000    |
        behind    | 40 000 EUR | N/A
        negative  | (¥5)       |
        none      | 5          |
        nothing   |            |
        """,
    )
    assert_table(
        valid("deals", deals),
        """
        deal_name | currency
        code      | EUR
        lower     | EUR
        symbol    | GBP
        other     | CREDITS
        dollars   | USD
        behind    | EUR
        negative  | JPY
        none      |
        nothing   |
        """,
    )
