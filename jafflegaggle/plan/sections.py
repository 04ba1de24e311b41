"""What two snapshots differ in, section by section: each a frame of changes.

To add one, declare it by `@section`, and name it in SECTIONS.
"""

from functools import reduce
from operator import or_

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.columns.cells import caseless
from jafflegaggle.frames import union_all
from jafflegaggle.plan.section import CHANGE, Tables, section

# Twenty accounts are as many as a person compares.
MOST_CHANGED = 20
TITLES = ("first_user_id", "most_active_user_id", "most_orders_user_id")
COUNTS = {
    "users": "number_of_users_associated",
    "events": "number_of_events_associated",
    "orders": "number_of_orders_associated",
}


@section(
    "Lines of the merge lists",
    ("list", "line", "old", "new", "before", "now"),
    ("list", "line", "old", "new"),
)
def lines(before: Tables, now: Tables) -> DataFrame:
    """One row per line that is new, gone, or has another status; repeated lines are one."""
    both = _full_join(
        _lines(before["merge_report"], "before"),
        _lines(now["merge_report"], "now"),
        ("list", "key_old", "key_new"),
    )
    is_other = ~F.col("before").eqNullSafe(F.col("now"))
    return both.where(is_other).select(
        _came_or_went("before", "now", "status").alias(CHANGE),
        "list",
        F.coalesce("line_now", "line_before").alias("line"),
        F.coalesce("old_now", "old_before").alias("old"),
        F.coalesce("new_now", "new_before").alias("new"),
        "before",
        "now",
    )


def _lines(report: DataFrame, column: str) -> DataFrame:
    """One row per line, however often and in whichever case it is written, with its statuses."""
    keyed = report.withColumns({f"key_{side}": _key(side) for side in ("old", "new")})
    return keyed.groupBy("list", "key_old", "key_new").agg(
        F.min("line").alias(f"line_{column}"),
        F.min("old").alias(f"old_{column}"),
        F.min("new").alias(f"new_{column}"),
        F.concat_ws(", ", F.array_sort(F.collect_list("status"))).alias(column),
    )


def _key(side: str) -> Column:
    return F.coalesce(caseless(F.col(side)), F.lit(""))


@section(
    "Contacts that are merged or split",
    ("from", "from_email", "to", "to_email", "users"),
    ("from", "to"),
)
def contacts(before: Tables, now: Tables) -> DataFrame:
    """One row per pair of contacts between which users have moved.

    merged: all of a contact's users are now in one with others; split: some are now a contact of
    their own; moved: some are now in one with others; rekeyed: the contact has another id, since
    another of its users survives. Users who are new or gone move nowhere.
    """
    pairs = (
        _assignments(before, "from")
        .join(_assignments(now, "to"), on="user_id", how="inner")
        .groupBy("from", "to")
        .agg(F.count(F.lit(1)).alias("users"))
    )
    is_elsewhere = F.col("from") != F.col("to")
    # Only contacts that somebody has left or joined can be merged or split.
    left = pairs.where(is_elsewhere).select("from").distinct()
    joined = pairs.where(is_elsewhere).select("to").distinct()
    parts_of = pairs.join(left, on="from", how="left_semi").groupBy("from")
    parts = parts_of.agg(F.count(F.lit(1)).alias("parts"))
    sources_of = pairs.join(joined, on="to", how="left_semi").groupBy("to")
    sources = sources_of.agg(F.count(F.lit(1)).alias("sources"))
    moved = (
        pairs.where(is_elsewhere)
        .join(parts, on="from", how="inner")
        .join(sources, on="to", how="inner")
    )
    is_split, is_merged = F.col("parts") > F.lit(1), F.col("sources") > F.lit(1)
    change = (
        F.when(is_split & is_merged, F.lit("moved"))
        .when(is_merged, F.lit("merged"))
        .when(is_split, F.lit("split"))
        .otherwise(F.lit("rekeyed"))
    )
    named = _with_email(_with_email(moved, before, "from"), now, "to")
    return named.select(change.alias(CHANGE), "from", "from_email", "to", "to_email", "users")


def _assignments(tables: Tables, name: str) -> DataFrame:
    return tables["contact_aliases"].select("user_id", F.col("contact_user_id").alias(name))


def _with_email(rows: DataFrame, tables: Tables, contact: str) -> DataFrame:
    """Add the e-mail of the contact whose id a column has."""
    emails = tables["contacts"].select(
        F.col("user_id").alias(contact), F.col("email").alias(f"{contact}_email")
    )
    return rows.join(emails, on=contact, how="left")


@section(
    "Accounts that appear, vanish or are renamed by a merge",
    ("account", "into", "users"),
    ("account",),
)
def accounts(before: Tables, now: Tables) -> DataFrame:
    """One row per account that is new or gone; renamed: a domain merge leads it elsewhere."""
    both = _full_join(
        _counts(before, "before", ("users",)), _counts(now, "now", ("users",)), ("account",)
    )
    report = now["merge_report"]
    is_of_domains = F.col("list") == F.lit("merged_company_domain")
    merges = (
        report.where(is_of_domains & F.col("target").isNotNull())
        .groupBy(F.regexp_replace(_key("old"), "^@", "").alias("account"))
        .agg(F.min("target").alias("into"))
    )
    changed = both.where(F.col("users_before").isNull() | F.col("users_now").isNull())
    named = changed.join(F.broadcast(merges), on="account", how="left")
    is_gone = F.col("users_now").isNull()
    is_renamed = is_gone & F.col("into").isNotNull() & (F.col("into") != F.col("account"))
    change = (
        F.when(is_renamed, F.lit("renamed"))
        .when(is_gone, F.lit("vanishes"))
        .otherwise(F.lit("appears"))
    )
    return named.select(
        change.alias(CHANGE),
        "account",
        F.when(is_renamed, F.col("into")).alias("into"),
        F.coalesce("users_now", "users_before").alias("users"),
    )


@section(
    "Power users that change",
    ("account", "title", "from", "from_email", "to", "to_email"),
    ("account", "title"),
)
def power_users(before: Tables, now: Tables) -> DataFrame:
    """One row per account of both and title whose holder is another contact."""
    both = _titles(before, "from").join(_titles(now, "to"), on=["account", "title"], how="inner")
    is_other = ~F.col("from").eqNullSafe(F.col("to"))
    named = _with_email(_with_email(both.where(is_other), before, "from"), now, "to")
    columns = ("account", "title", "from", "from_email", "to", "to_email")
    return named.select(F.lit("changed").alias(CHANGE), *columns)


def _titles(tables: Tables, name: str) -> DataFrame:
    """One row per account and title, with who holds it."""
    return union_all(
        tables["accounts"].select(
            F.col("corporate_email").alias("account"),
            F.lit(title.removesuffix("_user_id")).alias("title"),
            F.col(title).alias(name),
        )
        for title in TITLES
    )


@section(
    f"Accounts whose users, events or orders change (the {MOST_CHANGED} that change most)",
    ("account", *(f"{name}_{when}" for name in COUNTS for when in ("before", "now"))),
    ("by_users", "by_orders", "by_events", "account"),
    shown=MOST_CHANGED,
)
def activity(before: Tables, now: Tables) -> DataFrame:
    """One row per account with other counts; those with the most other users come first."""
    names = tuple(COUNTS)
    both = _full_join(_counts(before, "before", names), _counts(now, "now", names), ("account",))
    filled = both.withColumns(
        {
            f"{name}_{when}": F.coalesce(f"{name}_{when}", F.lit(0))
            for name in names
            for when in ("before", "now")
        }
    )
    differences = {name: F.col(f"{name}_now") - F.col(f"{name}_before") for name in names}
    ordered = {f"by_{name}": -F.abs(value) for name, value in differences.items()}
    is_other = reduce(or_, (value != F.lit(0) for value in differences.values()))
    return filled.where(is_other).withColumns({CHANGE: F.lit("changed"), **ordered})


def _counts(tables: Tables, when: str, names: tuple[str, ...]) -> DataFrame:
    return tables["accounts"].select(
        F.col("corporate_email").alias("account"),
        *(F.col(COUNTS[name]).alias(f"{name}_{when}") for name in names),
    )


SECTIONS = (lines, contacts, accounts, power_users, activity)
# The tables that they read.
READ = ("accounts", "contacts", "contact_aliases", "merge_report")


def _full_join(before: DataFrame, now: DataFrame, keys: tuple[str, ...]) -> DataFrame:
    return before.join(now, on=list(keys), how="full")


def _came_or_went(before: str, now: str, otherwise: str) -> Column:
    return (
        F.when(F.col(before).isNull(), F.lit("new"))
        .when(F.col(now).isNull(), F.lit("gone"))
        .otherwise(F.lit(otherwise))
    )
