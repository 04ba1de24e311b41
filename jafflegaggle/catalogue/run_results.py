"""`run_results.json`: what the run and its checks found, in the form of dbt's artifact, version 6.

The ids of nodes are `model.jafflegaggle.<table>` and `test.jafflegaggle.<table>.<check>`. The keys
of failing rows are left out: the document may go where personal data may not.
"""

from typing import Any

from jafflegaggle.catalogue.snapshot import PRODUCT, Snapshot, time_text

SCHEMA = "https://schemas.getdbt.com/dbt/run-results/v6.json"


def run_results(snapshot: Snapshot) -> dict[str, Any]:
    """The document."""
    manifest = snapshot.manifest
    models = [
        _result(
            f"model.{PRODUCT}.{name}",
            "success",
            manifest.seconds.get(name, 0.0),
            message=f"{table.rows:,} rows",
            adapter_response={"rows_affected": table.rows},
        )
        for name, table in manifest.tables.items()
    ]
    tests = [
        _result(
            f"test.{PRODUCT}.{check['table']}.{check['key']}",
            check["status"],
            0.0,
            message=check["found"] or None,
            failures=check["failing_rows"],
        )
        for check in manifest.checks
    ]
    return {
        "metadata": {
            "dbt_schema_version": SCHEMA,
            "dbt_version": f"{PRODUCT} {manifest.version}",
            "generated_at": time_text(snapshot.finished),
            "invocation_id": snapshot.uuid,
            "env": {},
        },
        "results": [*models, *tests],
        "elapsed_time": round((snapshot.finished - snapshot.started).total_seconds(), 3),
        "args": {"snapshot_date": manifest.snapshot_date, "engine": manifest.engine},
    }


def _result(
    unique_id: str,
    status: str,
    seconds: float,
    message: str | None = None,
    failures: int | None = None,
    adapter_response: dict[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "status": status,
        "timing": [],
        "thread_id": "main",
        "execution_time": round(seconds, 3),
        "adapter_response": adapter_response or {},
        "message": message,
        "failures": failures,
        "unique_id": unique_id,
        "compiled": None,
        "compiled_code": None,
        "relation_name": None,
        "batch_results": None,
    }
