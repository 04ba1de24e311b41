"""The columns of change sets and baselines."""

from collections.abc import Mapping

from jafflegaggle.models.audit.crm_changes import crm_changes

# What is shown of each change.
CHANGE_COLUMNS: Mapping[str, str] = {field.name: field.type for field in crm_changes.fields}
# What is known of a record after it was loaded. `fields` are the names of its mapped fields,
# `field_hashes` their hashes; `users` and `email` are NULL for companies.
BASELINE_COLUMNS: Mapping[str, str] = {
    "object": "string",
    "key": "string",
    "row_hash": "string",
    "fields": "string",
    "field_hashes": "string",
    "users": "array<string>",
    "email": "string",
}
# A change set also has what becomes the baseline.
CHANGE_SET_COLUMNS: Mapping[str, str] = {**CHANGE_COLUMNS, **BASELINE_COLUMNS}

# A row that is not sent, but whose users or e-mail the next change set has to know.
UNCHANGED = "unchanged"
