"""One run: read, build, check, publish, and report."""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from pyspark.sql import DataFrame, Row, SparkSession

from jafflegaggle import __version__, engine
from jafflegaggle.api import build
from jafflegaggle.checks.result import Result, result_rows
from jafflegaggle.checks.runner import run_checks
from jafflegaggle.config import Config, fingerprint
from jafflegaggle.errors import CheckError, InputError
from jafflegaggle.incremental import stored_state
from jafflegaggle.incremental.reconcile import Reconciliation, reconcile, summary_line
from jafflegaggle.incremental.state import State
from jafflegaggle.models import PUBLISHED, check_results, checked_subjects
from jafflegaggle.pipeline import Steps
from jafflegaggle.publish import Kind, Manifest, Store, open_store
from jafflegaggle.report.log import Progress, here
from jafflegaggle.report.steps import Materializer, number_of_steps
from jafflegaggle.report.summary import count_by_labels, summary
from jafflegaggle.report.unreadable_cells import find_unreadable, notes_of
from jafflegaggle.report.unreadable_columns import (
    assert_ids,
    assert_no_counts_for_times,
    assert_users,
    columns_without_ids,
)
from jafflegaggle.sources.inputs import (
    assert_inputs_unchanged,
    describe_inputs,
    list_inputs,
    passed_over,
)
from jafflegaggle.sources.reader import diagnose_inputs, read_sources
from jafflegaggle.sources.sources import Sources

# The tables that show why checks failed.
EVIDENCE = ("quarantine", "findings", "check_results")

log = logging.getLogger(__name__)


def run(config: Config, engine_name: str) -> str:
    """Run the job, which publishes everything or nothing.

    Args:
        config: the configuration.
        engine_name: the value of `--engine`.

    Returns:
        The summary, for people.

    Raises:
        JobError: an input is wrong, or a check failed; nothing was published.
    """
    started = time.monotonic()
    with engine.open_session(engine_name) as session:
        described = engine.describe(session)
        log.info("%s, snapshot %s", described, config.snapshot_date)
        try:
            report = Run(session, config).publish()
        except Exception as error:
            if not engine.is_engine_error(error):
                raise
            if not engine.is_gone(error):
                diagnose_inputs(session, config)
            where = "".join(f" {note}" for note in getattr(error, "__notes__", ()))
            raise InputError(f"{described}{where}: {engine.failure(error)}") from error
    return f"{report}\nDone in {time.monotonic() - started:.1f} s."


def look(rows: DataFrame) -> Row | None:
    """The row of a frame of one row."""
    return rows.collect()[0]


class Run:
    """A run in its session."""

    def __init__(self, session: SparkSession, config: Config) -> None:
        self.session = session
        self.config = config
        self.progress = Progress(number_of_steps(config))

    def publish(self) -> str:
        """Read, build, check and publish; return the summary."""
        config = self.config
        with self.progress.step("sources"):
            inputs = list_inputs(self.session, config)
            sources = read_sources(self.session, config, inputs)
        with open_store(self.session, config.output) as store:
            here.run = store.run_id
            for line in store.recovered:
                log.info("%s", line)
            before = store.last(config.snapshot_date)
            state = self._state(store, sources)
            steps = self._steps(store)
            built = build(sources, config.rules, config.snapshot_date, steps, state)
            tables = built.tables
            counts = count_by_labels(tables)
            unreadable = find_unreadable(counts, tables, sources, config.rules)
            assert_no_counts_for_times(unreadable, steps.frames, sources)
            notes = notes_of(unreadable)
            people, staged = store.table("people").rows, steps.frames["staged_users"]
            assert_users(config, sources, people, staged, notes)
            with self.progress.step("checks"):
                found = self._reconcile(state, sources, steps)
                results = self._check(steps, _rows(before), found, notes)
            self._assert_ids(sources, steps, store, results)
            steps.build([check_results], {"results": result_rows(self.session, results)})
            tables["check_results"] = steps.frames["check_results"]
            _raise_on_failures(results, store)
            assert_inputs_unchanged(inputs, list_inputs(self.session, config))
            read = describe_inputs(config, inputs)
            manifest = self._manifest(store, read, tables, results)
            # Before publishing, from where the tables are now.
            report = [summary(tables, _rows(manifest), results, config, counts, unreadable)]
            report += [*passed_over(inputs), *stored_state.lost_state(config, before)]
            if state and found:
                stream = sources.event_stream
                left = stored_state.stored_state(
                    config, state, found, stream, store, steps.frames, built.event_names
                )
                manifest = replace(manifest, state=left)
                has_removed = "removed_users" in steps.frames
                removed_users = store.table("removed_users").rows if has_removed else 0
                report.append(summary_line(state, found, removed_users))
                report += stored_state.cursor_advice(config, stream)
            with self.progress.step("publish"):
                store.publish(manifest)
            if config.output.keep and (removed := _prune(store, config.output.keep)):
                report.append(f"Removed    the snapshots of {', '.join(removed)}")
            return "\n".join(report)

    def _state(self, store: Store, sources: Sources) -> State | None:
        if not self.config.incremental.enabled:
            return None
        with self.progress.step("state"):
            return stored_state.load_state(self.config, store, sources.event_stream)

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
        )

    def _manifest(
        self,
        store: Store,
        read: dict[str, dict[str, Any]],
        tables: dict[str, DataFrame],
        results: Sequence[Result],
    ) -> Manifest:
        config = self.config
        return Manifest(
            run_id=store.run_id,
            snapshot_date=str(config.snapshot_date),
            version=__version__,
            engine=engine.describe(self.session),
            config_hash=fingerprint(config.sources, config.rules, config.checks),
            inputs=read,
            tables={name: store.table(name) for name in tables},
            checks=[asdict(result) for result in results],
        )


def _rows(manifest: Manifest | None) -> dict[str, int]:
    return {name: table.rows for name, table in manifest.tables.items()} if manifest else {}


def _raise_on_failures(results: Sequence[Result], store: Store) -> None:
    """Stop a run whose checks failed, keeping the evidence.

    Raises:
        CheckError: a check failed; the message names each one, and the evidence.
    """
    failed = [str(result) for result in results if result.status == "fail"]
    if not failed:
        return
    place = store.retain(EVIDENCE)
    kept = [f"{', '.join(EVIDENCE)} of this run: {place}, until the next run"] if place else []
    raise CheckError("\n".join(["nothing was published:", *failed, *kept]))


def _prune(store: Store, keep: int) -> list[str]:
    """Remove old snapshots, return their dates; failures are only logged: the run is published."""
    try:
        return store.prune(keep)
    except Exception as error:
        if not (isinstance(error, InputError) or engine.is_engine_error(error)):
            raise
        why = engine.failure(error)
        log.warning("older snapshots are still there: %s; the next run goes on", why)
        return []
