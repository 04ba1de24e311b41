"""Computes a plan: a run to the end of its checks, in a folder of its own that is removed."""

import logging
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import SparkSession

from jafflegaggle.computation import Computation
from jafflegaggle.computed import Computed, failures, rows_of
from jafflegaggle.config import Config, Output
from jafflegaggle.crm.baseline import Baseline
from jafflegaggle.crm.change_set import count_changes
from jafflegaggle.crm.current import too_many_deletes
from jafflegaggle.crm.mapping import crm_settings
from jafflegaggle.crm.report import against
from jafflegaggle.engine import engine_of, is_local, local_path
from jafflegaggle.errors import InputError
from jafflegaggle.identity.lines import MergeLine
from jafflegaggle.plan.plan import CrmPlan, Plan, compare
from jafflegaggle.plan.sections import READ
from jafflegaggle.publish import Snapshots, Store, noticing_removal, open_snapshots, open_store
from jafflegaggle.report.log import here
from jafflegaggle.session import open_engine
from jafflegaggle.sources.inputs import assert_inputs_unchanged, list_inputs

log = logging.getLogger(__name__)


def plan(
    config: Config,
    engine_name: str,
    tried: Mapping[str, Sequence[MergeLine]] | None = None,
    work: str = "",
) -> Plan:
    """What a run would change, without one: nothing is written under the output.

    Args:
        config: the configuration.
        engine_name: the value of `--engine`.
        tried: lines to add to merge lists, by the list's name.
        work: where the steps lie until the end; the system's temporary folder if empty.

    Raises:
        InputError: an input is wrong, or `work` is needed.
        OutputHeldError: a run has removed or replaced the snapshot meanwhile.
    """
    with open_engine(config, engine_name) as session:
        computation = Computation.of(session, config, tried)
        inputs, sources = computation.read()
        snapshots = open_snapshots(session, config.output)
        with _work_store(session, work) as store:
            here.run = store.run_id
            before = snapshots.last(config.snapshot_date)
            with noticing_removal(snapshots, before):
                done = computation.compute(inputs, sources, store, snapshots)
                assert_inputs_unchanged(inputs, list_inputs(session, config))
                crm = _crm_plan(config, done.baseline, done) if done.baseline else None
                return _plan(config, tried or {}, done, store, snapshots, crm)


def _plan(
    config: Config,
    tried: Mapping[str, Sequence[MergeLine]],
    done: Computed,
    store: Store,
    snapshots: Snapshots,
    crm: CrmPlan | None,
) -> Plan:
    before, found = done.before, []
    if before:
        there = {name: snapshots.published_table(before, name) for name in READ}
        found = compare(there, {name: done.tables[name] for name in READ})
    return Plan(
        snapshot_date=str(config.snapshot_date),
        compared_with=before,
        tried=tried,
        found=found,
        rows_before=rows_of(before),
        rows_now={name: store.table(name).rows for name in done.tables},
        failed=failures(done.results),
        warned=[result.sentence for result in done.results if result.status == "warn"],
        crm=crm,
    )


def _crm_plan(config: Config, baseline: Baseline, done: Computed) -> CrmPlan:
    counts = count_changes(done.tables["crm_changes"], baseline)
    stopped = too_many_deletes(counts, baseline, crm_settings(config).max_deleted_fraction)
    return CrmPlan(counts, against(baseline), stopped)


@contextmanager
def _work_store(session: SparkSession, work: str) -> Iterator[Store]:
    """A store in a folder of its own, which is removed."""
    root = work or tempfile.gettempdir()
    if not (work or is_local(session, root)):
        raise InputError(
            f"--work PATH is needed: {engine_of(session).title} and this process share no disk "
            "here; expected a folder that both reach"
        )
    if not is_local(session, root):
        with open_store(session, Output(path=f"{root.rstrip('/')}/jafflegaggle-plan")) as store:
            yield store
        return
    local_path(root).mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="jafflegaggle-plan-", dir=local_path(root)))
    try:
        with open_store(session, Output(path=str(folder))) as store:
            yield store
    finally:
        shutil.rmtree(folder, ignore_errors=True)
