"""The change set that is due: a published snapshot against what was last acknowledged."""

from collections.abc import Mapping

from pyspark.sql import SparkSession

from jafflegaggle.config import Config
from jafflegaggle.crm.baseline import Baseline
from jafflegaggle.crm.baseline_store import open_baselines
from jafflegaggle.crm.change_set import ChangeSet, change_set_of
from jafflegaggle.crm.mapping import crm_settings, mapping_of
from jafflegaggle.crm.records import READ
from jafflegaggle.crm.systems.spec import PLURALS
from jafflegaggle.errors import CheckError, InputError
from jafflegaggle.models.audit.crm_changes import DELETE
from jafflegaggle.publish import Snapshot
from jafflegaggle.text import listed

# Fewer deletes than these are let through, whatever part of the baseline they are.
FEW = 10
STOPPED = "is the snapshot whole? if the deletes are meant, --allow-deletes lets them through"


def current_change_set(
    session: SparkSession, config: Config, snapshot: Snapshot, send_all: bool = False
) -> ChangeSet:
    """The change set of a published snapshot; lazy.

    Args:
        session: the engine.
        config: the configuration, with a CRM.
        snapshot: the snapshot.
        send_all: whether unchanged records are updates, too.

    Raises:
        InputError: no CRM is configured, or the snapshot lacks a table or a mapped column.
    """
    mapping = mapping_of(config)
    missing = [name for name in READ if name not in snapshot.tables]
    if missing:
        raise InputError(
            f"{snapshot.place}: the snapshot is of an earlier version, without {listed(missing)}; "
            "run the job again"
        )
    baseline = open_baselines(session, config.output, mapping).load()
    manifest = snapshot.manifest
    return change_set_of(
        snapshot.tables, mapping, baseline, manifest.snapshot_date, manifest.run_id, send_all
    )


def too_many_deletes(
    counts: Mapping[str, Mapping[str, int]], baseline: Baseline, fraction: float
) -> list[str]:
    """What is wrong with the deletes of a change set, a sentence per object; nothing if it is fine.

    Args:
        counts: the number of records by object and operation.
        baseline: what it is held against.
        fraction: `crm.max_deleted_fraction`.

    >>> from unittest.mock import Mock
    >>> baseline = Baseline("1", Mock(), {"company": 100, "contact": 1_000})
    >>> counts = {"company": {"delete": 9}, "contact": {"delete": 51}}
    >>> too_many_deletes(counts, baseline, 0.05)
    ['51 of 1,000 contacts would be deleted, more than crm.max_deleted_fraction = 0.05']
    """
    sentences = []
    for object_, of_object in counts.items():
        deleted, there = of_object.get(DELETE, 0), baseline.counts.get(object_, 0)
        if deleted >= FEW and deleted > fraction * there:
            sentences.append(
                f"{deleted:,} of {there:,} {PLURALS[object_]} would be deleted, more than "
                f"crm.max_deleted_fraction = {fraction:g}"
            )
    return sentences


def raise_on_deletes(
    counts: Mapping[str, Mapping[str, int]], baseline: Baseline, config: Config
) -> None:
    """Stop before a wave of deletes.

    Raises:
        CheckError: more would be deleted than `crm.max_deleted_fraction` lets through.
    """
    found = too_many_deletes(counts, baseline, crm_settings(config).max_deleted_fraction)
    if found:
        raise CheckError("\n".join([*found, STOPPED]))
