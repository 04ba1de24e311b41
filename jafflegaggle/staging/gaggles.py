"""Gaggles: one row per workspace."""

from jafflegaggle.checks.conservation import rows_of
from jafflegaggle.checks.keys import unique
from jafflegaggle.checks.limits import MaxQuarantined
from jafflegaggle.checks.rows import not_null
from jafflegaggle.staging.aliases import CREATED
from jafflegaggle.staging.spec import Id, SourceSpec, Text, Time

GAGGLES = SourceSpec(
    name="gaggles",
    grain="one row per workspace",
    columns=(
        Id("gaggle_id", "the gaggle", required=True, key="gaggle_id"),
        Text("gaggle_name", "its name", aliases=("name", "title", "display_name", "slug")),
        Time("created_at", "when it was made", aliases=CREATED),
    ),
    is_required=True,
    key="gaggle_id",
    recognized_by=("gaggle_id", "gaggle_name"),
    nouns=(
        *("gaggle", "workspace", "team", "org", "organization", "organisation", "tenant"),
        *("account", "company", "group", "space", "project", "site"),
    ),
    valid=rows_of("gaggle facts", "gaggle_facts"),
    checks=(
        MaxQuarantined(),
        unique("gaggle_id", severity="warn"),
        *not_null("gaggle_id", severity="warn"),
    ),
)
