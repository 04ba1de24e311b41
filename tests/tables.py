"""Tables as text, so that a test shows what is given beside what is expected.

    user_id | email     | created_at
    1       | ann@x.com | 2021-01-01
    2       |           | 2021-01-02

An empty cell is NULL, and the name of a column says its type.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession

from jafflegaggle.api import customer_360
from jafflegaggle.models import TABLES, account_signals
from jafflegaggle.models.signals.scores import SCORES
from jafflegaggle.models.windows import CONTACT_FIELDS, group_fields
from jafflegaggle.rules import IdType, Rules
from jafflegaggle.sources.sources import Sources
from jafflegaggle.staging import SOURCES
from jafflegaggle.staging.stage import count_duplicates, stage, valid_rows
from tests.frames import assert_rows, make_frame

COLUMNS = {name: spec.column_names for name, spec in SOURCES.items()}
COLUMNS_OF: dict[str, Sequence[str]] = {
    **{table.name: table.columns() for table in TABLES.values()},
    **COLUMNS,
    "staged_users": (*COLUMNS["users"], "no_address", "reason", "row"),
    "valid_users": (*COLUMNS["users"], "no_address"),
    "staged_gaggles": (*COLUMNS["gaggles"], "reason", "row"),
    "staged_events": (*COLUMNS["events"], "reason"),
    "staged_deals": (*COLUMNS["deals"], "is_won", "reason"),
    "staged_subscriptions": (*COLUMNS["subscriptions"], "has_active_status", "is_trial", "reason"),
    "staged_crm_companies": (*COLUMNS["crm_companies"], "reason"),
    "staged_crm_contacts": (*COLUMNS["crm_contacts"], "reason"),
    "resolved_emails": ("email", "target", "list_line"),
    "resolved_domains": ("domain", "target", "personal_list", "is_internal"),
}
TYPES = {
    "amount": "decimal(18,2)",
    "close_date": "date",
    "days_to_first_order": "int",
    "ended_at": "date",
    "has_active_status": "boolean",
    "has_started": "boolean",
    "monthly_amount": "decimal(28,2)",
    "seats": "bigint",
    "started_at": "date",
    "trial_ends_at": "date",
    "created_at": "timestamp",
    "first_event": "timestamp",
    "first_order": "timestamp",
    "failing_rows": "bigint",
    "line": "bigint",
    "list_line": "bigint",
    "most_recent_deal": "date",
    "most_recent_event": "timestamp",
    "most_recent_order": "timestamp",
    "timestamp": "timestamp",
    "total_amount_won": "decimal(28,2)",
    "user_cohort": "date",
}

# A count of days is INT of a contact, and BIGINT where it is a sum over contacts.
WINDOWS = {field.name for field in (*CONTACT_FIELDS, *group_fields(""))} - {"lifecycle"}
# So that their types are those of their declaration.
DECLARED = WINDOWS | {
    *account_signals.columns(),
    *SCORES,
    "champion_last_event",
    "has_recent_others",
}

Cells = list[list[str | None]]


def given(spark: SparkSession, name: str, text: str, id_type: str = "bigint") -> DataFrame:
    """A table of that name. Columns that are left out are 0, false or NULL."""
    header, rows = _read(text)
    columns = COLUMNS_OF[name]
    assert set(header) <= set(columns), f"{name} has no {set(header) - set(columns)}"
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    return make_frame(
        spark,
        [[row.get(column, _default(column)) for column in columns] for row in cells],
        _ddl(columns, id_type, _types_of(name)),
    )


def source(spark: SparkSession, name: str, text: str = "") -> DataFrame:
    """A source as a CSV gives it: all its columns are text; those that are left out are NULL."""
    header, rows = _read(text)
    columns = COLUMNS[name]
    assert set(header) <= set(columns), f"{name} has no {set(header) - set(columns)}"
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    return make_frame(
        spark,
        [[row.get(column) for column in columns] for row in cells],
        ", ".join(f"{column} string" for column in columns),
    )


def run(spark: SparkSession, rules: Rules | None = None, **texts: str) -> dict[str, DataFrame]:
    """The tables of a company whose sources are these; those that are left out are empty."""
    frames = {
        name: source(spark, name, texts.get(name, ""))
        for name in COLUMNS
        if name in texts or SOURCES[name].is_required
    }

    return customer_360(Sources(**frames), rules, in_memory)


def in_memory(_name: str, rows: DataFrame) -> DataFrame:
    """A step as literals: what several others read is planned and computed once."""
    return make_frame(rows.sparkSession, rows.collect(), rows.schema)


def staged(
    name: str,
    rows: DataFrame,
    id_type: IdType = "bigint",
    looks_first: bool = False,
    **rules: Any,
) -> DataFrame:
    """The staged rows of a source; with a look at its duplicates first, as the job does."""
    chosen = Rules(id_type=id_type, **rules)
    has_duplicates = True
    if looks_first:
        has_duplicates = count_duplicates(SOURCES[name], rows, chosen).collect()[0]["keys"] > 0
    return stage(SOURCES[name], rows, chosen, has_duplicates)


def valid(name: str, rows: DataFrame, id_type: IdType = "bigint", **rules: Any) -> DataFrame:
    """The valid rows of a source."""
    return valid_rows(staged(name, rows, id_type, **rules))


def assert_table(actual: DataFrame, text: str, id_type: str = "bigint") -> None:
    """The columns that the text shows hold its rows, and no others."""
    header, rows = _read(text)
    expected = make_frame(actual.sparkSession, rows, _ddl(header, id_type, dict(actual.dtypes)))
    assert_rows(actual.select(*header), expected)


def assert_columns(table: DataFrame, **actual: Column) -> None:
    """Columns made of the others are what the table's columns of those names hold."""
    assert_rows(table.withColumns(actual), table)


def _read(text: str) -> tuple[list[str], Cells]:
    # Other white space than the space belongs to a cell.
    lines = [line.split("|") for line in text.split("\n") if line.strip(" ")]
    if not lines:
        return [], []
    header, *rows = [[cell.strip(" ") or None for cell in line] for line in lines]
    return [name for name in header if name], rows


def _types_of(name: str) -> dict[str, str]:
    return {field.name: field.type for field in TABLES[name].fields} if name in TABLES else {}


def _ddl(columns: Sequence[str], id_type: str, declared: Mapping[str, str]) -> str:
    known = DECLARED & set(declared)
    types = [declared[name] if name in known else _type(name, id_type) for name in columns]
    return ", ".join(map(" ".join, zip(columns, types, strict=True)))


def _type(column: str, id_type: str) -> str:
    name = column.removesuffix("_corporate").removesuffix("_associated")
    if name.endswith(("user_id", "gaggle_id")):
        return id_type
    if name.startswith(("number_of_", "rows_")) or name.endswith("_day_bits"):
        return "bigint"
    return "boolean" if name.startswith("is_") else TYPES.get(name, "string")


def _default(column: str) -> str | None:
    if column.startswith("number_of_") or column in SCORES:
        return "0"
    return "false" if column.startswith(("is_", "has_")) else None
