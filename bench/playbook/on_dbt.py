"""`dbt build` on DuckDB: the playbook's SQL as models, with tests, as its readers run it.

dbt has its own environment, `.venv-dbt`, since it needs other versions of what this job needs.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from bench.call import output_from_arguments
from bench.places import DBT
from bench.playbook import CSV_SOURCES, PARQUET_SOURCES, STEPS, sql

PROJECT = "playbook"
# Which models a model reads: in its SQL they stand by name.
READS: Mapping[str, tuple[str, ...]] = {
    "contacts": ("users", "events", "merged_user", "merged_company_domain"),
    "gaggle_domains": ("contacts",),
    "gaggle_facts": ("contacts", "gaggle_domains", "gaggles"),
    "accounts": ("contacts", "gaggle_domains"),
}
NEEDED = ("not_null", "unique")
IN_CONTACTS = {"relationships": {"arguments": {"to": "ref('contacts')", "field": "user_id"}}}
IN_FACTS = {"relationships": {"arguments": {"to": "ref('gaggle_facts')", "field": "gaggle_id"}}}
TESTS: Mapping[str, Mapping[str, tuple[object, ...]]] = {
    "users": {"user_id": NEEDED},
    "gaggles": {"gaggle_id": NEEDED},
    "events": {"user_id": ("not_null",), "event_name": ("not_null",), "timestamp": ("not_null",)},
    "contacts": {"user_id": NEEDED, "email": NEEDED, "gaggle_id": ("not_null", IN_FACTS)},
    "gaggle_facts": {"gaggle_id": NEEDED},
    "accounts": {
        "corporate_email": NEEDED,
        "first_user_id": ("not_null", IN_CONTACTS),
        "most_active_user_id": (IN_CONTACTS,),
        "most_orders_user_id": (IN_CONTACTS,),
    },
}


def main() -> None:
    """Read the data in the current directory, and become dbt, which writes a folder of tables."""
    output = output_from_arguments().absolute()
    project = output / "_dbt"
    write_project(project, Path.cwd(), output)
    if not DBT.exists():
        sys.exit(f"{DBT} is missing: make .venv-dbt")
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    where = ["--project-dir", str(project), "--profiles-dir", str(project)]
    os.execv(DBT, [str(DBT), "--no-use-colors", "build", *where])


def write_project(project: Path, data: Path, output: Path) -> None:
    """Write the dbt project: its settings, a model per source and step, and the tests.

    Args:
        project: the folder of the project.
        data: the folder of the sources.
        output: where the tables go, as Parquet.
    """
    models = project / "models"
    models.mkdir(parents=True)
    for folder, (name, columns) in PARQUET_SOURCES.items():
        query = f"select {columns} from read_parquet('{data}/{folder}/*.parquet')"
        _write_model(models / f"{name}.sql", query, "materialized='view'")
    for name in CSV_SOURCES:
        files = f"read_csv('{data}/{name}/*.csv', header = true, all_varchar = true)"
        _write_model(models / f"{name}.sql", f"select * from {files}", "materialized='view'")
    for step in STEPS:
        (output / step).mkdir()
        place = f"materialized='external', location='{output}/{step}/part.parquet'"
        reads = "".join(f"-- depends_on: {{{{ ref('{name}') }}}}\n" for name in READS[step])
        _write_model(models / f"{step}.sql", reads + sql(step), place)
    threads = os.cpu_count() or 1
    target = {
        "type": "duckdb",
        "path": f"{project}/{PROJECT}.duckdb",
        "threads": threads,
        "settings": {"TimeZone": "UTC", "preserve_insertion_order": "false"},
    }
    macro = "CREATE OR REPLACE MACRO regexp_like(t, pattern) AS regexp_matches(t, pattern)"
    written = {
        "dbt_project.yml": {
            "name": PROJECT,
            "profile": PROJECT,
            "config-version": 2,
            "on-run-start": [macro],
        },
        "profiles.yml": {PROJECT: {"target": "bench", "outputs": {"bench": target}}},
        "models/schema.yml": {
            "version": 2,
            "models": [
                {
                    "name": name,
                    "columns": [
                        {"name": column, "data_tests": list(tests)}
                        for column, tests in columns.items()
                    ],
                }
                for name, columns in TESTS.items()
            ],
        },
    }
    for file, content in written.items():  # JSON is YAML
        (project / file).write_text(json.dumps(content, indent=2), encoding="utf-8")


def _write_model(file: Path, query: str, settings: str) -> None:
    file.write_text(f"{{{{ config({settings}) }}}}\n{query}", encoding="utf-8")


if __name__ == "__main__":
    main()
