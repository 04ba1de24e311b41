"""Names of the rules that no row has: they are probably misspelled."""

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.frames import local_table
from jafflegaggle.models.audit.finding import finding
from jafflegaggle.reasons import Reason
from jafflegaggle.rules import Rules

RULES = "rules"  # the source of what is worth a look in the configuration
MAX_NAMES_SHOWN = 20


@finding(Reason.UNUSED_WON_STAGE, source=RULES, key="name")
def unused_won_stages(deals: DataFrame, rules: Rules) -> DataFrame:
    """One row per name in `won_stages` that no deal has; the value shows those that deals have.

    Without any deal nothing is misspelled.
    """
    stages = deals.select(F.col("deal_stage").alias("name"))
    any_deal = deals.select(F.lit(True).alias("has_deals")).limit(1)
    return unused_names(rules.won_stages, stages, stages).crossJoin(any_deal)


@finding(Reason.UNUSED_ACTIVE_STATUS, source=RULES, key="name")
def unused_active_statuses(subscriptions: DataFrame, rules: Rules) -> DataFrame:
    """One row per name in `active_statuses` if no subscription has any of them.

    Few companies use all of them; if none is used, no subscription would be active.
    """
    statuses = subscriptions.select(F.col("status").alias("name"))
    unused = unused_names(rules.active_statuses, statuses, statuses)
    counts = statuses.agg(
        F.count(F.lit(1)).alias("subscriptions"),
        F.count(F.when(F.col("name").isin(*rules.active_statuses), F.lit(1))).alias("active"),
    )
    is_none_used = (F.col("subscriptions") > F.lit(0)) & (F.col("active") == F.lit(0))
    return unused.crossJoin(counts.where(is_none_used)).drop("subscriptions", "active")


@finding(Reason.UNUSED_EVENT_NAME, source=RULES, key="name")
def unused_event_names(names: Sequence[str], seen: DataFrame, shown: DataFrame) -> DataFrame:
    """One row per name in `event_names` that no event has."""
    return unused_names(names, seen, shown)


@finding(Reason.UNUSED_ORDER_EVENT, source=RULES, key="name")
def unused_order_events(names: Sequence[str], seen: DataFrame, shown: DataFrame) -> DataFrame:
    """One row per name in `order_events` that no event has."""
    return unused_names(names, seen, shown)


def unused_names(names: Sequence[str], seen: DataFrame, shown: DataFrame) -> DataFrame:
    """One row per name that no row has: `name`, and as `value` the names that are there.

    Args:
        names: the names.
        seen: which of them rows have, `name`; repeated or not.
        shown: the names to show, `name`: the first in the order of the alphabet.
    """
    session = seen.sparkSession
    wanted = local_table(session, {"name": "string"}, [(name,) for name in dict.fromkeys(names)])
    first = shown.where(F.col("name").isNotNull()).distinct().orderBy("name")
    quoted = F.concat(F.lit('"'), F.col("name"), F.lit('"'))  # a blank at an end is seen
    there = first.limit(MAX_NAMES_SHOWN).agg(F.sort_array(F.collect_list(quoted)).alias("there"))
    unused = wanted.join(seen.select("name").distinct(), on="name", how="left_anti")
    return unused.crossJoin(there).select("name", _text(F.col("there")).alias("value"))


def _text(names: Column) -> Column:
    return F.nullif(F.concat_ws(", ", names), F.lit(""))
