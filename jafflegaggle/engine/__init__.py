"""The engines: the only code that opens sessions, and that knows how engines differ."""

from jafflegaggle.engine.errors import (
    database_failure,
    failure,
    is_engine_error,
    is_gone,
    is_missing_path,
)
from jafflegaggle.engine.local_disk import local_path
from jafflegaggle.engine.registry import (
    describe,
    engine_arguments,
    engine_of,
    engine_path,
    is_local,
    is_stored,
    naming_engine,
    no_engine,
    open_session,
    use_instead,
)
from jafflegaggle.engine.settings import RUNTIME_SETTINGS
from jafflegaggle.engine.spec import Engine

__all__ = [
    "RUNTIME_SETTINGS",
    "Engine",
    "database_failure",
    "describe",
    "engine_arguments",
    "engine_of",
    "engine_path",
    "failure",
    "is_engine_error",
    "is_gone",
    "is_local",
    "is_missing_path",
    "is_stored",
    "local_path",
    "naming_engine",
    "no_engine",
    "open_session",
    "use_instead",
]
