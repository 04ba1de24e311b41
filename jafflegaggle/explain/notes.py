"""What findings and the quarantine say of some keys."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.cells import trimmed
from jafflegaggle.columns.domains import normalize_domain
from jafflegaggle.columns.email import normalize_email
from jafflegaggle.columns.ids import as_id
from jafflegaggle.explain.facts import Line, Note, Quarantined
from jafflegaggle.explain.lines import COMPANIES, USERS, old_of
from jafflegaggle.explain.rows import MANY, Rows, fetch, is_one_of, names_of
from jafflegaggle.models.audit.findings import FINDINGS
from jafflegaggle.reasons import Reason

# By which column of which source a reason finds its rows, if not by the key of the source.
_KEYS = {(one.source, one.reason.of()): one.key for one in FINDINGS if one.reason and one.key}
_SEVERAL_CASES = Reason.ID_IN_ANOTHER_CASE.of()
PAIR_MARK = " -> "
_PAYMENTS = ("deals", "subscriptions")


@dataclass(frozen=True)
class Keys:
    """What to look for: keys of each kind, normalized.

    Attributes:
        users_as_written: what a quarantined row may hold in place of the id of a user.
        gaggles_as_written: the same of a gaggle.
    """

    users: Sequence[Any] = ()
    gaggles: Sequence[Any] = ()
    emails: Sequence[str] = ()
    domains: Sequence[str] = ()
    lines: Sequence[Line] = ()
    users_as_written: Sequence[str] = ()
    gaggles_as_written: Sequence[str] = ()


def findings_about(rows: Rows, keys: Keys) -> list[Note]:
    """The findings about some keys, at most some hundred."""
    source, key, value = F.col("source"), F.col("key"), F.col("value")
    is_case = F.col("reason") == F.lit(_SEVERAL_CASES)
    is_of_user = (source == F.lit("users")) & ~_has_key("gaggle_id") & ~_has_key("corporate_email")
    by_gaggle = (source == F.lit("gaggles")) | _has_key("gaggle_id")
    is_paid = is_one_of(source, _PAYMENTS)

    def is_in(column: Column, ids: Sequence[Any]) -> Column:
        return is_one_of(column, map(str, ids))

    about = [
        is_of_user & is_in(key, keys.users),
        is_case & (source == F.lit("events")) & (is_in(key, keys.users) | is_in(value, keys.users)),
        by_gaggle & is_in(key, keys.gaggles),
        is_case & (source != F.lit("events")) & is_in(key, keys.gaggles),
        _has_key("corporate_email") & is_in(key, keys.domains),
        is_paid & is_in(value, [*keys.emails, *keys.domains]),
        _has_pair_of(USERS, normalize_email, keys.emails),
        _has_pair_of(COMPANIES, normalize_domain, keys.domains),
        *(_is_about(name, _line_keys(keys.lines, name)) for name in {x.list for x in keys.lines}),
    ]
    columns = [name for name in names_of(Note) if name != "meaning"]
    found = rows.fetch("findings", columns, reduce(or_, about), columns, MANY)
    return [Note(**row, meaning=meaning(row["reason"])) for row in found]


def quarantined(rows: Rows, keys: Keys) -> list[Quarantined]:
    """The quarantined rows that name some keys, counted by source and reason."""
    by_user = _has_id("user_id", rows, keys.users, keys.users_as_written)
    by_gaggle = _has_id("gaggle_id", rows, keys.gaggles, keys.gaggles_as_written)
    is_gaggle = F.col("source") == F.lit("gaggles")
    email = normalize_email(F.get_json_object("row", "$.email"))
    is_about = (~is_gaggle & by_user) | (is_gaggle & by_gaggle) | is_one_of(email, keys.emails)
    by_reason = (
        rows.table("quarantine", "source", "reason", "row")
        .where(is_about)
        .groupBy("source", "reason")
        .agg(F.count(F.lit(1)).alias("rows"), F.min("row").alias("example"))
    )
    found = fetch(by_reason.orderBy("source", "reason"), MANY)
    return [Quarantined(**row, meaning=meaning(row["reason"], is_finding=False)) for row in found]


def meaning(reason: str, is_finding: bool = True) -> str:
    """What a reason means, for people; '' of one that this version does not know.

    >>> meaning("no_email"), meaning("unreadable_created_at")[-36:]
    ('the contact has no e-mail', 'the row counts, and the cell is NULL')
    >>> meaning("unreadable_user_id", is_finding=False)[-18:]
    'and a row needs it'
    """
    those = [one for one in Reason if one.is_finding == is_finding]
    sentences = {one.of(): one.sentence for one in those if not one.is_of_a_cell}
    of_cells = (one.sentence for one in those if one.is_of_a_cell and reason.startswith(one.of()))
    return sentences.get(reason) or next(of_cells, "")


def _has_key(column: str) -> Column:
    """Whether a finding's key is of that column."""
    pairs = [F.col("source") == F.lit(s) for (s, _), name in _KEYS.items() if name == column]
    reasons = [F.col("reason") == F.lit(r) for (_, r), name in _KEYS.items() if name == column]
    each = (one & other for one, other in zip(pairs, reasons, strict=True))
    return reduce(or_, each, F.lit(False))


def _line_keys(lines: Iterable[Line], name: str) -> list[str]:
    """How findings name lines: by their number, or by the old key where there is no file."""
    return [
        str(line.line) if line.line is not None else old_of(line) or ""
        for line in lines
        if line.list == name
    ]


def _has_pair_of(
    source: str, normalize: Callable[[Column], Column], values: Sequence[str]
) -> Column:
    """Whether a finding's key is the pair of a line, `old -> new`, and one of them is meant."""
    key = F.col("key")
    ends = (normalize(F.substring_index(key, PAIR_MARK, at)) for at in (1, -1))
    is_meant = reduce(or_, (is_one_of(end, values) for end in ends))
    return (F.col("source") == F.lit(source)) & F.contains(key, F.lit(PAIR_MARK)) & is_meant


def _is_about(source: str, keys: Sequence[str]) -> Column:
    return (F.col("source") == F.lit(source)) & is_one_of(F.col("key"), keys)


def _has_id(column: str, rows: Rows, ids: Sequence[Any], as_written: Sequence[str]) -> Column:
    """Whether the cell of a quarantined row is one of the ids, or reads as a key was written."""
    cell = F.get_json_object("row", f"$.{column}")
    readable = as_id(cell, T.StringType(), rows.id_type)
    return is_one_of(readable, ids) | is_one_of(trimmed(cell), as_written)
