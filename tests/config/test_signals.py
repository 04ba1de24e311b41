"""The section `[signals]`: values over the defaults, and what each mistake is told."""

from typing import Any

import pytest

from jafflegaggle.config import Config, fingerprint, from_toml, load
from jafflegaggle.errors import InputError
from jafflegaggle.models.signals.scores import configured
from jafflegaggle.rules import Rules

FILES = {name: {"path": f"{name}.csv"} for name in ("users", "gaggles", "events")}


def loaded(**signals: Any) -> Config:
    return from_toml({"sources": FILES, "output": {"path": "out"}, "signals": signals}, "c.toml")


def error_of(**signals: Any) -> str:
    with pytest.raises(InputError) as error:
        loaded(**signals)
    return str(error.value)


def test_without_a_section_the_defaults_hold() -> None:
    assert loaded().rules == Rules()
    assert loaded(growing_seats={"min_share": 0.2, "enabled": True}).rules == Rules()


def test_what_is_not_there_has_its_default() -> None:
    rules = loaded(growing_seats={"min_share": 1}, going_quiet={"enabled": False}).rules
    assert rules.signals == {"growing_seats": {"min_share": 1.0}, "going_quiet": {"enabled": False}}
    assert configured(rules)["growing_seats"] == {
        "enabled": True,
        "points": 20,
        "min_new_users": 3,
        "min_share": 1.0,
    }


def test_every_value_is_part_of_the_hash() -> None:
    other = loaded(growing_seats={"min_share": 0.3}).rules
    assert fingerprint(loaded().rules) != fingerprint(other)
    assert fingerprint(loaded(growing_seats={"points": 20}).rules) == fingerprint(loaded().rules)


def test_the_call_wins(tmp_path: Any) -> None:
    file = tmp_path / "c.toml"
    sources = "".join(f'[sources.{name}]\npath = "{name}.csv"\n' for name in FILES)
    file.write_text(f'{sources}[output]\npath = "out"\n[signals.growing_seats]\nmin_share = 0.1\n')
    settings = ["signals.growing_seats.min_share=0.3", "signals.usage_surge.enabled=false"]
    assert load(str(file), settings).rules.signals == {
        "growing_seats": {"min_share": 0.3},
        "usage_surge": {"enabled": False},
    }


@pytest.mark.parametrize(
    ("signal", "values", "message"),
    [
        (
            "growing_seat",
            {},
            "signals.growing_seat: unknown key; expected one of product_",
        ),
        ("growing_seat", {}, "; did you mean growing_seats?"),
        ("growing_seats", 1, "signals.growing_seats: expected a table, found 1 (int)"),
        (
            "growing_seats",
            {"min_shares": 1},
            "min_shares: unknown key; expected one of enabled, points, min_new_users, min_share",
        ),
        (
            "growing_seats",
            {"points": 101},
            "expected a whole number from 0 to 100, found 101 (int)",
        ),
        ("growing_seats", {"points": -1}, "expected a whole number from 0 to 100, found -1 (int)"),
        ("growing_seats", {"points": 1.5}, "expected a whole number from 0 to 100, found 1.5"),
        ("growing_seats", {"points": True}, "expected a whole number from 0 to 100, found True"),
        ("growing_seats", {"enabled": 1}, "enabled: expected true or false, found 1 (int)"),
        ("growing_seats", {"enabled": "no"}, "enabled: expected true or false, found 'no'"),
        ("growing_seats", {"min_share": 1.1}, "expected a number from 0 to 1, found 1.1 (float)"),
        ("growing_seats", {"min_share": "20%"}, "expected a number from 0 to 1, found '20%'"),
        ("growing_seats", {"min_share": float("nan")}, "a number from 0 to 1, found nan (float)"),
        ("usage_surge", {"min_growth": float("inf")}, "expected a number, 0 or more, found inf"),
        ("usage_surge", {"min_growth": -0.5}, "expected a number, 0 or more, found -0.5"),
        ("trial_ending", {"max_days": -1}, "max_days: expected a whole number, found -1 (int)"),
        ("trial_ending", {"max_days": 14.0}, "max_days: expected a whole number, found 14.0"),
        (
            "champion_gone",
            {"min_days": 57},
            "c.toml: signals.champion_gone.min_days: expected at most max_days, which is 56, found",
        ),
    ],
)
def test_a_mistake(signal: str, values: Any, message: str) -> None:
    assert message in error_of(**{signal: values})


def test_a_range_may_be_one_day() -> None:
    assert loaded(champion_gone={"min_days": 56}).rules.signals["champion_gone"] == {"min_days": 56}
