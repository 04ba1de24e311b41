"""What a run would stop at, or report, by the rows of one source that were looked at."""

import re
from collections.abc import Iterator, Sequence

from jafflegaggle.checks.limits import FEW_EMAILS, MaxEmailsWithoutDomain, MaxQuarantined
from jafflegaggle.columns.time_formats import EPOCHS
from jafflegaggle.config import Config
from jafflegaggle.reasons import Reason
from jafflegaggle.staging import SOURCES, SourceSpec
from jafflegaggle.staging.kinds import Id, Time
from jafflegaggle.text import (
    BLANKS,
    extract_email_domain,
    has_address,
    is_well_formed_domain,
    normalize_email,
)
from jafflegaggle.validate.look import BadCells, SourceLook, Stop, bad_cells, failed_check
from jafflegaggle.validate.sample import Row

NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
# Ids that a run refuses where it can read none of them.
IDS = (
    ("users", "user_id"),
    ("users", "gaggle_id"),
    ("gaggles", "gaggle_id"),
    ("events", "user_id"),
)


def judge(look: SourceLook, config: Config) -> None:
    """Add to a look at a source of rows what is wrong with them."""
    spec = SOURCES[look.name]
    reasons = {
        reason.of(column.name): column.name
        for column in spec.columns
        for reason in (Reason.MISSING, Reason.UNREADABLE)
    }
    look.bad += bad_cells(look.name, reasons, look.rows)
    look.bad += _duplicates(spec, look.rows, config)
    if not look.rows:
        look.notes.append("no row was found")
    look.stops += _unread_columns(spec, look, config)
    if look.name == "users":
        look.stops += _no_user(look)
        look.stops += _emails_without_domain(look.rows, config)
    if not look.stops:
        look.stops += too_many_quarantined(look, config)


def too_many_quarantined(look: SourceLook, config: Config) -> Iterator[Stop]:
    """Whether so many rows are quarantined that a run's check would fail; else a note."""
    limit = config.checks.limits[MaxQuarantined.name]
    if not look.rows or look.quarantined / len(look.rows) <= limit:
        return
    why = ", ".join(f"{bad.what}: {bad.rows:,}" for bad in look.bad if bad.is_quarantined)
    message = (
        f"{look.quarantined:,} of {len(look.rows):,} rows are quarantined ({why}), more than the "
        f"limit of {limit:g}; checks.{MaxQuarantined.name} is the limit"
    )
    yield from _checked(look, MaxQuarantined.name, message, config)


def _checked(look: SourceLook, check: str, message: str, config: Config) -> Iterator[Stop]:
    """A check that would fail; only a note where it warns."""
    if config.checks.severities.get(look.name, {}).get(check, "error") == "error":
        yield failed_check(f"{look.name}: {message}")
    else:
        look.notes.append(message)


def _duplicates(spec: SourceSpec, rows: Sequence[Row], config: Config) -> Iterator[BadCells]:
    """The second and later valid rows of a key."""
    if not (spec.key and spec.deduplicates(config.rules)):
        return
    seen: set[str] = set()
    again: list[str] = []
    for row in rows:
        key = row.values[spec.key]
        if row.reason or key is None:
            continue
        if key in seen:
            again.append(key)
        seen.add(key)
    if again:
        examples = tuple(dict.fromkeys(again))[:3]
        yield BadCells(spec.name, Reason.DUPLICATE.of(spec.key), True, len(again), examples)


def _unread_columns(spec: SourceSpec, look: SourceLook, config: Config) -> Iterator[Stop]:
    """Columns of which no cell can be read."""
    source = config.sources[look.name]
    for column in spec.columns:
        unread = _unread_cells(look.rows, column.name)
        if not unread:
            continue
        some = ", ".join(f'"{cell}"' for cell in dict.fromkeys(unread[:20]))
        some = some if len(some) < 80 else f"{some[:80]}..."
        is_number = all(NUMBER.fullmatch(cell) for cell in unread)
        if isinstance(column, Time) and is_number and column.name not in source.formats:
            yield Stop(
                f"sources.{look.name}.formats.{column.name}: all cells are numbers, such as "
                f"{some}; how are they counted? expected one of {', '.join(EPOCHS)}, or a pattern "
                "such as yyyyMMdd"
            )
        elif isinstance(column, Id) and (look.name, column.name) in IDS:
            yield Stop(
                f"{look.name}: none of {len(unread):,} cells of {column.name} is a whole number, "
                f"such as {some}. "
                'If they are ids, set job.id_type = "string"; if not, map the right column in '
                f"[sources.{look.name}] columns"
            )
        else:
            look.notes.append(f"no cell of {column.name} can be read, such as {some}")


def _unread_cells(rows: Sequence[Row], column: str) -> list[str]:
    """The cells of a column that hold something, if none of them can be read."""
    if any(row.values[column] is not None for row in rows):
        return []
    wrong = Reason.UNREADABLE.of(column)
    cells = [
        (row.as_read[column] or "").strip(BLANKS)
        for row in rows
        if column in row.unreadable or row.reason == wrong
    ]
    return [cell for cell in cells if cell]


def _no_user(look: SourceLook) -> Iterator[Stop]:
    if look.stops or any(row.reason is None for row in look.rows):
        return
    why = ", ".join(f"{bad.what}: {bad.rows:,}" for bad in look.bad) or "no row at all"
    yield Stop(f"users: no readable row among those that were looked at ({why})")


def _emails_without_domain(rows: Sequence[Row], config: Config) -> Iterator[Stop]:
    emails = [normalize_email(row.values["email"]) for row in rows if row.reason is None]
    given = [email for email in emails if email]
    without = [email for email in given if not _has_domain(email)]
    limit = config.checks.limits[MaxEmailsWithoutDomain.name]
    if len(given) >= FEW_EMAILS and len(without) / len(given) > limit:
        yield failed_check(
            f"users: {len(without):,} of {len(given):,} {MaxEmailsWithoutDomain.what}, such as "
            f"{without[0]!r}, more than the limit of {limit:g}{MaxEmailsWithoutDomain.hint}"
        )


def _has_domain(email: str) -> bool:
    domain = extract_email_domain(email) if has_address(email) else None
    return bool(domain) and is_well_formed_domain(domain or "")
