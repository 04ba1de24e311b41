"""What the checks of a run found."""

from jafflegaggle.models.model import Field, Model

CHECK_RESULTS = Model(
    name="check_results",
    grain="one row a check",
    key=("check", "table", "column"),
    fields=(
        Field("check", "string", "unique, not_null, accepted_values, relationships, ..."),
        Field("table", "string", "the table or the source"),
        Field("column", "string", "the column, or the columns; NULL: the whole table"),
        Field("severity", "string", "error or warn"),
        Field("status", "string", "pass or warn (a run with a fail publishes nothing)"),
        Field("failing_rows", "bigint", "how many rows fail, or by how many a sum is off"),
        Field("sample_keys", "array<string>", "the keys of up to five of them, in order"),
    ),
)
