"""Sail, a Spark Connect server in this process: no Java, and a start in under a second."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jafflegaggle.engine.connect import connect
from jafflegaggle.engine.settings import NO_CALL_SITES, apply_settings, setting
from jafflegaggle.engine.spec import Engine

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

VERSION = "jafflegaggle.engine"  # our own setting, which identifies sessions of this engine
NO_QUOTE = "\x01"  # a control character that no text contains


@contextmanager
def open_embedded(_argument: str) -> "Iterator[SparkSession]":
    """A server and a session on it; the server has to outlive the session."""
    # Its log goes to standard error, and is read when the module is first imported.
    os.environ.setdefault("RUST_LOG", "off")
    # Memory freed by one step serves the next: returning it to the system at once (by default
    # after a second) costs a run a tenth of its time.
    os.environ.setdefault("MIMALLOC_PURGE_DELAY", "10000")
    from importlib.metadata import version

    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start()
    try:
        _, port = server.listening_address
        session = connect(f"sc://127.0.0.1:{port}")
        own = {"spark.sql.session.timeZone": "UTC", VERSION: f"Sail {version('pysail')}"}
        apply_settings(session, own | NO_CALL_SITES)
        try:
            yield session
        except KeyboardInterrupt:
            raise  # the signal also ended the server, and the session would wait for it for long
        except BaseException:
            session.stop()
            raise
        session.stop()
    finally:
        server.stop()


def reader_options_for(file_format: str, options: Mapping[str, str]) -> dict[str, str]:
    """Reader options, translated to those of Sail."""
    own = dict(options)
    if file_format == "csv" and own.get("quote") == "":
        own["quote"] = NO_QUOTE  # it ignores an empty one
    return own


EMBEDDED = Engine(
    title="the embedded engine",
    argument="embedded",
    open=open_embedded,
    runs=lambda session: setting(session, VERSION) is not None,
    version=lambda session: setting(session, VERSION) or "Sail",
    sees_local_disk=lambda _session, _path: True,
    shares_stores=True,
    product="Sail",
    module="pysail",
    extra="embedded",
    pyspark=((3, 5), (4, 3)),
    has_catalog=False,
    reads_jdbc=False,
    reads_any_encoding=False,
    keeps_json_numbers=True,
    compares_csv_headers=False,
    unpacks=(".gz", ".bz2", ".xz", ".zst"),
    splits_folders=False,
    takes_nanoseconds=True,
    types_dictionaries=False,
    takes_constants_from_statistics=True,
    reader_options={
        "csv": ("comment", "delimiter", "escape", "header", "quote", "sep"),
        "parquet": ("mergeschema",),
    },
    reader_options_for=reader_options_for,
    partitions=48,
    table_options={
        # A column of many values gives up its dictionary early, not after a megabyte.
        "dictionary_page_size_limit": "65536",
        "max_row_group_size": "131072",  # is gathered within a cache
    },
    full_scan_options={
        "dictionary_enabled": "false",
        "statistics_enabled": "none",
        "max_row_group_size": "131072",  # is gathered within a cache
    },
)
