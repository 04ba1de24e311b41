"""What a run needs to know, as frozen dataclasses; each field says what it means."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from jafflegaggle.columns.amounts import DECIMAL_COMMA
from jafflegaggle.columns.cells import CellFormats
from jafflegaggle.columns.time_formats import EXPECTED
from jafflegaggle.config.checks import Checks
from jafflegaggle.expressions import Expression
from jafflegaggle.rules import Rules
from jafflegaggle.secrets import shown_place
from jafflegaggle.setting import setting
from jafflegaggle.text import NULL_VALUES


@dataclass(frozen=True)
class Job:
    """What is said of the run itself."""

    snapshot_date: str = setting(
        "", "the date of the snapshot, `YYYY-MM-DD`, or a TOML date; empty: today, UTC"
    )


@dataclass(frozen=True)
class RulesSection(Rules):
    """The rules, and the file that some of them may stand in."""

    personal_domains_file: str = setting("", "a file with more personal domains, one per line")


@dataclass(frozen=True)
class Jdbc:
    """A table behind JDBC; its password stands elsewhere, never in the configuration."""

    url: str = setting("", "where, without a password")
    table: str = setting("", "which table")
    user: str = setting("", "who reads it")
    password_env: str = setting("", "the environment variable that holds the password; or")
    password_file: str = setting("", "the file that does, read when the table is")
    driver: str = setting("", "the driver's class")


@dataclass(frozen=True)
class Source:
    """Where a source is, and what its columns are called there."""

    name: str
    path: str = setting("", "a file, a folder or a pattern; or")
    table: str = setting("", "a catalog table; or")
    jdbc: Jdbc | None = setting(None, "a table behind JDBC")
    format: str = setting("csv", "csv, json, parquet, or another one that the engine reads")
    options: Mapping[str, str] = setting(dict, "options of the reader")
    columns: Mapping[str, str | Expression] = setting(
        dict,
        "canonical name = the source's own: a name, a path into an object "
        '(`properties.userId`), or `{ expr = "amount_cents / 100" }`, an SQL expression over the '
        "source's own columns; the others keep their names",
    )
    where: str = setting(
        "",
        "an SQL condition over the source's own columns (`deleted_at IS NULL`); rows for which it "
        "is not true are no part of the source. `:snapshot_date` is the date of the snapshot; "
        "columns of CSV and JSON are text",
    )
    extra: tuple[str, ...] = setting(
        (),
        "users and gaggles: further columns, which `contacts` and `gaggle_facts` show as text, "
        "under these names; `columns` may say where they are",
    )
    formats: Mapping[str, str] = setting(
        dict,
        f"canonical name = how its cells are written: of times {EXPECTED}; of amounts "
        f"{DECIMAL_COMMA}",
    )
    null_values: tuple[str, ...] = setting(
        NULL_VALUES,
        'the spellings of "no value" in ids, e-mails, times and amounts, in any case; a blank '
        "cell is none either",
    )

    @property
    def cells(self) -> CellFormats:
        """How its cells are written."""
        return CellFormats(self.formats, self.null_values)

    def own(self, name: str) -> str | Expression:
        """What a column is called there, or computed from."""
        return self.columns.get(name, name)

    @property
    def condition(self) -> Expression | None:
        """The condition, if there is one."""
        return Expression(self.where) if self.where else None

    @property
    def expressions(self) -> Mapping[str, Expression]:
        """All SQL of the source, by the keys where it stands."""
        computed = {
            f"columns.{name}": own
            for name, own in self.columns.items()
            if isinstance(own, Expression)
        }
        return {"where": self.condition, **computed} if self.condition else computed

    @property
    def place(self) -> str:
        """Where it is, for people: without the secrets that a URL may hold."""
        if self.jdbc is not None:
            return f"{self.jdbc.table} at {shown_place(self.jdbc.url)}"
        return shown_place(self.path or self.table)


@dataclass(frozen=True)
class Output:
    """Where the tables go: a folder or a catalog schema."""

    path: str = setting("", "the folder; or")
    schema: str = setting("", "the catalog schema")
    format: str = setting("parquet", "the format of the tables")
    wait: int = setting(0, "seconds to wait for another run that is writing there; 0: refuse")
    keep: int = setting(0, "of how many dates to keep the snapshots; 0: of all")

    @property
    def place(self) -> str:
        """Where they go, for people."""
        return self.path or self.schema


@dataclass(frozen=True)
class Incremental:
    """Whether a run reads only the events that came after the last one."""

    enabled: bool = setting(False, "read only the events since the last run")
    event_time: str = setting(
        "timestamp",
        "the cursor: `timestamp`, or another column of the events that tells when they came in; "
        "folders `event_date=YYYY-MM-DD` win over `timestamp` where there are any",
    )
    lookback_days: int = setting(3, "how many days before the last event are read again")
    retention_days: int = setting(
        0, "how many days the source keeps, up to that of the last event; 0: all"
    )


@dataclass(frozen=True)
class Config:
    """All that a run needs to know."""

    snapshot_date: dt.date
    sources: Mapping[str, Source]
    output: Output
    rules: Rules = field(default_factory=Rules)
    checks: Checks = field(default_factory=Checks)
    incremental: Incremental = field(default_factory=Incremental)
    full_refresh: bool = False


# The sections of a file that are read by their dataclass alone; sources and checks have tables.
SECTIONS: Mapping[str, type] = {
    "job": Job,
    "rules": RulesSection,
    "incremental": Incremental,
    "output": Output,
}
