"""Subscriptions: one row per subscription, from billing."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.conservation import rows_of
from jafflegaggle.checks.limits import MaxQuarantined
from jafflegaggle.columns.email import normalize_email
from jafflegaggle.rules import Rules
from jafflegaggle.staging.aliases import CREATED, CURRENCIES, DOMAINS, EMAILS
from jafflegaggle.staging.spec import (
    Amount,
    Count,
    Currency,
    Date,
    Domain,
    Email,
    Id,
    SourceSpec,
    Text,
    TextId,
)

TRIALING = "trialing"  # the status of a trial, as billing systems call it


def with_statuses(subscriptions: DataFrame, rules: Rules) -> DataFrame:
    """Normalize the e-mail, and add whether the status counts as active, and whether as a trial."""
    status = F.col("status")
    return subscriptions.withColumns(
        {
            "email": normalize_email(F.col("email")),
            "has_active_status": F.coalesce(status.isin(*rules.active_statuses), F.lit(False)),
            "is_trial": F.coalesce(status == F.lit(TRIALING), F.lit(False)),
        }
    )


SUBSCRIPTIONS = SourceSpec(
    name="subscriptions",
    grain="one row per subscription",
    columns=(
        TextId("subscription_id", "the subscription", required=True),
        Domain(
            "corporate_email", "the domain of the company", key="corporate_email", aliases=DOMAINS
        ),
        Email("email", "the e-mail of somebody there", key="email", aliases=EMAILS),
        Id("gaggle_id", "the gaggle", key="gaggle_id"),
        Text("plan", "its plan", aliases=("plan_name", "plan_id", "product", "tier", "price_id")),
        Text("status", "its status; `trialing` is a trial", aliases=("state",)),
        Count(
            "seats", "how many people may use it", aliases=("quantity", "licenses", "seat_count")
        ),
        Amount(
            "amount",
            "what it costs per month",
            aliases=("mrr", "monthly_amount", "price", "unit_amount", "plan_amount"),
        ),
        Currency(
            "currency",
            "its currency; where it is empty, that in the amount",
            of="amount",
            aliases=CURRENCIES,
        ),
        Date(
            "started_at",
            "its first day",
            aliases=("start_date", "start", "started_on", "start_date_utc", "created_at", *CREATED),
        ),
        Date(
            "ended_at",
            "the first day on which it is over; empty: it goes on",
            aliases=("end_date", "ended_at_utc", "ended_on", "canceled_at", "canceled_at_utc"),
        ),
        Date(
            "trial_ends_at",
            "when its trial ends",
            aliases=("trial_end", "trial_end_utc", "trial_end_date", "trial_ends"),
        ),
    ),
    key="subscription_id",
    recognized_by=("subscription_id", "status"),
    nouns=("subscription",),
    optional=("corporate_email", "email", "gaggle_id", "currency"),
    one_of=("corporate_email", "email", "gaggle_id"),
    with_columns=with_statuses,
    valid=rows_of("valid subscriptions", "subscription_accounts"),
    checks=(MaxQuarantined(),),
)
