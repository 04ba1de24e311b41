"""The log of a run on standard error: for terminals, for files, and as JSON lines."""

import datetime as dt
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from jafflegaggle import signals
from jafflegaggle.report.streams import printable, write

FORMATS = ("text", "json")
PACKAGE = "jafflegaggle"
BAR_WIDTH = 24
CLEAR_LINE = "\r\x1b[2K"
NOTHING = "-"

log = logging.getLogger(__name__)


@dataclass
class Context:
    """The position of the run, which every record carries.

    Attributes:
        run: the id of the run, once its output is open.
        step: the current step, or the one that failed.
    """

    run: str = ""
    step: str = ""


here = Context()


@contextmanager
def logging_to_stderr(log_format: str = "text", level: int = logging.INFO) -> Iterator[None]:
    """Show what this package logs on standard error while the block runs.

    Text is short lines on a terminal; elsewhere, and as JSON, each record is one line with its
    time, level, run id and step.

    Args:
        log_format: `text` or `json`.
        level: the lowest level that is shown.
    """
    handler = _Handler(_formatter(log_format))
    logger, root = logging.getLogger(PACKAGE), logging.getLogger()
    # Py4J logs a stack trace when Java dies; this package reports what a person needs to know.
    of_others = handler if level <= logging.DEBUG else logging.NullHandler()
    root.addHandler(of_others)
    before = (logger.level, logger.propagate, signals.announce)
    here.run = here.step = ""
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False
    signals.announce = handler.announcement
    try:
        yield
    finally:
        handler.close()
        root.removeHandler(of_others)
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]
        signals.announce = before[2]


def log_failure(message: str, is_traced: bool = False) -> None:
    """Log why the command failed: in text format, as a paragraph of its own.

    Args:
        message: the message, for the person who must act.
        is_traced: whether to show the stack trace of the current exception first.
    """
    log.error(message, exc_info=is_traced, extra={"is_last": True})


def show_bar(fraction: float, text: str) -> None:
    """Show how far the run is, where a person looks on."""
    for handler in logging.getLogger(PACKAGE).handlers:
        if isinstance(handler, _Handler):
            handler.show_bar(fraction, text)


def shows_bar() -> bool:
    """Whether a person looks on."""
    handlers = logging.getLogger(PACKAGE).handlers
    return any(isinstance(handler, _Handler) and handler.shows_bar() for handler in handlers)


class _Handler(logging.Handler):
    """Writes records to standard error, and a bar under them on a terminal."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self.setFormatter(formatter)
        self.has_bar = False

    def emit(self, record: logging.LogRecord) -> None:
        self._clear_bar()
        write(sys.stderr, f"{self.format(record)}\n")

    def shows_bar(self) -> bool:
        """Whether records are short lines on a terminal."""
        is_quiet = logging.getLogger(PACKAGE).level > logging.INFO
        return not is_quiet and isinstance(self.formatter, _ForTerminals)

    def show_bar(self, fraction: float, text: str) -> None:
        """Show the progress of the run under the records, in place of what was there."""
        if not self.shows_bar():
            return
        filled = round(BAR_WIDTH * fraction)
        with self.lock or nullcontext():  # a clock shows it while a step runs
            clear = CLEAR_LINE if self.has_bar else ""
            bar = f"  [{'#' * filled}{'-' * (BAR_WIDTH - filled)}] {text}"
            write(sys.stderr, f"{clear}{bar}\r")
            self.has_bar = True

    def close(self) -> None:
        self._clear_bar()
        super().close()

    def _clear_bar(self) -> None:
        if self.has_bar:
            write(sys.stderr, CLEAR_LINE)
            self.has_bar = False

    def announcement(self, message: str) -> str:
        """The last line of a process ended by a signal, made without the handler's lock."""
        record = log.makeRecord(log.name, logging.ERROR, "", 0, message, (), None)
        record.is_last = True
        return (CLEAR_LINE if self.has_bar else "") + self.format(record)


def _formatter(log_format: str) -> logging.Formatter:
    if log_format == "json":
        return _AsJson()
    return _ForTerminals() if sys.stderr.isatty() else _ForFiles()


def _time(record: logging.LogRecord) -> str:
    """The time of a record, in UTC.

    >>> _time(logging.makeLogRecord({"created": 0.25}))
    '1970-01-01T00:00:00.250Z'
    """
    time_of = dt.datetime.fromtimestamp(record.created, dt.UTC)
    return f"{time_of:%Y-%m-%dT%H:%M:%S}.{time_of.microsecond // 1000:03d}Z"


class _AsJson(logging.Formatter):
    """`{"time", "level", "run", "step", "message"}`, and for a step its rows and seconds."""

    def format(self, record: logging.LogRecord) -> str:
        shown: dict[str, object] = {
            "time": _time(record),
            "level": record.levelname,
            "run": here.run or None,
            "step": here.step or None,
            "message": printable(record.getMessage()),
        }
        shown |= getattr(record, "fields", {})
        if record.exc_info:
            shown["exception"] = printable(self.formatException(record.exc_info))
        return json.dumps(shown)


class _ForFiles(logging.Formatter):
    """`time level run step: message`, `-` for none; a failure is a paragraph of its own."""

    def format(self, record: logging.LogRecord) -> str:
        message = printable(record.getMessage())
        if getattr(record, "is_last", False):
            trace = printable(self.formatException(record.exc_info)) if record.exc_info else ""
            return f"{trace}\njafflegaggle: {message}".lstrip("\n")
        indented = message.replace("\n", "\n    ")  # no data must look like a record
        return self.line(record, indented)

    def line(self, record: logging.LogRecord, message: str) -> str:
        """Format a record that is not the final failure."""
        place = f"{here.run or NOTHING} {here.step or NOTHING}"
        return f"{_time(record)} {record.levelname} {place}: {message}"


class _ForTerminals(_ForFiles):
    """A table of the steps, with other records between its lines."""

    def line(self, record: logging.LogRecord, message: str) -> str:
        """Format a record that is not the final failure."""
        fields = getattr(record, "fields", None)
        if fields:
            rows = "" if fields["rows"] is None else f"{fields['rows']:,} rows"
            return f"  {here.step:<20}{rows:>18}{fields['seconds']:>9.2f} s"
        if record.levelno >= logging.WARNING:
            return f"  {record.levelname.lower()}: {message}"
        return f"  {message}" if here.run else message
