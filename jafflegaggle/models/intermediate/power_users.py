"""Power users: whom to call at a company."""

import datetime as dt
from functools import reduce
from operator import or_

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.columns.days import days_since
from jafflegaggle.frames import hash_join
from jafflegaggle.models.signals import CHAMPION_GONE, MAX_DAYS_OTHERS
from jafflegaggle.models.signals.scores import configured
from jafflegaggle.models.spec import COMPANY, ID, USER, Field, table
from jafflegaggle.rules import Rules

CHAMPION = "most_active_user_id"


@table(
    grain="one row per company",
    key=("corporate_email",),
    fields=(
        Field("corporate_email", "string", "the company's resolved domain", COMPANY),
        Field("first_user_id", ID, "the contact who signed up first", USER),
        Field(
            "most_active_user_id", ID, "the one with the most events; NULL if there are none", USER
        ),
        Field(
            "most_orders_user_id", ID, "the one with the most orders; NULL if there are none", USER
        ),
        Field("champion_last_event", "timestamp", "the last event of the one with the most events"),
        Field(
            "has_recent_others",
            "boolean",
            "whether another one has an event within `signals.champion_gone.max_days_others`",
        ),
    ),
)
def power_users(people: DataFrame, rules: Rules, snapshot_date: dt.date) -> DataFrame:
    """One row per company: its first, most active and most ordering contact."""
    is_corporate = F.col("company").isNotNull() & ~F.col("is_internal")
    corporate = people.where(is_corporate).withColumn("corporate_email", F.col("company"))
    max_days = configured(rules)[CHAMPION_GONE][MAX_DAYS_OTHERS.name]
    return power_users_by(corporate, "corporate_email", snapshot_date, int(max_days))


def power_users_by(
    contacts: DataFrame, key: str, snapshot_date: dt.date, max_days_others: int = 0
) -> DataFrame:
    """One row per group of contacts: its first, most active and most ordering contact.

    Ties go to the earlier `created_at` (NULL last), then to the lower `user_id`; nobody wins with
    zero. Only contacts who hold one of the group's records can win, so few have to be ordered.

    Args:
        contacts: contacts with their measures, for example those of `people`.
        key: the column that groups them; never NULL.
        snapshot_date: the date of the snapshot.
        max_days_others: how long ago the last event of a recent contact is, at most.
    """
    max_days = F.lit(max_days_others)
    candidates = contacts.select(
        key,
        "user_id",
        "created_at",
        "number_of_events",
        "number_of_orders",
        "most_recent_event",
        (days_since(F.col("most_recent_event"), snapshot_date) <= max_days).alias("is_recent"),
    )
    records = candidates.groupBy(key).agg(
        F.min("created_at").alias("earliest"),
        F.max("number_of_events").alias("most_events"),
        F.max("number_of_orders").alias("most_orders"),
        F.count(F.when(F.col("is_recent"), F.lit(1))).alias("recent_contacts"),
    )
    holds = {
        "first_user_id": F.col("created_at").eqNullSafe(F.col("earliest")),
        CHAMPION: _holds("number_of_events", "most_events"),
        "most_orders_user_id": _holds("number_of_orders", "most_orders"),
    }
    holders = hash_join(records, candidates, on=key).select(
        key,
        "user_id",
        "created_at",
        "most_recent_event",
        "recent_contacts",
        *(is_holder.alias(f"holds_{name}") for name, is_holder in holds.items()),
    )
    few = holders.where(reduce(or_, (F.col(f"holds_{name}") for name in holds)))
    # Ties are also broken by aggregation: a window over many small companies is far slower.
    champion_id = F.when(F.col(f"holds_{CHAMPION}"), F.col("user_id"))
    lowest = few.groupBy(key, "created_at").agg(
        *(F.min(F.when(F.col(f"holds_{name}"), F.col("user_id"))).alias(name) for name in holds),
        F.min_by("most_recent_event", champion_id).alias("champion_last_event"),
        F.max("recent_contacts").alias("recent_contacts"),
    )
    winners = lowest.groupBy(key).agg(
        *(_earliest(name, of=name).alias(name) for name in holds),
        _earliest("champion_last_event", of=CHAMPION).alias("champion_last_event"),
        F.max("recent_contacts").alias("recent_contacts"),
    )
    is_recent = days_since(F.col("champion_last_event"), snapshot_date) <= max_days
    of_champion = F.when(is_recent, F.lit(1)).otherwise(F.lit(0))
    has_others = F.col("recent_contacts") > of_champion
    return winners.withColumn("has_recent_others", has_others)


def _earliest(name: str, of: str) -> Column:
    """What the earliest sign-up among the winners of a title has; NULL times come last.

    There is one row per group and time, with the winner of that time.
    """
    is_there = F.col(of).isNotNull()
    since = F.when(is_there, F.col("created_at"))
    undated = F.min(F.when(is_there & F.col("created_at").isNull(), F.col(name)))
    return F.coalesce(F.min_by(name, since), undated)


def _holds(name: str, record: str) -> Column:
    """Whether a contact holds a record; zero is never one."""
    return (F.col(name) == F.col(record)) & (F.col(name) > F.lit(0))
