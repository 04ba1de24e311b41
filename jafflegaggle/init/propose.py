"""What is proposed for a source, by a sample of it."""

import re
from collections import Counter
from collections.abc import Iterator

from jafflegaggle.errors import InputError
from jafflegaggle.init.cells import (
    is_amount,
    is_no_value,
    is_placeholder,
    most,
    time_formats_of,
)
from jafflegaggle.init.match import match_columns
from jafflegaggle.init.naming import words
from jafflegaggle.init.proposal import Proposal, sql_name
from jafflegaggle.init.sample import Sample, SampleColumn
from jafflegaggle.init.toml import toml_text
from jafflegaggle.models.extra import check_extra
from jafflegaggle.secrets import names_secret
from jafflegaggle.staging import SOURCES
from jafflegaggle.staging.spec import Amount, Time
from jafflegaggle.text import listed

MARKS_OF_DELETED = ("deleted_at", "is_deleted", "deleted", "archived_at", "is_test", "is_archived")
TRACK = "track"  # what exports of event pipelines call an event among their other calls
PERIODS = ("interval", "period", "cycle", "frequency")  # for which a subscription's amount is
DEVICE = "$device:"  # before the ids of people who have not logged in
ORDERS = {"MM": "month first", "M": "month first", "dd": "day first", "d": "day first"}


def propose(name: str, sample: Sample, date_order: str = "") -> Proposal:
    """Propose a source.

    Args:
        name: which source.
        sample: what lies at its path.
        date_order: `mdy` or `dmy`, where dates do not show which it is.
    """
    proposal = Proposal(name, sample)
    proposal.doubts += [("options", doubt) for doubt in sample.doubts]
    if sample.problem:
        proposal.open.append(("path", sample.problem))
    if sample.has_excel_line:
        why = "the first line, sep=, is for Excel alone and stops a run; --convert FOLDER copies"
        proposal.open.append(("path", f"{why} without it"))
    elif sample.needs_copy:
        why = "not every engine reads it as it is; --convert FOLDER writes copies that all do"
        proposal.doubts.append(("options", why))
    if not sample.columns:
        return proposal
    match_columns(proposal)
    spec = SOURCES[name]
    if not spec.is_list:
        _formats(proposal, date_order)
        _units(proposal)
        _null_values(proposal)
        if spec.is_stream:
            _events_of_users(proposal)
        else:
            _hints(proposal)
    return proposal


def _formats(proposal: Proposal, date_order: str) -> None:
    """How times and amounts are written."""
    undecided: dict[str, list[str]] = {}
    for column in proposal.spec.columns:
        sample = proposal.cells_of(column.name)
        if sample is None or not sample.given:
            continue
        if isinstance(column, Time) and not sample.is_time:
            if len(ways := _times(proposal, column.name, sample)) > 1:
                undecided[column.name] = ways
        elif isinstance(column, Amount) and not sample.is_number:
            _amounts(proposal, column.name, sample)
    proposal.has_no_zone = any(map(_has_no_zone, _usual_times(proposal)))
    for name, ways in undecided.items():
        _decide(proposal, name, ways, date_order)


def _usual_times(proposal: Proposal) -> Iterator[str]:
    """Some times of each column, where they are text."""
    for column in proposal.spec.columns:
        sample = proposal.cells_of(column.name)
        if isinstance(column, Time) and sample and not sample.is_time:
            yield from sample.given[:100]


def _has_no_zone(cell: str) -> bool:
    """Whether a time of day stands without a zone.

    >>> [_has_no_zone(cell) for cell in ("2021-09-05 10:00", "2021-09-05T10:00Z", "2021-09-05")]
    [True, False, False]
    """
    return ":" in cell and not re.search(r"(?i)(z|utc|gmt|[+-][0-9]{2}(:?[0-9]{2})?)$", cell)


def _times(proposal: Proposal, name: str, sample: SampleColumn) -> list[str]:
    ways = time_formats_of(sample.given)
    if not ways and all(map(is_no_value, sample.given)):
        return []
    if len(ways) == 1 and ways[0]:
        proposal.formats[name] = ways[0]
    elif not ways:
        why = f"cells such as {sample.given[0]!r} are read by no format"
        proposal.open.append((f"formats.{name}", why))
    return ways


def _decide(proposal: Proposal, name: str, ways: list[str], date_order: str) -> None:
    """Whether the day or the month comes first, where a column does not show it."""
    of_others = {_order(written) for written in proposal.formats.values()} - {""}
    wanted = {"mdy": "month first", "dmy": "day first"}.get(date_order, "")
    order = wanted or (of_others.pop() if len(of_others) == 1 else "")
    agreed, key = [way for way in ways if _order(way) == order], f"formats.{name}"
    if order and agreed:
        proposal.formats[name] = agreed[0]
        if not wanted:
            proposal.doubts.append((key, f"{agreed[0]}, as the other times of this source"))
    else:
        why = f"{' or '.join(ways)}? no day beyond the 12th shows it; --date-order mdy or dmy does"
        proposal.open.append((key, why))


def _order(pattern: str) -> str:
    """Whether a pattern has the month first, or the day; '' where the year comes first."""
    return next((order for start, order in ORDERS.items() if pattern.startswith(start)), "")


def _amounts(proposal: Proposal, name: str, sample: SampleColumn) -> None:
    cells = [cell for cell in sample.given if not (is_no_value(cell) or is_placeholder(cell))]
    usual = sum(map(is_amount, cells))
    with_comma = sum(is_amount(cell, with_comma=True) for cell in cells)
    if with_comma > usual:
        proposal.formats[name] = "decimal_comma"
    if cells and not most(cells, [True] * max(usual, with_comma)):
        bad = next(cell for cell in cells if not is_amount(cell, with_comma > usual))
        why = f"{len(cells) - max(usual, with_comma):,} cells such as {bad!r} cannot be read so"
        proposal.doubts.append((f"formats.{name}", why))


def _units(proposal: Proposal) -> None:
    """Amounts that are perhaps cents, as payment services count, or not of a month."""
    sample, currency = proposal.cells_of("amount"), proposal.cells_of("currency")
    key = "columns.amount"
    cells = sample.given if sample else []
    if (
        sample
        and cells
        and all(map(str.isdigit, cells))
        and currency
        and all(cell.islower() for cell in currency.given)
    ):
        name = sql_name(sample.name, proposal.sample.format == "csv")
        why = f"all are whole numbers such as {cells[0]}; of cents it is {{ expr = "
        proposal.doubts.append((key, f'{why}"try_cast({name} AS DOUBLE) / 100" }}'))
    for name in proposal.unused() if proposal.name == "subscriptions" else ():
        given = sorted(set(proposal.sample.columns[name].given))
        if words(name).rpartition("_")[2] in PERIODS and given:
            shown = listed(list(map(repr, given)))
            proposal.doubts.append((key, f"read as amounts per month, and {name} says {shown}"))


def _null_values(proposal: Proposal) -> None:
    r"""Spellings of "no value" in cells that are read strictly, and `\N` in any."""
    cells = (one.given for one in proposal.sample.columns.values())
    if proposal.sample.format == "csv" and any("\\N" in given for given in cells):
        proposal.sample.options["nullValue"] = "\\N"
    found: Counter[str] = Counter()
    for column in proposal.spec.columns:
        sample = proposal.cells_of(column.name)
        if sample is None:
            continue
        if column.has_null_values:
            found.update(cell for cell in sample.given if is_placeholder(cell))
    if found:
        proposal.null_values = tuple(sorted({cell for cell, _ in found.most_common()}))
        shown = ", ".join(f"{cell!r} ({number:,})" for cell, number in found.most_common())
        proposal.doubts.append(("null_values", f'taken for "no value": {shown}'))


def _events_of_users(proposal: Proposal) -> None:
    """Leave out what is no event of a user: other calls, and people who have not logged in."""
    conditions, reasons, is_flat = [], [], proposal.sample.format == "csv"
    kind = proposal.sample.columns.get("type")
    if kind and TRACK in kind.given and proposal.columns.get("event_name") != "type":
        others = sorted(set(kind.given) - {TRACK})
        if others:
            conditions.append(f"type = '{TRACK}'")
            reasons.append(f"other calls ({', '.join(others[:5])}) are no events")
    user = proposal.cells_of("user_id")
    if user is not None:
        name = sql_name(user.name, is_flat)
        empty = sum(cell is None for cell in user.cells)
        if empty and user.given:
            conditions.append(f"{name} IS NOT NULL")
            reasons.append(f"{empty:,} of {len(user.cells):,} rows name no user")
        if any(cell.startswith(DEVICE) for cell in user.given):
            conditions.append(f"{name} NOT LIKE '{DEVICE}%'")
            reasons.append(f"ids that start with {DEVICE} are nobody's yet")
    if conditions:
        proposal.where = " AND ".join(conditions)
        proposal.doubts.append(("where", "; ".join(reasons)))


def _hints(proposal: Proposal) -> None:
    """What may be wanted of the columns that nothing reads."""
    unused = [name for name in proposal.unused() if proposal.sample.columns[name].given]
    for name in unused:
        given = proposal.sample.columns[name].given
        if words(name) in MARKS_OF_DELETED:
            sql = sql_name(name, proposal.sample.format == "csv")
            is_time = words(name).endswith("_at")
            condition = f"{sql} IS NULL" if is_time else f"lower({sql}) IN ('f', 'false', '0')"
            why = f"rows with {name} count otherwise, such as {given[0]!r}"
            proposal.hints.append(f"where = {toml_text(condition)}  # {why}")
    further = [name for name in unused if words(name) not in MARKS_OF_DELETED]
    plain = [name for name in further if _can_be_shown(proposal.name, name)]
    if plain:
        shown = ", ".join(map(toml_text, plain[:8]))
        proposal.hints.append(f"extra = [{shown}]  # to show them, too")


def _can_be_shown(source: str, name: str) -> bool:
    """Whether a table can have a further column of that name."""
    try:
        check_extra({source: (name,)})
    except InputError:
        return False
    return name.isidentifier() and name.isascii() and not names_secret(words(name))
