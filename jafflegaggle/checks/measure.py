"""All checks, measured in one job; others only look at what fails: texts, and a few keys."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyspark.sql import Column, DataFrame

from jafflegaggle.checks.asked import Asked, Frames, Numbers, one_row_each
from jafflegaggle.checks.conservation import EQUATIONS, contacts_in_known_gaggles, sums
from jafflegaggle.checks.keys import key_failures
from jafflegaggle.checks.limits import LIMITS, beyond_limit, limited
from jafflegaggle.checks.result import Result
from jafflegaggle.checks.rows import failing_rows
from jafflegaggle.checks.samples import sample_keys
from jafflegaggle.config import Checks
from jafflegaggle.frames import union_all
from jafflegaggle.models import CHECKS
from jafflegaggle.models.check import MAX_ROWS_LOST, NO_LATE_ROWS, OF_INCREMENTAL_RUNS

REFRESH = "--full-refresh reads all events again that the source has"


def measured(
    tables: Frames,
    steps: Frames,
    settings: Checks,
    rows_before: Mapping[str, int],
    staged_events: DataFrame | None = None,
    of_increment: Mapping[str, int] | None = None,
) -> list[Result]:
    """What every check found that is on and applies, in the order of the models.

    Args:
        tables: the tables to publish.
        steps: the tables in between: `staged_users`, `staged_gaggles`, `user_activity`, and with
            deals `staged_deals` and `deal_accounts`.
        settings: the limits, and how severe each check is.
        rows_before: the rows of each table at the last snapshot; empty where there is none, and
            nothing can be lost.
        staged_events: the events; they are read again only where a check of `event_id` is on.
        of_increment: what the checks of incremental runs found, by their names; None of others.
    """
    frames = {**steps, **tables}
    frames["contacts_in_known_gaggles"] = contacts_in_known_gaggles(frames)
    if staged_events is not None:
        frames["staged_events"] = staged_events
    asked = [
        one
        for one in _asked(settings)
        if _applies(one, frames, rows_before)
        and (one.check not in OF_INCREMENTAL_RUNS or of_increment is not None)
    ]
    of_events = {f"events.{name}": rows for name, rows in (of_increment or {}).items()}
    numbers = {**_numbers(frames, asked), **of_events}
    failing = {one.name: _failing(one, numbers, settings, rows_before) for one in asked}
    samples = sample_keys(frames, [one for one in asked if failing[one.name][0]])
    return [_result(one, *failing[one.name], samples.get(one.name, ())) for one in asked]


def _asked(settings: Checks) -> Iterator[Asked]:
    for table, checks in CHECKS.items():
        for check in checks:
            severity = settings.severities[table][check.key]
            if severity != "off":
                yield Asked(table, check, severity)


def _applies(one: Asked, frames: Frames, rows_before: Mapping[str, int]) -> bool:
    if one.check.name == MAX_ROWS_LOST.name:
        return one.table in rows_before
    return one.table != "deals" or "staged_deals" in frames


def _numbers(frames: Frames, asked: Sequence[Asked]) -> Numbers:
    """Every number that the checks need, by name: one aggregation a table, one a kind of key."""
    aggregates: dict[str, dict[str, Column]] = defaultdict(dict)
    for frame, of_frame in [*sums().items(), *limited().items()]:
        aggregates[frame].update(of_frame)
    of_keys = []
    for one in asked:
        rows = failing_rows(one)
        if rows is not None and one.check.name not in LIMITS:
            aggregates[rows.frame][one.name] = rows.number()
        elif one.check.name in ("unique", "relationships"):
            of_keys.append(one)
    of_tables = [
        one_row_each(frames[frame], of_frame)
        for frame, of_frame in aggregates.items()
        if frame in frames
    ]
    numbers = _collected([*of_tables, *key_failures(frames, of_keys)])
    repeated = [one for one in of_keys if one.check.name == "unique" and numbers[one.name]]
    return numbers | _collected(key_failures(frames, repeated, exactly=True))


def _collected(of_checks: Iterable[DataFrame]) -> dict[str, int]:
    tables = list(of_checks)
    return {row.name: row.number for row in union_all(tables).collect()} if tables else {}


def _failing(
    one: Asked, numbers: Numbers, settings: Checks, rows_before: Mapping[str, int]
) -> tuple[int, str]:
    """How many rows fail a check, and what was found in words."""
    if one.check.name in LIMITS:
        return beyond_limit(one, numbers, settings, rows_before)
    if one.check.name == "conservation":
        equation = EQUATIONS[one.name]
        is_of_increment = one.table == "events" and f"events.{NO_LATE_ROWS.key}" in numbers
        hint = f"; {REFRESH}" if is_of_increment else ""
        return abs(equation.off_by(numbers)), equation.found(numbers) + hint
    number = numbers[one.name]
    what = {
        "unique": "repeat",
        "not_null": "are NULL",
        "accepted_values": "have another value",
        "late_rows": f"came after their day was settled; {REFRESH}",
        "rows_gone": "are gone from the source: were they moved to another day, they count twice; "
        f"{REFRESH}; if it gives up old ones, say after how many days in "
        "incremental.retention_days",
        "relationships": f"lead to no {'.'.join(one.check.to)}",
    }
    return number, f"{number:,} row(s) {what[one.check.name]}"


def _result(one: Asked, failing_rows: int, found: str, samples: tuple[str, ...]) -> Result:
    status = {"error": "fail", "warn": "warn"}[one.severity] if failing_rows else "pass"
    return Result(
        check=one.check.name,
        table=one.table,
        column=", ".join(one.check.columns) or None,
        severity=one.severity,
        status=status,
        failing_rows=failing_rows,
        sample_keys=samples,
        found=found if failing_rows else "",
        key=one.check.key,
    )
