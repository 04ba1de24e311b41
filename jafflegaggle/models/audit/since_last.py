"""Findings about what has changed since the last snapshot, or since the CRM was loaded."""

from collections.abc import Mapping

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.limits import MaxEventAge
from jafflegaggle.columns.cells import caseless
from jafflegaggle.identity.lines import Status
from jafflegaggle.identity.resolve import resolve_merges
from jafflegaggle.models.audit.finding import finding
from jafflegaggle.models.audit.merge_report import SKIPPED
from jafflegaggle.models.marts.crm_links import CONTACT_RECORD
from jafflegaggle.reasons import Reason

# The tables of the last snapshot that are read here, each as a parameter with `_before`.
READ_BEFORE = ("accounts", "merge_report")
# An account has shrunk if it lost such a part of its users, and at least so many.
LOST_PERCENT, LOST_USERS = 30, 10
# Of the contacts that a record is split into, the first ones are shown.
SHOWN_PARTS = 5
PAIR = ("source", "pair")


def name_before(table: str) -> str:
    """The name of a table of the last snapshot, as an input.

    >>> name_before("accounts")
    'accounts_before'
    """
    return f"{table}_before"


@finding(Reason.LINE_VANISHED, source="", key="pair")
def vanished_lines(merge_report: DataFrame, merge_report_before: DataFrame) -> DataFrame:
    """One row per line that the last snapshot applied, and that its list no longer has."""
    now = _lines(merge_report).select(*PAIR)
    gone = _applied(merge_report_before).join(now, on=list(PAIR), how="left_anti")
    return gone.withColumn("value", F.lit("applied before"))


@finding(Reason.LINE_SKIPPED, source="", key="pair")
def skipped_lines(merge_report: DataFrame, merge_report_before: DataFrame) -> DataFrame:
    """One row per line that the last snapshot applied, and that is skipped now."""
    is_skipped = F.col("status").isin(*SKIPPED)
    now = _lines(merge_report.where(is_skipped)).select(*PAIR, "status").distinct()
    skipped = _applied(merge_report_before).join(now, on=list(PAIR), how="inner")
    return skipped.withColumn("value", F.col("status"))


@finding(Reason.ACCOUNT_SHRANK, source="users", key="corporate_email")
def shrunken_accounts(
    accounts: DataFrame, accounts_before: DataFrame, resolved_domains: DataFrame | None
) -> DataFrame:
    """One row per account that lost many of its users; the value shows how many it had and has.

    Users of an account that is merged by now are among those of its target.
    """
    users = F.col("number_of_users_associated")
    keys = accounts_before.select(
        F.col("corporate_email").alias("domain"), users.alias("users_before")
    )
    targets = None if resolved_domains is None else resolved_domains.select("domain", "target")
    before = (
        resolve_merges(keys, "domain", targets, "corporate_email")
        .groupBy("corporate_email")
        .agg(F.sum("users_before").alias("users_before"))
    )
    now = accounts.select("corporate_email", users.alias("users"))
    both = before.join(now, on="corporate_email", how="left")
    still = F.coalesce("users", F.lit(0))
    lost = F.col("users_before") - still
    has_shrunk = (lost >= F.lit(LOST_USERS)) & (
        lost * F.lit(100) >= F.col("users_before") * F.lit(LOST_PERCENT)
    )
    value = F.concat_ws(" -> ", F.col("users_before").cast("string"), still.cast("string"))
    return both.where(has_shrunk).withColumn("value", value)


@finding(Reason.SPLIT, source="users", key="key")
def split_contacts(
    contacts: DataFrame, contact_aliases: DataFrame, crm_baseline: DataFrame
) -> DataFrame:
    """One row per contact of the CRM whose users are now several; the value names some of them."""
    is_of_several = (F.col("object") == F.lit(CONTACT_RECORD)) & (F.size("users") > F.lit(1))
    loaded = crm_baseline.where(is_of_several).select("key", F.explode("users").alias("user"))
    external = contacts.where(~F.col("is_internal"))
    users = contact_aliases.select(
        F.col("user_id").cast("string").alias("user"), F.col("contact_user_id").alias("user_id")
    )
    parts = (
        loaded.join(users, on="user", how="inner")
        .join(external.select("user_id"), on="user_id", how="left_semi")
        .groupBy("key")
        .agg(F.array_sort(F.collect_set(F.col("user_id").cast("string"))).alias("parts"))
        .where(F.size("parts") > F.lit(1))
    )
    first = F.concat_ws(", ", F.slice("parts", 1, SHOWN_PARTS))
    more = F.when(F.size("parts") > F.lit(SHOWN_PARTS), F.lit(", ...")).otherwise(F.lit(""))
    return parts.withColumn("value", F.concat(first, more))


@finding(Reason.STALE_EVENTS, source="events")
def stale_events(contacts: DataFrame, limits: Mapping[str, float]) -> DataFrame:
    """One row if the last event is too long ago; the value is its time."""
    last = contacts.agg(
        F.min("days_since_last_event").alias("days"), F.max("most_recent_event").alias("value")
    )
    return last.where(F.col("days") > F.lit(limits[MaxEventAge.name]))


def _applied(report: DataFrame) -> DataFrame:
    """One row per pair that a report calls applied."""
    applied = report.where(F.col("status") == F.lit(str(Status.APPLIED)))
    return _lines(applied).select(*PAIR).distinct()


def _lines(report: DataFrame) -> DataFrame:
    """The lines of a report with their `pair`, which writing it in another case does not change."""
    pair = F.concat_ws(" -> ", *(caseless(F.col(side)) for side in ("old", "new")))
    # A name alone would keep the comment of `list`, which an engine misses in a union.
    return report.withColumns({"source": F.concat_ws("", "list"), "pair": pair})
