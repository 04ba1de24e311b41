"""Findings: rows that count, and are worth a look.

To add a finding, add its reason to `reasons.py`, declare a function with `@finding`, and name it in
FINDINGS. Its parameters bear the names of what it reads; without one of them it is left out.
"""

from collections.abc import Mapping, Sequence

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from jafflegaggle.checks.rows import accepted_values, not_null
from jafflegaggle.frames import union_all
from jafflegaggle.models.audit.finding import finding
from jafflegaggle.models.audit.id_case import (
    gaggle_ids_in_two_cases,
    gaggles_in_another_case,
    user_ids_in_two_cases,
    users_in_another_case,
)
from jafflegaggle.models.audit.of_payments import (
    deals_after_snapshot,
    deals_in_several_currencies,
    deals_without_account,
    subscriptions_in_several_currencies,
    subscriptions_without_account,
)
from jafflegaggle.models.audit.since_last import (
    shrunken_accounts,
    skipped_lines,
    split_contacts,
    stale_events,
    vanished_lines,
)
from jafflegaggle.models.audit.unused_names import (
    RULES,
    unused_active_statuses,
    unused_won_stages,
)
from jafflegaggle.models.spec import Field, Section, table
from jafflegaggle.reasons import Reason
from jafflegaggle.staging import SOURCES
from jafflegaggle.staging.columns import UNREADABLE
from jafflegaggle.staging.merge_lists import MERGED_USER

REASONS = tuple(
    dict.fromkeys(
        [
            *(reason.of() for reason in Reason if reason.is_finding and not reason.is_of_a_cell),
            *(reason for spec in SOURCES.values() for reason in spec.finding_reasons),
        ]
    )
)

# A company in so many gaggles, of which such a part hold one of its contacts, is rarely one.
MANY_GAGGLES, ALONE_PERCENT = 20, 80


@table(
    grain="one row per finding",
    fields=(
        Field("source", "string", "the source, or `rules`"),
        Field(
            "key",
            "string",
            "which row: a user_id, gaggle_id, event_name, deal_name, subscription_id, domain, line "
            "of a list or name of the rules",
        ),
        Field("reason", "string", "what is noteworthy"),
        Field("value", "string", "what was found"),
    ),
    checks=(
        *not_null("source", "reason"),
        accepted_values("source", (*SOURCES, RULES)),
        accepted_values("reason", REASONS),
    ),
    summary=Section("Worth a look (findings)", ("source", "reason")),
)
def findings(finding_parts: Sequence[DataFrame]) -> DataFrame:
    """One row per finding: the union of all parts."""
    return union_all(finding_parts)


def findings_among(inputs: Mapping[str, object]) -> list[DataFrame]:
    """The rows of every declared finding whose inputs are there."""
    parts = (one.among(inputs) for one in FINDINGS)
    return [part for part in parts if part is not None]


@finding(None, source="users", key="user_id")
def email_findings(people: DataFrame) -> DataFrame:
    """One row per contact with no e-mail, or with one that leads to no well-formed domain."""
    return people.where(F.col("email_flaw").isNotNull()).select(
        "user_id",
        F.col("email_flaw").alias("reason"),
        F.coalesce("email", "no_address").alias("value"),
    )


def unreadable_cells(source: str, staged: DataFrame) -> DataFrame | None:
    """One row per unreadable cell of a row that counts; the value is the cell as it stands.

    None where the source has no such cells.
    """
    spec = SOURCES[source]
    names = [name for name in staged.columns if name.endswith(UNREADABLE)]
    if not names:
        return None
    cells = [
        F.struct(
            F.lit(Reason.UNREADABLE_CELL.of(name.removesuffix(UNREADABLE))).alias("reason"),
            F.col(name).alias("value"),
        )
        for name in names
    ]
    has_any = F.coalesce(*map(F.col, names), F.lit(None)).isNotNull()
    rows = staged.where(F.col("reason").isNull() & has_any)
    key = spec.label or spec.key
    listed = rows.select(F.col(key).cast("string").alias("key"), F.inline(F.array(*cells)))
    found = listed.where(F.col("value").isNotNull())
    return found.select(F.lit(source).alias("source"), "key", "reason", "value")


@finding(Reason.UNKNOWN_GAGGLE, source="users", key="gaggle_id")
def unknown_gaggles(bridge: DataFrame, gaggles: DataFrame) -> DataFrame:
    """One row per gaggle of users that is missing from `gaggles`; the value counts contacts."""
    return (
        bridge.where(F.col("gaggle_id").isNotNull())
        .join(gaggles, on="gaggle_id", how="left_anti")
        .groupBy("gaggle_id")
        .agg(F.sum("number_of_users").alias("value"))
    )


@finding(Reason.UNKNOWN_EVENT_NAME, source="events", key="event_name")
def unknown_event_names(
    events: DataFrame, users: DataFrame, event_names: Sequence[str]
) -> DataFrame:
    """One row per unexpected name of the events of users that count; the value counts them."""
    return (
        events.where(~F.col("event_name").isin(*event_names))
        .join(users, on="user_id", how="left_semi")
        .groupBy("event_name")
        .agg(F.count(F.lit(1)).alias("value"))
    )


@finding(Reason.UNKNOWN_EVENT_NAME, source="events", key="event_name")
def name_findings(counted: DataFrame) -> DataFrame:
    """One row per unexpected name: `event_name`, and the `value` that counts its events."""
    return counted


@finding(Reason.EVENTS_AFTER_SNAPSHOT, source="events")
def events_after_snapshot(
    user_activity: DataFrame, users: DataFrame, totals: Row | None = None
) -> DataFrame | None:
    """At most one row: the value counts the events of known users after the snapshot's date."""
    if totals is not None and not totals.rows_after_snapshot:
        return None
    later = F.col("number_of_rows") - F.col("number_of_events")
    return (
        user_activity.where(F.col("user_id").isNotNull() & (later > F.lit(0)))
        .join(users, on="user_id", how="left_semi")
        .agg(F.sum(later).alias("value"))
        .where(F.col("value").isNotNull())
    )


@finding(Reason.LOOKS_PERSONAL, source="users", key="corporate_email")
def looks_personal(bridge: DataFrame) -> DataFrame:
    """One row per company that looks like an e-mail provider; the value counts its gaggles.

    It is in many gaggles, and nearly all of them hold exactly one of its contacts.
    """
    is_alone = F.when(F.col("number_of_users") == F.lit(1), F.lit(1))
    by_company = (
        bridge.where(F.col("gaggle_id").isNotNull() & F.col("corporate_email").isNotNull())
        .groupBy("corporate_email")
        .agg(F.count(F.lit(1)).alias("value"), F.count(is_alone).alias("alone"))
    )
    is_like = (F.col("value") >= F.lit(MANY_GAGGLES)) & (
        F.col("alone") * F.lit(100) >= F.col("value") * F.lit(ALONE_PERCENT)
    )
    return by_company.where(is_like)


@finding(Reason.MERGE_JOINS_COMPANIES, source=MERGED_USER.name, key="line")
def merges_of_companies(joined_companies: DataFrame) -> DataFrame:
    """One row per line of `merged_user` that joins users of two companies; the value names them."""
    return joined_companies


FINDINGS = (
    email_findings,
    merges_of_companies,
    unknown_gaggles,
    looks_personal,
    events_after_snapshot,
    deals_without_account,
    deals_after_snapshot,
    deals_in_several_currencies,
    subscriptions_without_account,
    subscriptions_in_several_currencies,
    unused_won_stages,
    unused_active_statuses,
    users_in_another_case,
    gaggles_in_another_case,
    user_ids_in_two_cases,
    gaggle_ids_in_two_cases,
    vanished_lines,
    skipped_lines,
    shrunken_accounts,
    split_contacts,
    stale_events,
)
