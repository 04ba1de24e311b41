"""Findings: ids that are text and differ in case alone, such as UUIDs of two systems."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.models.audit.finding import finding
from jafflegaggle.reasons import Reason
from jafflegaggle.rules import Rules


@finding(Reason.ID_IN_ANOTHER_CASE, source="events", key="id")
def users_in_another_case(
    unknown_users: DataFrame, users: DataFrame, rules: Rules
) -> DataFrame | None:
    """One row per user of events who is not in `users`, but in another case; that is the value."""
    return _in_another_case(unknown_users, users, "user_id", rules)


@finding(Reason.ID_IN_ANOTHER_CASE, source="users", key="id")
def gaggles_in_another_case(
    bridge: DataFrame, gaggles: DataFrame, rules: Rules
) -> DataFrame | None:
    """One row per gaggle of users that is not in `gaggles`, but in another case."""
    return _in_another_case(bridge, gaggles, "gaggle_id", rules)


@finding(Reason.ID_IN_ANOTHER_CASE, source="users", key="id")
def user_ids_in_two_cases(users: DataFrame, rules: Rules) -> DataFrame | None:
    """One row per `user_id` that `users` has in several cases."""
    return _in_two_cases(users, "user_id", rules)


@finding(Reason.ID_IN_ANOTHER_CASE, source="gaggles", key="id")
def gaggle_ids_in_two_cases(gaggles: DataFrame, rules: Rules) -> DataFrame | None:
    """One row per `gaggle_id` that `gaggles` has in several cases."""
    return _in_two_cases(gaggles, "gaggle_id", rules)


def _in_another_case(
    naming: DataFrame, having: DataFrame, column: str, rules: Rules
) -> DataFrame | None:
    if rules.id_type != "string":
        return None
    wanted = naming.select(column).where(F.col(column).isNotNull()).distinct()
    missing = wanted.join(having, on=column, how="left_anti").select(
        F.col(column).alias("id"), F.lower(column).alias("folded")
    )
    there = having.select(F.col(column).alias("value"), F.lower(column).alias("folded"))
    return (
        missing.join(there, on="folded", how="inner")
        .groupBy("id")
        .agg(F.min("value").alias("value"))
    )


def _in_two_cases(rows: DataFrame, column: str, rules: Rules) -> DataFrame | None:
    if rules.id_type != "string":
        return None
    by_folded = rows.groupBy(F.lower(column).alias("folded")).agg(
        F.max(column).alias("id"), F.min(column).alias("value")
    )
    return by_folded.where(F.col("id") != F.col("value"))
