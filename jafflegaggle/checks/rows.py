"""Checks that a row passes or fails on its own: `not_null`, `accepted_values`, and of the sources.

A source is checked by what its staging said of each row: nothing is looked at twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.checks.asked import Asked
from jafflegaggle.models import TABLES

# What is found of an e-mail that leads to no domain.
NO_ADDRESS = "no_address"
NO_DOMAIN = (NO_ADDRESS, "malformed_domain")
KEYS = {model.name: model.key or tuple(model.columns()) for model in TABLES}


@dataclass(frozen=True)
class Rows:
    """The rows that fail a check.

    Attributes:
        frame: the table that has them.
        fails: which rows of it they are.
        key: the columns by which a person finds such a row.
        counts: how many rows each of them stands for.
    """

    frame: str
    fails: Column
    key: Sequence[str]
    counts: Column | None = None

    def number(self) -> Column:
        """The aggregate that counts them."""
        if self.counts is None:
            return F.count(F.when(self.fails, F.lit(1)))
        return F.sum(F.when(self.fails, self.counts).cast("bigint"))


def failing_rows(asked: Asked) -> Rows | None:
    """The rows that fail a check; None where rows alone do not tell."""
    if asked.name in _OF_SOURCES:
        frame, reason, key = _OF_SOURCES[asked.name]
        # The finding of an event's name stands for all events of that name.
        counts = F.col("value") if frame == "findings" else None
        return Rows(frame, F.col("reason") == F.lit(reason), key, counts)
    if asked.name == "events.not_null_event_id":
        is_empty = F.col("reason").isNull() & F.col("event_id").isNull()
        return Rows("staged_events", is_empty, ("user_id", "timestamp"))
    match asked.check.name:
        case "not_null":
            return Rows(asked.table, F.col(asked.column).isNull(), KEYS[asked.table])
        case "accepted_values":
            is_other = ~F.col(asked.column).isin(*asked.check.values)
            return Rows(asked.table, is_other, KEYS[asked.table])
        case "max_quarantined_fraction":
            is_of_source = F.col("source") == F.lit(asked.table)
            return Rows("quarantine", is_of_source, ("reason", "row"))
        case "max_emails_without_domain_fraction":
            return Rows("findings", F.col("reason").isin(*NO_DOMAIN), ("key", "value"))
    return None


# Which table tells, by what reason, and what a person calls such a row.
_OF_SOURCES = {
    "users.unique_user_id": ("staged_users", "duplicate_user_id", ("user_id",)),
    "users.not_null_user_id": ("staged_users", "missing_user_id", ("row",)),
    "users.unique_email": ("contact_aliases", "same_email", ("user_id",)),
    "gaggles.unique_gaggle_id": ("staged_gaggles", "duplicate_gaggle_id", ("gaggle_id",)),
    "gaggles.not_null_gaggle_id": ("staged_gaggles", "missing_gaggle_id", ("row",)),
    "events.accepted_values_event_name": ("findings", "unknown_event_name", ("key",)),
}
