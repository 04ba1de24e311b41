"""The steps of a run: how many there are, and each written, read again and reported."""

from dataclasses import dataclass

from pyspark.sql import DataFrame

from jafflegaggle.config import Config
from jafflegaggle.models import TABLES
from jafflegaggle.publish import Kind, Store
from jafflegaggle.report.progress import Progress
from jafflegaggle.staging import SOURCES

OTHER_STEPS = ("sources", "checks", "publish")


def number_of_steps(config: Config) -> int:
    """Roughly how many steps a run logs: the materialized sources and tables."""
    specs = [SOURCES[name] for name in config.sources]
    staged = [spec for spec in specs if not (spec.is_list or spec.is_stream)]
    tables = [table for table in TABLES.values() if not table.is_view]
    return len(OTHER_STEPS) + len(staged) + len(tables) + config.incremental.enabled


@dataclass
class Materializer:
    """Writes each step to the run's folder, once, and reads it back."""

    store: Store
    progress: Progress
    kinds: dict[str, Kind]
    done: dict[str, DataFrame]

    def __call__(self, name: str, rows: DataFrame) -> DataFrame:
        """The rows of a step, as they were written."""
        if name not in self.done:
            with self.progress.step(name) as step:
                self.done[name] = self.store.materialize(name, rows, self.kinds.get(name, "step"))
                step.rows = self.store.table(name).rows
        return self.done[name]
