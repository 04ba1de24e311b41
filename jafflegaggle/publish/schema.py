"""Tables in a catalog schema."""

import datetime as dt
import uuid
from collections.abc import Iterable

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.publish.store import PARTITION


class SchemaStore:
    """Tables of a catalog schema, partitioned by `snapshot_date`; each is replaced on its own."""

    def __init__(self, session: SparkSession, schema: str, table_format: str) -> None:
        self.session = session
        self.schema = schema
        self.format = table_format
        self.run = f"staging_{uuid.uuid4().hex[:12]}"
        self.kept: list[str] = []

    def keep(self, name: str, table: DataFrame) -> DataFrame:
        """Write a table, and give it back as it was written."""
        full_name = self._kept(name)
        self.kept.append(full_name)
        table.write.format(self.format).mode("overwrite").saveAsTable(full_name)
        return self.session.table(full_name)

    def rows(self, name: str) -> int:
        """The number of rows of a kept table."""
        return self.session.table(self._kept(name)).count()

    def publish(self, names: Iterable[str], snapshot_date: dt.date) -> None:
        """Put kept tables in the place of those of that date, one table after the other."""
        for name in names:
            published, kept = f"{self.schema}.{name}", self._kept(name)
            if self.session.catalog.tableExists(published):
                self.session.sql(
                    f"INSERT OVERWRITE TABLE {published} "
                    f"PARTITION ({PARTITION} = DATE'{snapshot_date}') SELECT * FROM {kept}"
                )
            else:
                dated = self.session.table(kept).withColumn(PARTITION, F.lit(snapshot_date))
                dated.write.format(self.format).partitionBy(PARTITION).saveAsTable(published)

    def clean(self) -> None:
        """Drop what was kept."""
        for name in self.kept:
            self.session.sql(f"DROP TABLE IF EXISTS {name}")

    def _kept(self, name: str) -> str:
        return f"{self.schema}.{self.run}_{name}"
