"""Lists on the driver, where they are compiled: lines of CSV files, or rows of a table."""

from collections.abc import Iterator, Sequence
from itertools import chain

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.columns.cells import no_values
from jafflegaggle.config import Source
from jafflegaggle.engine import engine_of, failure, is_engine_error
from jafflegaggle.errors import InputError
from jafflegaggle.identity.lines import NO_LIST, MergeLine, MergeLines
from jafflegaggle.sources.columns import found_columns
from jafflegaggle.sources.csv import Csv
from jafflegaggle.sources.csv_files import check_csv, column_names
from jafflegaggle.sources.dialect import Dialect, dialect_of, file_records
from jafflegaggle.sources.file import FetchedFile, File
from jafflegaggle.sources.files import SourceFiles
from jafflegaggle.sources.registry import format_of
from jafflegaggle.staging import SOURCES
from jafflegaggle.text import BLANKS, NULL_VALUES

# The place of a list, stored in the metadata of its columns.
PLACE = "place"


def has_lines(source: Source) -> bool:
    """Whether the job itself reads a list, with the numbers of its lines, for messages."""
    is_plain = Dialect.knows(source.options) and not source.expressions
    return isinstance(format_of(source), Csv) and is_plain


def read_lines(session: SparkSession, source: Source, files: SourceFiles) -> MergeLines:
    """The lines of a list of CSV files, with their numbers.

    Raises:
        InputError: naming the file and the line that are wrong, or the columns that are missing.
    """
    engine, csv, dialect = engine_of(session), format_of(source), dialect_of(source)
    checked: Sequence[File]
    if files.is_listed:
        csv.check(engine, source, files)
        checked = files.with_bytes.files
    else:
        csv.check_options(engine, source)
        checked = _fetch(session, source)
    check_csv(checked, dialect)
    lines = [
        line
        for file in checked
        for line in _lines(source, file, dialect, str(file) if len(checked) > 1 else "")
    ]
    return MergeLines(lines, source.place)


def with_place(merge_list: DataFrame, source: Source) -> DataFrame:
    """A list that is a table, with the place where it was read."""
    place = {PLACE: source.place}
    return merge_list.select(
        *(F.col(name).alias(name, metadata=place) for name in merge_list.columns)
    )


def merge_lines(
    source: str,
    merge_list: DataFrame | MergeLines | None,
    limit: int,
    null_values: Sequence[str] = NULL_VALUES,
) -> MergeLines:
    """The lines of a list; rows of a table have no numbers, and are sorted.

    At most one line more than the limit is fetched; the compiler then refuses the list. A cell that
    says "no value" in a way of its own is empty; the usual ways the compiler knows.
    """
    if merge_list is None:
        return NO_LIST
    if not isinstance(merge_list, MergeLines):
        merge_list = _lines_of_table(source, merge_list, limit)
    if tuple(null_values) == NULL_VALUES:
        return merge_list
    empty = no_values(null_values)
    lines = [
        line._replace(old=_cell(line.old, empty), new=_cell(line.new, empty))
        for line in merge_list.lines
    ]
    return MergeLines(lines, merge_list.place)


def _cell(text: str | None, no_values: Sequence[str]) -> str | None:
    return None if text is None or text.strip(BLANKS).lower() in no_values else text


def _lines_of_table(source: str, merge_list: DataFrame, limit: int) -> MergeLines:
    names = SOURCES[source].column_names
    place = merge_list.schema[names[0]].metadata.get(PLACE, "a table")
    texts = (F.col(name).cast("string").alias(name) for name in names)
    rows = merge_list.select(*texts).limit(limit + 1).collect()
    lines = [_line(None, [row[name] for name in names], "") for row in rows]
    return MergeLines(sorted(lines, key=_in_order), place)


def _line(number: int | None, cells: Sequence[str | None], file: str) -> MergeLine:
    """A line by its cells: the two keys, and of a veto the reason."""
    old, new, *others = cells
    return MergeLine(number, old, new, file, *others)


def _in_order(line: MergeLine) -> list[tuple[bool, str]]:
    return [(cell is None, cell or "") for cell in (line.old, line.new, line.reason)]


def _lines(source: Source, read: File, dialect: Dialect, file: str) -> Iterator[MergeLine]:
    rows = file_records(read, dialect)
    first = next(rows, None)
    if first is None:  # one of several
        return
    names = column_names(first.cells if dialect.has_header else [""] * len(first.cells))
    found = found_columns(source, names)
    at = [names.index(found[name]) for name in SOURCES[source.name].column_names if name in found]
    for line, cells in rows if dialect.has_header else chain([first], rows):
        yield _line(line, [dialect.cell(cells[one]) for one in at], file)


def _fetch(session: SparkSession, source: Source) -> list[FetchedFile]:
    """Files that only the engine sees, as bytes, so that invalid text can be detected."""
    try:
        found = session.read.format("binaryFile").load(source.path).select("path", "content")
        files = sorted(FetchedFile(row.path, bytes(row.content)) for row in found.collect())
    except Exception as error:
        if not is_engine_error(error):
            raise
        raise InputError(f"{source.name} ({source.place}): {failure(error)}") from error
    if not files:
        raise InputError(f"{source.name} ({source.place}): no file there")
    return files
