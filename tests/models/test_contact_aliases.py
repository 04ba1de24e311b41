"""Which contact each user belongs to, why, and what the user did."""

from pyspark.sql import SparkSession

from jafflegaggle.models import contact_aliases
from tests.tables import assert_table, given, run


def test_every_user_appears_once_alone_or_merged(spark: SparkSession) -> None:
    people = given(
        spark,
        "people",
        """
        user_id | user_name | email     | gaggle_id | created_at | number_of_events
        2       | Ann Lee   | ann@x.com | 20        | 2021-01-01 | 8
        4       | Bob       | bob@x.com | 10        | 2021-01-04 | 3
        """,
    )
    merged = given(
        spark,
        "merged_users",
        """
        user_id|contact_user_id|reason    |email    |own_email|own_user_name|own_gaggle_id|list_line
        1      |2              |merged    |ann@x.com|ann@y.co |Ann Lee      |20           |7
        2      |2              |self      |ann@x.com|ann@x.com|Ann          |10           |
        3      |2              |same_email|ann@x.com|ann@x.com|             |             |
        """,
    )
    activity = given(
        spark,
        "user_activity",
        """
        user_id | number_of_events | number_of_orders | first_event | most_recent_event
        1       | 5                | 2                | 2021-03-01  | 2021-03-05
        3       | 3                | 0                | 2021-04-01  | 2021-04-02
        4       | 3                | 0                |             |
                | 1                | 0                |             |
        99      | 1                | 0                |             |
        """,
    )
    assert_table(
        contact_aliases(people, merged, activity),
        """
        user_id | contact_user_id | reason     | email     | user_name | gaggle_id
        1       | 2               | merged     | ann@y.co  | Ann Lee   | 20
        2       | 2               | self       | ann@x.com | Ann       | 10
        3       | 2               | same_email | ann@x.com |           |
        4       | 4               | self       | bob@x.com | Bob       | 10
        """,
    )
    assert_table(
        contact_aliases(people, merged, activity),
        """
        user_id|number_of_events|number_of_orders|first_event|most_recent_event|list_line|target
        1      |5               |2               |2021-03-01 |2021-03-05       |7        |ann@x.com
        2      |0               |0               |           |                 |         |
        3      |3               |0               |2021-04-01 |2021-04-02       |         |
        4      |3               |0               |           |                 |         |
        """,
    )


def test_the_line_is_the_first_that_moves_the_email_whichever_its_chain(
    spark: SparkSession,
) -> None:
    """A list that is not a file has no lines, and its targets all the same."""
    tables = run(
        spark,
        users="user_id | email\n1 | a@x.com\n2 | b@x.com\n3 | c@x.com\n4 | -",
        gaggles="gaggle_id\n1",
        events="event_id | user_id | event_name | timestamp\na | 1 | order_placed | 2021-01-01",
        merged_user="""
            old_email | new_email
            b@x.com   | c@x.com
            A@x.com   | b@x.com
            a@x.com   | b@x.com
            c@x.com   | nobody@x.com
            """,
    )
    assert_table(
        tables["contact_aliases"],
        """
        user_id | contact_user_id | reason | email   | number_of_orders | list_line | target
        1       | 3               | merged | a@x.com | 1                |           | c@x.com
        2       | 3               | merged | b@x.com | 0                |           | c@x.com
        3       | 3               | self   | c@x.com | 0                |           |
        4       | 4               | self   |         | 0                |           |
        """,
    )
