"""The only place that makes a session."""

import importlib.util
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jafflegaggle.engine.differences import EMBEDDED, refusals, setting
from jafflegaggle.engine.failures import failure, is_engine_error
from jafflegaggle.errors import InputError
from jafflegaggle.signals import keep_handler

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Settings = dict[str, bool | float | int | str | None]

APP_NAME = "jafflegaggle"
CONNECT_PORT = 15002  # where a Spark Connect server listens unless it is told otherwise
CONNECT_SECONDS = 5
CONNECT_RETRIES = 4  # each after four times as long, from 0.05 s on: 4 s in all
SAIL_SPEAKS = ((3, 5), (4, 3))  # to PySpark from the first version on, and below the other
QUIET_LOG = Path(__file__).parents[1] / "log4j2.properties"
ENGINES = ("auto", "embedded", "spark")
# What every run needs, wherever the session comes from; each may be set at any time.
RUNTIME_SETTINGS = {
    # Whole microseconds that every reader understands, instead of the deprecated INT96.
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # A time of long ago, a slip as a rule, is read and written as it is; Spark 3.5 would stop.
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
    # No rule depends on the zone; what people see, such as a row set aside, is UTC too.
    "spark.sql.session.timeZone": "UTC",
    # A folder's name is read as it stands: `gaggle_id=007` would be 7, which another id may be.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}
# PySpark 4 would note for every Column which line has made it: half of what a plan costs here. It
# then stays so in this process, so that only engines of our own are told.
NO_CALL_SITES = {"spark.python.sql.dataFrameDebugging.enabled": "false"}
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
def open_session(engine: str = "auto") -> "Iterator[SparkSession]":
    """A session of the engine, which ends with the block.

    Args:
        engine: `embedded`, `spark`, the URL of a Spark Connect server (`sc://host:port`), or
            `auto`: the session that the job is started in (spark-submit, Databricks), otherwise
            embedded where Sail is installed, otherwise a Spark of our own.

    Raises:
        InputError: the engine is unknown, or what it needs is not installed.
    """
    kind = _chosen(engine)
    if kind == "embedded":
        with _embedded() as session:
            yield session
        return
    if kind == "spark" and _is_handed_in():
        session = _spark()
        before = {name: setting(session, name) for name in RUNTIME_SETTINGS}
        _set(session, RUNTIME_SETTINGS)
        try:
            yield session
        finally:
            with _even_if_it_ended():
                _set(session, before)
        return
    if kind == "spark":
        named: Settings = {"spark.app.name": APP_NAME}
        session = _spark(named if _is_submitted() else named | LOCAL_SETTINGS | _of_this_machine())
    else:
        session = _remote(kind)
    _set(session, RUNTIME_SETTINGS)
    try:
        yield session
    finally:
        with _even_if_it_ended():
            session.stop()


def _set(session: "SparkSession", settings: Mapping[str, str | None]) -> None:
    """Set what may be set (a serverless platform lets nobody); None: as it is by default."""
    for name, value in settings.items():
        with suppress(*refusals()):
            if value is None:
                session.conf.unset(name)
            else:
                session.conf.set(name, value)


@contextmanager
def _even_if_it_ended() -> Iterator[None]:
    """Leave a session; that there is none any more is no error of its own."""
    try:
        yield
    except Exception as error:
        if not is_engine_error(error):
            raise


def _chosen(engine: str) -> str:
    if engine.startswith("sc://"):
        return engine
    if engine not in ENGINES:
        raise InputError(
            f"--engine {engine}: unknown; expected auto, embedded, spark or a URL sc://host:port"
        )
    if engine != "auto":
        return engine
    if _is_submitted() or not _has("pysail"):
        return "spark"
    return "embedded"


def _is_submitted() -> bool:
    return any(
        name in os.environ
        for name in ("PYSPARK_GATEWAY_PORT", "DATABRICKS_RUNTIME_VERSION", "SPARK_REMOTE")
    )


def _is_handed_in() -> bool:
    """Whether a session is there already: the platform's, or a notebook's, and theirs to end."""
    if "DATABRICKS_RUNTIME_VERSION" in os.environ:
        return True
    if not _has("pyspark"):
        return False
    from pyspark.sql import SparkSession

    return SparkSession.getActiveSession() is not None


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _check_pyspark() -> None:
    """Refuse a PySpark that Sail does not speak to, before it answers in riddles."""
    import pyspark

    found = tuple(int(part) for part in pyspark.__version__.split(".")[:2])
    first, beyond = SAIL_SPEAKS
    if not first <= found < beyond:
        raise InputError(
            f"--engine embedded: Sail does not speak to PySpark {pyspark.__version__} yet; "
            'pip install "pyspark[connect]<4.3", or use --engine spark'
        )


@contextmanager
def _embedded() -> "Iterator[SparkSession]":
    """Sail's Spark Connect server in this process; it has to outlive the session."""
    if not _has("pysail"):
        raise InputError('--engine embedded: Sail is missing; pip install "jafflegaggle[embedded]"')
    _check_pyspark()
    # Its log goes to standard error, and is read when the module is first imported.
    os.environ.setdefault("RUST_LOG", "off")
    # What one step gives back serves the next: to return it to the system at once (by default
    # after a second) costs a run a tenth of its time.
    os.environ.setdefault("MIMALLOC_PURGE_DELAY", "10000")
    from importlib.metadata import version

    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start()
    try:
        _, port = server.listening_address
        session = _remote(f"sc://127.0.0.1:{port}")
        own = {
            "spark.sql.session.timeZone": "UTC",
            EMBEDDED: f"Sail {version('pysail')}",
        }
        _set(session, own | NO_CALL_SITES)
        try:
            yield session
        except KeyboardInterrupt:
            raise  # it has ended the server too, and a session would wait for it for long
        except BaseException:
            session.stop()
            raise
        session.stop()
    finally:
        server.stop()


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


def _reach(url: str) -> None:
    """Refuse a server that does not answer: PySpark itself would try again for minutes."""
    address = urlsplit(url)
    try:
        port = address.port or CONNECT_PORT
        with socket.create_connection((address.hostname or "", port), timeout=CONNECT_SECONDS):
            pass
    except (OSError, ValueError) as error:
        # Before the host may stand a password, behind the port a token.
        place = address.netloc.rpartition("@")[2].partition(";")[0]
        why = "no port" if isinstance(error, ValueError) else error
        raise InputError(
            f"--engine sc://{place}: no Spark Connect server answers ({why})"
        ) from None


def _remote(url: str) -> "SparkSession":
    from pyspark.sql import SparkSession

    _reach(url)
    try:
        # A session of our own, whatever else is open in this process: it is stopped at the end.
        session = SparkSession.builder.remote(url).appName(APP_NAME).create()
    except ImportError as error:
        raise InputError(
            f'PySpark lacks Spark Connect; pip install "pyspark[connect]" ({error})'
        ) from error
    _give_up_soon(session)
    return session


def _give_up_soon(session: "SparkSession") -> None:
    """Let a server that is gone be an error after seconds: PySpark itself would try for minutes."""
    try:
        from pyspark.sql.connect.client.retries import DefaultPolicy
    except ImportError:  # Spark 3.5 has no such setting
        return
    session.client.set_retry_policies([DefaultPolicy(max_retries=CONNECT_RETRIES)])


def _spark(settings: Settings | None = None) -> "SparkSession":
    """The session that is there, as it is, or a new one with these settings."""
    if not _has("pyspark"):
        raise InputError('--engine spark: PySpark is missing; pip install "jafflegaggle[spark]"')
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    try:
        with keep_handler():
            return SparkSession.builder.config(map=settings or {}).getOrCreate()
    except PySparkException as error:
        raise InputError(
            f"--engine spark: Spark did not start ({failure(error)}); it needs Java 17 or newer, "
            f'{_java()}. Without Java: pip install "jafflegaggle[embedded]"'
        ) from error


def _java() -> str:
    """Which Java Spark would take, for a message."""
    home = os.environ.get("JAVA_HOME")
    command = str(Path(home, "bin", "java")) if home else "java"
    try:
        ended = subprocess.run([command, "-version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return f"and {command} does not run; set JAVA_HOME or PATH"
    version = re.search(r'version "([^"]+)"', ended.stderr + ended.stdout)
    return f"and {command} is {version[1] if version else 'of an unknown version'}"
