"""All checks together: what is asked, how severe it is, and the table of results."""

import pytest
from pyspark.sql import SparkSession

from jafflegaggle.checks import Result, as_table
from jafflegaggle.checks.conservation import EQUATIONS, sums
from jafflegaggle.models import CHECKS, Severity
from tests.checks.given import GOOD, LENIENT, failing, one, results, severe
from tests.tables import assert_table


def test_good_tables_pass_every_check(spark: SparkSession) -> None:
    found = results(spark)
    assert failing(found) == {}
    assert {result.status for result in found} == {"pass"}
    expected = [
        (table, check.key)
        for table, checks in CHECKS.items()
        for check in checks
        # Only of a second snapshot, and of an incremental run.
        if check.severity != "off"
        and check.name not in ("max_rows_lost_since_last_snapshot", "late_rows", "rows_gone")
    ]
    assert [(result.table, result.key) for result in found] == expected


def test_empty_tables_pass(spark: SparkSession) -> None:
    headers = {name: text.strip().split("\n")[0] for name, text in GOOD.items()}
    assert failing(results(spark, instead=headers)) == {}


@pytest.mark.parametrize(("severity", "status"), [("warn", "warn"), ("error", "fail")])
def test_the_settings_say_how_severe_a_check_is(
    spark: SparkSession, severity: Severity, status: str
) -> None:
    settings = severe("contacts", "not_null_email", severity)
    settings = severe("accounts", "unique_corporate_email", severity, settings)
    contacts = GOOD["contacts"].replace("bob@gmail.com", "")
    accounts = "corporate_email | first_user_id\nx.com | 1\nx.com | 1"
    found = results(spark, settings, contacts=contacts, accounts=accounts)
    for table, key in (("contacts", "not_null_email"), ("accounts", "unique_corporate_email")):
        result = one(found, table, key)
        assert (result.severity, result.status, result.failing_rows) == (severity, status, 1)


def test_every_conservation_has_its_equation_of_numbers_that_are_measured() -> None:
    names = {
        f"{table}.{check.key}"
        for table, checks in CHECKS.items()
        for check in checks
        if check.name == "conservation"
    }
    assert set(EQUATIONS) == names


def test_the_sides_of_equations_are_measured(spark: SparkSession) -> None:
    assert spark.version
    numbers = [name for of_frame in sums().values() for name in of_frame]
    sides = {side for equation in EQUATIONS.values() for side in (equation.whole, *equation.parts)}
    assert len(set(numbers)) == len(numbers)
    assert sides <= set(numbers)


def test_the_table_of_results(spark: SparkSession) -> None:
    found = [
        Result("unique", "contacts", "email", "error", "pass", 0),
        Result("conservation", "events", None, "warn", "warn", 3, ("b", "a, c"), "found", "key"),
    ]
    table = as_table(spark, found)
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
        found="2 row(s) repeat",
        key="unique_email",
    )
    assert str(result) == (
        "contacts: unique (email): 2 row(s) repeat; such as a@x.com | b@x.com; "
        'to accept it: [checks.contacts] unique_email = "warn"'
    )
    assert LENIENT.severities["contacts"]["unique_email"] == "error"
