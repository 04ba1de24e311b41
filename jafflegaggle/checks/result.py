"""What a check found."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame, SparkSession

from jafflegaggle.frames import local_table


@dataclass(frozen=True)
class Result:
    """What a check found; all but the last two attributes are columns of `check_results`.

    Attributes:
        check: `unique`, `not_null`, ...
        table: the table, or the source.
        column: the column, or the columns; None for a check of the whole table.
        severity: `error` or `warn`.
        status: `pass`, `warn` or `fail`.
        failing_rows: how many rows fail, or by how much a sum is off.
        sample_keys: the keys of a few failing rows.
        found: what was found, in words.
        key: the key of the check in the configuration of its table.
    """

    check: str
    table: str
    column: str | None
    severity: str
    status: str
    failing_rows: int
    sample_keys: tuple[str, ...] = ()
    found: str = ""
    key: str = ""

    def __str__(self) -> str:
        """The result on one line, with the setting that accepts it."""
        return f'{self.sentence}; to accept it: [checks.{self.table}] {self.key} = "warn"'

    @property
    def sentence(self) -> str:
        """The result on one line."""
        column = f" ({self.column})" if self.column else ""
        examples = f"; for example {' | '.join(self.sample_keys)}" if self.sample_keys else ""
        return f"{self.table}: {self.check}{column}: {self.found}{examples}"


COLUMNS = {
    "check": "string",
    "table": "string",
    "column": "string",
    "severity": "string",
    "status": "string",
    "failing_rows": "bigint",
    "sample_keys": "array<string>",
}


def result_rows(session: SparkSession, results: Sequence[Result]) -> DataFrame:
    """One row per check, with the columns of `check_results`."""
    rows = [
        (*(getattr(result, name) for name in list(COLUMNS)[:-1]), list(result.sample_keys))
        for result in results
    ]
    return local_table(session, COLUMNS, rows)
