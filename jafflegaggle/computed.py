"""What a run has computed, before it is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame

from jafflegaggle.checks.result import Result
from jafflegaggle.crm.baseline import Baseline
from jafflegaggle.incremental.reconcile import Reconciliation
from jafflegaggle.incremental.state import State
from jafflegaggle.pipeline import Customer360, Steps
from jafflegaggle.publish import Manifest
from jafflegaggle.report.unreadable_cells import UnreadableCells
from jafflegaggle.sources.files import SourceFiles
from jafflegaggle.sources.sources import Sources


@dataclass(frozen=True)
class Computed:
    """What a run has computed, in its store.

    Attributes:
        inputs: the files that were read.
        sources: what was read.
        before: the last snapshot up to the date, if any.
        state: the state of earlier runs; None if the run is not incremental.
        found: what became of the events of earlier runs.
        baseline: what the CRM holds, as acknowledged; None if no CRM is configured.
        steps: the steps and tables.
        built: the tables, and what the next run has to know.
        results: what the checks found.
        counts: what the summary counts.
        unreadable: the cells that could not be read.
    """

    inputs: Mapping[str, SourceFiles]
    sources: Sources
    before: Manifest | None
    state: State | None
    found: Reconciliation | None
    baseline: Baseline | None
    steps: Steps
    built: Customer360
    results: Sequence[Result]
    counts: Sequence[tuple[object, ...]]
    unreadable: Sequence[UnreadableCells]

    @property
    def tables(self) -> dict[str, DataFrame]:
        """The tables to publish, by name."""
        return self.built.tables


def rows_of(manifest: Manifest | None) -> dict[str, int]:
    """The number of rows of each table of a snapshot; empty if there is none."""
    return {name: table.rows for name, table in manifest.tables.items()} if manifest else {}


def failures(results: Sequence[Result]) -> list[str]:
    """The checks that failed, each with what it found."""
    return [str(result) for result in results if result.status == "fail"]
