"""`jafflegaggle acknowledge`: what a load has brought into the CRM becomes the baseline."""

import logging
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.config import Config
from jafflegaggle.crm.baseline import Baseline, next_baseline
from jafflegaggle.crm.baseline_store import held, open_baselines
from jafflegaggle.crm.change_set_files import StoredChangeSet, export_folder, read_change_set
from jafflegaggle.crm.lists import REJECTED
from jafflegaggle.crm.mapping import CrmMapping, mapping_of
from jafflegaggle.crm.rejected import Rejected, read_rejected
from jafflegaggle.crm.systems.spec import PLURALS
from jafflegaggle.errors import InputError
from jafflegaggle.frames import chunked_local_table
from jafflegaggle.publish import reached

AGAIN = "export again, and load and acknowledge that"

log = logging.getLogger(__name__)


def acknowledge(session: SparkSession, config: Config, export: str, failed: str = "") -> str:
    """Make the change set of an export the baseline, without what the CRM has not taken.

    Args:
        session: the engine.
        config: the configuration, with a CRM.
        export: the export's name, or its folder.
        failed: a CSV with more records that the CRM has not taken; '' for none.

    Returns:
        What was done, for people.

    Raises:
        InputError: there is no such export, or it was made against another baseline.
        OutputHeldError: a run, or another acknowledgement, holds the output.
    """
    mapping = mapping_of(config)
    folder = export_folder(session, config, export)
    change_set = read_change_set(session, folder)
    description = change_set.description
    if description.system != mapping.system:
        raise InputError(
            f"{folder}: an export for {description.system}, and crm.system is {mapping.system}"
        )
    rejected = _rejected(session, folder, failed, mapping)
    with held(session, config.output):
        baselines = open_baselines(session, config.output, mapping)
        before = baselines.load()
        if before.id and before.export == description.export:
            if failed:
                raise InputError(
                    f"{folder}: was acknowledged at {before.acknowledged_at} already, without "
                    f"--failed {failed}; export --all sends every record again"
                )
            return f"Nothing to do: {folder} was acknowledged at {before.acknowledged_at}"
        _assert_same(folder, change_set, before)
        types = {"object": "string", "key": "string"}
        frame = chunked_local_table(
            session, "rejected", types, [tuple(one) for one in rejected], lambda _, rows: rows
        )
        rows = next_baseline(before.rows, change_set.rows, frame)
        pointer = baselines.replace(rows, description.export, before)
    again = _again(change_set, rejected, frame)
    now = ", ".join(f"{pointer.counts.get(one, 0):,} {many}" for one, many in PLURALS.items())
    return "\n".join([f"Acknowledged {folder}", f"The CRM holds {now}", *again])


def _assert_same(folder: str, change_set: StoredChangeSet, before: Baseline) -> None:
    made_against = change_set.description.baseline
    if before.id == made_against:
        return
    if not before.id:
        raise InputError(f"{folder}: cannot be acknowledged: {before.why_none}; {AGAIN}")
    raise InputError(
        f"{folder}: was made before {before.export or 'another export'} was acknowledged "
        f"({before.acknowledged_at}), and does not know what that has changed; {AGAIN}"
    )


def _rejected(
    session: SparkSession, folder: str, failed: str, mapping: CrmMapping
) -> list[Rejected]:
    files, root = reached(session, folder)
    place = f"{folder}/{REJECTED}"
    found = read_rejected(files.read(f"{root}/{REJECTED}") or "", place, mapping)
    if failed:
        try:
            text = Path(failed).read_text(encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            raise InputError(f"--failed {failed}: cannot be read ({error})") from None
        found += read_rejected(text, f"--failed {failed}", mapping)
    return list(dict.fromkeys(found))


def _again(change_set: StoredChangeSet, rejected: list[Rejected], frame: DataFrame) -> list[str]:
    """How many records are sent again; names that the export does not have are reported."""
    if not rejected:
        return []
    sent = change_set.rows.select("object", F.col("key")).unionByName(
        change_set.rows.where(F.col("previous_key").isNotNull()).select(
            "object", F.col("previous_key").alias("key")
        )
    )
    known = frame.join(sent, on=["object", "key"], how="left_semi").count()
    if known < len(rejected):
        log.warning("%d rejected records are not in the export", len(rejected) - known)
    return [f"rejected records that the next export sends again: {known:,}"]
