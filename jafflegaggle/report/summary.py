"""The summary that a person sees at the end of a run."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import zip_longest

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.result import Result
from jafflegaggle.config import Config
from jafflegaggle.frames import union_all
from jafflegaggle.models import PUBLISHED
from jafflegaggle.models.audit.merge_report import SKIPPED
from jafflegaggle.models.spec import Section
from jafflegaggle.publish import Manifest
from jafflegaggle.reasons import SHOWN_IN_SUMMARY
from jafflegaggle.report.calls import calls_sections
from jafflegaggle.report.layout import cut, one_line, section
from jafflegaggle.report.unreadable_cells import UnreadableCells

MAX_LINES_SHOWN, MAX_TEXT = 10, 80
LABELS = ("first", "second")
COUNTED = {table.name: table.summary for table in PUBLISHED if table.summary}


def summary(
    tables: Mapping[str, DataFrame],
    rows: Mapping[str, int],
    results: Sequence[Result],
    config: Config,
    counts: Sequence[tuple[object, ...]],
    unreadable: Sequence[UnreadableCells],
) -> str:
    """The summary of a run: rows, merges, bad rows, checks, and whom to call.

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
        *([section("Rows that are read", ("source", "where"), conditions)] if conditions else []),
        section("Tables", ("table", "rows"), [(name, rows[name]) for name in tables]),
        *(
            _counts(shown, [row[1:] for row in counts if row[0] == name])
            for name, shown in COUNTED.items()
            if name in tables
        ),
        *_skipped_lines(tables["merge_report"], counts),
        *_findings(tables["findings"], {str(row[2]) for row in counts if row[0] == "findings"}),
        *_unreadable(unreadable),
        _checks(results),
        *calls_sections(tables["accounts"], tables["account_signals"], tables["contacts"]),
        _where(config),
    ]
    return "\n\n".join(parts)


def _counts(shown: Section, rows: Sequence[tuple[object, ...]]) -> str:
    """The rows of a table, counted by its labels."""
    ordered = sorted(rows, key=lambda row: shown.order.index(row[0])) if shown.order else rows
    cells = [(*row[: len(shown.by)], row[-1]) for row in ordered]
    return section(shown.title, (*shown.by, shown.counts), cells)


def _unreadable(found: Sequence[UnreadableCells]) -> Iterator[str]:
    """The cells that could not be read, where there are any."""
    if found:
        header = ("source", "column", "cells", "for example", "read are")
        cells = [(one.source, one.column, one.cells, one.shown, one.spellings) for one in found]
        yield section("Unreadable cells", header, cells)


def count_by_labels(tables: Mapping[str, DataFrame]) -> list[tuple[object, ...]]:
    """The rows of some tables by one or two of their columns, in one job."""
    labelled = [
        tables[name].select(
            F.lit(name).alias("table"),
            *(
                (F.col(column) if column else F.lit(None)).cast("string").alias(label)
                for column, label in zip_longest(shown.by, LABELS)
            ),
        )
        for name, shown in COUNTED.items()
        if name in tables
    ]
    by_label = union_all(labelled).groupBy("table", *LABELS)
    counted = by_label.agg(F.count(F.lit(1)).alias("rows"))
    return sorted(tuple(row) for row in counted.collect())


def _skipped_lines(report: DataFrame, counts: Sequence[tuple[object, ...]]) -> Iterator[str]:
    """The lines of merge lists that are skipped, where there are any, by list and status."""
    skipped = [row[1:] for row in counts if row[0] == "merge_report" and row[2] in SKIPPED]
    named: dict[tuple[object, ...], list[str]] = defaultdict(list)
    few = [(name, status) for name, status, lines in skipped if int(str(lines)) <= MAX_LINES_SHOWN]
    keys = [", ".join(map(str, one)) for one in few]
    of_few = F.concat_ws(", ", "list", "status").isin(*keys)
    for row in report.where(of_few).orderBy("line", "old", "new").collect() if few else ():
        text = cut(one_line(f"{row.old or ''} -> {row.new or ''}"), MAX_TEXT)
        named[row.list, row.status].append(text if row.line is None else f"{row.line}")
    if skipped:
        header = ("list", "status", "lines", "which")
        cells = [(*one, ", ".join(named[one[:2]]) or "see merge_report") for one in skipped]
        yield section("Lines of merge lists that are skipped", header, cells)


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
    return [section("Look at these first", header, by_name)]


def _checks(results: Sequence[Result]) -> str:
    """How many checks passed, and each that warned."""
    warned = [result for result in results if result.status == "warn"]
    title = f"Checks: {len(results) - len(warned)} passed, {len(warned)} warn"
    if not warned:
        return title
    header = ("table", "check", "column", "rows", "for example")
    return section(
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
    return section(place, ("date", "published", *shown, "engine", "run"), rows)


def _where(config: Config) -> str:
    output, date = config.output, config.snapshot_date
    table, read = (
        text.format(place=output.place, date=date) for text in (output.kind.table, output.kind.read)
    )
    return f"Published  {table}\nRead it    {read}"
