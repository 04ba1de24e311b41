"""Conservation from contacts to the tables that sum them up: users, and additive measures."""

from collections.abc import Callable

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.checks.conservation import conservation, sum_of
from jafflegaggle.checks.spec import Check, Total
from jafflegaggle.models.measures import ADDITIVE


def sums_of_contacts(
    table: str,
    whose: str = "",
    suffix: str = "",
    contacts: str = "of contacts",
    where: Callable[[], Column] | None = None,
    among: tuple[str, str] | None = None,
) -> tuple[Check, ...]:
    """The sums over a table equal those over contacts: one check per additive column.

    Args:
        table: the table.
        whose: the name of its sums in messages.
        suffix: the suffix of its columns.
        contacts: the name of the sums over contacts in messages.
        where: which contacts count; all if None.
        among: counts only contacts that occur in another frame: frame and column.
    """

    def over_contacts(column: str) -> Callable[[], Column]:
        def aggregate() -> Column:
            value = F.lit(1) if column == "number_of_users" else F.col(column)
            counted = value if where is None else F.when(where(), value)
            return F.sum(counted)

        return aggregate

    return tuple(
        conservation(
            sum_of(f"{_short(name)} {whose or f'of {table}'}", table, name + suffix),
            Total(f"{_short(name)} {contacts}", "contacts", over_contacts(name), among),
            column=name + suffix,
        )
        for name in ("number_of_users", *ADDITIVE)
    )


def _short(name: str) -> str:
    """The name of the sum of a column in messages: `users`, `events`."""
    return name.removeprefix("number_of_")
