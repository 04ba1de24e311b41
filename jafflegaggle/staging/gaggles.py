"""Gaggles: one row a workspace."""

from pyspark.sql import DataFrame

from jafflegaggle.staging.cells import Cells, staged, with_row


def staged_gaggles(gaggles: DataFrame, id_type: str, looks_first: bool = False) -> DataFrame:
    """One row a row of `gaggles`: `gaggle_id, gaggle_name, created_at, reason, row`.

    Set aside: a missing or unreadable `gaggle_id`, an unreadable `created_at`, and the second and
    later rows of one `gaggle_id`.

    Args:
        gaggles: the source.
        id_type: the type of ids.
        looks_first: whether to start a job that looks if any id repeats (`without_repeats`).
    """
    read = Cells(gaggles)
    cells = [
        read.id("gaggle_id", id_type, required=True),
        read.text("gaggle_name"),
        read.time("created_at"),
    ]
    return with_row(staged(gaggles, cells, key="gaggle_id", looks_first=looks_first))
