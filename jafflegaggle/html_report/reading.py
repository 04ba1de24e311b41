"""Reads of a snapshot what a report shows: few rows, of columns that an earlier version may lack.

Nothing that grows with the data comes to the driver: each read has a limit, and long text is cut.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from jafflegaggle.explain.rows import fetch, is_one_of
from jafflegaggle.frames import union_all
from jafflegaggle.models import TABLES
from jafflegaggle.models.spec import ID
from jafflegaggle.publish import Manifest, Snapshots

Record = Mapping[str, Any]
MAX_TEXT = 254  # letters of a cell: no address and no domain is longer
MANY = 2_000  # the most rows that are fetched at once


class Reader:
    """The tables of a snapshot, and of those before it.

    Attributes:
        snapshots: what is published.
        manifest: the snapshot that the report is of.
    """

    def __init__(self, snapshots: Snapshots, manifest: Manifest) -> None:
        self.snapshots = snapshots
        self.manifest = manifest
        until = snapshots.published.values()
        self.history = [one for one in until if one.date <= manifest.date]

    @property
    def date(self) -> dt.date:
        """The date of the snapshot."""
        return self.manifest.date

    def before(self, days: int = 1) -> Manifest | None:
        """The last snapshot at least some days before this one."""
        limit = self.date - dt.timedelta(days=days)
        return next((one for one in reversed(self.history) if one.date <= limit), None)

    def rows(self, name: str, manifest: Manifest | None = None) -> int | None:
        """How many rows a table has, by the manifest; None: it is not there."""
        table = (manifest or self.manifest).tables.get(name)
        return None if table is None else table.rows

    def columns(self, name: str) -> list[str]:
        """The names of the columns of a table; none where the snapshot lacks it."""
        there = name in self.manifest.tables
        return self.snapshots.table_of(self.manifest, name).columns if there else []

    @property
    def id_type(self) -> str:
        """The type of ids, `bigint` or `string`."""
        return dict(self.snapshots.table_of(self.manifest, "contacts").dtypes)["user_id"]

    def table(
        self, name: str, columns: Iterable[str], manifest: Manifest | None = None
    ) -> DataFrame | None:
        """Some columns of a table, NULL where the snapshot lacks one; None: it lacks the table."""
        of = manifest or self.manifest
        if name not in of.tables:
            return None
        rows = self.snapshots.table_of(of, name)
        there = set(rows.columns)
        types = {field.name: field.type for field in TABLES[name].fields}
        return rows.select(
            *(
                F.col(column) if column in there else _nothing(types[column]).alias(column)
                for column in columns
            )
        )

    def first(
        self,
        name: str,
        columns: Sequence[str],
        by: Sequence[Column],
        limit: int,
        where: Column | None = None,
    ) -> list[Record]:
        """The first rows of a table; none where the snapshot lacks it."""
        rows = self.table(name, columns)
        if rows is None:
            return []
        return take(
            rows.where(where).orderBy(*by) if where is not None else rows.orderBy(*by), limit
        )

    def of_keys(
        self, name: str, columns: Sequence[str], key: str, values: Iterable[Any], limit: int = MANY
    ) -> list[Record]:
        """The rows with one of some keys."""
        listed, rows = list(values), self.table(name, columns)
        if rows is None or not listed:
            return []
        return take(rows.where(is_one_of(F.col(key), listed)), limit)

    def per_group(
        self,
        rows: DataFrame,
        group: Sequence[str],
        by: Sequence[Column],
        each: int,
        limit: int = MANY,
    ) -> list[Record]:
        """The first rows of each group, with their `rank` in it; the groups are few."""
        rank = F.row_number().over(Window.partitionBy(*group).orderBy(*by))
        ranked = rows.withColumn("rank", rank).where(F.col("rank") <= F.lit(each))
        return take(ranked.orderBy(*group, "rank"), limit)


def take(rows: DataFrame, limit: int) -> list[Record]:
    """The first rows, their text cut; so many, that a report stays small."""
    texts = [name for name, kind in rows.dtypes if kind == "string"]
    cut = {name: F.substring(name, 1, MAX_TEXT).cast("string") for name in texts}
    return fetch(rows.withColumns(cut) if cut else rows, limit)


def per_snapshot(rows: Mapping[str, DataFrame], limit: int) -> list[Record]:
    """The rows of several snapshots, in one job, each with its date as `snapshot`."""
    dated = [one.withColumn("snapshot", F.lit(date)) for date, one in rows.items()]
    return take(union_all(dated), limit) if dated else []


def total(rows: DataFrame) -> int:
    """How many rows there are."""
    return int(fetch(rows.agg(F.count(F.lit(1)).alias("rows")), 1)[0]["rows"])


def _nothing(kind: str) -> Column:
    return F.lit(None).cast("bigint" if kind == ID else kind)
