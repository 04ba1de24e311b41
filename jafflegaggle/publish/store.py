"""Where the tables of a run are kept until they are published together."""

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from pyspark.sql import DataFrame

PARTITION = "snapshot_date"


class Store(Protocol):
    """Where the tables of a run are kept until they are published."""

    def keep(self, name: str, table: DataFrame) -> DataFrame:
        """Write a table, and give it back as it was written."""

    def rows(self, name: str) -> int:
        """The number of rows of a kept table."""

    def publish(self, names: Iterable[str], snapshot_date: dt.date) -> None:
        """Put kept tables in the place of those of that date; other dates stay as they are."""

    def clean(self) -> None:
        """Remove what was kept."""
