"""A run up to the end of its checks: read, build and check. Nothing is published here."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame, Row, SparkSession

from jafflegaggle.api import build
from jafflegaggle.checks.result import Result, result_rows
from jafflegaggle.checks.runner import run_checks
from jafflegaggle.computed import Computed, rows_of
from jafflegaggle.config import Config
from jafflegaggle.crm.baseline_store import crm_baseline
from jafflegaggle.crm.change_set import change_set_of
from jafflegaggle.crm.mapping import CrmMapping, mapping_of
from jafflegaggle.errors import InputError
from jafflegaggle.identity.lines import MergeLine
from jafflegaggle.incremental import stored_state
from jafflegaggle.incremental.reconcile import Reconciliation, reconcile
from jafflegaggle.incremental.state import State
from jafflegaggle.models import PUBLISHED, check_results, checked_subjects, crm_changes
from jafflegaggle.models.audit.since_last import READ_BEFORE, name_before
from jafflegaggle.pipeline import Steps
from jafflegaggle.publish import Kind, Manifest, Snapshots, Store
from jafflegaggle.report.progress import Progress
from jafflegaggle.report.steps import Materializer, number_of_steps
from jafflegaggle.report.summary import count_by_labels
from jafflegaggle.report.unreadable_cells import find_unreadable, notes_of
from jafflegaggle.report.unreadable_columns import (
    assert_ids,
    assert_no_counts_for_times,
    assert_users,
    columns_without_ids,
)
from jafflegaggle.sources.files import SourceFiles
from jafflegaggle.sources.inputs import list_inputs
from jafflegaggle.sources.reader import read_sources
from jafflegaggle.sources.sources import Sources

# From so many on, the checks of keys are slower together than one kind after the other.
MANY_CONTACTS = 1_000_000

log = logging.getLogger(__name__)


def look(rows: DataFrame) -> Row | None:
    """The row of a frame of one row."""
    return rows.collect()[0]


@dataclass(frozen=True)
class Computation:
    """Computes a run in its session.

    Attributes:
        session: the engine.
        config: the configuration.
        tried: lines to add to merge lists, by the list's name.
        mapping: how records are written into the CRM; None if none is configured.
        progress: shows the steps.
    """

    session: SparkSession
    config: Config
    tried: Mapping[str, Sequence[MergeLine]]
    mapping: CrmMapping | None
    progress: Progress

    @classmethod
    def of(
        cls,
        session: SparkSession,
        config: Config,
        tried: Mapping[str, Sequence[MergeLine]] | None = None,
    ) -> "Computation":
        """A computation that shows its progress.

        Raises:
            InputError: the mapping of the CRM names a column that there is none of.
        """
        mapping = mapping_of(config) if config.crm else None
        return cls(session, config, tried or {}, mapping, Progress(number_of_steps(config)))

    def read(self) -> tuple[dict[str, SourceFiles], Sources]:
        """Read the sources, before an output is locked."""
        with self.progress.step("sources"):
            inputs = list_inputs(self.session, self.config)
            return inputs, read_sources(self.session, self.config, inputs)

    def compute(
        self,
        inputs: Mapping[str, SourceFiles],
        sources: Sources,
        store: Store,
        snapshots: Snapshots,
    ) -> Computed:
        """Build and check the tables.

        Args:
            inputs: the files that were read.
            sources: what was read.
            store: where steps and tables are written.
            snapshots: what was published before.

        Raises:
            InputError: an input is wrong.
        """
        config = self.config
        before = snapshots.last(config.snapshot_date)
        if before:
            self.progress.expect(before.seconds)
        state = self._state(snapshots, sources)
        baseline = crm_baseline(self.session, config)
        steps = self._steps(store)
        built = build(
            sources,
            config.rules,
            config.snapshot_date,
            steps,
            state,
            further=_tables_before(before, snapshots)
            | {
                "limits": config.checks.limits,
                "crm_baseline": baseline.rows if baseline and baseline.id else None,
            },
            tried=self.tried,
        )
        tables = built.tables
        if self.mapping and baseline:
            date, run_id = str(config.snapshot_date), store.run_id
            change_set = change_set_of(tables, self.mapping, baseline, date, run_id)
            steps.build([crm_changes], {"crm_change_set": change_set.table()})
            tables["crm_changes"] = steps.frames["crm_changes"]
        counts = count_by_labels(tables)
        unreadable = find_unreadable(counts, tables, sources, config.rules)
        assert_no_counts_for_times(unreadable, steps.frames, sources)
        notes = notes_of(unreadable)
        people, staged = store.table("people").rows, steps.frames["staged_users"]
        assert_users(config, sources, people, staged, notes)
        with self.progress.step("checks"):
            found = self._reconcile(state, sources, steps)
            has_many_rows = store.table("contacts").rows > MANY_CONTACTS
            results = self._check(steps, rows_of(before), found, notes, has_many_rows)
        self._assert_ids(sources, steps, store, results)
        steps.build([check_results], {"results": result_rows(self.session, results)})
        tables["check_results"] = steps.frames["check_results"]
        return Computed(
            inputs,
            sources,
            before,
            state,
            found,
            baseline,
            steps,
            built,
            results,
            counts,
            unreadable,
        )

    def _state(self, snapshots: Snapshots, sources: Sources) -> State | None:
        if not self.config.incremental.enabled:
            return None
        with self.progress.step("state"):
            return stored_state.load_state(self.config, snapshots, sources.event_stream)

    def _steps(self, store: Store) -> Steps:
        kinds: dict[str, Kind] = {table.name: "table" for table in PUBLISHED}
        if self.config.incremental.enabled:
            kinds |= dict.fromkeys(stored_state.TABLES, "state")
        done: dict[str, DataFrame] = {}
        materialize = Materializer(store, self.progress, kinds, done)
        return Steps(materialize, look, done)

    def _assert_ids(
        self, sources: Sources, steps: Steps, store: Store, results: Sequence[Result]
    ) -> None:
        activity = "user_history" if "user_history" in steps.frames else "user_activity"
        rows = {name: store.table(name).rows for name in ("contacts", "gaggle_facts")}
        rows["user_activity"] = store.table(activity).rows
        suspects = columns_without_ids(rows, results, steps.frames[activity])
        assert_ids(self.config, sources, suspects)

    def _reconcile(
        self, state: State | None, sources: Sources, steps: Steps
    ) -> Reconciliation | None:
        if state is None:
            return None
        retention_days = self.config.incremental.retention_days
        return reconcile(state, sources.event_stream, steps.frames["user_history"], retention_days)

    def _check(
        self,
        steps: Steps,
        rows_before: dict[str, int],
        found: Reconciliation | None,
        notes: Mapping[str, str],
        has_many_rows: bool,
    ) -> list[Result]:
        observed = found.failing_rows if found else {}
        return run_checks(
            checked_subjects(),
            steps.frames,
            self.config.checks.severities,
            self.config.checks.limits,
            rows_before,
            {f"events.{name}": rows for name, rows in observed.items()},
            notes,
            has_many_rows=has_many_rows,
        )


def _tables_before(before: Manifest | None, snapshots: Snapshots) -> dict[str, object]:
    """The tables of the last snapshot that findings compare with; a damaged one is passed over."""
    tables: dict[str, object] = {}
    for name in READ_BEFORE:
        if before is None or name not in before.tables:
            continue
        try:
            tables[name_before(name)] = snapshots.published_table(before, name)
        except InputError as error:
            log.warning("what has changed since %s is not looked at: %s", before.date, error)
    return tables
