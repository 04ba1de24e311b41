"""What dbt's artifact `run-results/v6.json` allows, written down from its documentation."""

from typing import Any

TEXT, NUMBER = {"type": "string"}, {"type": "number"}
TEXT_OR_NULL = {"type": ["string", "null"]}
PAIRS = {"type": "array", "items": {"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2}}


def closed(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """An object with these fields and no others."""
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "additionalProperties": False,
    }


STATUS = {
    "enum": [
        *("success", "error", "skipped", "partial success", "no-op"),
        *("pass", "fail", "warn", "runtime error"),
    ]
}
TIMING = closed({"name": TEXT}, started_at=TEXT_OR_NULL, completed_at=TEXT_OR_NULL)
BATCHES = {"anyOf": [{"type": "null"}, closed({}, successful=PAIRS, failed=PAIRS)]}
RESULT = closed(
    {
        "status": STATUS,
        "timing": {"type": "array", "items": TIMING},
        "thread_id": TEXT,
        "execution_time": NUMBER,
        "adapter_response": {"type": "object"},
        "message": TEXT_OR_NULL,
        "failures": {"type": ["integer", "null"]},
        "unique_id": TEXT,
        "compiled": {"type": ["boolean", "null"]},
        "compiled_code": TEXT_OR_NULL,
        "relation_name": TEXT_OR_NULL,
    },
    batch_results=BATCHES,
)
METADATA = closed(
    {"dbt_schema_version": {"const": "https://schemas.getdbt.com/dbt/run-results/v6.json"}},
    dbt_version=TEXT,
    generated_at=TEXT,
    invocation_id=TEXT_OR_NULL,
    invocation_started_at=TEXT_OR_NULL,
    env={"type": "object", "additionalProperties": TEXT},
)
RUN_RESULTS = closed(
    {
        "metadata": METADATA,
        "results": {"type": "array", "items": RESULT},
        "elapsed_time": NUMBER,
    },
    args={"type": "object"},
)
