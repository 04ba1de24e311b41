"""One run: read, compute, check, publish, and tell."""

import sys
import time

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle import checks, engine
from jafflegaggle.config import Config
from jafflegaggle.errors import CheckError, InputError
from jafflegaggle.pipeline import customer_360
from jafflegaggle.progress import Progress
from jafflegaggle.publish import open_store
from jafflegaggle.sources.reader import blame, read_sources
from jafflegaggle.staging import staged_events
from jafflegaggle.summary import summary

NUMBER_OF_STEPS = 19  # with deals


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
        print(f"{engine.describe(session)}, snapshot {config.snapshot_date}", file=sys.stderr)
        try:
            told = _run(session, config)
        except Exception as error:
            if not engine.is_engine_error(error):
                raise
            blame(session, config)
            raise InputError(f"{engine.describe(session)}: {engine.failure(error)}") from error
    return f"{told}\nDone in {time.monotonic() - started:.1f} s."


def _run(session: SparkSession, config: Config) -> str:
    progress = Progress(NUMBER_OF_STEPS)
    with progress.step("sources"):
        sources = read_sources(session, config)
    store = open_store(session, config.output)
    steps: dict[str, DataFrame] = {}
    rows: dict[str, int] = {}

    def keep(name: str, table: DataFrame) -> DataFrame:
        if name not in steps:
            with progress.step(name) as step:
                steps[name] = store.keep(name, table)
                step.rows = rows[name] = store.rows(name)
        return steps[name]

    try:
        graph = customer_360(sources, config.rules, keep)
        tables = {name: keep(name, table) for name, table in graph.items()}
        with progress.step("checks"):
            events = staged_events(sources.events, config.rules.id_type)
            results = checks.measured(tables, steps, config.checks, staged_events=events)
        failed = [str(result) for result in results if result.status == "fail"]
        if failed:
            raise CheckError("\n".join(["nothing was published:", *failed]))
        tables["check_results"] = keep("check_results", checks.as_table(session, results))
        # Told before the tables move to their place, from where they are.
        told = summary(tables, rows, results, config)
        with progress.step("publish"):
            store.publish(tables, config.snapshot_date)
    finally:
        store.clean()
    return told
