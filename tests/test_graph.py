"""The graph of tables: what the pipeline hands to each model, and the contract of each table."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from jafflegaggle import models, pipeline, staging
from jafflegaggle.event_log import recent, whole
from jafflegaggle.models import CHECKS, PUBLISHED, TABLES, Model
from jafflegaggle.models.check import not_null, unique
from jafflegaggle.models.model import ID
from jafflegaggle.rules import Rules

pytestmark = pytest.mark.any_spark

# Section 4 of the design, by hand.
ACTIVITY = (
    "first_event most_recent_event number_of_events first_order most_recent_order number_of_orders"
)
COLUMNS = {
    "contacts": "user_id user_name email corporate_email account_corporate_email gaggle_id"
    f" created_at user_cohort {ACTIVITY}",
    "gaggle_domains": f"gaggle_id corporate_email is_primary number_of_users {ACTIVITY}",
    "gaggle_facts": f"gaggle_id gaggle_name created_at {ACTIVITY} number_of_users corporate_email"
    " first_event_corporate most_recent_event_corporate number_of_events_corporate"
    " first_order_corporate most_recent_order_corporate number_of_orders_corporate"
    " number_of_users_corporate number_of_corporate_domains",
    "accounts": "corporate_email number_of_gaggles"
    " number_of_users_corporate"
    " number_of_events_corporate first_event_corporate most_recent_event_corporate"
    " number_of_orders_corporate first_order_corporate most_recent_order_corporate"
    " number_of_users_associated"
    " number_of_events_associated first_event_associated most_recent_event_associated"
    " number_of_orders_associated first_order_associated most_recent_order_associated"
    " first_user_id most_active_user_id most_orders_user_id"
    " is_paying number_of_deals_won total_amount_won most_recent_deal",
    "contact_aliases": "user_id contact_user_id reason",
    "merge_report": "list line old new target status",
    "findings": "source key reason value",
    "quarantine": "source reason row",
    "check_results": "check table column severity status failing_rows sample_keys",
}
KEYS = {
    "contacts": ("user_id",),
    "gaggle_domains": ("gaggle_id", "corporate_email"),
    "gaggle_facts": ("gaggle_id",),
    "accounts": ("corporate_email",),
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


def all_models() -> Iterator[Model]:
    """Every contract, also those of the tables in between."""
    for module in pkgutil.iter_modules(models.__path__):
        members = vars(importlib.import_module(f"jafflegaggle.models.{module.name}")).values()
        for model in members:
            if isinstance(model, Model) and model.name == module.name:
                yield model


MODELS = list(all_models())


# Contracts --------------------------------------------------------------------------------------


def test_every_table_of_the_design_is_published() -> None:
    assert [model.name for model in PUBLISHED] == list(COLUMNS)


@pytest.mark.parametrize("model", PUBLISHED, ids=lambda model: model.name)
def test_the_columns_are_those_of_the_design_in_order(model: Model) -> None:
    assert model.columns() == COLUMNS[model.name].split()


@pytest.mark.parametrize("model", PUBLISHED, ids=lambda model: model.name)
def test_the_key_is_that_of_the_design(model: Model) -> None:
    assert model.key == KEYS[model.name]


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.name)
def test_every_key_is_checked(model: Model) -> None:
    assert not model.key or unique(*model.key) in model.checks


@pytest.mark.parametrize("table", OF_THE_PLAYBOOK)
def test_the_tests_of_the_playbook_are_among_the_checks(table: str) -> None:
    assert OF_THE_PLAYBOOK[table] <= {check.key for check in CHECKS[table]}


def test_a_contact_without_a_gaggle_is_seen() -> None:
    """The playbook asks it of its staged users."""
    assert not_null("gaggle_id", severity="warn")[0] in CHECKS["contacts"]


@pytest.mark.parametrize("table", CHECKS)
def test_the_keys_of_checks_are_unique_in_their_table(table: str) -> None:
    keys = [check.key for check in CHECKS[table]]
    assert len(set(keys)) == len(keys)


def test_every_relationship_leads_to_a_column_of_its_kind() -> None:
    columns = {model.name: model.columns() for model in PUBLISHED}
    relationships = [
        (check.columns[0], *check.to)
        for checks in CHECKS.values()
        for check in checks
        if check.name == "relationships"
    ]
    assert len(relationships) > 9
    for column, table, there in relationships:
        assert there in columns[table]
        assert column.endswith(there) or there.endswith(column)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_table_says_what_it_is(model: Model) -> None:
    assert model.grain.startswith("one row")
    assert [field.name for field in model.fields if not field.comment.strip()] == []
    assert len(set(model.columns())) == len(model.fields)
    checked = {column for check in model.checks for column in check.columns}
    assert {*model.key, *checked} <= set(model.columns())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_names_of_columns_tell_their_types(model: Model) -> None:
    for field in model.fields:
        if field.name.startswith("number_of_"):
            assert field.type == "bigint", field.name
        if field.name.startswith("is_"):
            assert field.type == "boolean", field.name
        if field.name.endswith(("user_id", "gaggle_id")):
            assert field.type == ID, field.name
        if field.name.startswith(("first_event", "most_recent_event", "first_order")):
            assert field.type == "timestamp", field.name


# What the pipeline hands to whom ----------------------------------------------------------------

# Parameters that are no tables: what the pipeline hands them needs no such name.
NO_TABLES = {"source", "staged"}
# What an incremental run knows of earlier ones.
HISTORY = {"past", "settled", "settle_until", "odd", "nobody"}


def model_calls(*modules: ModuleType) -> list[ast.Call]:
    """The calls `model.x(...)` of a module."""
    return [
        node
        for file in (Path(module.__file__ or "") for module in modules)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "model"
    ]


def called(call: ast.Call) -> str:
    assert isinstance(call.func, ast.Attribute)
    return call.func.attr


def name_of(argument: ast.expr) -> str:
    """What an argument is called: `x` of `merged.x`, and a call as its model."""
    match argument:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.removeprefix("staged_")
        case ast.Call(func=ast.Attribute(value=ast.Name(id="stage"), attr="kept"), args=[table]):
            return name_of(table)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="model"), attr=name)):
            return name
    raise AssertionError(f"the pipeline hands on {ast.unparse(argument)}")


@pytest.mark.parametrize("call", model_calls(pipeline), ids=called)
def test_a_model_calls_what_it_reads_by_its_name(call: ast.Call) -> None:
    function = getattr(models, called(call))
    parameters = list(inspect.signature(function).parameters)
    assert not call.keywords
    assert len(call.args) == len(parameters)
    for parameter, argument in zip(parameters, call.args, strict=True):
        if parameter not in NO_TABLES:
            assert name_of(argument) == parameter


def test_every_model_is_called() -> None:
    functions = {name for name in models.__all__ if inspect.isfunction(getattr(models, name))}
    assert {called(call) for call in model_calls(pipeline, recent, whole)} == functions


def test_every_parameter_is_a_table_a_compiled_list_or_a_rule() -> None:
    tables = {model.name for model in MODELS} | {"users", "gaggles", "events", "deals"}
    lists = {"email_targets", "domain_targets", "report"}
    rules = {*vars(Rules()), "personal"}
    for name in sorted({called(call) for call in model_calls(pipeline, recent, whole)}):
        parameters = set(inspect.signature(getattr(models, name)).parameters)
        assert parameters <= tables | lists | rules | NO_TABLES | HISTORY, name


def test_every_source_is_staged_by_a_function_of_its_name() -> None:
    for source in ("users", "gaggles", "events", "deals"):
        function = getattr(staging, f"staged_{source}")
        assert next(iter(inspect.signature(function).parameters)) == source
        assert function.__module__ == f"jafflegaggle.staging.{source}"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_table_has_a_file_of_its_name(model: Model) -> None:
    module = importlib.import_module(f"jafflegaggle.models.{model.name}")
    assert getattr(module, model.name.upper()) is model
