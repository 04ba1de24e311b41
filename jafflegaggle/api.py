"""The job as a single Python call: sources in, tables out, no files."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle import pipeline
from jafflegaggle.frames import Materialize
from jafflegaggle.identity.lines import MergeLine, MergeLines
from jafflegaggle.identity.merges import Merges, compile_merges
from jafflegaggle.incremental.events import events_of
from jafflegaggle.incremental.state import State
from jafflegaggle.models.extra import extra_by_table
from jafflegaggle.pipeline import Customer360, Steps
from jafflegaggle.rules import Rules
from jafflegaggle.sources.merge_lists import merge_lines
from jafflegaggle.sources.sources import Sources
from jafflegaggle.staging import SOURCES, SourceSpec
from jafflegaggle.staging.stage import count_duplicates, stage, valid_rows


def customer_360(
    sources: Sources,
    rules: Rules | None = None,
    materialize: Materialize | None = None,
    snapshot_date: dt.date | None = None,
) -> dict[str, DataFrame]:
    """Turn the sources into the tables of the customer 360.

    Args:
        sources: users, gaggles, events, and optionally merge lists, vetoes, deals and others.
        rules: the business rules; the defaults if None.
        materialize: what to do with steps that several others read, for example
            `lambda name, rows: rows.persist()`; by default they are computed again.
        snapshot_date: the date of the snapshot; today, UTC, if None.

    Returns:
        The published tables by name, lazy unless materialized. The merge lists are compiled
        eagerly, which looks up their e-mails and domains among the users.

    Raises:
        InputError: a source lacks a column, or a merge list has lines that people must fix first.
    """
    date = snapshot_date or dt.datetime.now(dt.UTC).date()
    steps = Steps(materialize) if materialize else Steps()
    return build(sources, rules or Rules(), date, steps).tables


def build(
    sources: Sources,
    rules: Rules,
    snapshot_date: dt.date,
    steps: Steps,
    state: State | None = None,
    further: Mapping[str, object] | None = None,
    tried: Mapping[str, Sequence[MergeLine]] | None = None,
) -> Customer360:
    """Stage the sources, compile the merge lists, and build the graph.

    Args:
        sources: the sources.
        rules: the rules of the business.
        snapshot_date: the date of the snapshot.
        steps: materializes the steps, and collects them.
        state: the state of earlier runs; None to read all events.
        further: what findings compare with, by the names of their parameters.
        tried: lines to add to merge lists, by the list's name.
    """
    steps.extra = extra_by_table(sources.extra)
    staged = stage_sources(sources, rules, steps)
    users = valid_rows(staged["users"])
    lists = {
        name: merge_lines(
            name, sources.get(name), rules.max_merge_lines, sources.cells(name).null_values
        )
        for name, spec in SOURCES.items()
        if spec.is_list
    }
    for name, lines in (tried or {}).items():
        lists[name] = replace(lists[name], lines=(*lists[name].lines, *lines))
    merges = compile_merges(users, lists, rules, steps.materialize)
    steps.frames |= {
        spec.staged: lines_of(spec, merges) for spec in SOURCES.values() if spec.is_merge_list
    }
    stream = sources.event_stream.with_frame(staged["events"])
    events = events_of(stream, rules, state, snapshot_date)
    return pipeline.customer_360(staged, merges, events, rules, snapshot_date, steps, further or {})


def lines_of(spec: SourceSpec, merges: Merges) -> DataFrame:
    """One row per line of a merge list, as written, for its checks."""
    lines = merges.report.where(F.col("list") == F.lit(spec.name))
    written = zip(("old", "new"), spec.column_names, strict=True)
    cells = (F.col(side).alias(column) for side, column in written)
    return lines.select(*cells, F.lit(None).cast("string").alias("reason"))


def stage_sources(sources: Sources, rules: Rules, steps: Steps) -> dict[str, DataFrame]:
    """The staged rows of every source of rows that is given; an event stream stays lazy."""
    staged = {}
    for name, spec in SOURCES.items():
        source = sources.get(name)
        if spec.is_list or source is None or isinstance(source, MergeLines):
            continue
        if spec.is_stream:
            rows = stage(spec, source, rules, cells=sources.cells(name))
            staged[name] = steps.frames[spec.staged] = rows
            continue
        # Counting duplicate keys first makes the plan shorter.
        cells = sources.cells(name)
        look = steps.look(count_duplicates(spec, source, rules, cells)) if spec.key else None
        rows = stage(spec, source, rules, look is None or look.keys > 0, cells)
        staged[name] = steps.step(spec.staged, rows)
    return staged
