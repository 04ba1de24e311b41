"""The playbook's SQL on DuckDB."""

import duckdb

from bench.call import output_from_arguments
from bench.playbook import CSV_SOURCES, PARQUET_SOURCES, STEPS, sql

SETTINGS = """
    SET TimeZone = 'UTC';
    SET preserve_insertion_order = false;  -- faster, with less memory; no result depends on it
    CREATE MACRO regexp_like(text, pattern) AS regexp_matches(text, pattern);
"""


def main() -> None:
    """Read the data in the current directory, and write a folder of tables."""
    output = output_from_arguments()
    connection = duckdb.connect()
    connection.execute(SETTINGS)
    for folder, (name, columns) in PARQUET_SOURCES.items():
        connection.execute(
            f"CREATE VIEW {name} AS SELECT {columns} FROM read_parquet('{folder}/*.parquet')"
        )
    for name in CSV_SOURCES:
        files = f"read_csv('{name}/*.csv', header = true, all_varchar = true)"
        connection.execute(f"CREATE VIEW {name} AS FROM {files}")
    for step in STEPS:
        # Read back from Parquet, which is a little faster than also keeping a table in memory.
        folder = f"{output}/{step}"
        connection.execute(f"COPY ({sql(step)}) TO '{folder}' (FORMAT parquet, PER_THREAD_OUTPUT)")
        connection.execute(f"CREATE VIEW {step} AS FROM read_parquet('{folder}/*.parquet')")


if __name__ == "__main__":
    main()
