"""The only place that makes a session, and that knows in what the engines differ."""

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

from jafflegaggle.errors import InputError
from jafflegaggle.passwords import hidden

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

APP_NAME = "jafflegaggle"
CONNECT_PORT = 15002  # where a Spark Connect server listens unless it is told otherwise
CONNECT_SECONDS = 5
CONNECT_RETRIES = 4  # each after four times as long, from 0.05 s on: 4 s in all
SAIL_SPEAKS = ((3, 5), (4, 3))  # to PySpark from the first version on, and below the other
QUIET_LOG = Path(__file__).with_name("log4j2.properties")
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
}
# PySpark 4 would note for every Column which line has made it: half of what a plan costs here. It
# then stays so in this process, so that only engines of our own are told.
NO_CALL_SITES = {"spark.python.sql.dataFrameDebugging.enabled": "false"}
# A Spark of our own on this machine; spark-submit and a cluster bring their own settings.
LOCAL_SETTINGS: dict[str, bool | float | int | str | None] = {
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
    is_ours = kind != "spark" or not _is_handed_in()
    session = _spark() if kind == "spark" else _remote(kind)
    _set(session, RUNTIME_SETTINGS)
    try:
        yield session
    finally:
        if is_ours:
            _stop(session)


def _set(session: "SparkSession", settings: Mapping[str, str]) -> None:
    for name, value in settings.items():
        with suppress(*_refusals()):  # a serverless platform lets nobody set them
            session.conf.set(name, value)


def _stop(session: "SparkSession") -> None:
    """End a session; that there is none to end any more is no error of its own."""
    try:
        session.stop()
    except Exception as error:
        if not is_engine_error(error):
            raise


def describe(session: "SparkSession") -> str:
    """The engine in a word, for people: `Sail 0.7.2`, `Spark 4.2.1`."""
    return _setting(session, "jafflegaggle.engine") or f"Spark {session.version}"


def local_path(path: str) -> Path:
    """A path of this machine, which may be written as a URI `file:///...`."""
    return Path(re.sub(r"^file:(//)?", "", path))


def is_local(session: "SparkSession", path: str) -> bool:
    """Whether the engine takes a path for one of this machine: `file:` or no scheme at all."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", path.removeprefix("file:")):
        return False
    if _is_embedded(session):
        return True
    is_remote = type(session).__module__.startswith("pyspark.sql.connect")
    return not is_remote and (_setting(session, "spark.master") or "").startswith("local")


def has_catalog(session: "SparkSession") -> bool:
    """Whether the engine keeps tables that outlive the session."""
    return not _is_embedded(session)


def reads_any_encoding(session: "SparkSession") -> bool:
    """Whether the engine heeds the encoding of a CSV file; Sail takes all for UTF-8."""
    return not _is_embedded(session)


def heeds_all_options(session: "SparkSession") -> bool:
    """Whether the engine heeds every option of a reader; Sail passes over those it has not."""
    return not _is_embedded(session)


def failure(error: Exception) -> str:
    """What an engine's exception says, in one line, without its stack trace."""
    message = str(error).strip() or type(error).__name__
    if is_gone(error):
        return f"it has gone away in the middle of the run ({message})"
    text = message.split("\nJVM stacktrace", 1)[0].split("\n\tat ", 1)[0]
    text = re.sub(r"^An error occurred while calling \S+\s*:?", "", text)
    # That a disk is full stands only at the end of what Java says.
    if causes := re.findall(r"^Caused by: (.*)", message, re.MULTILINE):
        text = f"{causes[-1]} ({text})"
    return hidden(" ".join(text.split()))[:600]


def is_engine_error(error: Exception) -> bool:
    """Whether an exception comes from the engine, and not from this code."""
    is_of_its_own = type(error).__module__.split(".")[0] in {"pyspark", "py4j", "grpc"}
    return is_of_its_own or is_gone(error)


def is_gone(error: Exception) -> bool:
    """Whether the engine's process is no more: nothing else here is spoken to over a connection."""
    # A call that Java did not live to answer: what it answers comes with a trace.
    is_unanswered = type(error).__name__ == "Py4JError" and "Trace:" not in str(error)
    is_network = type(error).__name__ == "Py4JNetworkError"
    return isinstance(error, ConnectionError) or is_network or is_unanswered


def is_missing_path(error: Exception) -> bool:
    """Whether the engine says that a path is not there; all else may pass, and tells nothing."""
    return is_engine_error(error) and "PATH_NOT_FOUND" in str(error)


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


def _is_embedded(session: "SparkSession") -> bool:
    return _setting(session, "jafflegaggle.engine") is not None


def _setting(session: "SparkSession", name: str) -> str | None:
    """A setting of the session; None where it is unset, or the platform keeps it to itself."""
    with suppress(*_refusals()):
        return session.conf.get(name, None)
    return None


def _refusals() -> tuple[type[Exception], ...]:
    from pyspark.errors import PySparkException

    return (PySparkException,)


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
            "jafflegaggle.engine": f"Sail {version('pysail')}",
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


def _of_this_machine() -> dict[str, bool | float | int | str | None]:
    """Partitions that a cache holds, a progress bar where one can be shown, and a quiet log."""
    settings: dict[str, bool | float | int | str | None] = {
        # Spark itself puts small ones together.
        "spark.sql.shuffle.partitions": 32 * (os.cpu_count() or 1),
        "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(),
    }
    if QUIET_LOG.is_file():  # in a zip it is none
        settings["spark.driver.extraJavaOptions"] = f"-Dlog4j2.configurationFile={QUIET_LOG}"
    return settings


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


def _spark() -> "SparkSession":
    if not _has("pyspark"):
        raise InputError('--engine spark: PySpark is missing; pip install "jafflegaggle[spark]"')
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName(APP_NAME)
    if not _is_submitted():
        builder = builder.config(map=LOCAL_SETTINGS | _of_this_machine())
    try:
        return builder.getOrCreate()
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
