"""What became of every line of the merge lists."""

from pyspark.sql import DataFrame

from jafflegaggle.checks.rows import accepted_values, not_null
from jafflegaggle.identity.lines import STOPPING, Status
from jafflegaggle.models.spec import Field, Section, table
from jafflegaggle.staging import SOURCES

LISTS = tuple(name for name, spec in SOURCES.items() if spec.is_merge_list)
STATUSES = tuple(map(str, Status))
SKIPPED = tuple(map(str, STOPPING))  # the job stops at such lines, unless it skips them
USUAL = tuple(status for status in reversed(STATUSES) if status not in SKIPPED)


@table(
    grain="one row per line of a merge list",
    fields=(
        Field("list", "string", " or ".join(LISTS)),
        Field("line", "bigint", "the line in the file; NULL if the list is not a file"),
        Field("old", "string", "the old e-mail or domain, as written"),
        Field("new", "string", "the new e-mail or domain, as written"),
        Field("target", "string", "what the old one is merged into, normalized; NULL if skipped"),
        Field(
            "status",
            "string",
            f"{', '.join(USUAL)}; and of lines that `rules.on_bad_line` skips {', '.join(SKIPPED)}",
        ),
    ),
    checks=(
        *not_null("list"),
        *not_null("old", "new", "target", unless=("status", SKIPPED)),
        *not_null("status"),
        accepted_values("list", LISTS),
        accepted_values("status", STATUSES),
    ),
    summary=Section("Merges", ("list", "status"), "lines"),
)
def merge_report(merge_lines: DataFrame) -> DataFrame:
    """One row per line of both lists, as the compiler reports it."""
    return merge_lines
