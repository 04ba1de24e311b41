import datetime as dt

from pyspark.sql import SparkSession

from jafflegaggle.models import personal_gaggles
from tests.tables import assert_table, given, run

DATE = dt.date(2021, 12, 1)
CONTACTS = """
user_id|email        |gaggle_id|personal_list|account_reason|is_internal|number_of_events|created_at
1      |ann@gmail.com|10       |preset       |              |false      |1               |2021-01-02
2      |bob@yahoo.com|10       |preset       |              |false      |7               |2021-01-03
3      |cy@gmail.com |10       |preset       |              |false      |7               |
4      |di@yahoo.com |10       |preset       |              |false      |0               |2021-01-01
5      |ed@icloud.com|10       |preset       |              |true       |9               |2020-01-01
6      |flo@nodot    |20       |             |              |false      |0               |
7      |             |20       |             |              |false      |0               |
8      |gil@x.com    |30       |             |own_domain    |false      |5               |2021-01-01
9      |hal@gmail.com|30       |preset       |gaggle_primary|false      |5               |2021-01-01
10     |ivy@gmail.com|         |preset       |              |false      |5               |2021-01-01
"""


def test_whom_to_ask_in_a_gaggle_without_a_company(spark: SparkSession) -> None:
    bridge = given(
        spark,
        "bridge",
        """
        gaggle_id | corporate_email | is_primary | number_of_users | number_of_events
        10        |                 | false      | 4               | 15
        20        |                 | false      | 2               | 0
        30        |                 | false      | 1               | 5
        30        | x.com           | true       | 1               | 5
                  |                 | false      | 1               | 5
        """,
    )
    gaggles = given(spark, "gaggles", "gaggle_id | gaggle_name\n10 | Potluck\n30 | X\n40 | Empty")
    actual = personal_gaggles(bridge, given(spark, "contacts", CONTACTS), gaggles, DATE)
    assert_table(
        actual,
        """
        gaggle_id | gaggle_name | number_of_users | personal_domain | number_of_events
        10        | Potluck     | 4               | gmail.com       | 15
        20        |             | 2               |                 | 0
        """,
    )
    assert_table(
        actual,
        """
        gaggle_id | first_user_id | most_active_user_id
        10        | 4             | 2
        20        | 6             |
        """,
    )


def test_the_personal_domain_is_the_most_frequent_one_that_a_list_has(spark: SparkSession) -> None:
    tables = run(
        spark,
        users="""
        user_id | email         | gaggle_id
        1       | a@yahoo.com   | 10
        2       | b@yahoo.com   | 10
        3       | c@gmail.com   | 10
        4       | d@nodot       | 10
        5       | e@nodot       | 10
        6       | f@nodot       | 10
        7       | g@yahoo.com   | 20
        8       | h@gmail.com   | 20
        9       | G@Yahoo.com   | 20
        10      | i@mended,com  | 30
        """,
        gaggles="gaggle_id\n10",
        events="event_id | user_id | event_name | timestamp",
        merged_company_domain="old_domain | new_domain\nmended,com | mended.com",
    )
    assert_table(
        tables["personal_gaggles"],
        """
        gaggle_id | personal_domain | number_of_users | first_user_id
        10        | yahoo.com       | 6               | 1
        20        | gmail.com       | 2               | 7
        """,
    )


def test_the_windows_are_those_of_the_contacts(spark: SparkSession) -> None:
    tables = run(
        spark,
        users="user_id | email | gaggle_id\n1 | a@gmail.com | 10\n2 | b@gmail.com | 10",
        gaggles="gaggle_id\n10",
        events="""
        event_id | user_id | event_name   | timestamp
        a        | 1       | order_placed | 2021-02-01
        b        | 1       | order_placed | 2021-02-02
        """,
    )
    for name in ("personal_gaggles", "gaggle_facts"):
        assert_table(
            tables[name],
            """
            gaggle_id | number_of_users | active_users_28d | active_share_28d | lifecycle
            10        | 2               | 0                | 0                | inactive
            """,
        )
