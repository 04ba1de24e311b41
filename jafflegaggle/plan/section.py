"""What a section of a plan is: a function of the tables before and now, and how people read it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pyspark.sql import DataFrame

Tables = Mapping[str, DataFrame]
CHANGE = "change"  # the column that says what has changed


@dataclass(frozen=True)
class PlanSection:
    """A section of the plan.

    Attributes:
        name: its name, which is its key in JSON.
        title: its title, for people.
        columns: what its rows say, after `change`.
        order: what its rows are ordered by.
        function: from the tables before and now to its rows.
        shown: how many rows of it are the section; 0: all.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    order: tuple[str, ...]
    function: Callable[[Tables, Tables], DataFrame]
    shown: int = 0

    def changes(self, before: Tables, now: Tables) -> DataFrame:
        """One row per change: `change`, and the columns."""
        return self.function(before, now)


def section(
    title: str, columns: tuple[str, ...], order: tuple[str, ...], shown: int = 0
) -> Callable[[Callable[[Tables, Tables], DataFrame]], PlanSection]:
    """Declare a section by its function, after which it is named."""

    def declare(function: Callable[[Tables, Tables], DataFrame]) -> PlanSection:
        return PlanSection(function.__name__, title, columns, order, function, shown)

    return declare
