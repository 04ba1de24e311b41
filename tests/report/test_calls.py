"""Whom to call: the accounts with the highest scores, in tables that a terminal shows."""

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.report.calls import Call, calls_of, calls_sections, fitted
from jafflegaggle.report.layout import cut, section, width
from tests.tables import given

SIGNALS = ("product_qualified", "growing_seats", "usage_surge", "several_gaggles")


def test_the_highest_scores_come_first_then_those_who_matter_most(spark: SparkSession) -> None:
    accounts = """
    corporate_email|opportunity_score|risk_score|is_paying|active_users_28d|first_user_id|most_active_user_id
    b.com | 30 | 40 | false | 5 | 1 | 2
    a.com | 30 | 40 | true  | 4 | 3 |
    c.com | 30 | 0  | false | 5 | 4 | 9
    d.com | 50 | 70 | false | 0 | 5 | 5
    e.com | 0  | 0  | true  | 9 | 6 | 6
    """
    signals = """
        corporate_email | signal           | direction   | points
        d.com           | usage_surge      | opportunity | 20
        d.com           | product_qualified| opportunity | 30
        d.com           | going_quiet      | risk        | 30
        d.com           | paying_and_silent| risk        | 40
        a.com           | growing_seats    | opportunity | 30
        """
    contacts = """
        user_id | email
        1       | first@b.com
        2       | active@b.com
        3       | first@old.com
        4       | first@c.com
        5       | d@d.com
        """
    found = calls_of(
        given(spark, "accounts", accounts),
        given(spark, "account_signals", signals),
        given(spark, "contacts", contacts),
    )
    assert found["opportunity"] == [
        Call("d.com", 50, 0, ("product_qualified", "usage_surge"), "d@d.com"),
        Call("b.com", 30, 0, (), "active@b.com"),
        Call("c.com", 30, 0, (), None),
        Call("a.com", 30, 0, ("growing_seats",), "first@old.com"),
    ]
    assert found["risk"] == [
        Call("d.com", 70, 0, ("paying_and_silent", "going_quiet"), "d@d.com"),
        Call("a.com", 40, 0, (), "first@old.com"),
        Call("b.com", 40, 0, (), "active@b.com"),
    ]


def test_ten_are_shown_and_equal_ones_by_their_domain(spark: SparkSession) -> None:
    names = [f"{letter}.com" for letter in "lkjihgfedcba"]
    accounts = "\n".join(["corporate_email | risk_score", *(f"{name} | 40" for name in names)])
    tables = (
        given(spark, "accounts", accounts),
        given(spark, "account_signals", "corporate_email"),
        given(spark, "contacts", "user_id"),
    )
    found = calls_of(*tables)
    assert [call.account for call in found["risk"]] == sorted(names)[:10]
    opportunities, risks = calls_sections(*tables)
    assert opportunities == "Top 10 opportunities, and whom to call there: none"
    assert risks.splitlines()[2].split() == ["a.com", "40", "0", "-"]


@pytest.mark.parametrize(
    "call",
    [
        Call("jets.com", 100, 12, SIGNALS, "ann@jets.com"),
        Call("x" * 253, 100, 12_345_678, SIGNALS, f"{'a' * 200}@{'x' * 253}"),
        Call("\u65e5\u672c" * 40 + ".jp", 100, 1, SIGNALS, "\u65e5\u672c" * 40 + "@x.jp"),
        Call("e\u0301" * 60 + ".fr", 100, 1, ("x" * 90, "y"), None),
        Call("jets.com", 100, 12, ("x" * 90,), "\x1b[2J\n" * 30 + "@jets.com"),
    ],
)
def test_no_row_is_wider_than_a_terminal(call: Call) -> None:
    header = ("account", "score", "users", "signals", "call")
    lines = section("Top", header, fitted([call, Call("y.com", 1, 2, (), None)])).splitlines()
    assert len(lines) == 4
    assert max(map(width, lines)) <= 100
    assert not any(character < " " for line in lines for character in line)


def test_signals_that_have_no_room_are_counted() -> None:
    (row,) = fitted([Call("x" * 28, 100, 12_345, SIGNALS, "a" * 40 + "@x.com")])
    assert row[3] == "product_qualified +3"
    (row,) = fitted([Call("jets.com", 100, 12, SIGNALS, "ann@jets.com")])
    assert row[3] == "product_qualified, growing_seats, usage_surge +1"


def test_an_email_is_shown_whole_and_the_account_is_cut_for_it() -> None:
    call = Call("scarletbarnacles.ai.example", 80, 36, SIGNALS, f"{'a' * 14}@{'x' * 31}")
    (row,) = fitted([call])
    assert row == ("scarletbarnac\u2026", 80, 36, "product_qualified +3", call.email)


def test_a_text_is_cut_between_characters() -> None:
    assert [cut("jets.com", columns) for columns in (8, 7, 1)] == [
        "jets.com",
        "jets.c\u2026",
        "\u2026",
    ]
    assert cut("\u65e5\u672c\u65e5", 5) == "\u65e5\u672c\u2026"
