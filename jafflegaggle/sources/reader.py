"""The only reader: from the configuration to DataFrames with canonical columns."""

import datetime as dt
from collections.abc import Collection, Mapping
from functools import partial

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from jafflegaggle.columns.cells import CellFormats, is_no_value
from jafflegaggle.columns.times import why_no_time
from jafflegaggle.config import Config, Source
from jafflegaggle.engine import engine_of, is_engine_error
from jafflegaggle.errors import InputError
from jafflegaggle.expressions import Expression
from jafflegaggle.identity.lines import MergeLines
from jafflegaggle.incremental.event_stream import (
    EVENT_DATE,
    EVENT_DAY,
    EVENT_TIME,
    EventStream,
    event_time_and_day,
)
from jafflegaggle.sources.columns import (
    Path,
    check_two_columns,
    cursor_of,
    find_path,
    find_paths,
    names_in,
)
from jafflegaggle.sources.event_files import rows_by_day
from jafflegaggle.sources.files import SourceFiles, list_files
from jafflegaggle.sources.inputs import list_inputs
from jafflegaggle.sources.merge_lists import has_lines, read_lines, with_place
from jafflegaggle.sources.opened import Opened
from jafflegaggle.sources.registry import format_of
from jafflegaggle.sources.sources import Sources
from jafflegaggle.staging import SOURCES
from jafflegaggle.staging.spec import Amount

NO_DATE = dt.date(1970, 1, 1)


def read_sources(
    session: SparkSession, config: Config, inputs: Mapping[str, SourceFiles] | None = None
) -> Sources:
    """Read every source that is configured.

    Args:
        session: the engine.
        config: the configuration of the sources.
        inputs: their files; listed now if None.

    Raises:
        InputError: naming the source and the place that is missing, empty or unreadable, or the
            columns that it lacks.
    """
    listed = list_inputs(session, config) if inputs is None else inputs
    frames = {name: read_one(session, config, name, listed[name]) for name in config.sources}
    extra = {name: source.extra for name, source in config.sources.items() if source.extra}
    cells = {name: _own_cells(source) for name, source in config.sources.items()}
    return Sources(**frames).with_cells(**cells).with_extra(**extra)


def read_one(
    session: SparkSession, config: Config, name: str, files: SourceFiles
) -> DataFrame | EventStream | MergeLines:
    """Read one of the configured sources, as a run does."""
    source, spec = config.sources[name], SOURCES[name]
    if spec.is_list and has_lines(source):
        return read_lines(session, source, files)
    opened = open_source(session, source, files, config.snapshot_date)
    needed = needed_columns(config, name)
    if spec.is_stream and config.incremental.enabled:
        return _event_stream(session, opened, config.incremental.event_time, needed)
    rows = _rows(opened, needed)
    return with_place(rows, source) if spec.is_list else rows


def needed_columns(config: Config, name: str) -> set[str]:
    """The optional columns of a source that something asks for: a rule, or a check."""
    spec, severities = SOURCES[name], config.checks.severities.get(name, {})
    checked = {
        column
        for check in spec.checks
        if severities.get(check.key) != "off"
        for column in check.columns
    }
    keys = {spec.key} if spec.deduplicates(config.rules) else set()
    return (checked | keys) & set(spec.optional)


def read_source(
    session: SparkSession,
    source: Source,
    files: SourceFiles | None = None,
    snapshot_date: dt.date = NO_DATE,
) -> DataFrame:
    """Read a source: its canonical columns in order, as they stand there, then its further ones.

    Args:
        session: the engine.
        source: which source.
        files: its files; listed now if None.
        snapshot_date: the date that its SQL may name.
    """
    return _rows(open_source(session, source, files, snapshot_date))


def read_event_stream(
    session: SparkSession,
    source: Source,
    event_time: str,
    files: SourceFiles | None = None,
    snapshot_date: dt.date = NO_DATE,
) -> EventStream:
    """Read the events with the cursor of an incremental run.

    Args:
        session: the engine.
        source: the events.
        event_time: the configured cursor; folders by day take precedence over `timestamp`.
        files: their files; listed now if None.
        snapshot_date: the date that its SQL may name.
    """
    opened = open_source(session, source, files, snapshot_date)
    return _event_stream(session, opened, event_time)


def _rows(opened: Opened, needed: Collection[str] = ()) -> DataFrame:
    paths = _paths(opened, needed)
    check_two_columns(opened.source, paths)
    return opened.select(paths, _columns(opened, paths))


def _event_stream(
    session: SparkSession, opened: Opened, event_time: str, needed: Collection[str] = ()
) -> EventStream:
    source, files = opened.source, opened.files
    if event_time == "timestamp" and EVENT_DATE in opened.types and files.has_folder(EVENT_DATE):
        event_time = EVENT_DATE
    paths = _paths(opened, needed, also=event_time)
    cursor = cursor_of(source, event_time, opened.tree, paths)
    columns = _columns(opened, paths)
    value = cursor if isinstance(cursor, Expression) else opened.cell(cursor)
    rows = opened.select(paths, {**columns, EVENT_TIME: value})
    is_day = cursor == (EVENT_DATE,)
    read_as, cell, cells = rows.schema[EVENT_TIME].dataType, F.col(EVENT_TIME), source.cells
    written = cells.formats.get(event_time, "")
    if wrong := "" if is_day else why_no_time(read_as, written):
        raise InputError(f"sources.{source.name}.formats.{event_time}: {wrong}")
    if not (is_day or cells.is_usual):
        cell = F.when(~is_no_value(cell.cast("string"), cells.null_values), cell)
    time, day = event_time_and_day(cell, read_as, is_day, written)
    frame = rows.select(*columns, time.alias(EVENT_TIME), day.alias(EVENT_DAY))
    name = cursor.sql if isinstance(cursor, Expression) else ".".join(cursor)
    footers = partial(rows_by_day, session, source, name)
    return EventStream(frame, EVENT_TIME, EVENT_DAY, name, footers)


def _paths(opened: Opened, needed: Collection[str], also: str = "") -> dict[str, Path]:
    """Where the columns are that are asked for, by what they are called there.

    Args:
        opened: the source.
        needed: the optional columns that something asks for.
        also: one more column, by its canonical name or its own; it may be missing.
    """
    source = opened.source
    left_out = (set(SOURCES[source.name].optional) - set(needed)) - set(source.columns)
    own = source.own(also) if also else ""
    # Few rows are looked through for an optional column; a stream is not, unless one is asked for.
    unasked = left_out if SOURCES[source.name].is_stream else ()
    wanted = [*names_in(source, unasked), *([own] if isinstance(own, str) and own else [])]
    late = [name for name in wanted if find_path(name, opened.tree) is None]
    if late:
        opened.look_further(late)
    return find_paths(source, opened.tree, left_out)


def _columns(opened: Opened, paths: Mapping[str, Path]) -> dict[str, Column | Expression]:
    """What to select of a source: its canonical columns in order, then its further ones."""
    source, spec = opened.source, SOURCES[opened.source.name]
    columns: dict[str, Column | Expression] = {}
    for column in spec.columns:
        own = source.own(column.name)
        if isinstance(own, Expression):
            columns[column.name] = own
        elif own not in paths:
            columns[column.name] = F.lit(None).cast("string")
        else:
            path, written = paths[own], source.formats.get(column.name, "")
            is_amount = isinstance(column, Amount)
            columns[column.name] = opened.amount(path, written) if is_amount else opened.cell(path)
    for name in source.extra:
        own = source.own(name)
        columns[name] = own if isinstance(own, Expression) else opened.cell(paths[own])
    return columns


def _own_cells(source: Source) -> CellFormats:
    """How the cells of its canonical columns are written: without those of a further cursor."""
    names = SOURCES[source.name].column_names
    formats = {name: written for name, written in source.formats.items() if name in names}
    return CellFormats(formats, source.null_values)


def diagnose_inputs(session: SparkSession, config: Config) -> None:
    """After an engine failed: look for a file or an expression that made it fail.

    Raises:
        InputError: naming the first file and line that are wrong, or the source and its SQL.
    """
    for source in config.sources.values():
        format_of(source).diagnose(source, list_files(session, source))
    for source in config.sources.values():
        if source.expressions:
            opened = open_source(session, source, None, config.snapshot_date)
            opened.diagnose(_paths(opened, ()))


def open_source(
    session: SparkSession, source: Source, files: SourceFiles | None, snapshot_date: dt.date
) -> Opened:
    """A source with all its columns.

    Raises:
        InputError: naming the file and the line that are wrong, or what the engine says.
    """
    form, engine = format_of(source), engine_of(session)
    files = list_files(session, source) if files is None else files
    form.check(engine, source, files)
    try:
        frame = form.read(session, source, files)
        types = {field.name: field.dataType for field in frame.schema}
        tree = form.tree(frame)
    except Exception as error:
        if not is_engine_error(error):
            raise
        form.diagnose(source, files)
        raise InputError(f"{source.name} ({source.place}): {form.explain(error)}") from error
    if not types:
        raise InputError(f"{source.name} ({source.place}): missing or empty; no column was found")
    return Opened(source, form, engine, files, frame, types, tree, snapshot_date)
