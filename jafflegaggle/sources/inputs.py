"""What a run was made from: the files of each source, with their sizes and times."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pyspark.sql import SparkSession

from jafflegaggle.config import Config, Source
from jafflegaggle.engine import is_local
from jafflegaggle.errors import InputError
from jafflegaggle.sources.files import local_files


def inputs(session: SparkSession, config: Config) -> dict[str, dict[str, Any]]:
    """Of each source where it is, and its files where they lie on a disk of this machine.

    Raises:
        InputError: a file cannot be looked at, or went just now; somebody may be replacing it.
    """
    told = {}
    for name, source in config.sources.items():
        try:
            told[name] = _input(session, source)
        except OSError as error:
            raise InputError(
                f"{name}: {error.filename or source.path}: cannot be read ({error.strerror}); "
                "was it replaced just now? run again"
            ) from error
    return told


def _input(session: SparkSession, source: Source) -> dict[str, Any]:
    told: dict[str, Any] = {"place": source.place}
    if source.path and is_local(session, source.path):
        told["files"] = [
            {"path": str(file), "bytes": stat.st_size, "modified": _utc(stat.st_mtime_ns)}
            for file in local_files(source.path)
            for stat in [file.stat()]
        ]
    return told


def refuse_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Refuse what was computed from files that changed or went meanwhile; new ones may come.

    Raises:
        InputError: naming the files.
    """
    files = [file["path"] for told in after.values() for file in told.get("files", ())]
    same = {str(file) for told in after.values() for file in told.get("files", ())}
    changed = [
        f"{name}: {file['path']} {'changed' if file['path'] in files else 'went'}"
        for name, told in before.items()
        for file in told.get("files", ())
        if str(file) not in same
    ]
    if changed:
        raise InputError(f"{'; '.join(changed)} while it was read; run again")


def _utc(nanoseconds: int) -> str:
    """A file's time to the microsecond; finer, and no reader would take it."""
    seconds, rest = divmod(nanoseconds // 1000, 1_000_000)
    return dt.datetime.fromtimestamp(seconds, dt.UTC).replace(microsecond=rest).isoformat()
