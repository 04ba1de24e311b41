"""One run: read, compute, audit, publish, and sum up."""

import logging
import time
from dataclasses import asdict, replace

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle import __version__, checks, engine, incremental
from jafflegaggle.config import Config, fingerprint
from jafflegaggle.errors import CheckError, InputError
from jafflegaggle.incremental import lost_state, open_history, state_of
from jafflegaggle.models import PUBLISHED
from jafflegaggle.pipeline import customer_360
from jafflegaggle.publish import Kind, Manifest, Store, open_store
from jafflegaggle.reading import line_for_people, reading_of
from jafflegaggle.report.log import Progress, here
from jafflegaggle.sources.inputs import inputs, refuse_changes
from jafflegaggle.sources.reader import blame, read_sources
from jafflegaggle.staging import staged_events
from jafflegaggle.summary import summary

NUMBER_OF_STEPS = 19  # with deals
# What shows why the checks of a run failed.
EVIDENCE = ("quarantine", "findings", "check_results")

log = logging.getLogger(__name__)


def run(config: Config, engine_name: str) -> str:
    """Run the job: everything that it publishes, or nothing.

    Args:
        config: what to read, by which rules, and where to publish.
        engine_name: as `engine.open_session` takes it.

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
            told = _run(session, config)
        except Exception as error:
            if not engine.is_engine_error(error):
                raise
            if not engine.is_gone(error):
                blame(session, config)
            where = "".join(f" {note}" for note in getattr(error, "__notes__", ()))
            raise InputError(f"{described}{where}: {engine.failure(error)}") from error
    return f"{told}\nDone in {time.monotonic() - started:.1f} s."


def _run(session: SparkSession, config: Config) -> str:
    progress = Progress(NUMBER_OF_STEPS)
    with progress.step("sources"):
        read = inputs(session, config)
        sources = read_sources(session, config)
    with open_store(session, config.output) as store:
        here.run = store.run_id
        for line in store.recovered:
            log.info("%s", line)
        before = store.last(config.snapshot_date)
        steps: dict[str, DataFrame] = {}
        kinds: dict[str, Kind] = {model.name: "table" for model in PUBLISHED}
        if config.incremental.enabled:
            kinds |= dict.fromkeys(incremental.STATE, "state")

        def keep(name: str, table: DataFrame) -> DataFrame:
            if name not in steps:
                with progress.step(name) as step:
                    steps[name] = store.keep(name, table, kinds.get(name, "step"))
                    step.rows = store.table(name).rows
            return steps[name]

        history, reading = None, None
        if config.incremental.enabled:
            with progress.step("history"):
                history = open_history(config, store, sources.events)
        graph = customer_360(sources, config.rules, keep, history)
        tables = {name: keep(name, table) for name, table in graph.items()}
        with progress.step("checks"):
            if history:
                reading = reading_of(config, history, sources.events, steps["user_activity"])
            results = checks.measured(
                tables,
                steps,
                config.checks,
                rows_before=_rows(before),
                staged_events=staged_events(
                    sources.events, config.rules.id_type, config.rules.deduplicate_events
                ),
                of_increment=reading.failing_rows if reading else None,
            )
        failed = [str(result) for result in results if result.status == "fail"]
        if failed:
            keep("check_results", checks.as_table(session, results))
            raise CheckError("\n".join(["nothing was published:", *failed, *_retained(store)]))
        refuse_changes(read, inputs(session, config))
        tables["check_results"] = keep("check_results", checks.as_table(session, results))
        manifest = Manifest(
            run_id=store.run_id,
            snapshot_date=str(config.snapshot_date),
            version=__version__,
            engine=engine.describe(session),
            config_hash=fingerprint(config.sources, config.rules, config.checks),
            inputs=read,
            tables={name: store.table(name) for name in tables},
            checks=[asdict(result) for result in results],
        )
        # Told before the tables move to their place, from where they are.
        told = [summary(tables, _rows(manifest), results, config), *lost_state(config, before)]
        if history and reading:
            manifest = replace(
                manifest,
                state=state_of(config, history, reading, store, steps, sources.events),
            )
            files = [file["path"] for file in read["events"].get("files", ())]
            users_gone = store.table("users_gone").rows if "users_gone" in steps else 0
            told.append(line_for_people(history, reading, files, sources.events, users_gone))
        with progress.step("publish"):
            store.publish(manifest)
        if config.output.keep and (removed := _pruned(store, config.output.keep)):
            told.append(f"Removed    the snapshots of {', '.join(removed)}")
        return "\n".join(told)


def _rows(manifest: Manifest | None) -> dict[str, int]:
    return {name: table.rows for name, table in manifest.tables.items()} if manifest else {}


def _retained(store: Store) -> list[str]:
    """Keep what shows why the checks failed; a line that names the place."""
    place = store.retain(EVIDENCE)
    return [f"{', '.join(EVIDENCE)} of this run: {place}, until the next run"] if place else []


def _pruned(store: Store, keep: int) -> list[str]:
    """The dates removed; what hinders that is logged, but the run is published by now."""
    try:
        return store.prune(keep)
    except Exception as error:
        if not (isinstance(error, InputError) or engine.is_engine_error(error)):
            raise
        why = engine.failure(error)
        log.warning("older snapshots are still there: %s; the next run goes on", why)
        return []
