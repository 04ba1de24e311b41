"""Finds which columns each column is made of, and writes it for the catalogue: `make docs`.

The models are called with empty tables, and `plans` follows what they select. So nothing about
origins is declared but those of the compiled merge lists, and nothing can be forgotten.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from docs.plans import CUT, Found, Rows, of_relation
from jafflegaggle import pipeline
from jafflegaggle.api import stage_sources
from jafflegaggle.catalogue.lineage import FILE, Lineage, to_json
from jafflegaggle.catalogue.records import Origin
from jafflegaggle.engine import open_session
from jafflegaggle.identity.merges import Merges
from jafflegaggle.incremental.events import events_of
from jafflegaggle.models import TABLES, Table
from jafflegaggle.pipeline import Steps
from jafflegaggle.rules import Rules
from jafflegaggle.sources.sources import Sources
from jafflegaggle.staging import SOURCES

DATE = dt.date(2021, 12, 1)
# The compiled lists, by what their columns are made of.
LISTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "resolved_emails": {
        "email string": ("merged_user.old_email",),
        "target string": ("merged_user.old_email", "merged_user.new_email", "users.email"),
        "list_line bigint": (),
    },
    "resolved_domains": {
        "domain string": ("merged_company_domain.old_domain",),
        "target string": ("merged_company_domain.old_domain", "merged_company_domain.new_domain"),
        "personal_list string": (),
        "is_internal boolean": (),
    },
    "joined_companies": {
        "line bigint": (),
        "value string": (
            "merged_user.old_email",
            "merged_user.new_email",
            "merged_company_domain.old_domain",
            "merged_company_domain.new_domain",
        ),
    },
    "merge_lines": {
        "list string": (),
        "line bigint": (),
        **{
            f"{side} string": (f"merged_user.{side}_email", f"merged_company_domain.{side}_domain")
            for side in ("old", "new")
        },
        "target string": (
            "merged_user.old_email",
            "merged_user.new_email",
            "merged_company_domain.old_domain",
            "merged_company_domain.new_domain",
            "users.email",
        ),
        "status string": (
            "merged_user.old_email",
            "merged_user.new_email",
            "merged_company_domain.old_domain",
            "merged_company_domain.new_domain",
            "users.email",
        ),
    },
}


@dataclass
class Plans:
    """Follows plans, and cuts them where a table is read.

    Attributes:
        session: any session of Spark Connect.
        tables: the columns of the tables where plans are cut, by their name.
        lineage: what was found, by table.
    """

    session: SparkSession
    tables: dict[str, Rows] = field(default_factory=dict)
    lineage: dict[str, Lineage] = field(default_factory=dict)

    def cut(self, name: str, schema: Any, origins: Mapping[str, Found] | None = None) -> DataFrame:
        """An empty table that stands for one that is read; of a step, its columns have origins."""
        empty = self.session.createDataFrame([], schema)
        own = {one: frozenset([Origin(name, one, "identity")]) for one in empty.columns}
        self.tables[name] = Rows(own if origins is None else origins)
        return empty.alias(CUT + name)

    def materialize(self, name: str, rows: DataFrame) -> DataFrame:
        """Follow a table's plan, and stand for the table from then on; other steps are no cut."""
        if name not in TABLES:
            return rows
        found = self.follow(rows)
        self.lineage[name] = Lineage(
            {one: _sorted(found.of(one)) for one in TABLES[name].columns()}, _sorted(found.rows)
        )
        return self.cut(name, rows.schema)

    def follow(self, rows: DataFrame) -> Rows:
        """What the rows of a frame are made of."""
        frame: Any = rows
        return of_relation(frame._plan.to_proto(frame._session.client).root, self.tables)  # noqa: SLF001


class Views(Steps):
    """Steps that also cut at views, so that each table is made of those that it names."""

    def build(self, tables: Iterable[Table[...]], given: Mapping[str, object]) -> None:
        """Build tables as if none was a view."""
        super().build([replace(table, is_view=False) for table in tables], given)


def find_lineage(session: SparkSession) -> dict[str, Lineage]:
    """The origins of the columns and rows of every table, in the order of the graph."""
    plans = Plans(session)
    steps = Views(plans.materialize)
    rules = Rules()
    frames = {
        name: plans.cut(name, ", ".join(f"{column} string" for column in spec.column_names))
        for name, spec in SOURCES.items()
        if not spec.is_list
    }
    sources = Sources(**frames)
    lists = {
        name: plans.cut(
            name,
            ", ".join(columns),
            {column.partition(" ")[0]: _made_of(origins) for column, origins in columns.items()},
        )
        for name, columns in LISTS.items()
    }
    merges = Merges(
        lists["resolved_emails"],
        lists["resolved_domains"],
        lists["joined_companies"],
        lists["merge_lines"],
    )
    staged = stage_sources(sources, rules, steps)
    stream = sources.event_stream.with_frame(staged["events"])
    events = events_of(stream, rules, None, DATE)
    pipeline.customer_360(staged, merges, events, rules, DATE, steps, {})
    return {name: plans.lineage[name] for name in TABLES if name in plans.lineage}


def _made_of(places: Iterable[str]) -> Found:
    parts = (place.partition(".") for place in places)
    return frozenset(Origin(table, column, "transformation") for table, _, column in parts)


def _sorted(found: Found) -> tuple[Origin, ...]:
    order = {name: at for at, name in enumerate([*SOURCES, *TABLES])}
    return tuple(sorted(found, key=lambda o: (order[o.table], o.column, o.transformation)))


def main() -> None:
    """Write the file."""
    with open_session("embedded") as session:
        FILE.write_text(to_json(find_lineage(session)), encoding="utf-8")


if __name__ == "__main__":
    main()
