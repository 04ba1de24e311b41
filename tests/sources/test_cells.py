"""How the cells of a source are written, said in Python: from Sources to staged rows."""

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.api import customer_360
from jafflegaggle.columns.cells import CellFormats
from jafflegaggle.errors import InputError
from jafflegaggle.sources.sources import Sources
from tests.conftest import MakeDf
from tests.tables import assert_table, in_memory, source


def company(spark: SparkSession) -> Sources:
    users = """
        user_id | email     | gaggle_id | created_at
        1       | ann@x.com | -         | 01.09.2021
        2       | ?         | 7         | 01.09.2021
        3       | -         | N/A       | -
        """
    events = """
        event_id | user_id | event_name    | timestamp
        a        | 1       | recipe_viewed | 1630836000
        b        | 2       | order_placed  | 1630836000.5
        """
    deals = """
        close_date | amount   | deal_name | deal_stage | email
        09/15/2021 | 1.234,50 | D         | Won        | ann@x.com
        """
    return Sources(
        users=source(spark, "users", users),
        gaggles=source(spark, "gaggles", "gaggle_id\n7"),
        events=source(spark, "events", events),
        deals=source(spark, "deals", deals),
    )


def test_formats_and_null_values_reach_the_tables(spark: SparkSession) -> None:
    tables = customer_360(
        company(spark).with_cells(
            users=CellFormats({"created_at": "dd.MM.yyyy"}, ["-", "?"]),
            events=CellFormats({"timestamp": "epoch_s"}),
            deals=CellFormats({"close_date": "MM/dd/yyyy", "amount": "decimal_comma"}),
        ),
        materialize=in_memory,
    )
    assert_table(
        tables["contacts"],
        """
        user_id | email     | gaggle_id | created_at | most_recent_event
        1       | ann@x.com |           | 2021-09-01 | 2021-09-05 10:00:00
        2       |           | 7         | 2021-09-01 | 2021-09-05 10:00:00.5
        3       |           |           |            |
        """,
    )
    assert_table(
        tables["accounts"],
        """
        corporate_email | total_amount_won | most_recent_deal
        x.com           | 1234.50          | 2021-09-15
        """,
    )
    # The list replaces the usual one: `N/A` is unreadable here.
    unreadable = tables["findings"].where("reason like 'unreadable_%'")
    assert_table(
        unreadable, "source | key | reason | value\nusers | 3 | unreadable_gaggle_id | N/A"
    )


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"nobody": CellFormats()}, "nobody: no source; expected users, "),
        (
            {"users": CellFormats({"email": "epoch_s"})},
            "users: formats.email: this column takes no format; formats are of created_at",
        ),
        (
            {"gaggles": CellFormats({"time": "epoch_s"})},
            "gaggles: formats.time: no such column; formats are of created_at",
        ),
        (
            {"deals": CellFormats({"amount": "comma"})},
            "deals: formats.amount: expected decimal_comma, found 'comma': there is no other",
        ),
    ],
)
def test_a_mistake_in_the_cells_names_itself(
    spark: SparkSession, cells: dict[str, CellFormats], message: str
) -> None:
    with pytest.raises(InputError) as error:
        company(spark).with_cells(**cells)
    assert str(error.value).startswith(message)


def test_a_column_of_numbers_needs_a_format(make_df: MakeDf, spark: SparkSession) -> None:
    users = make_df(
        [(1, "ann@x.com", 7, 1630836000)],
        "user_id bigint, email string, gaggle_id bigint, created_at bigint",
    ).selectExpr("*", "cast(NULL as string) as user_name")
    gaggles, events = source(spark, "gaggles", "gaggle_id\n7"), source(spark, "events")
    sources = Sources(users=users, gaggles=gaggles, events=events)
    with pytest.raises(InputError, match=r"sources\.users\.formats\.created_at: .* epoch_s, epoch"):
        customer_360(sources)
    sources = sources.with_cells(users=CellFormats({"created_at": "epoch_s"}))
    tables = customer_360(sources, materialize=in_memory)
    assert_table(tables["contacts"], "user_id | created_at\n1 | 2021-09-05 10:00:00")
