"""Signals: for each the rows just below, at and above its thresholds; points, and scores."""

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.errors import InputError
from jafflegaggle.models import account_signals
from jafflegaggle.models.signals import SIGNALS
from jafflegaggle.models.signals.scores import SCORES, configured, score
from jafflegaggle.rules import Rules
from tests.tables import assert_table, given

DATE = dt.date(2021, 12, 1)
ALL = [signal.name for signal in SIGNALS]


def only(name: str, **values: Any) -> Rules:
    """Rules by which nothing but one signal is looked for."""
    off: dict[str, dict[str, Any]] = {other: {"enabled": False} for other in ALL if other != name}
    return Rules(signals={**off, name: values})


def signals_of(
    spark: SparkSession, accounts: str, rules: Rules, champions: str = "corporate_email"
) -> DataFrame:
    return account_signals(
        given(spark, "accounts", accounts), given(spark, "power_users", champions), rules, DATE
    )


def test_product_qualified(spark: SparkSession) -> None:
    accounts = """
        corporate_email | active_users_7d | active_weeks_of_4 | is_paying
        at.com          | 3               | 3                 | false
        above.com       | 9               | 4                 | false
        few.com         | 2               | 4                 | false
        short.com       | 9               | 2                 | false
        pays.com        | 9               | 4                 | true
        unknown.com     | 9               | 4                 |
        """
    expected = """
        corporate_email | signal            | direction   | points | value | previous | threshold
        at.com          | product_qualified | opportunity | 30     | 3.0   |          | 3.0
        above.com       | product_qualified | opportunity | 30     | 9.0   |          | 3.0
        """
    assert_table(signals_of(spark, accounts, only("product_qualified")), expected)


def test_growing_seats(spark: SparkSession) -> None:
    accounts = """
        corporate_email | new_users_28d | number_of_users_associated
        at.com          | 3             | 15
        all.com         | 3             | 3
        below.com       | 3             | 16
        few.com         | 2             | 2
        nobody.com      | 3             | 0
        """
    expected = """
        corporate_email | signal        | direction   | points | value | previous | threshold
        at.com          | growing_seats | opportunity | 20     | 3.0   |          | 3.0
        all.com         | growing_seats | opportunity | 20     | 3.0   |          | 3.0
        """
    assert_table(signals_of(spark, accounts, only("growing_seats")), expected)


def test_usage_surge(spark: SparkSession) -> None:
    accounts = """
        corporate_email | user_days_28d | user_days_previous_28d
        at.com          | 15            | 10
        below.com       | 14            | 10
        few.com         | 9             | 1
        first.com       | 10            | 0
        unknown.com     | 10            |
        """
    expected = """
        corporate_email | signal      | direction   | points | value | previous | threshold
        at.com          | usage_surge | opportunity | 20     | 15.0  | 10.0     | 10.0
        first.com       | usage_surge | opportunity | 20     | 10.0  | 0.0      | 10.0
        """
    assert_table(signals_of(spark, accounts, only("usage_surge")), expected)


def test_a_growth_that_no_double_holds_is_compared_as_it_is_written(spark: SparkSession) -> None:
    """The product 1.1 * 10 is 11.000000000000002, and 0.1 * 30 is 3.0000000000000004 likewise."""
    accounts = """
        corporate_email | user_days_28d | user_days_previous_28d
        at.com          | 11            | 10
        below.com       | 32            | 30
        """
    surges = signals_of(spark, accounts, only("usage_surge", min_growth=1.1))
    assert_table(surges, "corporate_email | value | previous\nat.com | 11.0 | 10.0")
    quiet = """
        corporate_email | user_days_28d | user_days_previous_28d
        at.com          | 7             | 10
        above.com       | 8             | 10
        """
    actual = signals_of(spark, quiet, only("going_quiet", max_ratio=0.7))
    assert_table(actual, "corporate_email | value | previous\nat.com | 7.0 | 10.0")


def test_several_gaggles(spark: SparkSession) -> None:
    accounts = "corporate_email | number_of_gaggles\nat.com | 2\nmore.com | 3\none.com | 1"
    expected = """
        corporate_email | signal          | direction   | points | value | previous | threshold
        at.com          | several_gaggles | opportunity | 10     | 2.0   |          | 2.0
        more.com        | several_gaggles | opportunity | 10     | 3.0   |          | 2.0
        """
    assert_table(signals_of(spark, accounts, only("several_gaggles")), expected)


def test_going_quiet(spark: SparkSession) -> None:
    accounts = """
        corporate_email | user_days_28d | user_days_previous_28d
        at.com          | 5             | 10
        silent.com      | 0             | 99
        above.com       | 6             | 11
        few.com         | 0             | 9
        unknown.com     |               | 99
        """
    expected = """
        corporate_email | signal      | direction | points | value | previous | threshold
        at.com          | going_quiet | risk      | 30     | 5.0   | 10.0     | 10.0
        silent.com      | going_quiet | risk      | 30     | 0.0   | 99.0     | 10.0
        """
    assert_table(signals_of(spark, accounts, only("going_quiet")), expected)


def test_a_company_that_was_never_there_went_nowhere(spark: SparkSession) -> None:
    """With a minimum of 0, at most a part of nothing is nothing."""
    accounts = """
        corporate_email | user_days_28d | user_days_previous_28d
        nobody.com      | 0             | 0
        new.com         | 1             | 0
        """
    actual = signals_of(spark, accounts, only("going_quiet", min_user_days=0))
    assert_table(actual, "corporate_email | value | threshold\nnobody.com | 0.0 | 0.0")


# 2021-11-17 is 14 days before the date, 2021-10-06 is 56.
CHAMPIONS = """
    corporate_email | champion_last_event | has_recent_others
    at.com          | 2021-11-17 23:59:59 | true
    last.com        | 2021-10-06 00:00:00 | true
    here.com        | 2021-11-18 00:00:00 | true
    old.com         | 2021-10-05 23:59:59 | true
    alone.com       | 2021-11-01          | false
    never.com       |                     | true
    """


def test_champion_gone(spark: SparkSession) -> None:
    names = ("at", "last", "here", "old", "alone", "never", "nobody")
    accounts = "\n".join(["corporate_email", *(f"{name}.com" for name in names)])
    expected = """
        corporate_email | signal        | direction | points | value | previous | threshold
        at.com          | champion_gone | risk      | 20     | 14.0  |          | 14.0
        last.com        | champion_gone | risk      | 20     | 56.0  |          | 14.0
        """
    assert_table(signals_of(spark, accounts, only("champion_gone"), CHAMPIONS), expected)


def test_paying_and_silent(spark: SparkSession) -> None:
    accounts = """
        corporate_email | is_paying | active_users_28d
        silent.com      | true      | 0
        used.com        | true      | 1
        free.com        | false     | 0
        unknown.com     |           | 0
        """
    expected = """
        corporate_email | signal            | direction | points | value | previous | threshold
        silent.com      | paying_and_silent | risk      | 40     | 0.0   |          | 0.0
        """
    assert_table(signals_of(spark, accounts, only("paying_and_silent")), expected)


def test_trial_ending(spark: SparkSession) -> None:
    accounts = """
        corporate_email | trial_ends_at
        today.com       | 2021-12-01
        at.com          | 2021-12-15
        later.com       | 2021-12-16
        over.com        | 2021-11-30
        none.com        |
        """
    expected = """
        corporate_email | signal       | direction   | points | value | previous | threshold
        today.com       | trial_ending | opportunity | 20     | 0.0   |          | 14.0
        at.com          | trial_ending | opportunity | 20     | 14.0  |          | 14.0
        """
    assert_table(signals_of(spark, accounts, only("trial_ending")), expected)


def test_seats_unused(spark: SparkSession) -> None:
    accounts = """
        corporate_email | number_of_seats | active_users_28d
        below.com       | 100             | 39
        at.com          | 5               | 2
        silent.com      | 1               | 0
        over.com        | 1               | 2
        zero.com        | 0               | 0
        """
    expected = """
        corporate_email | signal       | direction | points | value | previous | threshold
        below.com       | seats_unused | risk      | 20     | 0.39  |          | 0.4
        silent.com      | seats_unused | risk      | 20     | 0.0   |          | 0.4
        """
    assert_table(signals_of(spark, accounts, only("seats_unused")), expected)


EVERYTHING = """
    corporate_email | is_paying | active_users_7d | active_weeks_of_4 | number_of_gaggles
    free.com        | false     | 3               | 3                 | 2
    """


def test_points_are_those_of_the_configuration(spark: SparkSession) -> None:
    rules = Rules(signals={"several_gaggles": {"points": 0, "min_gaggles": 1}})
    assert_table(
        signals_of(spark, EVERYTHING, rules),
        """
        signal            | points | threshold
        product_qualified | 30     | 3.0
        several_gaggles   | 0      | 1.0
        """,
    )


def test_a_signal_that_is_off_has_no_rows(spark: SparkSession) -> None:
    rules = Rules(signals={"product_qualified": {"enabled": False}})
    assert_table(signals_of(spark, EVERYTHING, rules), "signal\nseveral_gaggles")
    off = Rules(signals={name: {"enabled": False} for name in ALL})
    assert_table(signals_of(spark, EVERYTHING, off), "signal")


def test_a_score_is_the_sum_of_the_points_up_to_a_hundred(spark: SparkSession) -> None:
    accounts = given(spark, "accounts", EVERYTHING)
    champions = given(spark, "power_users", "corporate_email\nfree.com")
    rows = accounts.join(champions, on="corporate_email", how="left")

    def scores(**signals: dict[str, Any]) -> list[int]:
        rules = Rules(signals=signals)
        columns = (score(one, rules, DATE).alias(name) for name, one in SCORES.items())
        return list(rows.select(*columns).collect()[0])

    assert scores() == [40, 0]
    assert scores(product_qualified={"points": 90}) == [100, 0]
    assert scores(product_qualified={"points": 100}, several_gaggles={"points": 1}) == [100, 0]
    assert scores(product_qualified={"enabled": False}) == [10, 0]
    assert scores(**{name: {"enabled": False} for name in ALL}) == [0, 0]


# Rules of one's own code -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signals", "message"),
    [
        ({"growing": {}}, "signals.growing: unknown signal; expected one of product_qualified, "),
        (
            {"several_gaggles": {"min": 1}},
            "signals.several_gaggles.min: unknown key; expected one of enabled, points, min_",
        ),
        (
            {"several_gaggles": {"points": 101}},
            "signals.several_gaggles.points: expected a whole number from 0 to 100, found 101",
        ),
    ],
)
def test_a_mistake_in_the_rules(signals: dict[str, dict[str, Any]], message: str) -> None:
    with pytest.raises(InputError) as raised:
        configured(Rules(signals=signals))
    assert str(raised.value).startswith(message)


def test_the_defaults() -> None:
    assert {name: dict(values) for name, values in configured(Rules()).items()} == {
        "product_qualified": {
            "enabled": True,
            "points": 30,
            "min_active_users_7d": 3,
            "min_active_weeks": 3,
        },
        "growing_seats": {"enabled": True, "points": 20, "min_new_users": 3, "min_share": 0.2},
        "usage_surge": {"enabled": True, "points": 20, "min_user_days": 10, "min_growth": 1.5},
        "several_gaggles": {"enabled": True, "points": 10, "min_gaggles": 2},
        "trial_ending": {"enabled": True, "points": 20, "max_days": 14},
        "going_quiet": {"enabled": True, "points": 30, "min_user_days": 10, "max_ratio": 0.5},
        "champion_gone": {
            "enabled": True,
            "points": 20,
            "min_days": 14,
            "max_days": 56,
            "max_days_others": 6,
        },
        "paying_and_silent": {"enabled": True, "points": 40},
        "seats_unused": {"enabled": True, "points": 20, "max_share": 0.4},
    }
