"""Which account each subscription belongs to, and whether it is active."""

import datetime as dt

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.models.intermediate.account_lookup import look_up_domain, look_up_email
from jafflegaggle.models.intermediate.bridge import attribute
from jafflegaggle.models.spec import COMPANY, EMAIL, GAGGLE, ID, Field, table


@table(
    grain="one row per valid subscription",
    key=("subscription_id",),
    fields=(
        Field("subscription_id", "string", "the subscription"),
        Field("corporate_email", "string", "its domain, normalized", COMPANY),
        Field("email", "string", "its e-mail, normalized", EMAIL),
        Field("gaggle_id", ID, "its gaggle", GAGGLE),
        Field("account", "string", "the account; NULL where it leads to none", COMPANY),
        Field("is_internal", "boolean", "whether it is that of an internal contact or company"),
        Field("has_started", "boolean", "whether it starts up to the snapshot's date"),
        Field("is_active", "boolean", "whether it is active on the snapshot's date"),
        Field("is_trial", "boolean", "whether its status is that of a trial"),
        Field("plan", "string", "its plan"),
        Field("seats", "bigint", "how many people may use it"),
        Field("amount", "decimal(18,2)", "what it costs per month"),
        Field("currency", "string", "the currency of the amount; NULL: not known"),
        Field("started_at", "date", "its first day"),
        Field("trial_ends_at", "date", "when its trial ends"),
    ),
)
def subscription_accounts(
    subscriptions: DataFrame,
    contacts: DataFrame,
    bridge: DataFrame,
    resolved_emails: DataFrame | None,
    resolved_domains: DataFrame | None,
    snapshot_date: dt.date,
) -> DataFrame:
    """One row per subscription, with its account.

    It is found by the domain, else by the e-mail, else as the primary company of the gaggle. What
    the e-mail of an internal contact has taken out has no account.

    Args:
        subscriptions: the valid subscriptions.
        contacts: the contacts.
        bridge: the bridge.
        resolved_emails: the compiled list `email, target`, or None.
        resolved_domains: `domain, target` and more, or None.
        snapshot_date: the date of the snapshot.
    """
    by_domain = look_up_domain(
        subscriptions, "corporate_email", bridge, resolved_domains, "account_of_domain"
    )
    by_email = look_up_email(by_domain, contacts, bridge, resolved_emails, resolved_domains)
    known = F.coalesce("account_of_domain", "account")
    found = attribute(by_email.withColumn("known", known), bridge, "known")
    found = _with_is_staff(found, resolved_domains)
    is_staff = F.col("is_internal") | F.coalesce("is_staff", F.lit(False))
    is_internal = F.col("known").isNull() & is_staff
    start, end = F.col("started_at"), F.col("ended_at")
    has_started = F.coalesce(start <= F.lit(snapshot_date), F.lit(True))
    is_over = F.coalesce(end <= F.lit(snapshot_date), F.lit(False))
    return found.withColumns(
        {
            "is_internal": is_internal,
            "account": F.when(~is_internal, F.col("account")),
            "has_started": has_started,
            "is_active": F.col("has_active_status") & has_started & ~is_over,
        }
    )


def _with_is_staff(rows: DataFrame, resolved_domains: DataFrame | None) -> DataFrame:
    """Add whether a row's domain is internal; NULL where it is not."""
    if resolved_domains is None:
        return rows.withColumn("is_staff", F.lit(None).cast("boolean"))
    internal = resolved_domains.where(F.col("is_internal")).select(
        F.col("domain").alias("corporate_email"), F.lit(True).alias("is_staff")
    )
    return rows.join(F.broadcast(internal), on="corporate_email", how="left")
