import pytest
from pyspark.sql import SparkSession

from tests.tables import assert_table, given, source, staged, valid


def test_only_the_id_of_a_user_is_required(spark: SparkSession) -> None:
    users = source(
        spark,
        "users",
        """
        user_id | user_name | email          | gaggle_id | created_at
        1       | Ann       | \u00a0Ann@X.COM | 7         | 2021-09-01T10:00:00+02:00
        2       |           |                |           |
        """,
    )
    assert_table(
        valid("users", users, "bigint"),
        """
        user_id | user_name | email     | gaggle_id | created_at
        1       | Ann       | ann@x.com | 7         | 2021-09-01 08:00:00
        2       |           |           |           |
        """,
    )


def test_a_user_without_a_readable_id_is_quarantined_and_any_other_cell_is_a_finding(
    spark: SparkSession,
) -> None:
    users = source(
        spark,
        "users",
        """
        user_id | user_name | gaggle_id | created_at
        1       | good      | 7         | 2021-09-01
                | no id     | 7         | 2021-09-01
                | no id too | 7         | 2021-09-01
        x       | id        | 7         | 2021-09-01
        2       | gaggle    | seven     | 2021-09-01
        3       | time      | 7         | 12:30:00
        y       | two       | 7         | 2021
        4       | both      | 1.5       | 2021
        5       | none      | N/A       | 0000-00-00 00:00:00
        6       | blank     | \u00a0     | \u00a0
        """,
    )
    assert_table(
        staged("users", users, "bigint"),
        """
        user_name | reason             | gaggle_id_unreadable | created_at_unreadable
        good      |                    |                      |
        no id     | missing_user_id    |                      |
        no id too | missing_user_id    |                      |
        id        | unreadable_user_id |                      |
        gaggle    |                    | seven                |
        time      |                    |                      | 12:30:00
        two       | unreadable_user_id |                      | 2021
        both      |                    | 1.5                  | 2021
        none      |                    |                      |
        blank     |                    |                      |
        """,
    )


@pytest.mark.parametrize("looks_first", [True, False])
def test_the_first_row_of_a_user_by_all_columns_stays(
    spark: SparkSession, looks_first: bool
) -> None:
    users = source(
        spark,
        "users",
        """
        user_id | user_name | email   | gaggle_id | created_at
        1       | Bob       | a@x.com | 1         | 2021-01-01
        1       | Ann       | b@x.com | 2         | 2021-01-02
        01      |           | a@x.com | 1         | 2021-01-01
        2       | Ann       |         | 1         | 2021-01-01
        2       | Ann       | b@x.com | 2         | 2021-01-02
        3       | Ann       | a@x.com | 10        | 2021-01-01
        3       | Ann       | a@x.com | 9         | 2021-01-02
        4       | Ann       | a@x.com | 1         | 2021-01-01 12:00:00Z
        4       | Ann       | a@x.com | 1         | 2021-01-01T13:00:00+02:00
        5       | Ann       | a@x.com | 1         | 2021-01-01
        5       | Ann       | a@x.com | 1         | 2021-01-01
        """,
    )
    assert_table(
        staged("users", users, "bigint", looks_first),
        """
        user_id | user_name | email   | gaggle_id | created_at          | reason
        1       | Ann       | b@x.com | 2         | 2021-01-02          |
        1       | Bob       | a@x.com | 1         | 2021-01-01          | duplicate_user_id
        1       |           | a@x.com | 1         | 2021-01-01          | duplicate_user_id
        2       | Ann       | b@x.com | 2         | 2021-01-02          |
        2       | Ann       |         | 1         | 2021-01-01          | duplicate_user_id
        3       | Ann       | a@x.com | 9         | 2021-01-02          |
        3       | Ann       | a@x.com | 10        | 2021-01-01          | duplicate_user_id
        4       | Ann       | a@x.com | 1         | 2021-01-01 11:00:00 |
        4       | Ann       | a@x.com | 1         | 2021-01-01 12:00:00 | duplicate_user_id
        5       | Ann       | a@x.com | 1         | 2021-01-01          |
        5       | Ann       | a@x.com | 1         | 2021-01-01          | duplicate_user_id
        """,
    )


@pytest.mark.parametrize(("looks_first", "orders_rows"), [(True, False), (False, True)])
def test_a_look_that_finds_no_repeats_spares_the_order(
    spark: SparkSession, capsys: pytest.CaptureFixture[str], looks_first: bool, orders_rows: bool
) -> None:
    users = source(spark, "users", "user_id | user_name\n1 | Ann\n2 | Bob\n | Cy\n | Dee")
    rows = staged("users", users, "bigint", looks_first)
    capsys.readouterr()
    rows.explain()
    assert ("Window" in capsys.readouterr().out) == orders_rows
    expected = "user_name | reason\nAnn |\nBob |\nCy | missing_user_id\nDee | missing_user_id"
    assert_table(rows, expected)


@pytest.mark.parametrize("looks_first", [True, False])
def test_an_unreadable_cell_comes_last_among_the_rows_of_a_user(
    spark: SparkSession, looks_first: bool
) -> None:
    users = source(
        spark,
        "users",
        """
        user_id | user_name | created_at
        1       | Ann       | yesterday
        1       | Ann       | 2021-01-01
        """,
    )
    assert_table(
        staged("users", users, "bigint", looks_first),
        """
        user_name | created_at | reason
        Ann       | 2021-01-01 |
        Ann       |            | duplicate_user_id
        """,
    )


def test_string_ids_are_reported_apart_and_ordered_by_their_bytes(spark: SparkSession) -> None:
    users = source(
        spark,
        "users",
        """
        user_id | user_name | gaggle_id
        7       | seven     |
        007     | bond      |
        x       | emoji     | 😀
        x       | emoji     | ｚ
        y       | ten       | 9
        y       | ten       | 10
                | nobody    | 1
        """,
    )
    assert_table(
        staged("users", users, "string"),
        """
        user_id | user_name | gaggle_id | reason
        7       | seven     |           |
        007     | bond      |           |
        x       | emoji     | ｚ        |
        x       | emoji     | 😀        | duplicate_user_id
        y       | ten       | 10        |
        y       | ten       | 9         | duplicate_user_id
                | nobody    | 1         | missing_user_id
        """,
        id_type="string",
    )


def test_a_name_stays_as_it_is(spark: SparkSession) -> None:
    users = """
        user_id | user_name
        1       | \u00a0Ann\t
        2       | NULL
        """
    assert_table(valid("users", source(spark, "users", users), "bigint"), users)


def test_cells_that_have_their_type_are_read_alike(spark: SparkSession) -> None:
    users = """
        user_id | user_name | email   | gaggle_id | created_at
        1       | Ann       | a@x.com | 7         | 2021-09-01 08:00:00.000001
        2       |           |         |           |
        2       | Bob       |         |           |
                | Eve       |         |           |
        """
    rows = staged("users", given(spark, "users", users), "bigint")
    assert_table(
        rows,
        """
        user_id | user_name | email   | gaggle_id | created_at                 | reason
        1       | Ann       | a@x.com | 7         | 2021-09-01 08:00:00.000001 |
        2       | Bob       |         |           |                            |
        2       |           |         |           |                            | duplicate_user_id
                | Eve       |         |           |                            | missing_user_id
        """,
    )
    assert_table(
        staged("users", given(spark, "users", users), "string").where("user_id = '1'"),
        "user_id | gaggle_id | reason\n1 | 7 |",
        id_type="string",
    )


def test_of_rows_that_read_alike_the_first_as_written_stays(spark: SparkSession) -> None:
    rows = ["1 | 10 | 2021-01-01", "1 | 010 | 2021-01-01T00:00:00Z"]
    for lines in (rows, rows[::-1]):
        users = source(spark, "users", "\n".join(["user_id | gaggle_id | created_at", *lines]))
        (row,) = (
            staged("users", users, "bigint").where("reason IS NOT NULL").select("row").collect()
        )
        assert row[0] == '{"user_id":"1","gaggle_id":"10","created_at":"2021-01-01"}'


def test_what_is_no_email_names_nobody(spark: SparkSession) -> None:
    users = """
        user_id | email
        1       | n/a
        2       | N/A
        3       | -
        4       | Unknown
        5       | @x.com
        6       | ann@
        7       | ann@..
        8       | a@b@x.com
        9       | Ann@X.com
        10      | Ann <ann@x.com>
        11      | ann@x.com, b@x.com
        """
    assert_table(
        staged("users", source(spark, "users", users), "bigint"),
        """
        user_id | email     | no_address | reason
        1       |           |            |
        2       |           |            |
        3       |           | -          |
        4       |           | unknown    |
        5       |           | @x.com     |
        6       |           | ann@       |
        7       |           | ann@       |
        8       | a@b@x.com |            |
        9       | ann@x.com |            |
        10      | ann@x.com |            |
        11      | ann@x.com, b@x.com |  |
        """,
    )
