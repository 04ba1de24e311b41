"""Gaggles: one row per workspace."""

from jafflegaggle.checks.conservation import rows_of
from jafflegaggle.checks.keys import unique
from jafflegaggle.checks.limits import MaxQuarantined
from jafflegaggle.checks.rows import not_null
from jafflegaggle.staging.spec import Id, SourceSpec, Text, Time

GAGGLES = SourceSpec(
    name="gaggles",
    grain="one row per workspace",
    columns=(
        Id("gaggle_id", "the gaggle", required=True, key="gaggle_id"),
        Text("gaggle_name", "its name"),
        Time("created_at", "when it was made"),
    ),
    is_required=True,
    key="gaggle_id",
    valid=rows_of("gaggle facts", "gaggle_facts"),
    checks=(
        MaxQuarantined(),
        unique("gaggle_id", severity="warn"),
        *not_null("gaggle_id", severity="warn"),
    ),
)
