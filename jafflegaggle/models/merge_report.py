"""What became of every line of the merge lists."""

from pyspark.sql import DataFrame

from jafflegaggle.models.check import accepted_values, not_null
from jafflegaggle.models.model import Field, Model

MERGE_REPORT = Model(
    name="merge_report",
    grain="one row a line of a merge list",
    key=(),
    fields=(
        Field("list", "string", "merged_user or merged_company_domain"),
        Field("line", "bigint", "the line in the file; NULL where the list is no file"),
        Field("old", "string", "the old e-mail or domain, as written"),
        Field("new", "string", "the new e-mail or domain, as written"),
        Field("target", "string", "where the old one ends, normalised"),
        Field("status", "string", "applied, self, duplicate, unknown_old or missing_target"),
    ),
    checks=(
        *not_null("list", "old", "new", "target", "status"),
        accepted_values("list", "merged_user", "merged_company_domain"),
        accepted_values("status", "applied", "self", "duplicate", "unknown_old", "missing_target"),
    ),
)


def merge_report(report: DataFrame) -> DataFrame:
    """One row a line of both lists, as the compiler reports it."""
    return MERGE_REPORT.select(report)
