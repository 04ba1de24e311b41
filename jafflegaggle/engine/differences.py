"""What a session is, and in what the engines differ."""

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from jafflegaggle.engine.failures import is_engine_error, is_gone

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NO_QUOTE = "\x01"  # a control character that no text holds
ALL_ROWS = str(2**31 - 1)
EMBEDDED = "jafflegaggle.engine"  # the setting that names the engine of an embedded session


def describe(session: "SparkSession") -> str:
    """The engine in a word, for people: `Sail 0.7.2`, `Spark 4.2.1`."""
    return setting(session, EMBEDDED) or f"Spark {session.version}"


def local_path(path: str) -> Path:
    """A path of this machine, which may be written as a URI `file:///...`."""
    return Path(re.sub(r"^file:(//)?", "", path))


def is_local(session: "SparkSession", path: str) -> bool:
    """Whether the engine takes a path for one of this machine: `file:`, or perhaps no scheme."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", path.removeprefix("file:")):
        return False
    if _is_embedded(session):
        return True
    is_remote = type(session).__module__.startswith("pyspark.sql.connect")
    if is_remote or not (setting(session, "spark.master") or "").startswith("local"):
        return False
    return path.startswith("file:") or _takes_this_disk(session)


@lru_cache(maxsize=1)
def _takes_this_disk(session: "SparkSession") -> bool:
    """Whether a Spark on this machine takes a path without a scheme for one of its disk.

    Its own settings, or those of a Hadoop that it finds, may name another file system.
    """
    with NamedTemporaryFile(prefix="jafflegaggle-") as here:
        try:
            seen = session.read.text(here.name).inputFiles()
        except Exception as error:
            # Not there, or nothing that this session may look at: not this disk in either case.
            if not is_engine_error(error) or is_gone(error):
                raise
            return False
        return any(uri.startswith("file:") for uri in seen)


def has_catalog(session: "SparkSession") -> bool:
    """Whether the engine keeps tables that outlive the session."""
    return not _is_embedded(session)


def reads_any_encoding(session: "SparkSession") -> bool:
    """Whether the engine heeds the encoding of a CSV file; Sail takes all for UTF-8."""
    return not _is_embedded(session)


def reads_csv_strictly(session: "SparkSession") -> bool:
    """Whether the engine itself stops at a file with another header."""
    return not _is_embedded(session)


def reader_quirks(
    session: "SparkSession", file_format: str, options: Mapping[str, str]
) -> dict[str, str]:
    """A reader's options as the engine understands them."""
    quirks = dict(options)
    if _is_embedded(session):
        if file_format == "json":
            # By default it guesses types from the first 1,000 rows, and bends the cells behind.
            quirks["schemaInferMaxRecords"] = ALL_ROWS
        if file_format == "csv" and quirks.get("quote") == "":
            quirks["quote"] = NO_QUOTE  # an empty one it ignores
    return quirks


def heeds_all_options(session: "SparkSession") -> bool:
    """Whether the engine heeds every option of a reader; Sail passes over those it has not."""
    return not _is_embedded(session)


def _is_embedded(session: "SparkSession") -> bool:
    return setting(session, EMBEDDED) is not None


def setting(session: "SparkSession", name: str) -> str | None:
    """A setting of the session; None where it is unset, or the platform keeps it to itself."""
    with suppress(*refusals()):
        return session.conf.get(name, None)
    return None


def refusals() -> tuple[type[Exception], ...]:
    """What is raised where a platform keeps a setting to itself."""
    from pyspark.errors import PySparkException

    return (PySparkException,)
