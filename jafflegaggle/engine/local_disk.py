"""Which paths are on the local filesystem."""

import re
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from jafflegaggle.engine.errors import is_engine_error, is_gone

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def local_path(path: str) -> Path:
    """A path of this machine, which may be written as a URI `file:///...`."""
    return Path(re.sub(r"^file:(//)?", "", path))


def has_other_scheme(path: str) -> bool:
    """Whether a path is a URI other than of the local filesystem.

    >>> [has_other_scheme(path) for path in ("s3://b/x", "file:///x", "/x", "x", "dbfs:/x")]
    [True, False, False, False, True]
    """
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", path.removeprefix("file:")))


@lru_cache(maxsize=1)
def reads_this_disk(session: "SparkSession") -> bool:
    """Whether an engine on this machine resolves a path without a scheme locally.

    Its settings, or those of a Hadoop installation, may name another default file system.
    """
    with NamedTemporaryFile(prefix="jafflegaggle-") as here:
        try:
            seen = session.read.text(here.name).inputFiles()
        except Exception as error:
            # Missing, or not accessible to this session: not the local filesystem in either case.
            if not is_engine_error(error) or is_gone(error):
                raise
            return False
        return any(uri.startswith("file:") for uri in seen)
