"""Amounts of several currencies, which are never added up."""

from pyspark.sql import Column
from pyspark.sql import functions as F

NO_CURRENCY = "none"  # an amount without one: a currency of its own


def currencies_of(rows: Column | None = None) -> Column:
    """Aggregate over `currency`: the currencies of some rows, in the order of the alphabet."""
    named = F.coalesce("currency", F.lit(NO_CURRENCY))
    return F.sort_array(F.collect_set(named if rows is None else F.when(rows, named)))


def are_several(currencies: Column) -> Column:
    """Whether these are several."""
    return F.size(currencies) > F.lit(1)


def several_of(currencies: Column) -> Column:
    """Which they are, as text, if they are several."""
    return F.when(are_several(currencies), F.array_join(currencies, ", "))
