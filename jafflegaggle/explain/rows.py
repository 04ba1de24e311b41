"""Reads few rows of a snapshot: the only place where an explanation brings rows to the driver."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.errors import InputError
from jafflegaggle.explain.facts import Activity, Some
from jafflegaggle.models.measures import PUBLISHED
from jafflegaggle.publish import Snapshot

Record = Mapping[str, Any]
One = TypeVar("One")
MEASURES = tuple(measure.name for measure in PUBLISHED)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MANY = 500  # the most rows that are fetched at once


class Rows:
    """The tables of a snapshot, of which a few rows are fetched.

    Attributes:
        snapshot: the snapshot.
        id_type: the type of its ids, `bigint` or `string`.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.id_type = dict(self.table("contacts", "user_id").dtypes)["user_id"]

    def table(self, name: str, *columns: str) -> DataFrame:
        """A table that has some columns.

        Raises:
            InputError: the snapshot does not have them, since an earlier version made it.
        """
        rows = self.snapshot.tables.get(name)
        there = rows.columns if rows is not None else []
        missing = [f"{name}.{column}" for column in columns if column not in there]
        if rows is None or missing:
            manifest = self.snapshot.manifest
            raise InputError(
                f"{self.snapshot.place}: the snapshot {manifest.snapshot_date} lacks "
                f"{', '.join(missing) or name}; version {manifest.version} made it. Run that date "
                "again, or explain another one"
            )
        return rows

    def fetch(
        self,
        name: str,
        columns: Sequence[str],
        where: Column,
        by: Sequence[Column | str] = (),
        limit: int = MANY,
    ) -> list[Record]:
        """The first rows of a table.

        Args:
            name: the table.
            columns: its columns.
            where: which rows.
            by: their order.
            limit: how many at most.
        """
        rows = self.table(name, *columns).where(where)
        ordered = rows.orderBy(*by) if by else rows
        return fetch(ordered.select(*columns), limit)

    def one(self, name: str, columns: Sequence[str], where: Column) -> Record | None:
        """The row of a key; None: there is none."""
        return next(iter(self.fetch(name, columns, where, limit=1)), None)

    def has(self, name: str, where: Column) -> bool:
        """Whether there is such a row."""
        return bool(fetch(self.table(name).where(where).select(F.lit(1).alias("one")), 1))

    def first(
        self,
        name: str,
        columns: Sequence[str],
        where: Column,
        by: Sequence[Column | str],
        limit: int,
    ) -> Some[Record]:
        """The first rows of a table, and how many there are."""
        found = self.fetch(name, columns, where, by, limit + 1)
        if len(found) <= limit:
            return Some(len(found), found)
        return Some(self.count(name, where), found[:limit])

    def count(self, name: str, where: Column) -> int:
        """How many rows there are."""
        counts = self.table(name).where(where).agg(F.count(F.lit(1)).alias("rows"))
        return int(fetch(counts, 1)[0]["rows"])

    def some(
        self,
        made_of: Callable[..., One],
        name: str,
        where: Column,
        by: Sequence[Column | str],
        limit: int,
    ) -> Some[One]:
        """The same as what has those columns."""
        found = self.first(name, names_of(made_of), where, by, limit)
        return Some(found.number, [made_of(**row) for row in found.first])


def fetch(rows: DataFrame, limit: int) -> list[Record]:
    """The first rows, with times in UTC: PySpark would give them in the machine's zone."""
    times = [one.name for one in rows.schema if isinstance(one.dataType, T.TimestampType)]
    limited = rows.limit(limit)
    if times:
        limited = limited.withColumns({name: F.unix_micros(F.col(name)) for name in times})
    return [_record(row.asDict(), times) for row in limited.collect()]


def names_of(made_of: Any) -> list[str]:
    """The names of the fields of a dataclass."""
    return [field.name for field in fields(made_of)]


def activity_of(row: Record) -> Activity:
    """The measures of a row."""
    return {name: row[name] for name in MEASURES}


def is_one_of(column: Column, values: Iterable[Any]) -> Column:
    """Whether it is one of them; false for none."""
    listed = list(values)
    return column.isin(*listed) if listed else F.lit(False)


def _record(row: dict[str, Any], times: Sequence[str]) -> Record:
    for name in times:
        if row[name] is not None:
            row[name] = EPOCH + dt.timedelta(microseconds=row[name])
    return row
