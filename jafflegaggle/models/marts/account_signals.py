"""Account signals: which accounts deserve a call, and why."""

import datetime as dt

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.keys import relationships, unique
from jafflegaggle.checks.rows import accepted_range, accepted_values, not_null
from jafflegaggle.models.signals import SIGNALS
from jafflegaggle.models.signals.keys import MAX_POINTS
from jafflegaggle.models.signals.scores import shown, signal_names
from jafflegaggle.models.signals.spec import DIRECTIONS
from jafflegaggle.models.spec import COMPANY, Field, table
from jafflegaggle.rules import Rules


@table(
    grain="one row per account and signal that holds",
    key=("corporate_email", "signal"),
    fields=(
        Field("corporate_email", "string", "the account", COMPANY),
        Field("signal", "string", ", ".join(f"{one.name} ({one.doc})" for one in SIGNALS)),
        Field("direction", "string", "opportunity or risk"),
        Field("points", "int", "what it adds to the account's score of that direction"),
        Field("value", "double", "what the signal's first condition compares"),
        Field("previous", "double", "the same in the 28 days before; NULL: it has no such"),
        Field("threshold", "double", "what the first condition compares it with, as configured"),
    ),
    checks=(
        unique("corporate_email", "signal"),
        *not_null("corporate_email", "signal", "direction", "points", "value", "threshold"),
        accepted_values("signal", tuple(one.name for one in SIGNALS)),
        accepted_values("direction", DIRECTIONS),
        accepted_range("points", 0, MAX_POINTS),
        relationships("corporate_email", to="accounts.corporate_email"),
    ),
)
def account_signals(
    accounts: DataFrame, power_users: DataFrame, rules: Rules, snapshot_date: dt.date
) -> DataFrame:
    """One row per account and signal that holds, by the finished accounts and their champions."""
    champions = power_users.select("corporate_email", "champion_last_event", "has_recent_others")
    each = accounts.join(champions, on="corporate_email", how="left").withColumn(
        "signal", F.explode(signal_names(rules, snapshot_date))
    )
    return each.where(F.col("signal").isNotNull()).withColumns(shown(rules, snapshot_date))
