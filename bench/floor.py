"""The floor: one aggregation over the events, written out. No job does less and has the activity.

`python -m bench.floor spark|embedded --output FOLDER`, in the directory of the data.
"""

import argparse

from pyspark.sql import functions as F

from jafflegaggle import activity
from jafflegaggle.engine import open_session


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
            .groupBy("user_id")
            .agg(*activity.of_events(F.col("timestamp"), is_order))
            .write.parquet(f"{called.output}/user_activity")
        )


if __name__ == "__main__":
    main()
