"""Limits: how many rows may be set aside, may lead nowhere, and may be gone since last time."""

from collections.abc import Mapping

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.checks.asked import Asked, Numbers
from jafflegaggle.checks.rows import NO_ADDRESS, failing_rows
from jafflegaggle.config import Checks
from jafflegaggle.models.check import MAX_QUARANTINED, MAX_ROWS_LOST, MAX_WITHOUT_DOMAIN

LIMITS = (MAX_QUARANTINED.name, MAX_WITHOUT_DOMAIN.name, MAX_ROWS_LOST.name)
# What the number of rows of a table is called among the sums.
ROWS = {"contacts": "users of contacts", "gaggle_facts": "gaggle facts", "accounts": "accounts"}
# Of fewer e-mails, the part that leads to no domain says little.
FEW_EMAILS = 10
SWAPPED = "are two headers swapped, or is another column meant by sources.users.columns.email?"


def limited() -> Mapping[str, Mapping[str, Column]]:
    """The numbers that have a limit and are no sums, by frame and by name."""
    without_domain = failing_rows(Asked("users", MAX_WITHOUT_DOMAIN, "error"))
    assert without_domain is not None
    return {
        "contacts": {"e-mails": F.count("email")},
        without_domain.frame: {
            "e-mails without a domain": without_domain.number(),
            "texts without an address": F.count(
                F.when(F.col("reason") == F.lit(NO_ADDRESS), F.lit(1))
            ),
        },
    }


def beyond_limit(
    asked: Asked, numbers: Numbers, settings: Checks, rows_before: Mapping[str, int]
) -> tuple[int, str]:
    """How many rows break a limit, and that in words; 0 where they are within it.

    Exactly the limit is within it.
    """
    limit: float = getattr(settings, asked.check.name)
    hint = ""
    if asked.check == MAX_QUARANTINED:
        what = "rows are set aside"
        rows, of = numbers[f"{asked.table} set aside"], numbers[f"{asked.table} read"]
    elif asked.check == MAX_WITHOUT_DOMAIN:
        what, hint = "e-mails lead to no domain", f"; {SWAPPED}"
        rows = numbers["e-mails without a domain"]
        of = numbers["e-mails"] + numbers["texts without an address"]
        rows = 0 if of < FEW_EMAILS else rows
    else:
        what, of = "rows are gone", rows_before[asked.table]
        rows = of - numbers[ROWS[asked.table]]
    if rows <= 0 or (of and rows / of <= limit):
        return 0, ""
    return rows, f"{rows:,} of {of:,} {what}, more than the limit of {limit:g}{hint}"
