"""Where the tables deliberately differ from the playbook's SQL: one test per difference.

All of them look at one company, in which each has users (and events, merges) of its own.
"""

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from tests.tables import assert_table, run

USERS = """
    user_id | email               | gaggle_id | created_at
    11      | old@last.com        |           |
    12      | new@last.com        |           |

    21      | A@chain.com         |           |
    22      | \u00a0b@Chain.com   |           |
    23      | c@chain.com         |           |

    31      | ann@firm.com        | 3         |
    32      | ann@gmail.com       | 3         |

    41      | old@supersonics.com |           | 2021-01-01
    42      | new@thunder.com     |           | 2021-01-02

    51      | a@tie.com           |           | 2021-01-01
    52      | b@tie.com           |           |
    54      | d@tie.com           |           | 2021-01-02
    53      | c@tie.com           |           | 2021-01-02
    55      | a@idle.com          |           | 2021-01-01

    61      | ann@one.com         | 6         |
    62      | bob@two.com         | 6         |
    63      | eve@four.com        | 6         |

    71      | ann@newest.com      | 70        | 2021-01-02
    72      | ann@newest.com      | 79        | 2021-01-01

    81      | ann@x.com           | 8         |
    82      | bob@x.com           | 8         |
    83      | eve@y.com           | 8         |
    84      | joe@gmail.com       | 8         |

    91      | ann@quiet.com       | 9         |

    101     | ann@blank.com       |           |
    102     | bob@blank.com\u00a0 |           |
    103     | eve@blank .com      |           |
    """
GAGGLES = "gaggle_id\n3\n6\n70\n79\n8\n9\n90"
EVENTS = """
    user_id | event_name    | timestamp
    11      | order_placed  | 2021-05-01
    11      | recipe_viewed | 2021-05-02
    12      | recipe_viewed | 2021-01-01
    12      | order_placed  | 2021-01-02

    41      | order_placed  | 2021-01-03
    41      | order_placed  | 2021-01-03
    42      | order_placed  | 2021-01-04

    52      | recipe_viewed | 2021-01-03
    53      | recipe_viewed | 2021-01-03
    54      | recipe_viewed | 2021-01-03

    81      | recipe_viewed | 2021-01-01
    83      | recipe_viewed | 2021-01-01
    84      | recipe_viewed | 2021-01-01
    """
MERGED_USER = """
    old_email     | new_email
    old@last.com  | new@last.com
    B@chain.com\t | c@chain.com
    a@CHAIN.com   | b@chain.com
    ann@firm.com  | ann@gmail.com
    """
MERGED_COMPANY_DOMAIN = """
    old_domain      | new_domain
    supersonics.com | thunder.com
    three.com       | @Four.com.
    one.com         | two.com
    two.com         | three.com
    """

Tables = dict[str, DataFrame]


@pytest.fixture(scope="module")
def tables(spark: SparkSession) -> Tables:
    return run(
        spark,
        users=USERS,
        gaggles=GAGGLES,
        events=EVENTS,
        merged_user=MERGED_USER,
        merged_company_domain=MERGED_COMPANY_DOMAIN,
    )


def test_the_last_event_of_merged_users_is_the_latest(tables: Tables) -> None:
    assert_table(
        tables["contacts"].where(F.col("email").endswith("@last.com")),
        """
        user_id | most_recent_event | most_recent_order | number_of_events | first_order
        12      | 2021-05-02        | 2021-05-01        | 4                | 2021-01-02
        """,
    )


def test_merged_emails_are_normalised_and_chains_resolved_to_their_end(tables: Tables) -> None:
    assert_table(
        tables["contact_aliases"].where(F.col("user_id").between(21, 23)),
        """
        user_id | contact_user_id | reason
        21      | 23              | merged
        22      | 23              | merged
        23      | 23              | self
        """,
    )


def test_a_company_user_merged_into_a_personal_one_is_one_personal_contact(
    tables: Tables,
) -> None:
    assert_table(
        tables["contacts"].where(F.col("gaggle_id") == F.lit(3)),
        """
        user_id | email         | corporate_email | account_corporate_email
        32      | ann@gmail.com |                 |
        """,
    )


def test_power_users_are_those_of_the_resolved_company(tables: Tables) -> None:
    assert_table(
        tables["accounts"].where(F.col("corporate_email").isin("supersonics.com", "thunder.com")),
        """
        corporate_email | first_user_id | most_active_user_id | most_orders_user_id
        thunder.com     | 41            | 41                  | 41
        """,
    )


def test_power_users_have_events_and_ties_are_broken_deterministically(tables: Tables) -> None:
    assert_table(
        tables["accounts"].where(F.col("corporate_email").isin("tie.com", "idle.com")),
        """
        corporate_email | first_user_id | most_active_user_id | most_orders_user_id
        tie.com         | 51            | 53                  |
        idle.com        | 55            |                     |
        """,
    )


def test_domain_merges_are_resolved_once_for_all_tables(tables: Tables) -> None:
    numbers = ("one.com", "two.com", "three.com", "four.com")
    assert_table(
        tables["gaggle_domains"].where(F.col("gaggle_id") == F.lit(6)),
        "corporate_email | is_primary | number_of_users\nfour.com | true | 3",
    )
    assert_table(
        tables["gaggle_facts"].where(F.col("gaggle_id") == F.lit(6)),
        "corporate_email | number_of_users_corporate\nfour.com | 3",
    )
    assert_table(
        tables["accounts"].where(F.col("corporate_email").isin(*numbers)),
        "corporate_email | number_of_users_corporate\nfour.com | 3",
    )


def test_the_gaggle_of_merged_users_is_that_of_the_newest(tables: Tables) -> None:
    assert_table(
        tables["contacts"].where(F.col("email") == F.lit("ann@newest.com")),
        "user_id | gaggle_id | created_at\n72 | 70 | 2021-01-01",
    )


def test_a_gaggle_of_two_companies_is_one_row_and_counts_once(tables: Tables) -> None:
    assert_table(
        tables["gaggle_facts"].where(F.col("gaggle_id") == F.lit(8)),
        """
        corporate_email | number_of_users | number_of_events | number_of_corporate_domains
        x.com           | 4               | 3                | 2
        """,
    )
    assert_table(
        tables["accounts"].where(F.col("corporate_email").isin("x.com", "y.com")),
        """
        corporate_email | number_of_users_associated | number_of_events_associated
        x.com           | 3                          | 2
        y.com           | 1                          | 1
        """,
    )


def test_counts_without_events_are_zero(tables: Tables) -> None:
    assert_table(
        tables["contacts"].where(F.col("gaggle_id") == F.lit(9)),
        "number_of_events | number_of_orders\n0 | 0",
    )
    assert_table(
        tables["gaggle_facts"].where(F.col("gaggle_id").isin(9, 90)),
        """
        gaggle_id | number_of_users | number_of_events | number_of_orders_corporate
        9         | 1               | 0                | 0
        90        | 0               | 0                | 0
        """,
    )
    assert_table(
        tables["accounts"].where(F.col("corporate_email") == F.lit("quiet.com")),
        "number_of_events_corporate | number_of_orders_associated\n0 | 0",
    )


def test_a_domain_with_a_stray_space_is_normalised_or_reported(tables: Tables) -> None:
    assert_table(
        tables["accounts"].where(F.col("corporate_email").startswith("blank")),
        "corporate_email | number_of_users_associated\nblank.com | 2",
    )
    assert_table(
        tables["findings"].where("source <> 'rules'"),
        """
        source | key | reason           | value
        users  | 103 | malformed_domain | eve@blank .com
        """,
    )
