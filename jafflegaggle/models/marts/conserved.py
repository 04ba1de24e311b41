"""Conservation from contacts, and from signals, to the tables that sum them up."""

from collections.abc import Callable

from pyspark.sql import Column
from pyspark.sql import functions as F

from jafflegaggle.checks.conservation import conservation, conservation_up_to, sum_of
from jafflegaggle.checks.spec import Check, Total
from jafflegaggle.models.measures import ADDITIVE
from jafflegaggle.models.signals.keys import MAX_POINTS
from jafflegaggle.models.signals.scores import SCORES


def sums_of_contacts(
    table: str,
    whose: str = "",
    suffix: str = "",
    contacts: str = "of external contacts",
    where: Callable[[], Column] | None = None,
    among: tuple[str, str] | None = None,
) -> tuple[Check, ...]:
    """The sums over a table are those over external contacts: one check per additive column.

    Args:
        table: the table.
        whose: what its sums are called.
        suffix: what the names of its columns end with.
        contacts: what the sums over contacts are called.
        where: which external contacts count; all if None.
        among: in which other frame, by which column, a contact has to be found.
    """

    def over_contacts(column: str) -> Callable[[], Column]:
        def aggregate() -> Column:
            value = F.lit(1) if column == "number_of_users" else F.col(column)
            is_external = ~F.col("is_internal")
            counts = is_external if where is None else is_external & where()
            return F.sum(F.when(counts, value))

        return aggregate

    return tuple(
        conservation(
            sum_of(f"{_short(name)} {whose or f'of {table}'}", table, name + suffix),
            Total(f"{_short(name)} {contacts}", "contacts", over_contacts(name), among),
            column=name + suffix,
        )
        for name in ("number_of_users", *ADDITIVE)
    )


def scores_of_signals() -> tuple[Check, ...]:
    """The scores of accounts are the points of their signals, at most MAX_POINTS each."""
    return tuple(_score_of_signals(score, direction) for score, direction in SCORES.items())


def _score_of_signals(score: str, direction: str) -> Check:
    return conservation_up_to(
        sum_of(f"points of {score}", "accounts", score),
        Total(
            f"points of signals of {direction}",
            "account_signals",
            lambda: F.sum(F.when(F.col("direction") == F.lit(direction), F.col("points"))),
        ),
        limited=Total(
            f"accounts with a {score} of {MAX_POINTS}",
            "accounts",
            lambda: F.count(F.when(F.col(score) == F.lit(MAX_POINTS), F.lit(1))),
        ),
        column=score,
    )


def _short(name: str) -> str:
    """The name of the sum of a column in messages: `users`, `events`."""
    return name.removeprefix("number_of_")
