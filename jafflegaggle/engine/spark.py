"""Spark: the session that the job is started in, or a Spark of our own on this machine."""

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
# A Spark of our own on this machine; spark-submit and a cluster bring their own settings.
LOCAL_SETTINGS: Settings = {
    "spark.ui.enabled": "false",
    # What is sent to all tasks stays in this process: a larger table is still cheaper than a sort.
    "spark.sql.autoBroadcastJoinThreshold": "32m",
    # Less than by default (64m): a task's table of keys fits a cache, and all of it a small memory.
    "spark.sql.adaptive.advisoryPartitionSizeInBytes": "16m",
    **NO_CALL_SITES,
}


@contextmanager
def open_spark(_argument: str) -> "Iterator[SparkSession]":
    """The session that is there, which stays as it was, or one of our own, which ends.

    Raises:
        InputError: Spark does not start; most often for want of Java.
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
    """Whether a session is there already: the platform's, or a notebook's, and theirs to end."""
    if "DATABRICKS_RUNTIME_VERSION" in os.environ:
        return True
    from pyspark.sql import SparkSession

    return SparkSession.getActiveSession() is not None


def _session(settings: Settings) -> "SparkSession":
    """The session that is there, as it is, or a new one with these settings."""
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
    """Partitions that a cache holds, a progress bar where one can be shown, and a quiet log."""
    # A database's times without a zone are taken for those of Java's.
    java = ["-Duser.timezone=UTC"]
    if QUIET_LOG.is_file():  # in a zip it is none
        java.append(f"-Dlog4j2.configurationFile={QUIET_LOG}")
    return {
        # Spark itself puts small ones together.
        "spark.sql.shuffle.partitions": 32 * (os.cpu_count() or 1),
        "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(),
        "spark.driver.extraJavaOptions": " ".join(java),
    }


def _java() -> str:
    """Which Java Spark would take, for a message."""
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
    """On a cluster none: its other machines have disks of their own."""
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
