"""Baselines are kept beside the snapshots, where no retention of theirs reaches them."""

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.config import Config, Output
from jafflegaggle.crm.baseline import NO_BASELINE, Baseline
from jafflegaggle.crm.baseline_places import FolderPlace, Place, Pointer, SchemaPlace
from jafflegaggle.crm.columns import BASELINE_COLUMNS
from jafflegaggle.crm.mapping import CrmMapping, mapping_of
from jafflegaggle.engine import failure
from jafflegaggle.frames import local_table
from jafflegaggle.publish import reached
from jafflegaggle.publish.files import is_of_files
from jafflegaggle.publish.layout import new_run_id
from jafflegaggle.publish.lock import locked
from jafflegaggle.text import listed

LOST = "the baseline is lost ({}): every record is an insert, and nothing is deleted"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Baselines:
    """The baselines of an output."""

    session: SparkSession
    place: Place
    mapping: CrmMapping

    def load(self) -> Baseline:
        """The baseline that counts. None, or a lost one, has no rows, and says why."""
        try:
            text = self.place.pointer()
            if text is None:
                return self._none(NO_BASELINE)
            pointer = Pointer.from_json(text)
            if other := self._other(pointer):
                return self._none(LOST.format(other))
            rows, there = self._rows(pointer)
        except Exception as error:
            if not (isinstance(error, ValueError) or is_of_files(error)):
                raise
            return self._none(LOST.format(failure(error)))
        if there != pointer.rows:
            why = f"{there:,} of its {pointer.rows:,} rows are there"
            return self._none(LOST.format(why))
        return Baseline(pointer.id, rows, pointer.counts, pointer.export, pointer.acknowledged_at)

    def replace(self, rows: DataFrame, export: str, before: Baseline) -> Pointer:
        """Make rows the baseline: complete, or not at all."""
        id_ = new_run_id(before.id)
        written = self.place.write(id_, rows.select(*BASELINE_COLUMNS))
        counted = written.groupBy("object").agg(F.count(F.lit(1)).alias("rows")).collect()
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        counts = {row.object: row.rows for row in counted}
        system, keys = self.mapping.system, self.mapping.keys
        pointer = Pointer(id_, before.id, system, export, now, counts, keys)
        self.place.point(pointer)
        try:
            self.place.tidy(pointer)
        except Exception as error:
            if not is_of_files(error):
                raise
            log.warning("older baselines are still there (%s)", failure(error))
        return pointer

    def _other(self, pointer: Pointer) -> str:
        """Why a baseline is not of the records that are configured; '' if it is."""
        if pointer.system != self.mapping.system:
            return f"it is of {pointer.system}, and crm.system is {self.mapping.system}"
        if pointer.keys != self.mapping.keys:
            before, now = (listed([*keys.values()]) for keys in (pointer.keys, self.mapping.keys))
            return f"its keys are {before}; configured are {now}"
        return ""

    def _rows(self, pointer: Pointer) -> tuple[DataFrame, int]:
        if not pointer.rows:  # an engine may have written no file
            return self._empty(), 0
        return self.place.read(pointer.id)

    def _none(self, why: str) -> Baseline:
        return Baseline("", self._empty(), why_none=why)

    def _empty(self) -> DataFrame:
        return local_table(self.session, BASELINE_COLUMNS, [])


def open_baselines(session: SparkSession, output: Output, mapping: CrmMapping) -> Baselines:
    """The baselines of an output, to be read.

    Args:
        session: the engine.
        output: where the snapshots are.
        mapping: how records are written.
    """
    if output.schema:
        return Baselines(session, SchemaPlace(session, output.schema, output.format), mapping)
    return Baselines(session, FolderPlace(session, output.path), mapping)


def crm_baseline(session: SparkSession, config: Config) -> Baseline | None:
    """What was acknowledged; None if no CRM is configured."""
    if config.crm is None:
        return None
    baseline = open_baselines(session, config.output, mapping_of(config)).load()
    if not baseline.id:
        log.info("CRM: %s", baseline.why_none)
    return baseline


@contextmanager
def held(session: SparkSession, output: Output) -> Iterator[None]:
    """Hold an output folder while a baseline is replaced; a catalog schema has no lock.

    Raises:
        OutputHeldError: a run, or another acknowledgement, holds it.
    """
    if output.schema:
        yield
        return
    files, place = reached(session, output.path)
    with locked(place, files, output.wait):
        yield
