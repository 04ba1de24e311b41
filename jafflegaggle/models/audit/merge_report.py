"""What became of every line of the merge lists."""

from pyspark.sql import DataFrame

from jafflegaggle.checks.rows import accepted_values, not_null
from jafflegaggle.identity.merge_list import Status
from jafflegaggle.models.spec import Field, Section, table
from jafflegaggle.staging import SOURCES

LISTS = tuple(name for name, spec in SOURCES.items() if spec.is_list)
STATUSES = tuple(str(status) for status in Status if not status.stops_the_job)


@table(
    grain="one row per line of a merge list",
    fields=(
        Field("list", "string", " or ".join(LISTS)),
        Field("line", "bigint", "the line in the file; NULL if the list is not a file"),
        Field("old", "string", "the old e-mail or domain, as written"),
        Field("new", "string", "the new e-mail or domain, as written"),
        Field("target", "string", "what the old one is merged into, normalized"),
        Field("status", "string", f"{', '.join(reversed(STATUSES))}"),
    ),
    checks=(
        *not_null("list", "old", "new", "target", "status"),
        accepted_values("list", LISTS),
        accepted_values("status", STATUSES),
    ),
    summary=Section("Merges", ("list", "status"), "lines"),
)
def merge_report(merge_lines: DataFrame) -> DataFrame:
    """One row per line of both lists, as the compiler reports it."""
    return merge_lines
