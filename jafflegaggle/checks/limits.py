"""Limits: how many rows may be set aside, and how many may be gone since the last snapshot."""

from collections.abc import Mapping

from jafflegaggle.checks.asked import Asked, Numbers
from jafflegaggle.config import Checks
from jafflegaggle.models.check import MAX_QUARANTINED

# What the number of rows of a table is called among the sums.
ROWS = {"contacts": "users of contacts", "gaggle_facts": "gaggle facts", "accounts": "accounts"}


def beyond_limit(
    asked: Asked, numbers: Numbers, settings: Checks, rows_before: Mapping[str, int]
) -> tuple[int, str]:
    """How many rows break a limit, and that in words; 0 where they are within it.

    Exactly the limit is within it.
    """
    if asked.check.name == MAX_QUARANTINED.name:
        limit, what = settings.max_quarantined_fraction, "rows are set aside"
        rows, of = numbers[f"{asked.table} set aside"], numbers[f"{asked.table} read"]
    else:
        limit, what = settings.max_rows_lost_since_last_snapshot, "rows are gone"
        of = rows_before[asked.table]
        rows = of - numbers[ROWS[asked.table]]
    if rows <= 0 or (of and rows / of <= limit):
        return 0, ""
    return rows, f"{rows:,} of {of:,} {what}, more than the limit of {limit:g}"
