"""The whole graph on one screen, from the sources to the tables. Lazy: it starts no job."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ParamSpec

from pyspark.sql import DataFrame

from jafflegaggle import models as model
from jafflegaggle.frames import Materialize
from jafflegaggle.identity.merges import Merges
from jafflegaggle.incremental.event_names import Look
from jafflegaggle.incremental.events import Events
from jafflegaggle.models.audit.findings import findings_among, unreadable_cells
from jafflegaggle.models.audit.quarantine import quarantined_rows
from jafflegaggle.rules import Rules
from jafflegaggle.staging.stage import valid_rows

P = ParamSpec("P")


@dataclass
class Steps:
    """The frames of a run by name, and how shared ones are materialized.

    Attributes:
        materialize: writes a step and reads it back; the default leaves it lazy.
        look: fetches the row of a one-row frame if that is cheap; the default never does.
        extra: the further columns of sources that a table carries, by the table's name.
        frames: all steps and tables so far.
        event_names: which names of the rules events have, for the next incremental run.
    """

    materialize: Materialize = lambda _name, rows: rows
    look: Look = lambda _rows: None
    frames: dict[str, DataFrame] = field(default_factory=dict)
    extra: Mapping[str, Sequence[str]] = field(default_factory=dict)
    event_names: Collection[str] = ()

    def __call__(self, table: model.Table[P], *inputs: P.args, **others: P.kwargs) -> DataFrame:
        """The rows of a table, materialized unless it is a view."""
        rows = table.with_extra(self.extra.get(table.name, ()))(*inputs, **others)
        return rows if table.is_view else self.step(table.name, rows)

    def step(self, name: str, rows: DataFrame) -> DataFrame:
        """Materialize a step under its name."""
        self.frames[name] = self.materialize(name, rows)
        return self.frames[name]


def customer_360(
    staged: Mapping[str, DataFrame],
    merges: Merges,
    events: Events,
    rules: Rules,
    snapshot_date: dt.date,
    step: Steps,
) -> dict[str, DataFrame]:
    """Turn staged sources into the tables to publish.

    Args:
        staged: the staged rows of users, gaggles, events and, where there are, deals.
        merges: the merge lists, compiled.
        events: the events, all of them or those since earlier runs.
        rules: the rules of the business.
        snapshot_date: the date of the snapshot.
        step: materializes the steps.

    Returns:
        The published tables by name, without `check_results`.
    """
    valid = {name: valid_rows(rows) for name, rows in staged.items()}
    users, gaggles, deals = valid["users"], valid["gaggles"], valid.get("deals")

    step.frames["user_activity"] = user_activity = events.activity(step.step)
    merged_users = step(model.merged_users, users, merges.resolved_emails)
    people = step(
        model.people,
        users,
        user_activity,
        merged_users,
        merges.resolved_domains,
        rules.internal_people,
    )
    bridge = step(model.bridge, people, snapshot_date)
    contacts = step(model.contacts, people, bridge, snapshot_date)
    power_users = step(model.power_users, people)
    deal_accounts = None
    if deals is not None:
        deal_accounts = step(
            model.deal_accounts,
            deals,
            contacts,
            bridge,
            merges.resolved_emails,
            merges.resolved_domains,
            snapshot_date,
        )

    totals = step.look(step(model.event_totals, user_activity, people))
    exceptions = events.exceptions(totals, user_activity, users, step.step, step.look)
    quarantine = [quarantined_rows(name, staged[name]) for name in staged if name != "events"]
    step.event_names = exceptions.event_names
    steps = {**valid, **step.frames, "totals": totals, "rules": rules}
    unreadable = (unreadable_cells(name, rows) for name, rows in staged.items())
    findings = [*findings_among(steps), *(part for part in unreadable if part is not None)]

    return {
        "contacts": contacts,
        "gaggle_domains": step(model.gaggle_domains, bridge),
        "gaggle_facts": step(model.gaggle_facts, gaggles, bridge, snapshot_date),
        "accounts": step(model.accounts, bridge, power_users, deal_accounts, snapshot_date),
        "contact_aliases": step(model.contact_aliases, users, merged_users),
        "merge_report": step(model.merge_report, merges.report),
        "findings": step(model.findings, [*findings, *exceptions.findings]),
        "quarantine": step(model.quarantine, [*quarantine, *exceptions.quarantine]),
    }
