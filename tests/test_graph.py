"""The graph of tables: what the pipeline passes to each model, and the contract of each table."""

import datetime as dt
import inspect
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pytest
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle import pipeline
from jafflegaggle.checks.keys import ForeignKey, unique
from jafflegaggle.checks.rows import not_null
from jafflegaggle.config.checks import CHECKS
from jafflegaggle.incremental.event_exceptions import event_exceptions
from jafflegaggle.incremental.user_history import user_history
from jafflegaggle.models import PUBLISHED, TABLES, Table
from jafflegaggle.models.event import Event
from jafflegaggle.models.measures import MEASURES, Measure
from jafflegaggle.models.spec import ID, Field, table
from jafflegaggle.pipeline import Steps
from tests.conftest import MakeDf

# The contract of the published tables, written by hand.
ACTIVITY = (
    "first_event most_recent_event number_of_events first_order most_recent_order number_of_orders"
)
COLUMNS = {
    "crm_links": "object key crm_id owner status",
    "contacts": "user_id user_name first_name last_name email corporate_email"
    f" account_corporate_email gaggle_id created_at user_cohort {ACTIVITY}"
    " active_days_7d active_days_28d active_days_previous_28d order_days_28d"
    " days_since_last_event lifecycle days_to_first_order account_reason personal_list"
    " is_internal crm_id owner",
    "gaggle_domains": f"gaggle_id corporate_email is_primary number_of_users {ACTIVITY}",
    "gaggle_facts": f"gaggle_id gaggle_name created_at {ACTIVITY} number_of_users corporate_email"
    " first_event_corporate most_recent_event_corporate number_of_events_corporate"
    " first_order_corporate most_recent_order_corporate number_of_orders_corporate"
    " number_of_users_corporate number_of_corporate_domains"
    " active_users_7d active_users_28d active_users_previous_28d user_days_28d"
    " user_days_previous_28d order_days_28d new_users_28d active_share_28d stickiness"
    " active_weeks_of_4 days_since_last_event lifecycle",
    "accounts": "corporate_email account_name number_of_gaggles"
    " number_of_users_corporate"
    " number_of_events_corporate first_event_corporate most_recent_event_corporate"
    " number_of_orders_corporate first_order_corporate most_recent_order_corporate"
    " number_of_users_associated"
    " number_of_events_associated first_event_associated most_recent_event_associated"
    " number_of_orders_associated first_order_associated most_recent_order_associated"
    " first_user_id most_active_user_id most_orders_user_id"
    " is_paying number_of_deals_won total_amount_won most_recent_deal"
    " plan number_of_seats monthly_amount currency trial_ends_at subscription_status"
    " active_users_7d active_users_28d active_users_previous_28d user_days_28d"
    " user_days_previous_28d order_days_28d new_users_28d active_share_28d stickiness"
    " active_weeks_of_4 days_since_last_event lifecycle opportunity_score risk_score crm_id owner",
    "account_signals": "corporate_email signal direction points value previous threshold",
    "personal_gaggles": f"gaggle_id gaggle_name number_of_users personal_domain {ACTIVITY}"
    " active_users_7d active_users_28d active_users_previous_28d user_days_28d"
    " user_days_previous_28d order_days_28d new_users_28d active_share_28d stickiness"
    " active_weeks_of_4 days_since_last_event lifecycle first_user_id most_active_user_id",
    "contact_gaggles": f"user_id gaggle_id is_current number_of_users {ACTIVITY} active_days_7d"
    " active_days_28d active_days_previous_28d order_days_28d days_since_last_event lifecycle",
    "contact_aliases": "user_id contact_user_id reason email user_name gaggle_id created_at"
    f" {ACTIVITY} list_line target",
    "merge_report": "list line old new target status",
    "crm_changes": "object key operation merged_into previous_key changed_fields row_hash",
    "findings": "source key reason value",
    "quarantine": "source reason row",
    "check_results": "check table column severity status failing_rows sample_keys",
}
KEYS = {
    "crm_links": ("object", "key", "crm_id"),
    "crm_changes": ("object", "key"),
    "contacts": ("user_id",),
    "gaggle_domains": ("gaggle_id", "corporate_email"),
    "gaggle_facts": ("gaggle_id",),
    "accounts": ("corporate_email",),
    "account_signals": ("corporate_email", "signal"),
    "personal_gaggles": ("gaggle_id",),
    "contact_gaggles": ("user_id", "gaggle_id"),
    "contact_aliases": ("user_id",),
    "merge_report": (),
    "findings": (),
    "quarantine": (),
    "check_results": ("check", "table", "column"),
}
# The playbook's own tests of its models and sources, by hand; `jafflegaggle_users` and
# `stg_users` are contacts and users here, `jafflegaggle_facts` is gaggle_facts.
OF_THE_PLAYBOOK = {
    "contacts": {"unique_user_id", "not_null_user_id", "unique_email", "not_null_email"},
    "accounts": {"unique_corporate_email", "not_null_corporate_email"},
    "gaggle_facts": {"unique_gaggle_id", "not_null_gaggle_id"},
    "users": {"unique_user_id", "not_null_user_id", "unique_email"},
    "gaggles": {"unique_gaggle_id", "not_null_gaggle_id"},
    "events": {"unique_event_id", "not_null_event_id", "accepted_values_event_name"},
}


ALL_TABLES = list(TABLES.values())
OF_INCREMENTAL_RUNS: list[Table[...]] = [user_history, event_exceptions]


def name_of_table(one: Table[...]) -> str:
    return one.name


# Contracts --------------------------------------------------------------------------------------


def test_every_table_of_the_contract_is_published() -> None:
    assert [one.name for one in PUBLISHED] == list(COLUMNS)


@pytest.mark.parametrize("one", PUBLISHED, ids=name_of_table)
def test_the_columns_are_those_of_the_contract_in_order(one: Table[...]) -> None:
    assert one.columns() == COLUMNS[one.name].split()


@pytest.mark.parametrize("one", PUBLISHED, ids=name_of_table)
def test_the_key_is_that_of_the_contract(one: Table[...]) -> None:
    assert one.key == KEYS[one.name]


@pytest.mark.parametrize("one", PUBLISHED, ids=name_of_table)
def test_every_key_is_checked(one: Table[...]) -> None:
    # The results of checks are not checked themselves.
    assert not one.key or unique(*one.key) in one.checks or one.name == "check_results"


@pytest.mark.parametrize("name", OF_THE_PLAYBOOK)
def test_the_tests_of_the_playbook_are_among_the_checks(name: str) -> None:
    assert OF_THE_PLAYBOOK[name] <= {check.key for check in CHECKS[name]}


def test_a_contact_without_a_gaggle_is_reported() -> None:
    """The playbook checks this on its staged users."""
    assert not_null("gaggle_id", severity="warn")[0] in CHECKS["contacts"]


@pytest.mark.parametrize("name", CHECKS)
def test_the_keys_of_checks_are_unique_in_their_table(name: str) -> None:
    keys = [check.key for check in CHECKS[name]]
    assert len(set(keys)) == len(keys)


def test_every_relationship_refers_to_a_column_of_the_same_kind() -> None:
    kinds = {one.name: {field.name: field.key for field in one.fields} for one in PUBLISHED}
    foreign_keys = [
        (name, check)
        for name, checks in CHECKS.items()
        for check in checks
        if isinstance(check, ForeignKey)
    ]
    assert len(foreign_keys) > 9
    for name, check in foreign_keys:
        other, column = check.to
        assert kinds[name][check.column] == kinds[other][column] != "", check


@pytest.mark.parametrize("one", ALL_TABLES + OF_INCREMENTAL_RUNS, ids=name_of_table)
def test_every_table_is_described(one: Table[...]) -> None:
    assert one.grain.startswith("one row")
    assert [field.name for field in one.fields if not field.comment.strip()] == []
    assert len(set(one.columns())) == len(one.fields)
    checked = {column for check in one.checks for column in check.columns}
    assert {*one.key, *checked} <= set(one.columns())
    assert one.doc


@pytest.mark.parametrize("one", ALL_TABLES + OF_INCREMENTAL_RUNS, ids=name_of_table)
def test_column_names_match_their_types(one: Table[...]) -> None:
    for field in one.fields:
        if field.name.startswith("number_of_"):
            assert field.type == "bigint", field.name
        if field.name.startswith("is_"):
            assert field.type == "boolean", field.name
        if field.name.endswith(("user_id", "gaggle_id")):
            assert field.type == ID, field.name
        if field.name.startswith(("first_event", "most_recent_event", "first_order")):
            assert field.type == "timestamp", field.name


@pytest.mark.parametrize("one", ALL_TABLES, ids=name_of_table)
def test_every_table_has_a_file_of_its_name_in_its_layer(one: Table[...]) -> None:
    assert one.function.__module__ == f"jafflegaggle.models.{one.layer}.{one.name}"


# What is refused when it is declared ----------------------------------------------------------


def test_a_measure_that_does_not_merge_is_refused() -> None:
    with pytest.raises(TypeError, match=r"measure kinds: merge is count_distinct, .*F\.bit_or"):
        Measure("kinds", "bigint", "kinds of events", lambda e: e.name, F.count_distinct)
    with pytest.raises(TypeError, match="does not merge"):
        Measure("mean", "double", "mean", lambda e: e.time, F.avg)
    assert {one.name for one in MEASURES if one.is_additive} == {
        "number_of_events",
        "number_of_orders",
    }


@pytest.mark.parametrize("date", ["snapshot_date", "last_day"])
def test_a_measure_that_looks_at_the_date_must_say_how_it_ages(date: str) -> None:
    name, time, is_order, day = (cast(Column, each) for each in ("name", "time", "order", "day"))
    event = Event(name, time, is_order, day, dt.date(2021, 12, 1))

    def partial(event: Event) -> Column:
        return cast(Column, (event.time, getattr(event, date)))

    measure = Measure("age", "int", "days since the event", partial, F.min)
    with pytest.raises(TypeError, match=rf"measure age: its value depends on .*{date}.* `age`"):
        measure.of(event)
    aging = replace(measure, age=lambda value, days: value + days)
    assert aging.of(event) == ("time", getattr(event, date))
    assert replace(measure, partial=lambda event: event.name).of(event) == "name"


def test_a_column_or_a_check_that_is_declared_twice_is_refused() -> None:
    field = Field("x", "string", "x")
    twice: Sequence[Field] = (field, field)

    def rows(people: DataFrame) -> DataFrame:
        return people

    with pytest.raises(TypeError, match="table rows: the column x is declared twice"):
        table(grain="one row", fields=twice)(rows)
    with pytest.raises(TypeError, match="table rows: the check unique_x is declared twice"):
        table(grain="one row", fields=(field,), checks=(unique("x"), unique("x")))(rows)


# Who reads what --------------------------------------------------------------------------------


def test_every_table_comes_after_those_that_it_reads() -> None:
    order = list(TABLES)
    for at, one in enumerate(ALL_TABLES):
        assert {name for name in one.inputs if name in TABLES} <= set(order[:at]), one.name


def test_a_table_that_reads_what_nothing_is_is_refused() -> None:
    def lonely(peopel: DataFrame) -> DataFrame:
        return peopel

    one = table(grain="one row", fields=(Field("x", "string", "x"),))(lonely)
    with pytest.raises(TypeError, match="table lonely reads peopel, which nothing is"):
        Steps().build([one], {})


def test_a_table_without_an_input_is_left_out_unless_it_says_that_it_may_be_missing(
    make_df: MakeDf,
) -> None:
    def one(people: DataFrame) -> DataFrame:
        return people

    def other(contacts: DataFrame, people: DataFrame | None) -> DataFrame:
        return contacts if people is None else people

    fields = (Field("x", "string", "x"),)
    tables = [table(grain="one row", fields=fields)(function) for function in (one, other)]
    steps = Steps()
    steps.build(tables, {"contacts": make_df([("here",)], "x string")})
    assert {name: rows.collect() for name, rows in steps.frames.items()} == {"other": [("here",)]}


def test_the_pipeline_starts_no_job() -> None:
    source = inspect.getsource(pipeline)
    for action in (".collect(", ".count(", ".toPandas(", ".first(", ".take("):
        assert action not in source
