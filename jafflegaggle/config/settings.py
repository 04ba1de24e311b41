"""The settings of a run, as frozen dataclasses with documented fields."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from jafflegaggle.columns.amounts import DECIMAL_COMMA
from jafflegaggle.columns.cells import CellFormats
from jafflegaggle.columns.time_formats import EXPECTED
from jafflegaggle.config.checks import Checks
from jafflegaggle.config.output import Output
from jafflegaggle.expressions import Expression
from jafflegaggle.rules import Rules
from jafflegaggle.secrets import shown_place
from jafflegaggle.setting import setting
from jafflegaggle.text import NULL_VALUES


@dataclass(frozen=True)
class Job:
    """The settings of the run itself."""

    snapshot_date: str = setting(
        "", "the date of the snapshot, `YYYY-MM-DD`, or a TOML date; empty: today, UTC"
    )


@dataclass(frozen=True)
class RulesSection(Rules):
    """The rules, and the file with more of them."""

    personal_domains_file: str = setting("", "a file with more personal domains, one per line")


@dataclass(frozen=True)
class Jdbc:
    """A table behind JDBC; its password is never in the configuration."""

    url: str = setting("", "the JDBC URL, without a password")
    table: str = setting("", "which table")
    user: str = setting("", "who reads it")
    password_env: str = setting("", "the environment variable with the password; or")
    password_file: str = setting("", "the file with the password, read when the table is read")
    driver: str = setting("", "the driver's class")


@dataclass(frozen=True)
class Source:
    """The place of a source, and the names of its columns there."""

    name: str
    path: str = setting("", "a file, a folder or a pattern; or")
    table: str = setting("", "a catalog table; or")
    jdbc: Jdbc | None = setting(None, "a table behind JDBC")
    format: str = setting(
        "csv", "`csv`, `json`, `parquet`, or another format that the engine reads"
    )
    options: Mapping[str, str] = setting(dict, "options for the reader")
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
        """Its place, for people, without secrets in URLs."""
        if self.jdbc is not None:
            return f"{self.jdbc.table} at {shown_place(self.jdbc.url)}"
        return shown_place(self.path or self.table)


@dataclass(frozen=True)
class Incremental:
    """Incremental runs, which read only the events since the last run."""

    enabled: bool = setting(False, "read only the events since the last run")
    event_time: str = setting(
        "timestamp",
        "the cursor: `timestamp`, or another column of the events with their time of arrival; "
        "folders `event_date=YYYY-MM-DD` take precedence over `timestamp`",
    )
    lookback_days: int = setting(
        3, "how many days before the last event are read again, for late-arriving events"
    )
    retention_days: int = setting(
        0, "how many days the source retains, counted back from its last event; 0 for all"
    )


CrmSystem = Literal["hubspot", "salesforce", "generic"]
CrmFormat = Literal["csv", "json"]
WhenNull = Literal["keep", "clear"]


@dataclass(frozen=True)
class CrmObject:
    """How companies or contacts are written into the CRM."""

    key: str = setting(
        "", "the CRM's unique field that holds our key; empty: the default of the system"
    )
    fields: Mapping[str, str] = setting(
        dict,
        "the CRM's field = our column, over the defaults of the system; an empty column leaves a "
        "default out",
    )
    when_null: WhenNull = setting(
        "keep", "what a NULL does to the value in the CRM: `keep` leaves it alone, or `clear`"
    )


@dataclass(frozen=True)
class Crm:
    """The CRM that snapshots are loaded into."""

    system: CrmSystem = setting("generic", "which CRM, which determines defaults and load files")
    output: str = setting("", "the folder for exports; empty: `_exports` below `output.path`")
    format: CrmFormat = setting(
        "csv", "the form of a generic load: `csv`, or `json` for a JSON object per line"
    )
    max_deleted_fraction: float = setting(
        0.05,
        "`changes` and `export` stop if more of the acknowledged companies or contacts, and at "
        "least 10, would be deleted; 1 lets all through",
    )
    companies: CrmObject = CrmObject()
    contacts: CrmObject = CrmObject()


@dataclass(frozen=True)
class OpenLineage:
    """Where the events of runs go, in the form of OpenLineage, besides the snapshot."""

    namespace: str = setting("jafflegaggle", "the namespace of the job and of catalog tables")
    job: str = setting("customer_360", "the name of the job")
    file: str = setting("", "a file that events are appended to, one per line")
    url: str = setting(
        "", "a collector, without a password; empty: none, unless `url_env` names one"
    )
    url_env: str = setting(
        "", "the environment variable with the URL, for example `OPENLINEAGE_URL`"
    )
    endpoint: str = setting("api/v1/lineage", "the path that events are posted to")
    api_key_env: str = setting(
        "OPENLINEAGE_API_KEY",
        "the environment variable with the API key, which is sent as a bearer token",
    )
    timeout: int = setting(
        3, "seconds to wait for the collector; an event that it does not take is a warning"
    )


@dataclass(frozen=True)
class Config:
    """All settings of a run."""

    snapshot_date: dt.date
    sources: Mapping[str, Source]
    output: Output
    rules: Rules = field(default_factory=Rules)
    checks: Checks = field(default_factory=Checks)
    incremental: Incremental = field(default_factory=Incremental)
    crm: Crm | None = None
    openlineage: OpenLineage = field(default_factory=OpenLineage)
    full_refresh: bool = False


# The sections read by their dataclass alone; sources and checks have subtables.
SECTIONS: Mapping[str, type] = {
    "job": Job,
    "rules": RulesSection,
    "incremental": Incremental,
    "output": Output,
    "openlineage": OpenLineage,
}
