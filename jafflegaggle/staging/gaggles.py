"""Gaggles: one row a workspace."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.staging.cells import Cell, staged, with_row
from jafflegaggle.staging.parse import as_id, as_text, as_time


def staged_gaggles(gaggles: DataFrame, id_type: str) -> DataFrame:
    """One row a row of `gaggles`: `gaggle_id, gaggle_name, created_at, reason, row`.

    Set aside: a missing or unreadable `gaggle_id`, an unreadable `created_at`, and the second and
    later rows of one `gaggle_id`.
    """
    types = {field.name: field.dataType for field in gaggles.schema}
    cells = [
        Cell("gaggle_id", as_id(F.col("gaggle_id"), types["gaggle_id"], id_type), required=True),
        Cell("gaggle_name", as_text(F.col("gaggle_name"))),
        Cell("created_at", as_time(F.col("created_at"), types["created_at"])),
    ]
    return with_row(staged(gaggles, cells, key="gaggle_id"))
