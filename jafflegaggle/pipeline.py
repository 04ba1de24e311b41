"""From the staged sources to the tables. Lazy: it starts no job.

The graph stands in `models/__init__.py`: the tables, each of which names what it reads.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pyspark.sql import DataFrame

from jafflegaggle.frames import Materialize
from jafflegaggle.identity.merges import Merges
from jafflegaggle.incremental.event_names import Look
from jafflegaggle.incremental.events import Events
from jafflegaggle.models import PUBLISHED, TABLES, Table
from jafflegaggle.models.audit.findings import findings_among, unreadable_cells
from jafflegaggle.models.audit.quarantine import quarantined_rows
from jafflegaggle.rules import Rules
from jafflegaggle.staging import SOURCES
from jafflegaggle.staging.stage import valid_rows

# Inputs that are made of what other tables hold, or of their checks.
LATER = ("quarantine_parts", "finding_parts", "crm_change_set", "results")


@dataclass
class Steps:
    """The frames of a run by name, and how shared ones are materialized.

    Attributes:
        materialize: writes a step and reads it back; the default leaves it lazy.
        look: fetches the row of a one-row frame if that is cheap; the default never does.
        extra: the further columns of sources that a table carries, by the table's name.
        frames: all steps and tables so far.
    """

    materialize: Materialize = lambda _name, rows: rows
    look: Look = lambda _rows: None
    frames: dict[str, DataFrame] = field(default_factory=dict)
    extra: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def step(self, name: str, rows: DataFrame) -> DataFrame:
        """Materialize a step under its name."""
        self.frames[name] = self.materialize(name, rows)
        return self.frames[name]

    def build(self, tables: Iterable[Table[...]], given: Mapping[str, object]) -> None:
        """Build tables, each from what is given and what was built before.

        Args:
            tables: the tables. Left out are those that are there, and those that lack an input.
            given: inputs by name; None: not there, or not yet.

        Raises:
            TypeError: an input of a table is neither given nor a table.
        """
        for table in tables:
            unknown = [name for name in table.inputs if name not in given and name not in TABLES]
            if unknown:
                raise TypeError(f"table {table.name} reads {', '.join(unknown)}, which nothing is")
            if table.name in self.frames:
                continue
            extended = table.with_extra(self.extra.get(table.name, ()))
            rows = extended.among({**given, **self.frames})
            if rows is not None and table.is_view:
                self.frames[table.name] = rows
            elif rows is not None:
                self.step(table.name, rows)


class Customer360(NamedTuple):
    """What the sources were turned into.

    Attributes:
        tables: the published tables by name, without `check_results`.
        event_names: which names of the rules events have, for the next incremental run.
    """

    tables: dict[str, DataFrame]
    event_names: Collection[str]


def customer_360(
    staged: Mapping[str, DataFrame],
    merges: Merges,
    events: Events,
    rules: Rules,
    snapshot_date: dt.date,
    steps: Steps,
    further: Mapping[str, object],
) -> Customer360:
    """Turn staged sources into the tables to publish.

    Args:
        staged: the staged rows of users, gaggles, events and, where there are, other sources.
        merges: the merge lists, compiled.
        events: the events, all of them or those since earlier runs.
        rules: the rules of the business.
        snapshot_date: the date of the snapshot.
        steps: materializes and collects the steps.
        further: what findings compare with, by the names of their parameters.
    """
    valid = {name: valid_rows(rows) for name, rows in staged.items()}
    given: dict[str, object] = {
        **dict.fromkeys(SOURCES),
        **valid,
        "resolved_emails": merges.resolved_emails,
        "resolved_domains": merges.resolved_domains,
        "joined_companies": merges.joined_companies,
        "merge_lines": merges.report,
        "rules": rules,
        "event_names": rules.event_names,
        "order_events": rules.order_events,
        "internal_people": rules.internal_people,
        "snapshot_date": snapshot_date,
        "partitions": None,  # an event stream knows better
        **dict.fromkeys(LATER),
        **further,
    }
    steps.frames["user_activity"] = user_activity = events.activity(steps.step)
    steps.build(TABLES.values(), given)
    totals = steps.look(steps.frames["event_totals"])
    exceptions = events.exceptions(totals, user_activity, valid["users"], steps.step, steps.look)

    quarantined = [quarantined_rows(name, staged[name]) for name in staged if name != "events"]
    unreadable = (unreadable_cells(name, rows) for name, rows in staged.items())
    found = findings_among({**given, **steps.frames, "totals": totals})
    given["quarantine_parts"] = [*quarantined, *exceptions.quarantine]
    given["finding_parts"] = [
        *found,
        *(part for part in unreadable if part is not None),
        *exceptions.findings,
    ]
    steps.build(TABLES.values(), given)
    built = {table.name: steps.frames.get(table.name) for table in PUBLISHED}
    tables = {name: rows for name, rows in built.items() if rows is not None}
    return Customer360(tables, exceptions.event_names)
