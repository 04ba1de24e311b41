"""One run: read, build, check, publish, and report."""

import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from pyspark.sql import SparkSession

from jafflegaggle import __version__, engine
from jafflegaggle.catalogue.run_events import RunEvents
from jafflegaggle.checks.result import Result
from jafflegaggle.computation import Computation
from jafflegaggle.computed import Computed, failures, rows_of
from jafflegaggle.config import Config, fingerprint
from jafflegaggle.errors import CheckError, InputError
from jafflegaggle.incremental import stored_state
from jafflegaggle.incremental.reconcile import Reconciliation, summary_line
from jafflegaggle.incremental.state import State
from jafflegaggle.publish import Manifest, Store, open_store
from jafflegaggle.report.log import here
from jafflegaggle.report.summary import summary
from jafflegaggle.session import open_engine
from jafflegaggle.sources.inputs import (
    assert_inputs_unchanged,
    describe_inputs,
    list_inputs,
    passed_over,
)

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
    with open_engine(config, engine_name) as session:
        report = Run(session, config).publish()
    return f"{report}\nDone in {time.monotonic() - started:.1f} s."


class Run:
    """A run in its session."""

    def __init__(self, session: SparkSession, config: Config) -> None:
        self.session = session
        self.config = config
        self.computation = Computation.of(session, config)

    def publish(self) -> str:
        """Read, build, check and publish; return the summary."""
        with RunEvents(self.config).sent() as events:
            return self._publish(events)

    def _publish(self, events: RunEvents) -> str:
        config = self.config
        inputs, sources = self.computation.read()
        with open_store(self.session, config.output) as store:
            here.run = store.run_id
            for line in store.recovered:
                log.info("%s", line)
            done = self.computation.compute(inputs, sources, store, store)
            events.checks = [asdict(result) for result in done.results]
            _raise_on_failures(done.results, store)
            assert_inputs_unchanged(inputs, list_inputs(self.session, config))
            manifest = self._manifest(store, describe_inputs(config, inputs), done)
            # Before publishing, from where the tables are now.
            counts, unreadable = done.counts, done.unreadable
            rows = rows_of(manifest)
            report = [summary(done.tables, rows, done.results, config, counts, unreadable)]
            report += [*passed_over(inputs), *stored_state.lost_state(config, done.before)]
            if done.state and done.found:
                manifest = replace(manifest, state=self._state(done.state, done.found, store, done))
                has_removed = "removed_users" in done.steps.frames
                removed_users = store.table("removed_users").rows if has_removed else 0
                report.append(summary_line(done.state, done.found, removed_users))
                report += stored_state.cursor_advice(config, sources.event_stream)
            progress = self.computation.progress
            manifest = replace(manifest, seconds=progress.rounded())
            with progress.step("publish"):
                files = store.data_files(manifest.tables)
                store.publish(manifest, events.documents(manifest, files))
            events.complete()
            if config.output.keep and (removed := _prune(store, config.output.keep)):
                report.append(f"Removed    the snapshots of {', '.join(removed)}")
            return "\n".join(report)

    def _state(
        self, state: State, found: Reconciliation, store: Store, done: Computed
    ) -> dict[str, Any]:
        stream, names = done.sources.event_stream, done.built.event_names
        return stored_state.stored_state(
            self.config, state, found, stream, store, done.steps.frames, names
        )

    def _manifest(
        self,
        store: Store,
        read: dict[str, dict[str, Any]],
        done: Computed,
    ) -> Manifest:
        config = self.config
        return Manifest(
            run_id=store.run_id,
            snapshot_date=str(config.snapshot_date),
            version=__version__,
            engine=engine.describe(self.session),
            config_hash=fingerprint(config.sources, config.rules, config.checks),
            inputs=read,
            tables={name: store.table(name) for name in done.tables},
            checks=[asdict(result) for result in done.results],
        )


def _raise_on_failures(results: Sequence[Result], store: Store) -> None:
    """Stop a run whose checks failed, keeping the evidence.

    Raises:
        CheckError: a check failed; the message names each one, and the evidence.
    """
    failed = failures(results)
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
