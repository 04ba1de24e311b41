"""The engines: the only code that makes a session, and that knows in what they differ."""

from jafflegaggle.engine.differences import (
    describe,
    has_catalog,
    heeds_all_options,
    is_local,
    local_path,
    reader_quirks,
    reads_any_encoding,
    reads_csv_strictly,
)
from jafflegaggle.engine.failures import (
    database_failure,
    failure,
    is_engine_error,
    is_gone,
    is_missing_path,
)
from jafflegaggle.engine.sessions import RUNTIME_SETTINGS, open_session

__all__ = [
    "RUNTIME_SETTINGS",
    "database_failure",
    "describe",
    "failure",
    "has_catalog",
    "heeds_all_options",
    "is_engine_error",
    "is_gone",
    "is_local",
    "is_missing_path",
    "local_path",
    "open_session",
    "reader_quirks",
    "reads_any_encoding",
    "reads_csv_strictly",
]
