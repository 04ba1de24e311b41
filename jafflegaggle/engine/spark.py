"""Spark: the session that the job is started in, or a new local Spark."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from jafflegaggle.engine.connect import SPARK_FULL_SCAN, is_connect
from jafflegaggle.engine.errors import failure, ignore_engine_errors
from jafflegaggle.engine.local_disk import reads_this_disk
from jafflegaggle.engine.settings import (
    APP_NAME,
    NO_CALL_SITES,
    RUNTIME_SETTINGS,
    apply_settings,
    setting,
)
from jafflegaggle.engine.spec import Engine
from jafflegaggle.errors import InputError
from jafflegaggle.signals import keep_handler

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Settings = dict[str, bool | float | int | str | None]

QUIET_LOG = Path(__file__).parents[1] / "log4j2.properties"
PLATFORMS = ("PYSPARK_GATEWAY_PORT", "DATABRICKS_RUNTIME_VERSION", "SPARK_REMOTE")
# Settings of a new local Spark; spark-submit and clusters bring their own.
LOCAL_SETTINGS: Settings = {
    "spark.ui.enabled": "false",
    # Broadcasts stay in this process, so a larger table is still cheaper than a sort.
    "spark.sql.autoBroadcastJoinThreshold": "32m",
    # Smaller than the default (64m), so that a task's hash table fits a cache, and all fit memory.
    "spark.sql.adaptive.advisoryPartitionSizeInBytes": "16m",
    **NO_CALL_SITES,
}


@contextmanager
def open_spark(_argument: str) -> "Iterator[SparkSession]":
    """The active session, which is left unchanged, or a new one, which is stopped.

    Raises:
        InputError: Spark does not start, most often because Java is missing.
    """
    if _is_handed_in():
        session = _session({})
        before = {name: setting(session, name) for name in RUNTIME_SETTINGS}
        apply_settings(session, RUNTIME_SETTINGS)
        try:
            yield session
        finally:
            with ignore_engine_errors():
                apply_settings(session, before)
        return
    named: Settings = {"spark.app.name": APP_NAME}
    session = _session(named if is_submitted() else named | LOCAL_SETTINGS | _of_this_machine())
    apply_settings(session, RUNTIME_SETTINGS)
    try:
        yield session
    finally:
        with ignore_engine_errors():
            session.stop()


def is_submitted() -> bool:
    """Whether the process was started by spark-submit or a platform."""
    return any(name in os.environ for name in PLATFORMS)


def _is_handed_in() -> bool:
    """Whether there is an active session of a platform or notebook, not to be stopped."""
    if "DATABRICKS_RUNTIME_VERSION" in os.environ:
        return True
    from pyspark.sql import SparkSession

    return SparkSession.getActiveSession() is not None


def _session(settings: Settings) -> "SparkSession":
    """The active session, unchanged, or a new one with these settings."""
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    try:
        with keep_handler():
            return SparkSession.builder.config(map=settings).getOrCreate()
    except PySparkException as error:
        raise InputError(
            f"--engine spark: Spark did not start ({failure(error)}); it needs Java 17 or newer, "
            f'{_java()}. Without Java: pip install "jafflegaggle[embedded]"'
        ) from error


def _of_this_machine() -> Settings:
    """Small partitions, a progress bar on terminals, and a quiet log."""
    # A database's times without a zone are read in Java's time zone.
    java = ["-Duser.timezone=UTC"]
    if QUIET_LOG.is_file():  # inside a zip there is no such file
        java.append(f"-Dlog4j2.configurationFile={QUIET_LOG}")
    return {
        # Spark coalesces small ones.
        "spark.sql.shuffle.partitions": 32 * (os.cpu_count() or 1),
        "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(),
        "spark.driver.extraJavaOptions": " ".join(java),
    }


def _java() -> str:
    """The Java that Spark would use, for a message."""
    import subprocess

    home = os.environ.get("JAVA_HOME")
    command = str(Path(home, "bin", "java")) if home else "java"
    try:
        ended = subprocess.run([command, "-version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return f"and {command} does not run; set JAVA_HOME or PATH"
    version = re.search(r'version "([^"]+)"', ended.stderr + ended.stdout)
    return f"and {command} is {version[1] if version else 'of an unknown version'}"


def _sees_local_disk(session: "SparkSession", path: str) -> bool:
    """Never on a cluster, whose machines have their own disks."""
    if not (setting(session, "spark.master") or "").startswith("local"):
        return False
    return path.startswith("file:") or reads_this_disk(session)


SPARK = Engine(
    title="Spark",
    argument="spark",
    open=open_spark,
    runs=lambda session: not is_connect(session),
    version=lambda session: f"Spark {session.version}",
    sees_local_disk=_sees_local_disk,
    is_ambient=is_submitted,
    product="PySpark",
    module="pyspark",
    extra="spark",
    requires="Java",
    has_catalog=True,
    reads_jdbc=True,
    reads_any_encoding=True,
    compares_csv_headers=True,
    full_scan_options=SPARK_FULL_SCAN,
)
