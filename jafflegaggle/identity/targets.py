"""Following a compiled merge list: one hop, since the compiler has walked the chains."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def followed(table: DataFrame, key: str, targets: DataFrame | None, name: str) -> DataFrame:
    """The table with the column `name`: where `key` ends, which is itself if nothing moves it.

    Args:
        table: any table.
        key: its column with e-mails or domains, named as in `targets`.
        targets: the compiled list, `<key>, target`; None where nothing is merged.
        name: the column to add, or to put in the place of `key`.
    """
    if targets is None:
        return table.withColumn(name, F.col(key))
    return (
        table.join(F.broadcast(targets), on=key, how="left")
        .withColumn(name, F.coalesce("target", key))
        .drop("target")
    )
