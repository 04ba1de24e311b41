"""The summary that a person sees at the end of a run."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.result import Result
from jafflegaggle.config import Config
from jafflegaggle.frames import union_all
from jafflegaggle.models import PUBLISHED
from jafflegaggle.publish import Manifest
from jafflegaggle.reasons import SHOWN_IN_SUMMARY
from jafflegaggle.report.unreadable import UnreadableCells

TOP = 10
LABELS = ("first", "second")
COUNTED = {table.name: table.summary for table in PUBLISHED if table.summary}
MEASURES = (
    "number_of_users_corporate",
    "number_of_events_corporate",
    "number_of_orders_corporate",
)
POWER_USERS = ("first_user_id", "most_active_user_id", "most_orders_user_id")


def summary(
    tables: Mapping[str, DataFrame],
    rows: Mapping[str, int],
    results: Sequence[Result],
    config: Config,
    counts: Sequence[tuple[object, ...]],
    unreadable: Sequence[UnreadableCells],
) -> str:
    """The summary of a run: rows, merges, bad rows, checks, and the top accounts.

    Args:
        tables: the published tables.
        rows: the number of rows of each.
        results: what the checks found.
        config: what was run.
        counts: what `count_by_labels` gave.
        unreadable: the cells that could not be read.
    """
    conditions = [(name, one.where) for name, one in config.sources.items() if one.where]
    parts = [
        *([_section("Rows that are read", ("source", "where"), conditions)] if conditions else []),
        _section("Tables", ("table", "rows"), [(name, rows[name]) for name in tables]),
        *(
            _section(
                shown.title,
                (*shown.by, shown.counts),
                [row[1:] for row in counts if row[0] == name],
            )
            for name, shown in COUNTED.items()
        ),
        *_findings(tables["findings"], {str(row[2]) for row in counts if row[0] == "findings"}),
        *_unreadable(unreadable),
        _checks(results),
        _section(
            f"Top {TOP} accounts by events, and whom to call there",
            ("account", "users", "events", "orders", "first", "most active", "most orders"),
            _top_accounts(tables["accounts"], tables["contacts"]),
        ),
        _where(config),
    ]
    return "\n\n".join(parts)


def _unreadable(found: Sequence[UnreadableCells]) -> Iterator[str]:
    """The cells that could not be read, where there are any."""
    if found:
        header = ("source", "column", "cells", "for example", "read are")
        cells = [(one.source, one.column, one.cells, one.shown, one.spellings) for one in found]
        yield _section("Unreadable cells", header, cells)


def count_by_labels(tables: Mapping[str, DataFrame]) -> list[tuple[object, ...]]:
    """The rows of some tables by two of their columns, in one job."""
    labelled = [
        tables[name].select(
            F.lit(name).alias("table"),
            *(F.col(column).alias(label) for column, label in zip(shown.by, LABELS, strict=True)),
        )
        for name, shown in COUNTED.items()
    ]
    by_label = union_all(labelled).groupBy("table", *LABELS)
    counted = by_label.agg(F.count(F.lit(1)).alias("rows"))
    return sorted(tuple(row) for row in counted.collect())


def _findings(findings: DataFrame, reasons: Collection[str]) -> list[str]:
    """The findings that are few by their nature, where there are any, with what was found."""
    sentences = {reason.of(): reason.sentence for reason in SHOWN_IN_SUMMARY}
    shown = sorted(set(reasons) & set(sentences))
    if not shown:
        return []
    rows = findings.where(F.col("reason").isin(shown)).select("reason", "key", "value").collect()
    header = ("finding", "name", "found")
    # Names first: a table whose first cells are numbers stands to the right.
    rows.sort(key=lambda row: (row.key is None, row.reason, row.key))
    by_name = [(sentences[row.reason], row.key or "-", row.value or "none") for row in rows]
    return [_section("Look at these first", header, by_name)]


def _checks(results: Sequence[Result]) -> str:
    """How many checks passed, and each that warned."""
    warned = [result for result in results if result.status == "warn"]
    title = f"Checks: {len(results) - len(warned)} passed, {len(warned)} warn"
    if not warned:
        return title
    header = ("table", "check", "column", "rows", "for example")
    return _section(
        title,
        header,
        [
            (
                result.table,
                result.check,
                result.column or "-",
                result.failing_rows,
                " | ".join(result.sample_keys) or "-",
            )
            for result in warned
        ],
    )


def _top_accounts(accounts: DataFrame, contacts: DataFrame) -> list[tuple[object, ...]]:
    top = (
        accounts.orderBy(F.col("number_of_events_corporate").desc(), F.col("corporate_email"))
        .limit(TOP)
        .select("corporate_email", *MEASURES, *POWER_USERS)
        .collect()
    )
    ids = {row[column] for row in top for column in POWER_USERS} - {None}
    callable_users = (
        contacts.where(F.col("user_id").isin(sorted(ids))) if ids else contacts.limit(0)
    )
    emails = {row.user_id: row.email for row in callable_users.select("user_id", "email").collect()}
    return [
        (
            row.corporate_email,
            *(row[column] for column in MEASURES),
            *(_address(emails.get(row[column]), row.corporate_email) for column in POWER_USERS),
        )
        for row in top
    ]


def _address(email: str | None, account: str) -> str:
    """An e-mail, shortened for a table: the account's own domain is left out."""
    if email is None:
        return "-"
    return email.removesuffix(account) if email.endswith(f"@{account}") else email


def snapshots(manifests: Sequence[Manifest], place: str) -> str:
    """What is published, for people: one line per date."""
    shown = ("contacts", "gaggle_facts", "accounts")
    rows = [
        (
            manifest.snapshot_date,
            manifest.published_at,
            *(manifest.tables[name].rows for name in shown if name in manifest.tables),
            manifest.engine,
            manifest.run_id,
        )
        for manifest in manifests
    ]
    return _section(place, ("date", "published", *shown, "engine", "run"), rows)


def _where(config: Config) -> str:
    output, date = config.output, config.snapshot_date
    if output.path:
        place = f"{output.path}/<table>/snapshot_date={date}"
        read = f'spark.read.parquet("{output.path}/contacts").where("snapshot_date = \'{date}\'")'
    else:
        place = f"{output.schema}.<table>, snapshot_date = {date}"
        read = f'spark.table("{output.schema}.contacts").where("snapshot_date = \'{date}\'")'
    return f"Published  {place}\nRead it    {read}"


def _section(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    body = [[_text(cell) for cell in row] for row in rows]
    if not body:
        return f"{title}: none"
    widths = [max(map(len, column)) for column in zip(header, *body, strict=True)]
    is_number = [cell.replace(",", "").isdigit() for cell in body[0]]
    lines = [
        "  "
        + "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, is_number, strict=True)
        ).rstrip()
        for row in [list(header), *body]
    ]
    return "\n".join([title, *lines])


def _text(cell: object) -> str:
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
