"""What must hold of the tables before anybody sees them, measured in one job."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.frames import union_all
from jafflegaggle.models import PUBLISHED, Model


@dataclass(frozen=True)
class Failure:
    """A check that failed: on which table, what was expected, and how far off it is."""

    check: str
    table: str
    expected: str
    off_by: int

    def __str__(self) -> str:
        """The failure for people."""
        return f"{self.table}: {self.check} ({self.expected}) is off by {self.off_by:,}"


def failures(tables: Mapping[str, DataFrame], steps: Mapping[str, DataFrame]) -> list[Failure]:
    """The checks that fail, none where all is well.

    Args:
        tables: the published tables.
        steps: the tables in between that conservation is measured against: `staged_users` and
            `user_activity`.
    """
    of_models = [check for model in PUBLISHED for check in _of_model(model, tables[model.name])]
    measured = union_all([*of_models, *_conservation(tables, steps)])
    rows = measured.where(F.col("off_by") != F.lit(0)).collect()
    return sorted((Failure(**row.asDict()) for row in rows), key=str)


def _of_model(model: Model, table: DataFrame) -> Iterator[DataFrame]:
    """`not_null` and `unique`: one pass for the key and the NULLs, one for each further column."""
    nulls = {
        ("not_null", column): F.count(F.when(F.col(column).isNull(), F.lit(1)))
        for column in model.not_null
    }
    if not model.key:
        yield _rows(model.name, table, nulls)
        return
    counted = {check: aggregate.alias(check[1]) for check, aggregate in nulls.items()}
    by_key = table.groupBy(*(F.col(name).alias(f"key_{name}") for name in model.key)).agg(
        F.count(F.lit(1)).alias("rows"), *counted.values()
    )
    repeats = F.sum(F.col("rows") - F.lit(1))
    sums = {check: F.sum(check[1]) for check in counted}
    yield _rows(model.name, by_key, {("unique", ", ".join(model.key)): repeats} | sums)
    for column in model.unique:
        by_value = table.where(F.col(column).isNotNull()).groupBy(column)
        rows = by_value.agg(F.count(F.lit(1)).alias("rows"))
        yield _rows(model.name, rows, {("unique", column): repeats})


def _conservation(
    tables: Mapping[str, DataFrame], steps: Mapping[str, DataFrame]
) -> Iterator[DataFrame]:
    """Nothing is lost, and nobody counts twice."""
    contacts, bridge, accounts = (
        tables[name] for name in ("contacts", "gaggle_domains", "accounts")
    )
    quarantine = tables["quarantine"]
    of_events = quarantine.where(F.col("source") == F.lit("events"))
    of_users = quarantine.where(F.col("source") == F.lit("users"))
    attributed = contacts.where(F.col("account_corporate_email").isNotNull())
    events, rows = F.sum("number_of_events"), F.count(F.lit(1))
    yield _equation(
        "events",
        "read = counted + set aside",
        {
            "read": steps["user_activity"].agg(F.sum("number_of_rows")),
            "counted": contacts.agg(-events),
            "set aside": of_events.agg(-rows),
        },
    )
    yield _equation(
        "users",
        "read = aliases + set aside",
        {
            "read": steps["staged_users"].agg(rows),
            "aliases": tables["contact_aliases"].agg(-rows),
            "set aside": of_users.agg(-rows),
        },
    )
    yield _equation(
        "gaggle_domains",
        "events of the bridge = of contacts",
        {"bridge": bridge.agg(events), "contacts": contacts.agg(-events)},
    )
    yield _equation(
        "accounts",
        "events of accounts = of attributed contacts",
        {
            "accounts": accounts.agg(F.sum("number_of_events_associated")),
            "contacts": attributed.agg(-events),
        },
    )


def _equation(table: str, expected: str, terms: Mapping[str, DataFrame]) -> DataFrame:
    """A row that is off by the sum of the terms, each a table of one number."""
    numbers = union_all([term.toDF("term") for term in terms.values()])
    return _rows(table, numbers, {("conservation", expected): F.sum("term")})


def _rows(name: str, table: DataFrame, aggregates: Mapping[tuple[str, str], Column]) -> DataFrame:
    """One row a check of a table: the aggregates, named by check and by what is expected."""
    measured = [
        F.struct(
            F.lit(check).alias("check"),
            F.lit(name).alias("table"),
            F.lit(expected).alias("expected"),
            F.coalesce(aggregate.cast("bigint"), F.lit(0)).alias("off_by"),
        )
        for (check, expected), aggregate in aggregates.items()
    ]
    return table.agg(F.array(*measured).alias("checks")).select(F.inline("checks"))
