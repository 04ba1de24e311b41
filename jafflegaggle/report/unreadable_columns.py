"""A column of which no cell can be read stops the run: the error says what it holds."""

from collections.abc import Mapping, Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.checks.result import Result
from jafflegaggle.columns.time_formats import EPOCHS
from jafflegaggle.config import Config
from jafflegaggle.errors import InputError
from jafflegaggle.identity.lines import MergeLines
from jafflegaggle.report.unreadable_cells import UnreadableCells
from jafflegaggle.sources.sources import Sources
from jafflegaggle.staging import SOURCES
from jafflegaggle.staging.columns import AS_READ, Reading
from jafflegaggle.staging.kinds import Id, Time
from jafflegaggle.staging.stage import read_cells
from jafflegaggle.text import listed

CELLS_SHOWN = 3


def assert_users(
    config: Config, sources: Sources, people: int, staged: DataFrame, notes: Mapping[str, str]
) -> None:
    """Refuse a run without a readable user.

    Args:
        config: what is run.
        sources: the sources as they were read.
        people: how many people there are.
        staged: the staged users.
        notes: what is said of the unreadable cells of a source.

    Raises:
        InputError: naming the reasons for which the users are quarantined.
    """
    if people:
        return
    assert_ids(config, sources, [("users", "user_id")])
    quarantined = staged.where(F.col("reason").isNotNull()).groupBy("reason").count()
    counts = sorted(tuple(row) for row in quarantined.collect())
    why = ", ".join(f"{reason}: {rows:,}" for reason, rows in counts) or "no row at all"
    note = f"; {notes['users']}" if "users" in notes else ""
    raise InputError(f"users: no readable row ({why}){note}")


def columns_without_ids(
    rows: Mapping[str, int], results: Sequence[Result], activity: DataFrame
) -> list[tuple[str, str]]:
    """The sources and columns of which it seems that no id was read: by what is known anyway.

    Args:
        rows: the rows of each table.
        results: what the checks found.
        activity: what each user did, one row for all quarantined events.
    """
    no_gaggle = any(
        (result.table, result.key) == ("contacts", "not_null_gaggle_id")
        and result.failing_rows == rows["contacts"]
        for result in results
    )
    suspected = {
        ("users", "gaggle_id"): no_gaggle,
        ("gaggles", "gaggle_id"): not rows["gaggle_facts"],
        ("events", "user_id"): rows["user_activity"] == 1
        and not activity.where(F.col("user_id").isNotNull()).limit(1).collect(),
    }
    return [column for column, is_suspect in suspected.items() if is_suspect]


def assert_ids(config: Config, sources: Sources, columns: Sequence[tuple[str, str]]) -> None:
    """Refuse columns of ids that hold something, but nothing that `job.id_type` can read.

    Args:
        config: what is run.
        sources: the sources as they were read.
        columns: the sources and columns to look at.

    Raises:
        InputError: naming source and column, with some cells.
    """
    for name, column in columns:
        number, cells = _unreadable(config, sources, name, column)
        if number:
            raise InputError(
                f"{name} ({config.sources[name].place}): none of {number:,} cells of {column} is a "
                f"whole number, such as {listed(cells)}. It looks like text: set "
                f'job.id_type = "string"; if these are no ids, map the right column in '
                f"[sources.{name}] columns"
            )


def assert_no_counts_for_times(
    found: Sequence[UnreadableCells], frames: Mapping[str, DataFrame], sources: Sources
) -> None:
    """Refuse a column of times that holds nothing but numbers: nobody says what they count.

    Raises:
        InputError: naming the column, a cell, and what may be set.
    """
    for cells in found:
        spec = SOURCES[cells.source]
        is_time = isinstance(spec.column(cells.column), Time)
        has_format = cells.column in sources.cells(cells.source).formats
        if not (is_time and cells.are_numbers) or has_format:
            continue
        if _number_of_readable(spec.is_stream, spec.staged, cells.column, frames) == 0:
            raise InputError(
                f"sources.{cells.source}.formats.{cells.column}: all cells are numbers, for "
                f"example {cells.shown}; how are they counted? expected one of "
                f"{', '.join(EPOCHS)}, or a pattern such as yyyyMMdd"
            )


def _unreadable(config: Config, sources: Sources, name: str, column: str) -> tuple[int, list[str]]:
    """How many cells of a column hold what cannot be read, and some; 0 where one can be read."""
    spec, source = SOURCES[name], sources.get(name)
    declared = spec.column(column)
    if config.rules.id_type != "bigint" or source is None or isinstance(source, MergeLines):
        return 0, []
    assert isinstance(declared, Id)
    formats = sources.cells(name)
    cells = read_cells(spec, source, config.rules, formats)
    if cells.where(F.col(column).isNotNull()).limit(1).collect():
        return 0, []
    text = F.col(column + AS_READ).cast("string").alias("cell")
    reading = Reading(source.schema[column].dataType, config.rules, formats)
    unreadable = cells.where(~declared.is_empty(reading)).select(text)
    some = unreadable.distinct().orderBy("cell").limit(CELLS_SHOWN).collect()
    return unreadable.count(), [f'"{row.cell}"' for row in some]


def _number_of_readable(
    is_stream: bool, staged: str, column: str, frames: Mapping[str, DataFrame]
) -> int:
    """How many cells of a column could be read; of events, how many count."""
    rows, number = frames[staged], F.count(column)
    if is_stream:  # they are not read again
        # Those that could not be read are nobody's.
        rows = frames["user_activity"].where(F.col("user_id").isNotNull())
        number = F.coalesce(F.sum("number_of_rows"), F.lit(0))
    return int(rows.agg(number.alias("cells")).collect()[0]["cells"])
