"""What a run needs to know, as frozen dataclasses."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from jafflegaggle.config.checks import Checks
from jafflegaggle.rules import Rules
from jafflegaggle.secrets import shown_place


@dataclass(frozen=True)
class Jdbc:
    """A table behind JDBC; its password stands elsewhere, never in the configuration.

    Attributes:
        url: where, without a password.
        table: which table.
        user: who reads it.
        password_env: the variable of the environment that holds the password; or
        password_file: the file that does, read when the table is.
        driver: the driver's class.
    """

    url: str
    table: str
    user: str = ""
    password_env: str = ""
    password_file: str = ""
    driver: str = ""


@dataclass(frozen=True)
class Source:
    """Where a source is, and how its columns are named there.

    Attributes:
        name: which source.
        path: a file, a folder or a pattern; or
        table: a catalog table; or
        jdbc: a table behind JDBC.
        format: what Spark reads the path as.
        options: handed to the reader.
        columns: canonical name to the source's own; the others keep their names.
    """

    name: str
    path: str = ""
    table: str = ""
    jdbc: Jdbc | None = None
    format: str = "csv"
    options: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it is, for people: without the secrets that a URL may hold."""
        if self.jdbc is not None:
            return f"{self.jdbc.table} at {shown_place(self.jdbc.url)}"
        return shown_place(self.path or self.table)


@dataclass(frozen=True)
class Output:
    """Where the tables go: a folder or a catalog schema.

    Attributes:
        path: the folder; or
        schema: the catalog schema.
        format: of the tables.
        wait: for how many seconds to wait for another run that is writing there.
        keep: of how many dates to keep the snapshots; of all if 0.
    """

    path: str = ""
    schema: str = ""
    format: str = "parquet"
    wait: int = 0
    keep: int = 0

    @property
    def place(self) -> str:
        """Where they go, for people."""
        return self.path or self.schema


@dataclass(frozen=True)
class Incremental:
    """Whether a run reads only the events that came after the last one.

    Attributes:
        enabled: whether it does.
        event_time: by which column of the events: `timestamp`, or another one that tells when they
            came in; the folders `event_date=YYYY-MM-DD` win over `timestamp` where there are any.
        lookback_days: how many days before the last event are read again.
        retention_days: how many days the source keeps, up to that of the last event; 0: all.
    """

    enabled: bool = False
    event_time: str = "timestamp"
    lookback_days: int = 3
    retention_days: int = 0


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
