"""What has changed since the last load, rule by rule."""

from dataclasses import replace
from typing import Any

from chispa import assert_df_equality
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.crm.changes import changes, first_changes
from jafflegaggle.crm.mapping import ObjectSpec, fields_of
from jafflegaggle.crm.records import records
from tests.conftest import MakeDf
from tests.crm.world import BASELINE, COMPANIES, CONTACTS, Person, baseline_of, tables


def changed(
    spec: ObjectSpec, now: dict[str, DataFrame], baseline: DataFrame, send_all: bool = False
) -> dict[str, list[Any]]:
    """Operation, merged into, previous key and changed fields of each record."""
    rows = changes(spec, records(spec, now), baseline, now, send_all).select(
        "key", "operation", "merged_into", "previous_key", F.concat_ws(",", "changed_fields")
    )
    found = [list(row) for row in rows.collect()]
    by_key = {key: other for key, *other in found}
    assert len(found) == len(by_key)
    return by_key


def test_contacts(make_df: MakeDf) -> None:
    before = tables(
        make_df,
        {
            **{id_: Person([id_]) for id_ in (1, 2, 4, 5, 6, 8, 10, 11, 12, 13, 20)},
            **{id_: Person([id_]) for id_ in (24, 25, 26, 27)},
            15: Person([15, 16, 17]),
            18: Person([18, 19]),
            21: Person([21, 22, 23], email="boss@x.com"),
            30: Person([30, 31, 32]),
            33: Person([33, 34]),
        },
    )
    now = tables(
        make_df,
        {
            **{id_: Person([id_]) for id_ in (1, 3, 15, 16, 17, 19, 22, 23, 34)},
            2: Person([2], name="bob"),
            5: Person([5, 6]),
            7: Person([7, 8]),
            9: Person([9, 10, 11], email="11@x.com"),
            14: Person([12, 13, 14]),
            20: Person([18, 20]),
            24: Person([24], is_internal=True),
            27: Person([25, 26, 27]),
            31: Person([31, 32]),
        },
        created={12: 40},
        emails={23: "boss@x.com"},
    )
    unchanged, insert = ["unchanged", None, None, ""], ["insert", None, None, ""]
    assert changed(CONTACTS, now, baseline_of(make_df, CONTACTS, before)) == {
        "1": unchanged,
        "2": ["update", None, None, "Name"],
        "3": insert,
        "4": ["delete", None, None, ""],
        # 6 is merged into a contact that the CRM has.
        "5": unchanged,
        "6": ["merge", "5", None, ""],
        # An older sign-up has taken over.
        "7": ["rekey", None, "8", "Email"],
        # Two records lead to one that the CRM does not have: the one of its e-mail is it.
        "9": ["rekey", None, "11", ""],
        "10": ["merge", "9", None, ""],
        # None has its e-mail: the one who signed up first is it.
        "14": ["rekey", None, "13", "Email"],
        "12": ["merge", "14", None, ""],
        # Merges taken back: the former survivor keeps the record.
        "15": unchanged,
        "16": insert,
        "17": insert,
        # The record goes with the former survivor, though another user is alone now.
        "18": ["merge", "20", None, ""],
        "19": insert,
        "20": unchanged,
        # The former survivor is gone: the record goes with its e-mail, or with the oldest.
        "23": ["rekey", None, "21", ""],
        "22": insert,
        "31": ["rekey", None, "30", "Email"],
        "34": ["rekey", None, "33", "Email"],
        # An internal contact is none for the CRM.
        "24": ["delete", None, None, ""],
        # A chain between two loads.
        "25": ["merge", "27", None, ""],
        "26": ["merge", "27", None, ""],
        "27": unchanged,
    }


def test_companies(make_df: MakeDf) -> None:
    before = tables(make_df, {}, {f"{name}.com": 1 for name in "abcdefg"})
    now = tables(
        make_df,
        {},
        {"a.com": 1, "b.com": 2, "new.com": 3, "h.com": 1},
        [
            (" @C.com.", "new.com", "unknown_old"),
            ("c.COM", "new.com", "duplicate"),
            ("d.com", "nobody.com", "missing_target"),
            ("f.com", "h.com", "applied"),
            ("g.com", "h.com", "applied"),
            ("a.com", "a.com", "self"),
        ],
    )
    assert changed(COMPANIES, now, baseline_of(make_df, COMPANIES, before)) == {
        "a.com": ["unchanged", None, None, ""],
        "b.com": ["update", None, None, "Users"],
        "new.com": ["insert", None, None, ""],
        "c.com": ["merge", "new.com", None, ""],
        # The list leads to no account.
        "d.com": ["delete", None, None, ""],
        "e.com": ["delete", None, None, ""],
        "f.com": ["merge", "h.com", None, ""],
        "g.com": ["merge", "h.com", None, ""],
        "h.com": ["insert", None, None, ""],
    }


def test_domains_and_emails_that_a_merge_took(make_df: MakeDf) -> None:
    now = tables(
        make_df,
        {1: Person([1, 2, 3]), 4: Person([4, 5], email="4@x.com")},
        {"a.com": 1},
        [("c.com", "a.com", "applied"), ("B.com", "a.com", "unknown_old")],
        emails={2: "z@x.com", 5: "4@x.com"},
    )
    companies = records(COMPANIES, now).select("key", "value_1").collect()
    assert [tuple(row) for row in companies] == [("a.com", "b.com;c.com")]
    spec = replace(CONTACTS, fields=fields_of({"More": "additional_emails"}))
    contacts = records(spec, now).orderBy("key").select("value_0", "users").collect()
    assert [tuple(row) for row in contacts] == [
        ("3@x.com;z@x.com", ["1", "2", "3"]),
        (None, ["4", "5"]),
    ]


def test_a_changed_mapping_makes_all_records_updates(make_df: MakeDf) -> None:
    now = tables(make_df, {1: Person([1]), 2: Person([2])})
    baseline = baseline_of(make_df, CONTACTS, now)
    spec = replace(CONTACTS, fields=fields_of({"Full name": "user_name", "Email": "email"}))
    updated = ["update", None, None, "Full name,Email"]
    assert changed(spec, now, baseline) == {"1": updated, "2": updated}


def test_all_records_can_be_sent_again(make_df: MakeDf) -> None:
    now = tables(make_df, {1: Person([1]), 2: Person([2])})
    baseline = baseline_of(make_df, CONTACTS, now)
    updated = ["update", None, None, ""]
    assert changed(CONTACTS, now, baseline, send_all=True) == {"1": updated, "2": updated}


def test_a_first_load_is_what_a_baseline_without_rows_makes(make_df: MakeDf) -> None:
    now = tables(make_df, {1: Person([1, 2]), 3: Person([3], is_internal=True)}, {"x.com": 2})
    for spec in (COMPANIES, CONTACTS):
        of_snapshot = records(spec, now)
        empty = make_df([], BASELINE)
        assert_df_equality(
            first_changes(spec, of_snapshot),
            changes(spec, of_snapshot, empty, now),
            ignore_nullable=True,
            ignore_metadata=True,
        )


def test_a_field_that_shows_another_column_makes_all_records_updates(make_df: MakeDf) -> None:
    now = tables(make_df, {1: Person([1], name="1@x.com")})
    baseline = baseline_of(make_df, CONTACTS, now)
    spec = replace(CONTACTS, fields=fields_of({"Name": "email", "Email": "email"}))
    assert changed(spec, now, baseline) == {"1": ["update", None, None, "Name,Email"]}
