"""Power users: whom to call at a company."""

from functools import reduce
from operator import or_

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from jafflegaggle.frames import hash_join
from jafflegaggle.models.spec import COMPANY, ID, USER, Field, table


@table(
    grain="one row per company",
    key=("corporate_email",),
    is_view=True,
    fields=(
        Field("corporate_email", "string", "the company's resolved domain", COMPANY),
        Field("first_user_id", ID, "the contact who signed up first", USER),
        Field(
            "most_active_user_id", ID, "the one with the most events; NULL if there are none", USER
        ),
        Field(
            "most_orders_user_id", ID, "the one with the most orders; NULL if there are none", USER
        ),
    ),
)
def power_users(people: DataFrame) -> DataFrame:
    """One row per company: its first, most active and most ordering contact.

    Ties go to the earlier `created_at` (NULL last), then to the lower `user_id`; nobody wins with
    zero. Only contacts who hold one of the company's records can win, so few have to be ordered.
    """
    is_corporate = F.col("company").isNotNull() & ~F.col("is_internal")
    corporate = people.where(is_corporate).select(
        F.col("company").alias("corporate_email"),
        "user_id",
        "created_at",
        "number_of_events",
        "number_of_orders",
    )
    records = corporate.groupBy("corporate_email").agg(
        F.min("created_at").alias("earliest"),
        F.max("number_of_events").alias("most_events"),
        F.max("number_of_orders").alias("most_orders"),
    )
    holds = {
        "first_user_id": F.col("created_at").eqNullSafe(F.col("earliest")),
        "most_active_user_id": _holds("number_of_events", "most_events"),
        "most_orders_user_id": _holds("number_of_orders", "most_orders"),
    }
    holders = hash_join(records, corporate, on="corporate_email").select(
        "corporate_email",
        "user_id",
        "created_at",
        *(is_holder.alias(f"holds_{name}") for name, is_holder in holds.items()),
    )
    few = holders.where(reduce(or_, (F.col(f"holds_{name}") for name in holds)))
    # Ties are also broken by aggregation: a window over many small companies is far slower.
    lowest = few.groupBy("corporate_email", "created_at").agg(
        *(F.min(F.when(F.col(f"holds_{name}"), F.col("user_id"))).alias(name) for name in holds)
    )
    return lowest.groupBy("corporate_email").agg(*(_earliest(name).alias(name) for name in holds))


def _earliest(name: str) -> Column:
    """The id of the earliest sign-up, from one row per company and time; NULL times come last."""
    since = F.when(F.col(name).isNotNull(), F.col("created_at"))
    undated = F.min(F.when(F.col("created_at").isNull(), F.col(name)))
    return F.coalesce(F.min_by(name, since), undated)


def _holds(name: str, record: str) -> Column:
    """Whether a contact holds a record; zero is never one."""
    return (F.col(name) == F.col(record)) & (F.col(name) > F.lit(0))
