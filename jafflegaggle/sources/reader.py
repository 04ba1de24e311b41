"""The only reader: from the configuration to DataFrames with canonical columns."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from pyspark.sql import Column, DataFrame, DataFrameReader, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.config import Config, Jdbc, Source
from jafflegaggle.engine import (
    database_failure,
    engine_of,
    failure,
    is_engine_error,
    is_local,
    local_path,
    use_instead,
)
from jafflegaggle.errors import InputError
from jafflegaggle.identity.merge_list import MergeLine
from jafflegaggle.identity.merges import MergeLines
from jafflegaggle.incremental.event_stream import (
    EVENT_DATE,
    EVENT_DAY,
    EVENT_TIME,
    EventStream,
    event_time_and_day,
)
from jafflegaggle.secrets import password_of
from jafflegaggle.sources.columns import cursor_column, found_columns
from jafflegaggle.sources.encoding import PACKED_OTHERWISE, FetchedFile, File, check_text
from jafflegaggle.sources.event_files import rows_by_day
from jafflegaggle.sources.files import (
    Dialect,
    check_folders,
    check_headers,
    check_json,
    check_lines,
    check_quotes,
    file_records,
    is_pattern,
    local_files,
)
from jafflegaggle.sources.lists import PLACE
from jafflegaggle.sources.options import check_options, dialect_of, reader_options
from jafflegaggle.sources.parquet import check_columns, check_content, check_whole
from jafflegaggle.sources.sources import Sources
from jafflegaggle.staging import SOURCES

LINE_BREAK = 'a cell holds a line break; set options.multiLine = "true"'
DRIVERS = {"jdbc:postgresql:": "org.postgresql.Driver"}


def read_sources(session: SparkSession, config: Config) -> Sources:
    """Read every source that is configured.

    Raises:
        InputError: naming the source and the place that is missing, empty or unreadable, or the
            columns that it lacks.
    """
    frames: dict[str, DataFrame | EventStream | MergeLines] = {}
    for name, source in config.sources.items():
        spec = SOURCES[name]
        if spec.is_list:
            frames[name] = _read_list(session, source)
        elif spec.is_stream and config.incremental.enabled:
            frames[name] = read_event_stream(session, source, config.incremental.event_time)
        else:
            frames[name] = read_source(session, source)
    return Sources(**frames)


def read_source(session: SparkSession, source: Source) -> DataFrame:
    """Read a source: its canonical columns in order, as they stand there."""
    table, types = _opened(session, source)
    return table.select(*_canonical(source, found_columns(source, list(types))))


def read_event_stream(session: SparkSession, source: Source, event_time: str) -> EventStream:
    """Read the events with the cursor of an incremental run.

    Args:
        session: the engine.
        source: the events.
        event_time: the column by which they arrive, as it is configured; folders by day win over
            `timestamp`.
    """
    table, types = _opened(session, source)
    found = found_columns(source, list(types))
    cursor = cursor_column(source, event_time, found, list(types))
    if event_time == "timestamp" and EVENT_DATE in types and _is_of_folders(session, source):
        cursor = EVENT_DATE
    is_day = cursor == EVENT_DATE
    cell = F.col(EVENT_DATE) if is_day else _cell(source, cursor)
    read_as = T.StringType() if _is_text(source) and not is_day else types[cursor]
    time, day = event_time_and_day(cell, read_as, is_day)
    frame = table.select(*_canonical(source, found), time.alias(EVENT_TIME), day.alias(EVENT_DAY))
    footers = partial(rows_by_day, session, source, cursor)
    return EventStream(frame, EVENT_TIME, EVENT_DAY, cursor, footers)


def _opened(session: SparkSession, source: Source) -> tuple[DataFrame, Mapping[str, T.DataType]]:
    """A source with all its columns, and their types."""
    check_options(session, source)
    try:
        table = _read(session, source)
        types = {field.name: field.dataType for field in table.schema}
    except Exception as error:
        if not is_engine_error(error):
            raise
        _blame(session, source)
        why = database_failure(error) if source.jdbc else failure(error)
        raise InputError(f"{source.name} ({source.place}): {why}") from error
    if not types:
        raise InputError(f"{source.name} ({source.place}): missing or empty; no column was found")
    return table, types


def _canonical(source: Source, found: Mapping[str, str]) -> list[Column]:
    return [_cell(source, own).alias(name) for name, own in found.items()]


def _is_of_folders(session: SparkSession, source: Source) -> bool:
    """Whether `event_date` may be folders: where only the engine sees, it is taken for them."""
    if not source.path or not is_local(session, source.path):
        return True
    return any(f"/{EVENT_DATE}=" in str(file) for file in local_files(source.path))


def blame(session: SparkSession, config: Config) -> None:
    """After an engine failed: look for a file that made it fail.

    Raises:
        InputError: naming the first file and line that are wrong.
    """
    for source in config.sources.values():
        _blame(session, source)


def _blame(session: SparkSession, source: Source) -> None:
    if not source.path or not is_local(session, source.path):
        return
    files = local_files(source.path)
    if source.format == "csv" and Dialect.knows(source.options):
        check_lines(files, dialect_of(source))
    elif source.format == "json" and not source.options:
        check_json(files)
    elif source.format == "parquet":
        check_content(files)


def _read(session: SparkSession, source: Source) -> DataFrame:
    engine = engine_of(session)
    if source.jdbc and not engine.reads_jdbc:
        raise InputError(
            f"sources.{source.name}.jdbc: {engine.title} reads no databases; "
            f"{use_instead(lambda other: other.reads_jdbc)}"
        )
    if source.table and not engine.has_catalog:
        raise InputError(
            f"sources.{source.name}.table: {engine.title} has no catalog; "
            f"{use_instead(lambda other: other.has_catalog)}"
        )
    if source.jdbc:
        return _jdbc_reader(session, source.name, source.jdbc).options(**source.options).load()
    if source.table:
        return session.table(source.table)
    paths: str | list[str] = source.path
    is_here = is_local(session, source.path)
    if is_here:
        files = _checked_files(session, source)
        if is_pattern(source.path):  # an engine's own may skip folders such as day=2021-09-01
            paths = list(map(str, files))
    elif source.format == "csv" and not engine.compares_csv_headers:
        raise InputError(
            f"{source.name} ({source.path}): {engine.title} reads CSV outside the local filesystem "
            "without checking the header and the bytes of each file; "
            f"{use_instead(lambda other: other.compares_csv_headers)}, Parquet files, or a copy on "
            "a local disk"
        )
    options = reader_options(session, source, is_here)
    return session.read.format(source.format).options(**options).load(paths)


def _jdbc_reader(session: SparkSession, name: str, jdbc: Jdbc) -> DataFrameReader:
    reader = session.read.format("jdbc").option("url", jdbc.url).option("dbtable", jdbc.table)
    driver = jdbc.driver or next(
        (driver for start, driver in DRIVERS.items() if jdbc.url.startswith(start)), ""
    )
    settings = {
        "driver": driver,
        "user": jdbc.user,
        "password": password_of(
            f"sources.{name}.jdbc.password_file", jdbc.password_env, jdbc.password_file
        ),
    }
    return reader.options(**{name: value for name, value in settings.items() if value})


def _checked_files(session: SparkSession, source: Source) -> list[Path]:
    """The files of a path, once seen to what the engines are silent about.

    An engine may read a missing path as an empty table.
    """
    files = local_files(source.path)
    if not files:
        raise InputError(f"{source.name} ({source.path}): no such file or folder, or an empty one")
    if is_pattern(source.path) and local_path(source.path).exists():
        raise InputError(
            f"{source.name} ({source.path}): the name holds one of *?[, which makes it a pattern "
            "for the engines; rename it"
        )
    empty = [str(file) for file in files if not file.stat().st_size]
    if empty:
        raise InputError(f"{source.name}: {', '.join(empty)}: a file of zero bytes")
    check_folders(source.path)
    if source.format in ("csv", "json"):
        dialect = dialect_of(source)
        engine = engine_of(session)
        if not (dialect.is_utf8 or engine.reads_any_encoding):
            raise InputError(
                f"sources.{source.name}.options.encoding: {engine.title} reads UTF-8 only, "
                f"not {dialect.encoding}; convert the file, or "
                f"{use_instead(lambda other: other.reads_any_encoding)}"
            )
        check_text(files, dialect.encoding)
    if source.format == "csv":
        check_headers(files, dialect_of(source))
        if Dialect.knows(source.options):
            check_quotes(files, dialect_of(source))
    if source.format == "parquet":
        check_whole(files)
        check_columns(
            files, [source.columns.get(name, name) for name in SOURCES[source.name].column_names]
        )
    return files


def _is_text(source: Source) -> bool:
    """Whether all cells are read as text."""
    return bool(source.path) and source.format == "csv"


def _cell(source: Source, name: str) -> Column:
    column = F.col(f"`{name.replace('`', '``')}`")
    if not _is_text(source):
        return column
    # An empty cell is NULL, also a quoted one, which some engines read as ''.
    cell = F.nullif(column.cast("string"), F.lit(""))
    dialect = dialect_of(source)
    if dialect.null:
        cell = F.nullif(cell, F.lit(dialect.null))
    if dialect.is_multiline:
        return cell
    # Some engines stop at a line break in quotes, others read it; the job stops.
    has_break = F.contains(cell, F.lit("\n")) | F.contains(cell, F.lit("\r"))
    return F.when(has_break, F.raise_error(F.lit(LINE_BREAK))).otherwise(cell)


def _read_list(session: SparkSession, source: Source) -> DataFrame | MergeLines:
    """A merge list: from CSV files the lines with their numbers, else a table."""
    if not source.path or source.format != "csv" or not Dialect.knows(source.options):
        table = read_source(session, source)
        place = {PLACE: source.place}
        return table.select(*(F.col(name).alias(name, metadata=place) for name in table.columns))
    check_options(session, source)
    dialect = dialect_of(source)
    files: Sequence[File]
    if is_local(session, source.path):
        files = _checked_files(session, source)
    else:
        files = _fetched_files(session, source, dialect)
    lines = [
        line
        for file in files
        for line in _lines(source, file, dialect, str(file) if len(files) > 1 else "")
    ]
    return MergeLines(lines, source.place)


def _lines(source: Source, read: File, dialect: Dialect, file: str) -> Iterator[MergeLine]:
    rows = file_records(read, dialect)
    first = next(rows, None)
    if first is None:
        raise InputError(f"{source.name} ({file or source.place}): empty; expected a header line")
    names = first.cells if dialect.has_header else [f"_c{at}" for at in range(len(first.cells))]
    found = found_columns(source, names)
    old, new = (names.index(found[name]) for name in SOURCES[source.name].column_names)
    for line, cells in rows if dialect.has_header else chain([first], rows):
        yield MergeLine(line, dialect.cell(cells[old]), dialect.cell(cells[new]), file)


def _fetched_files(session: SparkSession, source: Source, dialect: Dialect) -> list[FetchedFile]:
    """The files that only the engine sees: their bytes, since a text would hide what is none."""
    try:
        found = session.read.format("binaryFile").load(source.path).select("path", "content")
        files = sorted(FetchedFile(row.path, bytes(row.content)) for row in found.collect())
    except Exception as error:
        if not is_engine_error(error):
            raise
        raise InputError(f"{source.name} ({source.place}): {failure(error)}") from error
    if not files:
        raise InputError(f"{source.name} ({source.place}): no file there")
    packed = [file.place for file in files if file.suffix in PACKED_OTHERWISE]
    if packed:
        raise InputError(f"{source.name}: {', '.join(packed)}: expected plain text, or .gz")
    check_text(files, dialect.encoding)
    check_headers(files, dialect)
    check_quotes(files, dialect)
    return files
