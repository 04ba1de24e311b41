"""What can be asked of a table, in the playbook's words; `jafflegaggle/checks/` finds it out."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warn", "off"]


@dataclass(frozen=True)
class Check:
    """One thing that must hold of a table.

    Attributes:
        name: `unique`, `not_null`, `accepted_values`, `relationships`, `conservation` or a limit.
        columns: of which columns, together; none where the whole table is meant.
        severity: what happens where it does not hold, unless the configuration says otherwise.
        values: the values that are accepted; NULL is none of them, and passes.
        to: the table and the column that a value leads to; NULL leads nowhere, and passes.
    """

    name: str
    columns: tuple[str, ...] = ()
    severity: Severity = "error"
    values: tuple[str, ...] = ()
    to: tuple[str, str] = ("", "")

    @property
    def key(self) -> str:
        """What the configuration calls it within its table.

        >>> unique("gaggle_id", "corporate_email").key
        'unique_gaggle_id_corporate_email'
        """
        return "_".join((self.name, *self.columns))


def unique(*columns: str, severity: Severity = "error") -> Check:
    """No two rows share the columns. NULL repeats nothing, but in a key of several columns."""
    return Check("unique", columns, severity)


def not_null(*columns: str, severity: Severity = "error") -> tuple[Check, ...]:
    """The columns are never NULL: one check each."""
    return tuple(Check("not_null", (column,), severity) for column in columns)


def accepted_values(column: str, *values: str, severity: Severity = "error") -> Check:
    """The column holds these values and no others."""
    return Check("accepted_values", (column,), severity, values=values)


def relationships(column: str, to: str, severity: Severity = "error") -> Check:
    """Each value of the column stands in another column, `table.column`."""
    table, _, other = to.partition(".")
    return Check("relationships", (column,), severity, to=(table, other))


def conservation(*columns: str) -> tuple[Check, ...]:
    """The sums of the columns are those of what they were made from: one check each."""
    return tuple(Check("conservation", (column,)) for column in columns)


# Of the whole table: no row is lost, none comes twice.
CONSERVED_ROWS = Check("conservation")
# Of incremental runs: no event came after its day was settled.
NO_LATE_ROWS = Check("late_rows")
# And none is gone of the days that the source keeps: moved, it would count twice.
NO_ROWS_GONE = Check("rows_gone")
OF_INCREMENTAL_RUNS = (NO_LATE_ROWS, NO_ROWS_GONE)
# Limits; the configuration sets the numbers.
MAX_QUARANTINED = Check("max_quarantined_fraction")
MAX_WITHOUT_DOMAIN = Check("max_emails_without_domain_fraction")
MAX_ROWS_LOST = Check("max_rows_lost_since_last_snapshot", severity="warn")
