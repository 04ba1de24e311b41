"""The sources of a run, with their canonical columns."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from jafflegaggle.columns.cells import CellFormats
from jafflegaggle.engine import engine_of
from jafflegaggle.errors import InputError
from jafflegaggle.frames import EXTRA
from jafflegaggle.identity.lines import MergeLines
from jafflegaggle.incremental.event_stream import EventStream
from jafflegaggle.models.extra import check_extra
from jafflegaggle.staging import SOURCES, SourceSpec
from jafflegaggle.text import quoted


class Sources:
    """The inputs of the job, by the names of the declared sources.

    A source of rows is a DataFrame with the canonical columns; the events may be a stream with a
    cursor, and a merge list may also be lines with their numbers.

    Attributes:
        extra: the further columns that tables show, by their source.
        event_stream: the events as a stream, without a cursor where they came as a DataFrame.
    """

    event_stream: EventStream

    def __init__(self, **frames: DataFrame | EventStream | MergeLines | None) -> None:
        """Accept the sources; optional ones may be left out.

        Raises:
            InputError: a source is unknown or missing, or lacks columns.
        """
        self.extra: dict[str, tuple[str, ...]] = {}
        self._cells: dict[str, CellFormats] = {}
        unknown = sorted(set(frames) - set(SOURCES))
        if unknown:
            raise InputError(f"{', '.join(unknown)}: no source; expected {', '.join(SOURCES)}")
        self._frames: dict[str, DataFrame | MergeLines] = {}
        for name, given in frames.items():
            rows = given.frame if isinstance(given, EventStream) else given
            if rows is not None:
                self._frames[name] = rows
        for name, spec in SOURCES.items():
            frame = self._frames.get(name)
            if frame is None and spec.is_required:
                raise InputError(f"{name}: missing")
            if frame is None or isinstance(frame, MergeLines):
                continue
            self._frames[name] = with_optional_columns(frame, spec)

        events = frames["events"]
        stream = events if isinstance(events, EventStream) else EventStream(self.events)
        partitions = engine_of(self.events.sparkSession).partitions
        self.event_stream = replace(stream, partitions=partitions)

    def with_extra(self, **extra: Sequence[str]) -> "Sources":
        """Show further columns of `users` in `contacts`, of `gaggles` in `gaggle_facts`, as text.

        Args:
            extra: the names of the columns, by the source.

        Raises:
            InputError: a source has no such columns, or a table has one of that name already.
        """
        check_extra(extra)
        self.extra |= {name: tuple(columns) for name, columns in extra.items()}
        for name, columns in self.extra.items():
            frame = self._frames[name]
            if isinstance(frame, MergeLines):  # no list has any
                continue
            missing = [column for column in columns if column not in frame.columns]
            if missing:
                raise _missing(name, missing, frame.columns)
            further = {f"{EXTRA}{at}": F.col(quoted(own)) for at, own in enumerate(columns)}
            self._frames[name] = frame.withColumns(further).drop(*columns) if further else frame
        return self

    def with_cells(self, **cells: CellFormats) -> "Sources":
        """The same sources, whose cells are not written the usual way.

            Sources(users=users, ...).with_cells(events=CellFormats({"timestamp": "epoch_ms"}))

        Args:
            **cells: how the cells of a source are written, by its name.

        Raises:
            InputError: a source is unknown, or has a format that is none.
        """
        for name, formats in cells.items():
            if name not in SOURCES:
                raise InputError(f"{name}: no source; expected {', '.join(SOURCES)}")
            try:
                SOURCES[name].check_cells(formats)
            except ValueError as error:
                raise InputError(f"{name}: {': '.join(error.args)}") from None
        sources = copy(self)
        vars(sources)["_cells"] = {**self._cells, **cells}
        return sources

    def get(self, name: str) -> DataFrame | MergeLines | None:
        """A source; None where it is left out."""
        return self._frames.get(name)

    def cells(self, name: str) -> CellFormats:
        """How the cells of a source are written."""
        return self._cells.get(name, CellFormats())

    if TYPE_CHECKING:
        users: DataFrame
        gaggles: DataFrame
        events: DataFrame

    def __getattr__(self, name: str) -> DataFrame | MergeLines | None:
        """A source by its name; None where it is left out."""
        if name not in SOURCES:
            raise AttributeError(name)
        frames: dict[str, DataFrame | MergeLines] = self.__dict__.get("_frames", {})
        return frames.get(name)


def with_optional_columns(frame: DataFrame, spec: SourceSpec) -> DataFrame:
    """The source with its optional columns, NULL where it lacks them.

    Raises:
        InputError: columns are missing.
    """
    columns = frame.columns
    missing = [name for name in spec.column_names if name not in columns]
    needed = [name for name in missing if name not in spec.optional]
    if needed:
        raise _missing(spec.name, needed, columns)
    if spec.one_of and not set(spec.one_of) - set(missing):
        raise _missing(spec.name, [" or ".join(spec.one_of)], columns)
    added = {name: F.lit(None).cast("string") for name in missing}
    return frame.withColumns(added) if added else frame


def _missing(source: str, missing: Sequence[str], columns: Sequence[str]) -> InputError:
    return InputError(f"{source}: no column {', '.join(missing)}; it has {', '.join(columns)}")
