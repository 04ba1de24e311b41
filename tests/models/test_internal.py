"""The company's own people: they keep their row, and count in no gaggle and no account."""

from pyspark.sql import SparkSession

from jafflegaggle.rules import Rules
from tests.tables import assert_table, run

USERS = """
user_id | email               | gaggle_id | created_at
1       | boss@ours.com       | 10        | 2021-01-01
2       | ann@rams.la         | 10        | 2021-01-02
3       | bob@gmail.com       | 10        | 2021-01-03
4       | old@bought.com      | 20        | 2021-01-04
5       | Test <t@gmail.com>  | 20        | 2021-01-05
6       | eve@jets.com        | 30        | 2021-01-06
7       | qa@jets.com         | 30        | 2021-01-01
8       | eve@mail.ours.com   | 30        | 2021-01-07
9       | gone@ours.com       | 10        | 2021-01-08
"""
EVENTS = "event_id | user_id | event_name | timestamp\n" + "\n".join(
    f"{at} | {user} | order_placed | 2021-02-0{at}" for at, user in enumerate("112345778", 1)
)
SOURCES = {
    "users": USERS,
    "gaggles": "gaggle_id\n10\n20\n30",
    "events": EVENTS,
    # Who left for a customer is no longer one of the company's own.
    "merged_user": "old_email | new_email\ngone@ours.com | ann@rams.la",
    "merged_company_domain": "old_domain | new_domain\nbought.com | ours.com",
    "deals": """
        deal_name | deal_stage | amount | email
        own       | Won        | 1      | boss@ours.com
        test      | Won        | 1      | T@gmail.com
        nobody    | Won        | 1      | nobody@ours.com
        sold      | Won        | 5      | gone@ours.com
        bobs      | Won        | 2      | bob@gmail.com
    """,
}
RULES = Rules(
    internal_domains=(" @Ours.com.",), internal_emails=("t@Gmail.com ", "mailto:qa@jets.com")
)


def test_internal_contacts_count_nowhere_but_in_their_row(spark: SparkSession) -> None:
    tables = run(spark, RULES, **SOURCES)
    assert_table(
        tables["contacts"],
        """
        user_id | is_internal | corporate_email | account_corporate_email | number_of_events
        1       | true        | ours.com        |                         | 2
        2       | false       | rams.la         | rams.la                 | 1
        3       | false       |                 | rams.la                 | 1
        4       | true        | bought.com      |                         | 1
        5       | true        |                 |                         | 1
        6       | false       | jets.com        | jets.com                | 0
        7       | true        | jets.com        |                         | 2
        8       | false       | mail.ours.com   | mail.ours.com           | 1
        """,
    )
    assert_table(
        tables["gaggle_domains"],
        """
        gaggle_id | corporate_email | is_primary | number_of_users | number_of_events
        10        | rams.la         | true       | 1               | 1
        10        |                 | false      | 1               | 1
        30        | jets.com        | false      | 1               | 0
        30        | mail.ours.com   | true       | 1               | 1
        """,
    )
    assert_table(
        tables["gaggle_facts"],
        """
        gaggle_id | corporate_email | number_of_users | number_of_events
        10        | rams.la         | 2               | 2
        20        |                 | 0               | 0
        30        | mail.ours.com   | 2               | 1
        """,
    )
    assert_table(
        tables["contact_gaggles"],
        """
        user_id | gaggle_id | is_current | number_of_users | number_of_events
        2       | 10        | true       | 2               | 1
        3       | 10        | true       | 1               | 1
        6       | 30        | true       | 1               | 0
        8       | 30        | true       | 1               | 1
        """,
    )
    assert tables["personal_gaggles"].collect() == []
    assert_table(
        tables["accounts"],
        """
        corporate_email | number_of_users_associated | first_user_id | most_active_user_id
        rams.la         | 2                          | 2             | 2
        jets.com        | 1                          | 6             |
        mail.ours.com   | 1                          | 8             | 8
        """,
    )
    assert_table(
        tables["accounts"],
        """
        corporate_email | number_of_deals_won | total_amount_won
        rams.la         | 2                   | 7
        jets.com        | 0                   | 0
        mail.ours.com   | 0                   | 0
        """,
    )
    assert_table(
        tables["findings"].where("source = 'deals'"),
        """
        source | key    | reason     | value
        deals  | own    | internal   | boss@ours.com
        deals  | test   | internal   | t@gmail.com
        deals  | nobody | no_account | nobody@ours.com
        """,
    )
