"""Further columns of a source, which the table of its rows shows beside its own."""

from collections.abc import Mapping, Sequence

from jafflegaggle.errors import InputError
from jafflegaggle.models.intermediate.merged_users import merged_users
from jafflegaggle.models.intermediate.people import people
from jafflegaggle.models.marts.contacts import contacts
from jafflegaggle.models.marts.gaggle_facts import gaggle_facts
from jafflegaggle.models.spec import Table
from jafflegaggle.staging import GAGGLES, USERS

# The table that shows them, behind the steps that carry them there.
CARRIED_BY: Mapping[str, tuple[Table[...], ...]] = {
    USERS.name: (merged_users, people, contacts),
    GAGGLES.name: (gaggle_facts,),
}


def extra_by_table(extra: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The names of further columns by the tables that carry them, from those by the source."""
    return {table.name: names for source, names in extra.items() for table in CARRIED_BY[source]}


def check_extra(extra: Mapping[str, Sequence[str]]) -> None:
    """Refuse further columns that their table cannot show.

    Args:
        extra: their names, by the source.

    Raises:
        InputError: a source has none, or a table has a column of that name already.
    """
    for source, names in extra.items():
        if source not in CARRIED_BY:
            able = " and ".join(CARRIED_BY)
            raise InputError(f"sources.{source}.extra: only {able} have further columns")
        table = CARRIED_BY[source][-1]
        taken = [field.name for field in table.fields]
        for name in names:
            if not name.strip():
                raise InputError(f"sources.{source}.extra: expected names, found {name!r}")
            if name.casefold() in map(str.casefold, taken):
                raise InputError(
                    f"sources.{source}.extra: {table.name} has a column {name} already; give it "
                    f"another name, and say in [sources.{source}] columns where it is"
                )
            taken.append(name)
