"""Gaggles: one row a workspace."""

from pyspark.sql import DataFrame

from jafflegaggle.staging.cells import Cells, staged, with_row


def staged_gaggles(gaggles: DataFrame, id_type: str) -> DataFrame:
    """One row a row of `gaggles`: `gaggle_id, gaggle_name, created_at, reason, row`.

    Set aside: a missing or unreadable `gaggle_id`, an unreadable `created_at`, and the second and
    later rows of one `gaggle_id`.
    """
    read = Cells(gaggles)
    cells = [
        read.id("gaggle_id", id_type, required=True),
        read.text("gaggle_name"),
        read.time("created_at"),
    ]
    return with_row(staged(gaggles, cells, key="gaggle_id"))
