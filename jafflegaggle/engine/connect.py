"""Spark Connect: a server elsewhere, or the session of a serverless platform."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jafflegaggle.engine.errors import ignore_engine_errors
from jafflegaggle.engine.settings import APP_NAME, RUNTIME_SETTINGS, apply_settings
from jafflegaggle.engine.spec import Engine
from jafflegaggle.errors import InputError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Spark 3.5 writes statistics anyway.
SPARK_FULL_SCAN = {
    "parquet.enable.dictionary": "false",
    "parquet.column.statistics.enabled": "false",
    "parquet.size.statistics.enabled": "false",
}
CONNECT_PORT = 15002  # the default port of a server
CONNECT_SECONDS = 5
CONNECT_RETRIES = 4  # with backoff by a factor of four from 0.05 s: 4 s in all


@contextmanager
def open_connect(url: str) -> "Iterator[SparkSession]":
    """A new session on a Spark Connect server, closed after the block.

    Raises:
        InputError: no server answers there, or PySpark lacks its client.
    """
    session = connect(url)
    apply_settings(session, RUNTIME_SETTINGS)
    try:
        yield session
    finally:
        with ignore_engine_errors():
            session.stop()


def connect(url: str) -> "SparkSession":
    """Create a new session on a server, whatever else is open in this process."""
    from pyspark.sql import SparkSession

    _reach(url)
    try:
        session = SparkSession.builder.remote(url).appName(APP_NAME).create()
    except ImportError as error:
        raise InputError(
            f'PySpark lacks Spark Connect; pip install "pyspark[connect]" ({error})'
        ) from error
    _give_up_soon(session)
    return session


def is_connect(session: "SparkSession") -> bool:
    """Whether it is a Spark Connect session."""
    return type(session).__module__.startswith("pyspark.sql.connect")


def _reach(url: str) -> None:
    """Refuse a server that does not answer: PySpark itself would try again for minutes."""
    import socket

    address = urlsplit(url)
    try:
        port = address.port or CONNECT_PORT
        with socket.create_connection((address.hostname or "", port), timeout=CONNECT_SECONDS):
            pass
    except (OSError, ValueError) as error:
        # There may be a password before the host, and a token after the port.
        place = address.netloc.rpartition("@")[2].partition(";")[0]
        why = "no port" if isinstance(error, ValueError) else error
        raise InputError(
            f"--engine sc://{place}: no Spark Connect server answers ({why})"
        ) from None


def _give_up_soon(session: "SparkSession") -> None:
    """Fail within seconds if the server disappears: PySpark would retry for minutes."""
    try:
        from pyspark.sql.connect.client.retries import DefaultPolicy
    except ImportError:  # Spark 3.5 has no such setting
        return
    session.client.set_retry_policies([DefaultPolicy(max_retries=CONNECT_RETRIES)])


CONNECT = Engine(
    title="Spark Connect",
    argument="sc://host:port",
    scheme="sc://",
    open=open_connect,
    runs=is_connect,
    version=lambda session: f"Spark {session.version}",
    sees_local_disk=lambda _session, _path: False,
    product="PySpark",
    module="pyspark",
    extra="spark",
    has_catalog=True,
    reads_jdbc=True,
    reads_any_encoding=True,
    compares_csv_headers=True,
    full_scan_options=SPARK_FULL_SCAN,
)
