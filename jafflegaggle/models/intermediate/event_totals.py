"""How many events were read, and how many are counted in contacts."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.models.spec import Field, table


@table(
    grain="one row",
    is_view=True,
    fields=(
        Field("number_of_people", "bigint", "contacts"),
        Field("rows_read", "bigint", "rows of events read"),
        Field("rows_unreadable", "bigint", "rows quarantined when read"),
        Field("rows_after_snapshot", "bigint", "events after the snapshot's date, of any users"),
        Field("rows_counted", "bigint", "events counted in contacts"),
        Field("rows_of_unknown_names", "bigint", "events with an unexpected name"),
    ),
)
def event_totals(user_activity: DataFrame, people: DataFrame) -> DataFrame:
    """One row: events read, quarantined and counted, from the single pass over the events."""
    rows = F.col("number_of_rows")
    is_valid = F.col("user_id").isNotNull()
    read = user_activity.agg(
        F.sum(rows).alias("rows_read"),
        F.sum(F.when(~is_valid, rows)).alias("rows_unreadable"),
        F.sum(F.when(is_valid, rows - F.col("number_of_events"))).alias("rows_after_snapshot"),
        F.sum(F.when(is_valid, F.col("number_of_unknown_names"))).alias("rows_of_unknown_names"),
    )
    counted = people.agg(
        F.count(F.lit(1)).alias("number_of_people"),
        F.sum("number_of_events").alias("rows_counted"),
    )
    totals = read.crossJoin(counted)
    return totals.select(*(F.coalesce(name, F.lit(0)).alias(name) for name in totals.columns))
