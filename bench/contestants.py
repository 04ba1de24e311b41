"""The contestants: Python modules that run in the directory of the data."""

from dataclasses import dataclass
from pathlib import Path

from bench.places import DBT, ROOT


@dataclass(frozen=True)
class Contestant:
    """A program that reads the data in its directory and writes tables to `--output`.

    Attributes:
        title: its name for people.
        arguments: the arguments of `python -m`, without the output.
        uses_spark: whether it starts Spark, and so needs Java.
        needs: a program that it needs and that may be missing; None for none.
    """

    title: str
    arguments: tuple[str, ...]
    uses_spark: bool = False
    needs: Path | None = None

    @property
    def can_run(self) -> bool:
        """Whether what it needs is there."""
        return self.needs is None or self.needs.exists()


def job(engine: str, config: str = str(ROOT / "bench" / "job.toml")) -> tuple[str, ...]:
    """The arguments of this job, as anyone would run it."""
    return ("jafflegaggle", "run", "--config", config, "--engine", engine)


EMBEDDED = "job-embedded"
SPARK = "job-spark"
PLAYBOOK_SPARK = "playbook-spark"
SAME_WORK = "same-work-duckdb"
PLAYBOOK_DUCKDB = "playbook-duckdb"
PLAYBOOK_DBT = "playbook-dbt"
FLOOR_SPARK = "floor-spark"
FLOOR_EMBEDDED = "floor-embedded"

CONTESTANTS = {
    EMBEDDED: Contestant("this job, embedded", job("embedded")),
    SPARK: Contestant("this job, Spark", job("spark"), uses_spark=True),
    SAME_WORK: Contestant("same work, DuckDB SQL", ("bench.same_work.on_duckdb",)),
    PLAYBOOK_DUCKDB: Contestant("playbook SQL, DuckDB", ("bench.playbook.on_duckdb",)),
    PLAYBOOK_DBT: Contestant(
        "playbook as dbt build, DuckDB", ("bench.playbook.on_dbt",), needs=DBT
    ),
    PLAYBOOK_SPARK: Contestant(
        "playbook SQL, Spark", ("bench.playbook.on_spark",), uses_spark=True
    ),
    FLOOR_EMBEDDED: Contestant("floor, embedded", ("bench.floor", "embedded")),
    FLOOR_SPARK: Contestant("floor, Spark", ("bench.floor", "spark"), uses_spark=True),
}
# The pairs reported as a ratio of medians: the first over the second.
RATIOS = (
    (EMBEDDED, SAME_WORK),
    (EMBEDDED, PLAYBOOK_DUCKDB),
    (EMBEDDED, PLAYBOOK_DBT),
    (SPARK, PLAYBOOK_SPARK),
    (SPARK, FLOOR_SPARK),
    (EMBEDDED, FLOOR_EMBEDDED),
)
