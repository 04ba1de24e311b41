"""All checks together: which run, their severity, and the table of results."""

import datetime as dt
from collections import defaultdict

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.api import build
from jafflegaggle.checks.conservation import conservation, rows_of
from jafflegaggle.checks.keys import relationships, unique
from jafflegaggle.checks.limits import MaxQuarantined, MaxRowsLost
from jafflegaggle.checks.result import Result, result_rows
from jafflegaggle.checks.rows import accepted_values, not_null
from jafflegaggle.checks.runner import run_checks
from jafflegaggle.checks.spec import Check, Severity, Subject
from jafflegaggle.config.checks import CHECKS, DEFAULT_LIMITS
from jafflegaggle.models import PUBLISHED, check_results, checked_subjects
from jafflegaggle.pipeline import Steps
from jafflegaggle.rules import Rules
from jafflegaggle.sources.sources import Sources
from jafflegaggle.staging import SOURCES
from tests.checks.given import GOOD, LENIENT, failing, one, results, severe
from tests.frames import make_frame
from tests.small_company import FILES
from tests.tables import assert_table, given, in_memory, source


def test_good_tables_pass_every_check(spark: SparkSession) -> None:
    found = results(spark)
    assert failing(found) == {}
    assert {result.status for result in found} == {"pass"}
    expected = [
        (table, check.key)
        for table, checks in CHECKS.items()
        for check in checks
        # Only for a second snapshot, and for an incremental run.
        if check.severity != "off"
        and check.name not in ("max_rows_lost_since_last_snapshot", "late_rows", "rows_gone")
    ]
    assert [(result.table, result.key) for result in found] == expected


def test_empty_tables_pass(spark: SparkSession) -> None:
    headers = {name: text.strip().split("\n")[0] for name, text in GOOD.items()}
    assert failing(results(spark, instead=headers)) == {}


@pytest.mark.parametrize(("severity", "status"), [("warn", "warn"), ("error", "fail")])
def test_the_settings_determine_the_severity_of_a_check(
    spark: SparkSession, severity: Severity, status: str
) -> None:
    settings = severe("contacts", "not_null_email", severity)
    settings = severe("accounts", "unique_corporate_email", severity, settings)
    contacts = GOOD["contacts"].replace("bob@gmail.com", "")
    accounts = "corporate_email | first_user_id\nx.com | 1\nx.com | 1"
    only = ("contacts", "accounts")
    found = results(spark, settings, only=only, contacts=contacts, accounts=accounts)
    for table, key in (("contacts", "not_null_email"), ("accounts", "unique_corporate_email")):
        result = one(found, table, key)
        assert (result.severity, result.status, result.failing_rows) == (severity, status, 1)


def test_totals_with_the_same_name_are_the_same_number() -> None:
    totals: dict[str, set[tuple[str, tuple[str, str] | None]]] = defaultdict(set)
    for subject, checks in checked_subjects():
        for check in checks:
            for total in check.totals(subject):
                totals[total.name].add((total.frame, total.among))
    assert [name for name, frames in totals.items() if len(frames) > 1] == []


# Every kind of check on every table and source ---------------------------------------------------

EVERY_SUBJECT = [
    *(spec.subject() for spec in SOURCES.values() if not spec.is_veto),
    *(table.subject() for table in PUBLISHED),
]
COLUMNS_OF_SUBJECT = {
    **{name: spec.column_names for name, spec in SOURCES.items()},
    **{table.name: tuple(table.columns()) for table in PUBLISHED},
}


def every_kind_of_check(name: str, frame: str) -> list[Check]:
    """Checks that a person might add, on every column."""
    columns = COLUMNS_OF_SUBJECT[name]
    return [
        *not_null(*columns),
        *(unique(column) for column in columns),
        unique(*columns),
        *(accepted_values(column, ("x", "1")) for column in columns),
        *(relationships(column, to="contacts.email") for column in columns),
        conservation(
            rows_of(f"{name} rows twice", frame), rows_of("users of contacts", "contacts")
        ),
        MaxRowsLost(),
        MaxQuarantined(),
    ]


@pytest.mark.parametrize("subject", EVERY_SUBJECT, ids=lambda subject: subject.name)
def test_every_kind_of_check_measures_itself_on_every_column(
    small_run: dict[str, DataFrame], subject: Subject
) -> None:
    checks = every_kind_of_check(subject.name, subject.frame)
    targets = [table.subject() for table in PUBLISHED if table.name != subject.name]
    found = run_checks(
        [(subject, checks), *((target, ()) for target in targets)],
        small_run,
        {subject.name: {check.key: "warn" for check in checks}},
        DEFAULT_LIMITS,
        {subject.name: 10_000},
    )
    assert [result.key for result in found] == [check.key for check in checks]
    by_key = {result.key: result for result in found}
    columns = COLUMNS_OF_SUBJECT[subject.name]
    as_text = (F.col(column).cast("string") for column in columns)
    cells = subject.valid_rows(small_run).select(*as_text).collect()
    emails = {row.email for row in small_run["contacts"].select("email").collect()}
    for at, column in enumerate(columns):
        values = [row[at] for row in cells if row[at] is not None]
        if column not in subject.required:
            nulls = len(cells) - len(values)
            assert by_key[f"not_null_{column}"].failing_rows == nulls, column
        if column != subject.deduplicated:
            duplicates = len(values) - len(set(values))
            assert by_key[f"unique_{column}"].failing_rows == duplicates, column
        others = sum(text not in ("x", "1") for text in values)
        assert by_key[f"accepted_values_{column}"].failing_rows == others, column
        lost = sum(text not in emails for text in values)
        assert by_key[f"relationships_{column}"].failing_rows == lost, column


@pytest.fixture(scope="module")
def small_run(any_engine: SparkSession) -> dict[str, DataFrame]:
    """All steps and tables of the small company."""
    spark = any_engine
    frames = {}
    for name, text in FILES.items():
        header, *lines = (line.split(",", 4) for line in text.strip().split("\n"))
        cells = [[cell.strip('"') or None for cell in line] for line in lines]
        width = len(header)
        frames[name] = make_frame(
            spark,
            [line[:width] for line in cells],
            ", ".join(f"{column} string" for column in header),
        )
    subscriptions = "subscription_id | corporate_email | seats\n1 | jets.com | 5\n2 | x.com |"
    frames["subscriptions"] = source(spark, "subscriptions", subscriptions)
    companies = "crm_id | corporate_email | additional_domains\n1 | jets.com | a.com\n2 | x.com |"
    frames["crm_companies"] = source(spark, "crm_companies", companies)
    contacts = "crm_id | email | additional_emails\n1 | ann@rams.la | a@a.com\n2 | w@w.com |"
    frames["crm_contacts"] = source(spark, "crm_contacts", contacts)
    step = Steps(in_memory)
    tables = build(Sources(**frames), Rules(), dt.date(2021, 12, 1), step).tables
    results = [Result("unique", "contacts", "email", "error", "pass", 0)]
    tables["crm_changes"] = given(spark, "crm_changes", GOOD["crm_changes"])
    tables["check_results"] = check_results(result_rows(spark, results))
    frames = {**step.frames, **tables}
    return {name: rows for name, rows in frames.items() if not name.startswith("resolved_")}


def test_the_table_of_results(spark: SparkSession) -> None:
    found = [
        Result("unique", "contacts", "email", "error", "pass", 0),
        Result("conservation", "events", None, "warn", "warn", 3, ("b", "a, c"), "found", "key"),
    ]
    table = check_results(result_rows(spark, found))
    assert_table(
        table.drop("sample_keys"),
        """
        check        | table    | column | severity | status | failing_rows
        unique       | contacts | email  | error    | pass   | 0
        conservation | events   |        | warn     | warn   | 3
        """,
    )
    samples = {row.check: list(row.sample_keys) for row in table.collect()}
    assert samples == {"unique": [], "conservation": ["b", "a, c"]}
    assert dict(table.dtypes)["sample_keys"] == "array<string>"


def test_a_result_in_words() -> None:
    result = Result(
        *("unique", "contacts", "email", "error", "fail", 2, ("a@x.com", "b@x.com")),
        found="2 duplicate row(s)",
        key="unique_email",
    )
    assert str(result) == (
        "contacts: unique (email): 2 duplicate row(s); for example a@x.com | b@x.com; "
        'to accept it: [checks.contacts] unique_email = "warn"'
    )
    assert LENIENT.severities["contacts"]["unique_email"] == "error"
