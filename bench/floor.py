"""The floor: one aggregation over the events, written out; the least work that gives the activity.

`python -m bench.floor spark|embedded --output FOLDER`, in the directory of the data.
"""

import argparse
import datetime as dt

from pyspark.sql import functions as F

from jafflegaggle.engine import open_session
from jafflegaggle.models.event import event_columns
from jafflegaggle.models.measures import measure_events

SNAPSHOT_DATE = dt.date(2021, 12, 1)


def main() -> None:
    """Read the data in the current directory, and write one table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("engine")
    parser.add_argument("--output", required=True)
    called = parser.parse_args()
    with open_session(called.engine) as session:
        is_order = F.col("event_name") == F.lit("order_placed")
        (
            session.read.parquet("raw_event")
            .withColumn("is_order", is_order)
            .groupBy("user_id")
            .agg(*measure_events(event_columns(SNAPSHOT_DATE)))
            .write.parquet(f"{called.output}/user_activity")
        )


if __name__ == "__main__":
    main()
