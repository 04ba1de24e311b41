"""What `jafflegaggle export` does: it opens the engine, and refuses what must not be loaded."""

import datetime as dt
from dataclasses import dataclass

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle import engine
from jafflegaggle.config import Config
from jafflegaggle.crm.change_set_files import exports_root
from jafflegaggle.crm.current import current_change_set, raise_on_deletes
from jafflegaggle.crm.export import Exported, export
from jafflegaggle.crm.mapping import crm_settings
from jafflegaggle.crm.record_ids import KnownRecords, crm_records
from jafflegaggle.crm.stream import skipped_lines
from jafflegaggle.errors import CheckError, InputError
from jafflegaggle.publish import Snapshot, use_snapshot
from jafflegaggle.text import listed


@dataclass(frozen=True)
class Allowed:
    """What does not stop an export.

    Attributes:
        skipped: lines of merge lists that counted before, and were skipped.
        deletes: more deletes than `crm.max_deleted_fraction`.
    """

    skipped: bool = False
    deletes: bool = False


def export_files(
    config: Config,
    engine_name: str,
    snapshot_date: str = "",
    send_all: bool = False,
    allowed: Allowed | None = None,
) -> Exported:
    """Write the load files of what has changed since the last acknowledged export.

    Args:
        config: the configuration, with a CRM.
        engine_name: the value of `--engine`.
        snapshot_date: the date of the snapshot; the last one if empty.
        send_all: whether to send what has not changed, too.
        allowed: what does not stop it; nothing if None.

    Raises:
        InputError: no CRM is configured, there is no such snapshot, or the files cannot be written.
        CheckError: lines were skipped, or too much would be deleted.
        OutputHeldError: a run has removed or replaced the snapshot; nothing was exported.
    """
    crm_settings(config)
    with (
        engine.open_session(engine_name) as session,
        use_snapshot(session, config.output, snapshot_date) as snapshot,
    ):
        return _export(session, config, snapshot, send_all, allowed or Allowed())


def _export(
    session: SparkSession, config: Config, snapshot: Snapshot, send_all: bool, allowed: Allowed
) -> Exported:
    root = exports_root(config)
    if not engine.is_local(session, root):
        raise InputError(
            f"crm.output: expected a folder that both this process and {engine.describe(session)} "
            f"reach as files, found {root}"
        )
    date = snapshot.manifest.snapshot_date
    if not allowed.skipped and "findings" in snapshot.tables:
        lines = skipped_lines(snapshot.tables["findings"])
        if lines:
            raise CheckError(
                f"the snapshot of {date} was made without lines of merge lists that counted before "
                f"({listed(lines)}): who they had merged would be loaded as new records; fix the "
                "lines and run again, or export with --allow-skipped"
            )
    change_set = current_change_set(session, config, snapshot, send_all)
    if not allowed.deletes:
        raise_on_deletes(change_set.counts(), change_set.baseline, config)
    return export(
        change_set,
        crm_settings(config),
        _known(session, config, snapshot.tables.get("crm_links")),
        engine.local_path(root),
        dt.datetime.now(dt.UTC),
        send_all,
        snapshot.assert_there,
    )


def _known(
    session: SparkSession, config: Config, crm_links: DataFrame | None
) -> KnownRecords | None:
    return None if crm_links is None else KnownRecords(crm_links, crm_records(session, config))
