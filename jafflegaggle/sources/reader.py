"""The only reader: from the configuration to DataFrames with canonical columns."""

from collections.abc import Mapping
from functools import partial

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from jafflegaggle.columns.cells import CellFormats, is_no_value
from jafflegaggle.columns.times import why_no_time
from jafflegaggle.config import Config, Source
from jafflegaggle.engine import engine_of, is_engine_error
from jafflegaggle.errors import InputError
from jafflegaggle.identity.merges import MergeLines
from jafflegaggle.incremental.event_stream import (
    EVENT_DATE,
    EVENT_DAY,
    EVENT_TIME,
    EventStream,
    event_time_and_day,
)
from jafflegaggle.sources.columns import cursor_column, found_columns
from jafflegaggle.sources.event_files import rows_by_day
from jafflegaggle.sources.files import SourceFiles, list_files
from jafflegaggle.sources.inputs import list_inputs
from jafflegaggle.sources.merge_lists import has_lines, read_lines, with_place
from jafflegaggle.sources.registry import format_of
from jafflegaggle.sources.sources import Sources
from jafflegaggle.staging import SOURCES


def read_sources(
    session: SparkSession, config: Config, inputs: Mapping[str, SourceFiles] | None = None
) -> Sources:
    """Read every source that is configured.

    Args:
        session: the engine.
        config: which sources, and where they are.
        inputs: their files; listed now if None.

    Raises:
        InputError: naming the source and the place that is missing, empty or unreadable, or the
            columns that it lacks.
    """
    listed = list_inputs(session, config) if inputs is None else inputs
    frames: dict[str, DataFrame | EventStream | MergeLines] = {}
    for name, source in config.sources.items():
        spec, files = SOURCES[name], listed[name]
        if spec.is_stream and config.incremental.enabled:
            event_time = config.incremental.event_time
            frames[name] = read_event_stream(session, source, event_time, files)
        elif not spec.is_list:
            frames[name] = read_source(session, source, files)
        elif has_lines(source):
            frames[name] = read_lines(session, source, files)
        else:
            frames[name] = with_place(read_source(session, source, files), source)
    cells = {name: _own_cells(source) for name, source in config.sources.items()}
    return Sources(**frames).with_cells(**cells)


def read_source(
    session: SparkSession, source: Source, files: SourceFiles | None = None
) -> DataFrame:
    """Read a source: its canonical columns in order, as they stand there.

    Args:
        session: the engine.
        source: which source.
        files: its files; listed now if None.
    """
    files = list_files(session, source) if files is None else files
    table, types = _opened(session, source, files)
    return table.select(*_canonical(source, found_columns(source, list(types))))


def read_event_stream(
    session: SparkSession, source: Source, event_time: str, files: SourceFiles | None = None
) -> EventStream:
    """Read the events with the cursor of an incremental run.

    Args:
        session: the engine.
        source: the events.
        event_time: the column by which they arrive, as it is configured; folders by day win over
            `timestamp`.
        files: their files; listed now if None.
    """
    files = list_files(session, source) if files is None else files
    table, types = _opened(session, source, files)
    found = found_columns(source, list(types))
    cursor = cursor_column(source, event_time, found, list(types))
    if event_time == "timestamp" and EVENT_DATE in types and files.has_folder(EVENT_DATE):
        cursor = EVENT_DATE
    is_day = cursor == EVENT_DATE
    cell = F.col(EVENT_DATE) if is_day else _cell(source, cursor)
    is_text = format_of(source).has_text_cells and not is_day
    read_as = T.StringType() if is_text else types[cursor]
    cells = source.cells
    written = cells.formats.get(event_time, "")
    if wrong := "" if is_day else why_no_time(read_as, written):
        raise InputError(f"sources.{source.name}.formats.{event_time}: {wrong}")
    if not (is_day or cells.is_usual):
        cell = F.when(~is_no_value(cell.cast("string"), cells.null_values), cell)
    time, day = event_time_and_day(cell, read_as, is_day, written)
    frame = table.select(*_canonical(source, found), time.alias(EVENT_TIME), day.alias(EVENT_DAY))
    footers = partial(rows_by_day, session, source, cursor)
    return EventStream(frame, EVENT_TIME, EVENT_DAY, cursor, footers)


def _own_cells(source: Source) -> CellFormats:
    """How the cells of its canonical columns are written: without those of a further cursor."""
    names = SOURCES[source.name].column_names
    formats = {name: written for name, written in source.formats.items() if name in names}
    return CellFormats(formats, source.null_values)


def _canonical(source: Source, found: Mapping[str, str]) -> list[Column]:
    return [_cell(source, own).alias(name) for name, own in found.items()]


def diagnose_inputs(session: SparkSession, config: Config) -> None:
    """After an engine failed: look for a file that made it fail.

    Raises:
        InputError: naming the first file and line that are wrong.
    """
    for source in config.sources.values():
        format_of(source).diagnose(source, list_files(session, source))


def _opened(
    session: SparkSession, source: Source, files: SourceFiles
) -> tuple[DataFrame, Mapping[str, T.DataType]]:
    """A source with all its columns, and their types."""
    form = format_of(source)
    form.check(engine_of(session), source, files)
    try:
        table = form.read(session, source, files)
        types = {field.name: field.dataType for field in table.schema}
    except Exception as error:
        if not is_engine_error(error):
            raise
        form.diagnose(source, files)
        raise InputError(f"{source.name} ({source.place}): {form.explain(error)}") from error
    if not types:
        raise InputError(f"{source.name} ({source.place}): missing or empty; no column was found")
    return table, types


def _cell(source: Source, name: str) -> Column:
    return format_of(source).cell(source, name)
