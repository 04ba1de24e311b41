"""The sources of a run, with their canonical columns."""

from copy import copy
from typing import TYPE_CHECKING

from pyspark.sql import DataFrame

from jafflegaggle.columns.cells import CellFormats
from jafflegaggle.errors import InputError
from jafflegaggle.identity.merges import MergeLines
from jafflegaggle.incremental.event_stream import EventStream
from jafflegaggle.staging import SOURCES


class Sources:
    """What the job reads, by the names of its declared sources.

    A source of rows is a DataFrame with the canonical columns; the events may be a stream with a
    cursor, and a merge list may also be lines with their numbers.

    Attributes:
        event_stream: the events as a stream, without a cursor where they came as a DataFrame.
    """

    event_stream: EventStream

    def __init__(self, **frames: DataFrame | EventStream | MergeLines | None) -> None:
        """Take the sources; those that are optional may be left out.

        Raises:
            InputError: a source is unknown or missing, or lacks columns.
        """
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
            columns = frame.columns
            missing = [column for column in spec.column_names if column not in columns]
            if missing:
                raise InputError(
                    f"{name}: no column {', '.join(missing)}; it has {', '.join(columns)}"
                )

        events = frames["events"]
        self.event_stream = events if isinstance(events, EventStream) else EventStream(self.events)

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
