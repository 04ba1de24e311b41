"""Both lists on the engine: which keys users have, the maps to join, and the report."""

import dataclasses

import pytest
from pyspark.sql import DataFrame

from jafflegaggle import frames
from jafflegaggle.errors import InputError
from jafflegaggle.frames import Materialize
from jafflegaggle.identity.known_keys import known_keys
from jafflegaggle.identity.lines import NO_LIST, MergeLine, MergeLines
from jafflegaggle.identity.merges import Merges, compile_merges
from jafflegaggle.rules import Rules
from tests.conftest import MakeDf
from tests.frames import assert_rows

REPORT = "list string, line bigint, old string, new string, target string, status string"
NOTHING = NO_LIST


@pytest.fixture(scope="module")
def users(make_df: MakeDf) -> DataFrame:
    """Users as they come from staging: the e-mails are normalized."""
    emails = [
        "ann@rams.sl",
        "ann@rams.la",
        "ann@rams.la",
        "bob@jets.com.",
        "eve@x.co",
        "b@c@d.co",
        None,
    ]
    return make_df(list(enumerate(emails)), "user_id bigint, email string")


def lines(*pairs: tuple[str | None, str | None], place: str = "list.csv") -> MergeLines:
    numbered = [MergeLine(line, old, new) for line, (old, new) in enumerate(pairs, start=2)]
    return MergeLines(numbered, place)


def no_cache(_name: str, rows: DataFrame) -> DataFrame:
    return rows


def merged_lists(
    users: DataFrame,
    people: MergeLines,
    companies: MergeLines,
    rules: Rules,
    materialize: Materialize = no_cache,
) -> Merges:
    lists = {"merged_user": people, "merged_company_domain": companies}
    return compile_merges(users, lists, rules, materialize)


def test_keys_that_users_have(users: DataFrame) -> None:
    emails = ["ann@rams.sl", "ANN@rams.la", "eve@x.co", "nobody@rams.la", "b@c@d.co"]
    domains = ["rams.sl", "jets.com", "jets.com.", "x.co", "d.co", "c", "ams.la", "nowhere.com"]
    known = known_keys(users, emails, domains, no_cache)
    assert known.emails == {"ann@rams.sl", "eve@x.co", "b@c@d.co"}
    assert known.domains == {"rams.sl", "jets.com", "x.co"}


@pytest.mark.parametrize(
    ("emails", "domains", "expected"),
    [
        ([], [], (set(), set())),
        (["eve@x.co"], [], ({"eve@x.co"}, set())),
        ([], ["x.co", "d.co"], (set(), {"x.co"})),
    ],
)
def test_keys_of_one_list_alone(
    users: DataFrame, emails: list[str], domains: list[str], expected: tuple[set[str], set[str]]
) -> None:
    assert known_keys(users, emails, domains, no_cache) == expected


def test_many_keys_come_back_in_several_rows(
    users: DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jafflegaggle.identity.known_keys.KEYS_PER_ROW", 1)
    emails = ["ann@rams.sl", "eve@x.co", "nobody@x.co", "b@c@d.co"]
    domains = ["rams.sl", "y.co", "x.co"]
    assert known_keys(users, emails, domains, no_cache) == (
        {"ann@rams.sl", "eve@x.co", "b@c@d.co"},
        {"rams.sl", "x.co"},
    )


@pytest.fixture(scope="module")
def merged(users: DataFrame) -> Merges:
    return merged_lists(
        users,
        lines(
            ("Ann@Rams.SL ", "ann@rams.la"),
            ("eve@x.co", "eve@new.co"),
            ("ghost@x.co", "ann@rams.la"),
            ("eve@x.co", "EVE@x.co"),
        ),
        lines(("@rams.sl", "rams.la"), ("rams.la", "lakers.la"), ("z.co", "y.co")),
        Rules(
            personal_domains_preset="none",
            personal_domains=("mail.org",),
            internal_domains=("Y.co", "ours.com"),
        ),
    )


def test_the_map_of_emails(merged: Merges, make_df: MakeDf) -> None:
    expected = [("ann@rams.sl", "ann@rams.la", 2), ("ghost@x.co", "ann@rams.la", 4)]
    types = "email string, target string, list_line bigint"
    assert merged.resolved_emails is not None
    assert_rows(merged.resolved_emails, make_df(expected, types))


def test_the_map_of_domains(merged: Merges, make_df: MakeDf) -> None:
    expected = [
        ("rams.sl", "lakers.la", None, False),
        ("rams.la", "lakers.la", None, False),
        ("z.co", "y.co", None, True),
        ("mail.org", "mail.org", "personal_domains", False),
        ("ours.com", "ours.com", None, True),
        ("y.co", "y.co", None, True),
    ]
    types = "domain string, target string, personal_list string, is_internal boolean"
    assert merged.resolved_domains is not None
    assert_rows(merged.resolved_domains, make_df(expected, types))


def test_the_report_has_every_line_of_both_lists(merged: Merges, make_df: MakeDf) -> None:
    people, companies = "merged_user", "merged_company_domain"
    expected = [
        (people, 2, "Ann@Rams.SL ", "ann@rams.la", "ann@rams.la", "applied"),
        (people, 3, "eve@x.co", "eve@new.co", "eve@new.co", "missing_target"),
        (people, 4, "ghost@x.co", "ann@rams.la", "ann@rams.la", "unknown_old"),
        (people, 5, "eve@x.co", "EVE@x.co", "eve@new.co", "self"),
        (companies, 2, "@rams.sl", "rams.la", "lakers.la", "missing_target"),
        (companies, 3, "rams.la", "lakers.la", "lakers.la", "missing_target"),
        (companies, 4, "z.co", "y.co", "y.co", "unknown_old"),
    ]
    assert_rows(merged.report, make_df(expected, REPORT))


def test_without_lists_nothing_is_merged(users: DataFrame) -> None:
    merged = merged_lists(users, NOTHING, NOTHING, Rules(personal_domains_preset="none"))
    assert merged.resolved_emails is None
    assert merged.resolved_domains is None
    assert merged.report.collect() == []
    assert [tuple(field) for field in merged.report.dtypes] == [
        tuple(field.split()) for field in REPORT.split(", ")
    ]


def test_a_list_that_merges_nothing_has_no_map(users: DataFrame) -> None:
    merged = merged_lists(users, lines(("eve@x.co", "nobody@x.co")), NOTHING, Rules())
    assert merged.resolved_emails is None
    assert [row.status for row in merged.report.collect()] == ["missing_target"]


def test_lines_of_a_table_have_no_number(users: DataFrame, make_df: MakeDf) -> None:
    table = MergeLines([MergeLine(None, "eve@x.co", "ann@rams.la")], "a table")
    expected = [("merged_user", None, "eve@x.co", "ann@rams.la", "ann@rams.la", "applied")]
    assert_rows(merged_lists(users, table, NOTHING, Rules()).report, make_df(expected, REPORT))


def test_both_lists_are_refused_together(users: DataFrame) -> None:
    with pytest.raises(InputError) as error:
        merged_lists(
            users,
            lines(("a", None), place="people.csv"),
            lines(("rams.la", "gmail.com"), place="moved.csv"),
            Rules(),
        )
    message = str(error.value)
    assert "merged_user (people.csv): 1 line needs fixing:\n  line 2: a -> : invalid" in message
    assert "merged_company_domain (moved.csv): 1 line needs fixing:\n  line 2: rams.la" in message


def test_personal_is_what_the_rules_say(users: DataFrame) -> None:
    to_gmail, to_mail = lines(("rams.la", "gmail.com")), lines(("rams.la", "mail.org"))
    rules = Rules(personal_domains=("gmail.com", " @Mail.ORG"), company_domains=("Gmail.com.",))
    allowed = merged_lists(users, NOTHING, to_gmail, rules)
    assert [row.target for row in allowed.report.collect()] == ["gmail.com"]
    with pytest.raises(InputError, match=r"mail\.org is a personal domain"):
        merged_lists(users, NOTHING, to_mail, rules)


def test_a_missing_target_may_be_an_error_of_people_only(users: DataFrame) -> None:
    rules = Rules(on_missing_target="fail")
    missing_domain = lines(("rams.la", "lakers.la"))
    report = merged_lists(users, NOTHING, missing_domain, rules).report
    assert [row.status for row in report.collect()] == ["missing_target"]
    with pytest.raises(InputError, match=r"line 2: eve@x.co -> nobody@x.co: missing_target"):
        merged_lists(users, lines(("eve@x.co", "nobody@x.co")), missing_domain, rules)


@pytest.mark.parametrize("which", ["merged_user", "merged_company_domain"])
def test_a_list_beyond_the_limit_is_refused(users: DataFrame, which: str) -> None:
    at = "u@" if which == "merged_user" else ""
    pairs = [(f"{at}{old}.co", f"{at}{new}.co") for old, new in ("ab", "bc", "ab")]
    three = lines(*pairs, place="long.csv")
    lists = (three, NOTHING) if which == "merged_user" else (NOTHING, three)
    enough = Rules(max_merge_lines=3)
    assert merged_lists(users, *lists, enough).report.count() == 3
    with pytest.raises(InputError) as error:
        merged_lists(users, *lists, dataclasses.replace(enough, max_merge_lines=2))
    assert str(error.value) == (
        f"{which} (long.csv): more than 2 lines; "
        "raise rules.max_merge_lines if the driver has the memory"
    )


def test_a_list_too_long_for_one_message_goes_in_parts(
    users: DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = lines(
        ("ann@rams.sl", "ann@rams.la"), ("b@c@d.co", "eve@x.co"), ("ann@rams.sl", "ann@rams.la")
    )
    companies = lines(("jets.com", "nets.com"))
    rules = Rules(personal_domains_preset="none")
    whole = merged_lists(users, people, companies, rules)
    kept: list[str] = []

    def keep(name: str, table: DataFrame) -> DataFrame:
        kept.append(name)
        return table

    monkeypatch.setattr(frames, "ROWS_PER_MESSAGE", 2)
    parts = merged_lists(users, people, companies, rules, keep)
    assert kept == ["requested_emails_1", "requested_emails_2", "merge_lines_1", "merge_lines_2"]
    assert whole.resolved_emails is not None
    assert parts.resolved_emails is not None
    assert_rows(parts.resolved_emails, whole.resolved_emails)
    assert_rows(parts.report, whole.report)
    monkeypatch.setattr(frames, "ROWS_PER_MESSAGE", 1)
    single = merged_lists(users, people, companies, rules, keep)
    assert kept[-6:-4] == ["resolved_emails_1", "resolved_emails_2"]
    assert single.resolved_emails is not None
    assert_rows(single.resolved_emails, whole.resolved_emails)


def test_the_limit_is_five_million() -> None:
    assert Rules().max_merge_lines == 5_000_000
