"""What a CRM holds, as it was acknowledged: the baseline of the next change set."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.crm.columns import BASELINE_COLUMNS

NO_BASELINE = (
    "nothing was acknowledged yet, or the baseline is gone: every record is an insert, and nothing "
    "is deleted"
)


@dataclass(frozen=True)
class Baseline:
    """What was last acknowledged.

    Attributes:
        id: which one; '' if there is none.
        rows: its rows, with `BASELINE_COLUMNS`; none if there is no baseline.
        counts: the number of records by object.
        export: the export that was acknowledged.
        acknowledged_at: when, in UTC.
        why_none: why there is none, for people.
    """

    id: str
    rows: DataFrame
    counts: Mapping[str, int] = field(default_factory=dict)
    export: str = ""
    acknowledged_at: str = ""
    why_none: str = ""


def next_baseline(before: DataFrame, change_set: DataFrame, rejected: DataFrame) -> DataFrame:
    """What the CRM holds after a load: the old rows with the changes that it has taken.

    Args:
        before: the rows of the baseline that the change set was made against.
        change_set: its rows, with those that only have other users.
        rejected: `object, key` of what the CRM has not taken.
    """
    keys = ["object", "key"]
    refused = rejected.select(*keys).distinct()
    # A record whose key changes may be named by either.
    by_old_key = refused.withColumnRenamed("key", "previous_key")
    taken = change_set.join(refused, on=keys, how="left_anti").join(
        by_old_key, on=["object", "previous_key"], how="left_anti"
    )
    is_written = F.col("row_hash").isNotNull()
    old_keys = taken.where(F.col("previous_key").isNotNull()).select(
        "object", F.col("previous_key").alias("key")
    )
    replaced = taken.select(*keys).unionByName(old_keys)
    left = before.join(replaced, on=keys, how="left_anti")
    columns = list(BASELINE_COLUMNS)
    return left.select(*columns).unionByName(taken.where(is_written).select(*columns))
