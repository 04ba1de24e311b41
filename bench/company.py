"""Writes the demo company K times as large, for benchmarks."""

from typing import NamedTuple

from pyspark.sql import SparkSession

from jafflegaggle.seeds.activity import NUMBER_OF_EVENTS
from jafflegaggle.seeds.company import NUMBER_OF_GAGGLES, NUMBER_OF_USERS
from jafflegaggle.seeds.deals import NUMBER_OF_DEALS


class Size(NamedTuple):
    """How much to generate: K times the company, and D times the events per user."""

    scale: int
    depth: int = 1

    @property
    def users(self) -> int:
        """The number of users."""
        return NUMBER_OF_USERS * self.scale

    @property
    def gaggles(self) -> int:
        """The number of gaggles."""
        return NUMBER_OF_GAGGLES * self.scale

    @property
    def events(self) -> int:
        """The number of events."""
        return NUMBER_OF_EVENTS * self.scale * self.depth

    @property
    def deals(self) -> int:
        """The number of deals."""
        return NUMBER_OF_DEALS * self.scale


def write_scaled(spark: SparkSession, output: str, scale: int, depth: int = 1) -> None:
    """Write a company `scale` times as large as the demo, with `depth` times the events per user.

    Users, gaggles, events and deals are Parquet folders; the merge lists, which people maintain by
    hand, are folders with one CSV file. Existing folders are replaced.
    """
    from bench import company_frames as frames

    size = Size(scale, depth)
    tables = {
        "raw_user": frames.users(spark, size),
        "raw_gaggle": frames.gaggles(spark, size),
        "raw_event": frames.events(spark, size),
        "deals": frames.deals(spark, size),
    }
    lists = {
        "merged_user": frames.merged_users(spark, size),
        "merged_company_domain": frames.merged_company_domains(spark, size),
    }
    for name, table in tables.items():
        table.write.mode("overwrite").parquet(f"{output}/{name}")
    for name, merges in lists.items():
        merges.write.mode("overwrite").csv(f"{output}/{name}", header=True)
