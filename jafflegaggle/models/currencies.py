"""Amounts of several currencies, which are never added up."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

NO_CURRENCY = "none"  # an amount without one: a currency of its own


def currencies_of(rows: Column | None = None) -> Column:
    """Aggregate over `currency`: the currencies of some rows, in any order."""
    named = F.coalesce("currency", F.lit(NO_CURRENCY))
    return F.collect_set(named if rows is None else F.when(rows, named))


def are_several(currencies: Column) -> Column:
    """Whether these are several."""
    return F.size(currencies) > F.lit(1)


def in_several_currencies(rows: DataFrame) -> DataFrame:
    """One row per account with amounts in several currencies: which they are, as `value`.

    Args:
        rows: what has an amount, with `account` and `currency`.
    """
    by_account = (
        rows.where(F.col("account").isNotNull())
        .groupBy(F.col("account").alias("corporate_email"))
        .agg(F.sort_array(currencies_of()).alias("currencies"))
    )
    several = by_account.where(are_several(F.col("currencies")))
    return several.select("corporate_email", F.array_join("currencies", ", ").alias("value"))
