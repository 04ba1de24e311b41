"""Power users: whom to call at a company."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jafflegaggle.models.model import ID, Field, Model

POWER_USERS = Model(
    name="power_users",
    grain="one row a company",
    key=("corporate_email",),
    fields=(
        Field("corporate_email", "string", "the company's resolved domain"),
        Field("first_user_id", ID, "the contact who signed up first"),
        Field("most_active_user_id", ID, "the contact with the most events; NULL: no events"),
        Field("most_orders_user_id", ID, "the contact with the most orders; NULL: no orders"),
    ),
)


def power_users(people: DataFrame) -> DataFrame:
    """One row a company: its first, most active and most ordering contact.

    Ties go to the earlier `created_at` (NULL last), then to the lower `user_id`; nobody wins with
    zero. Only who holds a record of the company can win, so the full order is needed for few.
    """
    corporate = people.where(F.col("company").isNotNull()).select(
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
    is_earliest = F.col("created_at").eqNullSafe(F.col("earliest"))
    is_most_active = (F.col("number_of_events") == F.col("most_events")) & (
        F.col("number_of_events") > F.lit(0)
    )
    has_most_orders = (F.col("number_of_orders") == F.col("most_orders")) & (
        F.col("number_of_orders") > F.lit(0)
    )
    holders = (
        corporate.join(records, on="corporate_email", how="inner")
        .withColumns(
            {
                "is_earliest": is_earliest,
                "is_most_active": is_most_active,
                "has_most_orders": has_most_orders,
            }
        )
        .where(F.col("is_earliest") | F.col("is_most_active") | F.col("has_most_orders"))
    )
    ranked = holders.withColumns(
        {flag: F.col(flag) & _is_first_of(flag) for flag in _WINNERS.values()}
    )
    return POWER_USERS.select(
        ranked.groupBy("corporate_email").agg(
            *(
                F.max(F.when(F.col(flag), F.col("user_id"))).alias(name)
                for name, flag in _WINNERS.items()
            )
        )
    )


_WINNERS = {
    "first_user_id": "is_earliest",
    "most_active_user_id": "is_most_active",
    "most_orders_user_id": "has_most_orders",
}


def _is_first_of(flag: str) -> Column:
    """Whether a record holder comes first among those who share the record."""
    in_order = Window.partitionBy("corporate_email", flag).orderBy(
        F.col("created_at").asc_nulls_last(), F.col("user_id").asc()
    )
    return F.row_number().over(in_order) == F.lit(1)
