"""What a load has to change in the CRM."""

from pyspark.sql import DataFrame

from jafflegaggle.checks.keys import unique
from jafflegaggle.checks.rows import accepted_values, not_null
from jafflegaggle.models.marts.crm_links import OBJECTS
from jafflegaggle.models.spec import Field, Section, table

# In the order in which they are loaded.
INSERT, REKEY, MERGE, UPDATE, DELETE = OPERATIONS = (
    "insert",
    "rekey",
    "merge",
    "update",
    "delete",
)


@table(
    grain="one row per record to change in the CRM, against what was last acknowledged",
    key=("object", "key"),
    one_of=("crm_change_set",),
    fields=(
        Field("object", "string", "company or contact"),
        Field("key", "string", "the record's key; of a merge or delete, the key that is gone"),
        Field(
            "operation",
            "string",
            "insert; rekey (an older sign-up took over: the record gets another key), merge (into "
            "another record), update, delete",
        ),
        Field("merged_into", "string", "the key that a merge leads to"),
        Field("previous_key", "string", "the key that a rekeyed record had"),
        Field(
            "changed_fields",
            "array<string>",
            "the CRM's fields whose values an update or rekey changes; all where the mapping did",
        ),
        Field("row_hash", "string", "the md5 of the mapped fields; NULL where the record is gone"),
    ),
    checks=(
        unique("object", "key"),
        accepted_values("object", OBJECTS),
        accepted_values("operation", OPERATIONS),
        *not_null("object", "key", "operation"),
        *not_null("row_hash", unless=("operation", (MERGE, DELETE))),
        *not_null(
            "merged_into",
            unless=(
                "operation",
                (  # In the order in which they are loaded.
                    INSERT,
                    REKEY,
                    UPDATE,
                    DELETE,
                ),
            ),
        ),
        *not_null("previous_key", unless=("operation", (INSERT, MERGE, UPDATE, DELETE))),
    ),
    summary=Section("Changes for the CRM", ("object", "operation"), "records"),
)
def crm_changes(crm_change_set: DataFrame) -> DataFrame:
    """One row per change of a change set, without its values; there only with `[crm]`."""
    return crm_change_set
