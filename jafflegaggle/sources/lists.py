"""Merge lists that are tables: brought to the driver, where lists are compiled."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.identity.merge_list import MergeLine
from jafflegaggle.identity.merges import MergeLines
from jafflegaggle.staging import SOURCES

# Where a list was read, in the metadata of its columns.
PLACE = "place"


def merge_lines(source: str, merge_list: DataFrame | MergeLines | None, limit: int) -> MergeLines:
    """The lines of a merge list; those of a table have no numbers, and are put in order.

    No more than one line over the limit is fetched: the compiler then refuses the list.
    """
    if merge_list is None:
        return MergeLines((), "no list")
    if isinstance(merge_list, MergeLines):
        return merge_list
    old, new = SOURCES[source].column_names
    place = merge_list.schema[old].metadata.get(PLACE, "a table")
    texts = (F.col(name).cast("string").alias(name) for name in (old, new))
    rows = merge_list.select(*texts).limit(limit + 1).collect()
    lines = [MergeLine(None, row[old], row[new]) for row in rows]
    return MergeLines(sorted(lines, key=_in_order), place)


def _in_order(line: MergeLine) -> tuple[bool, str, bool, str]:
    return line.old is None, line.old or "", line.new is None, line.new or ""
