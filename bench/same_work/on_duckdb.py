"""Runs the steps and the checks on DuckDB."""

import sys
from pathlib import Path

import duckdb
import pyarrow as pa

from bench.call import output_from_arguments
from jafflegaggle.domain_lists import preset_domains
from jafflegaggle.public_suffixes import several_labels

# In this order: each may read those before it. Steps are tables in memory only.
STEPS = ("user_activity", "merge_report", "merged_users", "people", "bridge", "power_users")
PUBLISHED = (
    "contacts",
    "gaggle_domains",
    "gaggle_facts",
    "accounts",
    "account_signals",
    "personal_gaggles",
    "contact_gaggles",
    "contact_aliases",
    "merge_report",
    "findings",
    "quarantine",
)
# What `accounts` holds for the signals alone.
UNPUBLISHED = (
    "bits",
    "champion_last_event",
    "recent_contacts",
    "product_qualified",
    "growing_seats",
    "usage_surge",
    "several_gaggles",
    "going_quiet",
    "champion_gone",
    "paying_and_silent",
)


def main() -> None:
    """Read the data in the current directory, and write a folder of tables."""
    output = output_from_arguments()
    connection = duckdb.connect()
    connection.execute(_sql("settings"))
    connection.register("personal", pa.table({"domain": list(preset_domains("common"))}))
    suffixes = several_labels()
    connection.register(
        "suffixes",
        pa.table(
            {
                "suffix": [one.suffix for one in suffixes],
                "added": [one.added for one in suffixes],
            }
        ),
    )
    for step in STEPS:
        _make(connection, step)
    _make(connection, "contacts")
    _make(connection, "deal_accounts")
    _make(connection, "accounts", "account_steps")
    hidden = ", ".join(UNPUBLISHED)
    connection.execute(f"CREATE VIEW accounts AS SELECT * EXCLUDE ({hidden}) FROM account_steps")
    for table in PUBLISHED:
        if table not in (*STEPS, "contacts", "accounts"):
            _make(connection, table)
    for table in PUBLISHED:
        options = "FORMAT parquet, COMPRESSION zstd, PER_THREAD_OUTPUT"
        connection.execute(f"COPY (FROM {table}) TO '{output}/{table}' ({options})")
    if failing := failures(connection):
        sys.exit("\n".join(failing))


def failures(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The checks that fail, each with its number."""
    failing = []
    for statement in connection.extract_statements(_sql("checks")):
        answer = connection.execute(statement)
        names = [column[0] for column in answer.description or ()]
        (numbers,) = answer.fetchall()
        found = dict(zip(names, numbers, strict=True))
        failing += [f"{name}: {n}" for name, n in found.items() if n and name[:5] != "warn_"]
    return failing


def _make(connection: duckdb.DuckDBPyConnection, step: str, name: str = "") -> None:
    connection.execute(f"CREATE TABLE {name or step} AS {_sql(step)}")


def _sql(name: str) -> str:
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")


if __name__ == "__main__":
    main()
