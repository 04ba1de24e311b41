"""Writes data sets that `jafflegaggle seed` does not, with the embedded engine.

`python -m bench.derive small FOLDER` or `python -m bench.derive skewed FOLDER --even FOLDER`.
"""

import argparse

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.engine import open_session
from jafflegaggle.seeds.company import FIRST_ID
from jafflegaggle.seeds.scale import write_scaled

GIANT = "giant.example"
PERCENT_OF_THE_GIANT = 30
PER_MILLE_OF_THE_CROWD = 173  # a gaggle of a million users at scale 1000


def main() -> None:
    """Write the folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("small", "skewed"))
    parser.add_argument("folder")
    parser.add_argument("--even", default="")
    called = parser.parse_args()
    with open_session("embedded") as session:
        if called.what == "small":
            write_scaled(session, called.folder, scale=1)
        else:
            _write_skewed(session, called.even, called.folder)


def _write_skewed(session: SparkSession, even: str, folder: str) -> None:
    """Users with a giant company and a crowded gaggle; who has an address has it in all lists."""
    users = session.read.parquet(f"{even}/raw_user")
    crowded = users.withColumn(
        "gaggle_id",
        F.when(_draw(F.col("id"), 1000) < PER_MILLE_OF_THE_CROWD, F.lit(FIRST_ID)).otherwise(
            F.col("gaggle_id")
        ),
    )
    deals = session.read.parquet(f"{even}/deals")
    merges = session.read.csv(f"{even}/merged_user", header=True)
    _at_the_giant(crowded, "email").write.parquet(f"{folder}/raw_user")
    _at_the_giant(deals, "email").write.parquet(f"{folder}/deals")
    _at_the_giant(merges, "old_email", "new_email").write.csv(f"{folder}/merged_user", header=True)


def _at_the_giant(table: DataFrame, *names: str) -> DataFrame:
    return table.withColumns({name: _moved(F.col(name)) for name in names})


def _moved(email: Column) -> Column:
    """The address, or that at the giant: a matter of the address alone, however it is written."""
    moved = F.concat(F.substring_index(email, "@", 1), F.lit(f"@{GIANT}"))
    return F.when(_draw(F.lower(email), 100) < PERCENT_OF_THE_GIANT, moved).otherwise(email)


def _draw(key: Column, end: int) -> Column:
    return F.pmod(F.xxhash64(key), F.lit(end))


if __name__ == "__main__":
    main()
