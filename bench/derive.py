"""Writes the data sets of the benchmark, with the embedded engine.

`python -m bench.derive scaled FOLDER`, and `skewed` or `daily` with `--even FOLDER`.
"""

import argparse

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from bench.company import write_scaled
from jafflegaggle.engine import open_session
from jafflegaggle.seeds.company import FIRST_ID

GIANT = "giant.example"
PERCENT_OF_THE_GIANT = 30
PER_MILLE_OF_THE_CROWD = 173  # a gaggle of a million users at scale 1000
DAYS = 100  # of arrival, each with 1 % of the events
LAST_DAY = "2021-12-01"


def main() -> None:
    """Write the folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("scaled", "skewed", "daily"))
    parser.add_argument("folder")
    parser.add_argument("--even", default="")
    parser.add_argument("--scale", type=int, default=1, metavar="K")
    parser.add_argument("--depth", type=int, default=1, metavar="D")
    called = parser.parse_args()
    with open_session("embedded") as session:
        if called.what == "scaled":
            write_scaled(session, called.folder, called.scale, called.depth)
        elif called.what == "skewed":
            _write_skewed(session, called.even, called.folder)
        else:
            _write_daily(session, called.even, called.folder)


def _write_skewed(session: SparkSession, even: str, folder: str) -> None:
    """Users with a giant company and a crowded gaggle; addresses match in all lists."""
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


def _write_daily(session: SparkSession, even: str, folder: str) -> None:
    """Events partitioned by day of arrival, in order of their times, equally many per day."""
    minute = F.date_trunc("minute", "timestamp")
    events = session.read.parquet(f"{even}/raw_event").withColumn("minute", minute)
    by_minute = events.groupBy("minute").agg(F.count(F.lit(1)).alias("events"))
    earlier = F.sum("events").over(Window.orderBy("minute")) - F.col("events")
    day = F.floor(earlier * F.lit(DAYS) / F.sum("events").over(Window.partitionBy()))
    date = F.date_add(F.lit(LAST_DAY).cast("date"), (day - F.lit(DAYS - 1)).cast("int"))
    dates = by_minute.select("minute", date.alias("event_date"))
    dated = events.join(F.broadcast(dates), on="minute", how="inner").drop("minute")
    dated.write.partitionBy("event_date").parquet(f"{folder}/raw_event")


def _at_the_giant(table: DataFrame, *names: str) -> DataFrame:
    return table.withColumns({name: _moved(F.col(name)) for name in names})


def _moved(email: Column) -> Column:
    """The address, or one at the giant company; depends only on the address, in any case."""
    moved = F.concat(F.substring_index(email, "@", 1), F.lit(f"@{GIANT}"))
    return F.when(_draw(F.lower(email), 100) < PERCENT_OF_THE_GIANT, moved).otherwise(email)


def _draw(key: Column, end: int) -> Column:
    return F.pmod(F.xxhash64(key), F.lit(end))


if __name__ == "__main__":
    main()
