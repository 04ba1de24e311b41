"""The results of a run's checks."""

from pyspark.sql import DataFrame

from jafflegaggle.models.spec import Field, table


@table(
    grain="one row per check",
    key=("check", "table", "column"),
    fields=(
        Field("check", "string", "unique, not_null, accepted_values, relationships, ..."),
        Field("table", "string", "the table or the source"),
        Field("column", "string", "the column or columns; NULL for the whole table"),
        Field("severity", "string", "error or warn"),
        Field("status", "string", "pass or warn (a run with a fail publishes nothing)"),
        Field("failing_rows", "bigint", "how many rows fail, or by how much a sum is off"),
        Field("sample_keys", "array<string>", "the keys of up to five of them, in order"),
    ),
)
def check_results(results: DataFrame) -> DataFrame:
    """One row per check, as the runner reports it."""
    return results
