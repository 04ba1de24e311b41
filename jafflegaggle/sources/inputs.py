"""The inputs of a run: the files of each source, listed once and checked for changes."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pyspark.sql import SparkSession

from jafflegaggle.config import Config
from jafflegaggle.errors import InputError
from jafflegaggle.sources.files import SourceFiles, list_files
from jafflegaggle.text import listed


def list_inputs(session: SparkSession, config: Config) -> dict[str, SourceFiles]:
    """The files of each source, as they are now.

    Raises:
        InputError: a file cannot be examined.
    """
    return {name: list_files(session, source) for name, source in config.sources.items()}


def describe_inputs(config: Config, inputs: Mapping[str, SourceFiles]) -> dict[str, Any]:
    """Of each source where it is, its condition, and its files where they are listed."""
    described: dict[str, dict[str, Any]] = {}
    for name, files in inputs.items():
        source = config.sources[name]
        described[name] = {"place": source.place}
        if source.where:
            described[name]["where"] = source.where
        if files.is_listed:
            described[name]["files"] = [
                {"path": str(file), "bytes": file.size, "modified": _utc(file.modified)}
                for file in files.files
            ]
    return described


def passed_over(inputs: Mapping[str, SourceFiles]) -> list[str]:
    """A line for people of each source with files of zero bytes, which are passed over."""
    lines = []
    for name, files in inputs.items():
        if empty := [str(file) for file in files.files if not file.size]:
            lines.append(f"Passed over  {name}: {listed(empty)} (a file of zero bytes)")
    return lines


def assert_inputs_unchanged(
    before: Mapping[str, SourceFiles], after: Mapping[str, SourceFiles]
) -> None:
    """Refuse results computed from files that changed or were removed; new ones are fine.

    Raises:
        InputError: naming the files.
    """
    present = {str(file): file for files in after.values() for file in files.files}
    changed = [
        f"{name}: {file} {'changed' if str(file) in present else 'was removed'}"
        for name, files in before.items()
        for file in files.files
        if present.get(str(file)) != file
    ]
    if changed:
        raise InputError(f"{'; '.join(changed)} while it was being read; run again")


def _utc(nanoseconds: int) -> str:
    """A file's time to the microsecond, since readers accept no finer one."""
    seconds, rest = divmod(nanoseconds // 1000, 1_000_000)
    return dt.datetime.fromtimestamp(seconds, dt.UTC).replace(microsecond=rest).isoformat()
